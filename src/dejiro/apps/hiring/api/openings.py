"""Operations on openings: the public list, and how a body runs its own."""

from typing import Any

from django.db.models import QuerySet

from dejiro.apps.hiring import access, scoring, selectors, services
from dejiro.apps.hiring.api.doors import PUBLISHERS, WRITERS
from dejiro.apps.hiring.api.inputs import InterviewIn, OpeningIn, ReviewersIn, known
from dejiro.apps.hiring.api.schemas import AppliedOut, GroupOut, OpeningFull, OpeningOut, ReviewerOut
from dejiro.apps.hiring.models import Opening
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["hiring"])


@router.get("/openings/", response=list[OpeningOut])
@operation(door="everyone")
@paginate
def opening_list(request: Request, state: str = "", role: str = "") -> QuerySet[Opening]:
    """Openings; `state` is "open" or empty, `role` a code of デジタルスキル標準 or empty."""
    return selectors.opening_list(request.actor, state=state, role=role)


@router.post("/openings/", response={201: OpeningFull})
@operation(door=WRITERS)
def opening_create(request: Request, data: OpeningIn) -> Opening:
    """Draft an opening for the caller's body."""
    area = request.actor.area
    return services.opening_create(actor=request.actor, terms=data.terms(area.pk if area else 0))


@router.get("/openings/{int:pk}/", response=OpeningFull)
@operation(door="everyone")
def opening_detail(request: Request, pk: Id) -> Opening:
    """One opening."""
    return access.opening_for_reader(request.actor, pk)


@router.put("/openings/{int:pk}/", response=OpeningFull)
@operation(door=WRITERS)
def opening_update(request: Request, pk: Id, data: OpeningIn) -> Opening:
    """Change a draft."""
    found = access.opening_for_owner(request.actor, pk)
    return services.opening_update(
        actor=request.actor, opening=found, terms=data.terms(found.area_id), version=seen_version(request)
    )


@router.post("/openings/{int:pk}/publish/", response=OpeningFull)
@operation(door=PUBLISHERS)
def opening_publish(request: Request, pk: Id) -> Opening:
    """Show an opening to everybody; pay, criteria, weights and deadline stand from then on."""
    return services.opening_publish(actor=request.actor, opening=access.opening_for_publisher(request.actor, pk))


@router.get("/openings/{int:pk}/reviewers/", response=list[ReviewerOut])
@operation(door=WRITERS)
def reviewers_list(request: Request, pk: Id) -> list[dict[str, Any]]:
    """Who may be named as a reviewer, and who is."""
    found = access.opening_for_owner(request.actor, pk)
    named = set(found.reviewers.values_list("user", flat=True))
    people = selectors.people_of(found)
    return [{"id": one.pk, "name": one.name, "named": one.pk in named} for one in people]


@router.put("/openings/{int:pk}/reviewers/", response=OpeningFull)
@operation(door=WRITERS)
def reviewers_name(request: Request, pk: Id, data: ReviewersIn) -> Opening:
    """Name who scores, in the place of who was named before; fixed from the first score on."""
    found = access.opening_for_owner(request.actor, pk)
    users = known(selectors.people_of(found), data.users, "users")
    return services.reviewers_name(actor=request.actor, opening=found, users=users)


@router.get("/openings/{int:pk}/interview/", response=list[AppliedOut])
@operation(door=PUBLISHERS)
def interview_list(request: Request, pk: Id) -> list[scoring.Line]:
    """Applications of which the caller says who goes on, without names."""
    return scoring.for_interview(access.opening_for_publisher(request.actor, pk))


@router.post("/openings/{int:pk}/interview/", response=OpeningFull)
@operation(door=PUBLISHERS)
def interviews_begin(request: Request, pk: Id, data: InterviewIn) -> Opening:
    """Say who goes on to the interview; the body sees their names from then on, and this cannot be undone."""
    found = access.opening_for_publisher(request.actor, pk)
    applied = [line.choice for line in scoring.for_interview(found)]
    choices = known(applied, data.choices, "choices")
    return services.interviews_begin(actor=request.actor, opening=found, choices=choices)


@router.post("/openings/{int:pk}/close/", response=OpeningFull)
@operation(door=PUBLISHERS)
def scores_close(request: Request, pk: Id) -> Opening:
    """End the scoring; what nobody scored is left out of joint recruiting."""
    return services.scores_close(actor=request.actor, opening=access.opening_for_publisher(request.actor, pk))


@router.get("/hiring/statistics/", response=list[GroupOut])
@operation(door=WRITERS)
def declined_list(request: Request) -> list[dict[str, Any]]:
    """Why offers were declined in the caller's prefecture; groups of fewer than five without a figure."""
    area = request.actor.area
    groups = selectors.declined_groups(area.pk) if area else {}
    return [{"kind": kind, "label": one.label, "count": one.count} for kind, rows in groups.items() for one in rows]
