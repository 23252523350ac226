"""Operations of reviewers, and of the body once names may be seen; that they look is recorded, as on the pages."""

from typing import Any

from django.http import FileResponse

from dejiro.apps.hiring import access, scoring, selectors, services
from dejiro.apps.hiring.api.doors import PUBLISHERS, REVIEWERS, WRITERS
from dejiro.apps.hiring.api.inputs import OfferIn, ScoreIn, once
from dejiro.apps.hiring.api.schemas import CandidateOut, OfferState, ScoresOut, SheetOut, SheetRow
from dejiro.apps.hiring.models import Choice, Offer, Opening, Reviewer, Score, Settlement
from dejiro.apps.hiring.services.reviewing import stage_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation
from dejiro.foundation.files.downloads import download

router = Router(tags=["hiring"])


@router.get("/openings/{int:pk}/review/", response=list[SheetRow])
@operation(door=REVIEWERS)
def review_list(request: Request, pk: Id) -> list[dict[str, Any]]:
    """What the caller has to score, by number and without names; empty until the deadline."""
    found = access.opening_for_reader(request.actor, pk)
    return _sheets(access.reviewer_for(request.actor, found), found)


@router.get("/hiring/choices/{int:pk}/score/", response=SheetOut)
@operation(door=REVIEWERS)
def score_sheet(request: Request, pk: Id) -> dict[str, Any]:
    """One application with the caller's own points; the candidate reads that they looked."""
    choice, reviewer = access.choice_for_reviewer(request.actor, pk)
    services.look_record(actor=request.actor, choice=choice)
    stage = stage_of(choice)
    given = dict(Score.objects.filter(reviewer=reviewer, choice=choice, stage=stage).values_list("criterion", "points"))
    criteria = [
        {"id": one.pk, "name": one.name, "weight": one.weight, "points": given.get(one.pk)}
        for one in choice.opening.criteria.all()
    ]
    return {"stage": stage, "application": choice, "criteria": criteria}


@router.post("/hiring/choices/{int:pk}/score/", response=list[SheetRow])
@operation(door=REVIEWERS)
def scores_give(request: Request, pk: Id, data: ScoreIn) -> list[dict[str, Any]]:
    """Score one application by every criterion, anew until the stage ends; the answer is the caller's list."""
    choice, reviewer = access.choice_for_reviewer(request.actor, pk)
    points = once([(one.criterion, one.points) for one in data.points], "points")
    services.scores_give(actor=request.actor, choice=choice, reviewer=reviewer, points=points)
    return _sheets(reviewer, choice.opening)


@router.post("/hiring/choices/{int:pk}/conflict/", response=list[SheetRow])
@operation(door=REVIEWERS)
def conflict_declare(request: Request, pk: Id) -> list[dict[str, Any]]:
    """Keep away from a candidate for good; the answer is the caller's list."""
    choice, reviewer = access.choice_for_reviewer(request.actor, pk)
    services.conflict_declare(actor=request.actor, choice=choice, reviewer=reviewer)
    return _sheets(reviewer, choice.opening)


@router.get("/openings/{int:pk}/scores/", response=ScoresOut)
@operation(door=WRITERS)
def scores_table(request: Request, pk: Id) -> dict[str, Any]:
    """Means and spreads, once nobody can be swayed by them."""
    found = access.opening_for_owner(request.actor, pk)
    publisher = access.may_publish(request.actor, found)
    seen = scoring.may_be_seen(found)
    ending = publisher and found.status == Opening.Status.INTERVIEW
    return {
        "seen": seen,
        "settled": found.joint_id is not None and Settlement.objects.filter(joint=found.joint_id).exists(),
        "unscored": scoring.unscored(found) if ending else None,
        "lines": [_line(found, line) for line in scoring.lines(found)] if seen else [],
    }


@router.get("/hiring/choices/{int:pk}/", response=CandidateOut)
@operation(door=WRITERS)
def candidate_detail(request: Request, pk: Id) -> Choice:
    """A candidate with their name, after the blind stage; they read that the caller looked."""
    choice = access.choice_for_owner(request.actor, pk)
    services.look_record(actor=request.actor, choice=choice)
    return choice


@router.get("/hiring/choices/{int:pk}/papers/{int:file}/", response=None)
@operation(door=REVIEWERS)
def candidate_paper(request: Request, pk: Id, file: Id) -> FileResponse:
    """Save a candidate's paper, after the blind stage; they read that the caller looked."""
    choice = access.choice_for_papers(request.actor, pk)
    found = access.paper_of(choice.application, file)
    services.look_record(actor=request.actor, choice=choice, paper=found.pk)
    return download(found)


@router.post("/hiring/choices/{int:pk}/offer/", response={201: OfferState})
@operation(door=PUBLISHERS)
def offer_make(request: Request, pk: Id, data: OfferIn) -> Offer:
    """Offer a place once the scores stand; the candidate is told."""
    choice = access.choice_for_owner(request.actor, pk)
    return services.offer_make(actor=request.actor, choice=choice, **data.model_dump())


@router.post("/hiring/offers/{int:pk}/withdraw/", response=OfferState)
@operation(door=PUBLISHERS)
def offer_withdraw(request: Request, pk: Id) -> Offer:
    """Take back an offer that was not answered in time; its place is free again, and the candidate is told."""
    return services.offer_withdraw(actor=request.actor, offer=access.offer_for_publisher(request.actor, pk))


def _sheets(reviewer: Reviewer, opening: Opening) -> list[dict[str, Any]]:
    rows = selectors.sheets_of(reviewer, scoring.live_choices(opening)) if opening.takes_scores else []
    return [
        {
            "choice": None if one.conflict else one.choice.pk,
            "number": one.number,
            "done": one.done,
            "conflict": one.conflict,
        }
        for one in rows
    ]


def _line(opening: Opening, line: scoring.Line) -> dict[str, Any]:
    blind, scored = opening.is_blind, opening.status == Opening.Status.SCORED
    return {
        # Beside a name, a number would lead back to the blind review.
        "number": line.number if blind else None,
        "choice": None if blind else line.choice.pk,
        "name": "" if blind else line.choice.application.name,
        "mean": line.mean_text,
        "spread": line.spread_text,
        "reviewers": line.reviewers,
        "offer": getattr(line.choice, "offer", None) if scored else None,
    }
