"""The pool, requests, proposals, engagements and plans for programs: the same doors and services as the pages."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.models import Engagement, Plan, Proposal, Specialist
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.planning import Rest
from dejiro.apps.talent.schemas import (
    EngagementOut,
    EngagementRow,
    LogIn,
    LogOut,
    PlanOut,
    PlanRow,
    ProposalAnswerIn,
    ProposalOut,
    RequestIn,
    RequestOut,
    RestOut,
    SpecialistOut,
    SpecialistRow,
    plan_row,
)
from dejiro.apps.talent.selectors.engagements import engagement_list as engagements_for
from dejiro.apps.talent.selectors.engagements import engagement_page
from dejiro.apps.talent.selectors.plans import plan_list as plans_for
from dejiro.apps.talent.selectors.plans import plan_page
from dejiro.apps.talent.selectors.pool import pool_of, profile_of
from dejiro.apps.talent.selectors.requests import request_list as requests_for
from dejiro.apps.talent.selectors.requests import rests_left
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

OFFICERS = "member, approver"
READERS = "member, approver, coordinator"
router = Router(tags=["talent"])


@router.get("/talent/pool/", response=list[SpecialistRow])
@operation(door="coordinator")
@paginate
def pool_list(request: Request, q: str = "", role: str = "", employment: str = "") -> QuerySet[Specialist]:
    """Specialists who have not left, by number; `q` stands in name, number or profile."""
    area = access.area_of_coordinator(request.actor)
    return pool_of(area, q=q[:100], role=role, employment=employment)


@router.get("/talent/pool/{int:pk}/", response=SpecialistOut)
@operation(door="signed in")
def specialist_detail(request: Request, pk: Id) -> dict[str, Any]:
    """One profile; that somebody looks is recorded, as on the page."""
    found = access.specialist_for_reader(request.actor, pk)
    services.look_record(actor=request.actor, specialist=found)
    return _profile(request, found)


@router.get("/talent/me/", response=SpecialistOut)
@operation(door="signed in")
def specialist_own(request: Request) -> dict[str, Any]:
    """One's own profile."""
    return _profile(request, access.own_entry(request.actor))


@router.get("/talent/requests/", response=list[RequestOut])
@operation(door="signed in")
@paginate
def request_list(request: Request, q: str = "", role: str = "", status: str = "") -> QuerySet[TalentRequest]:
    """Requests that the caller may read, the earliest start first; `q` stands in the title or the body's name."""
    return requests_for(request.actor, q=q[:100], role=role, status=status)


@router.get("/talent/requests/{int:pk}/", response=RequestOut)
@operation(door="signed in")
def request_detail(request: Request, pk: Id) -> TalentRequest:
    """One request."""
    return access.request_for_reader(request.actor, pk)


@router.get("/talent/requests/{int:pk}/rests/", response=list[RestOut])
@operation(door="signed in")
def request_rests(request: Request, pk: Id) -> list[Rest]:
    """Weeks of a request that is served, but not in full: nobody supports them, and no other request asks for them."""
    return rests_left(request.actor, access.request_for_reader(request.actor, pk))


@router.post("/talent/requests/", response={201: RequestOut})
@operation(door=OFFICERS)
def request_create(request: Request, data: RequestIn) -> TalentRequest:
    """Write a request; it is a draft until it is submitted and approved."""
    return services.request_save(actor=request.actor, terms=Terms(**data.dict()))


@router.put("/talent/requests/{int:pk}/", response=RequestOut)
@operation(door=OFFICERS)
def request_update(request: Request, pk: Id, data: RequestIn) -> TalentRequest:
    """Write a request anew while it is being prepared; it is a draft then. The situation it began with stays."""
    found = access.request_for_officer(request.actor, pk)
    terms = Terms(**data.dict(), situation=found.situation)
    return services.request_save(actor=request.actor, terms=terms, request=found, version=seen_version(request))


@router.post("/talent/requests/{int:pk}/submit/", response=RequestOut)
@operation(door=OFFICERS)
def request_submit(request: Request, pk: Id) -> TalentRequest:
    """Send a draft to the body's approvers."""
    found = access.request_for_officer(request.actor, pk)
    return services.request_submit(actor=request.actor, request=found, version=seen_version(request))


@router.get("/talent/proposals/", response=list[ProposalOut])
@operation(door="signed in")
@paginate
def proposal_list(request: Request) -> QuerySet[Proposal]:
    """Proposals to the caller's body, of themselves, or of the area they coordinate; newest first."""
    return access.proposals_readable(request.actor).select_related("engagement")


@router.get("/talent/proposals/{int:pk}/", response=ProposalOut)
@operation(door="signed in")
def proposal_detail(request: Request, pk: Id) -> Proposal:
    """One proposal."""
    return access.proposal_for_reader(request.actor, pk)


@router.post("/talent/proposals/{int:pk}/answer/", response=ProposalOut)
@operation(door="signed in")
def proposal_answer(request: Request, pk: Id, data: ProposalAnswerIn) -> Proposal:
    """Say yes, or no with a reason: for the body (its approver), or for oneself."""
    found = access.proposal_for_answer(request.actor, pk)
    return services.proposal_answer(
        actor=request.actor,
        proposal=found,
        accept=data.accept,
        reason=data.reason,
        version=seen_version(request),
    )


@router.get("/talent/engagements/", response=list[EngagementRow])
@operation(door="signed in")
@paginate
def engagement_list(request: Request, status: str = "") -> QuerySet[Engagement]:
    """Engagements of the caller's body, their own, or of the area they coordinate, the latest start first."""
    return engagements_for(request.actor, status=status)


@router.get("/talent/engagements/{int:pk}/", response=EngagementOut)
@operation(door="signed in")
def engagement_detail(request: Request, pk: Id) -> Engagement:
    """One engagement with its weeks."""
    found = access.engagement_for_reader(request.actor, pk)
    found.used = engagement_page(request.actor, found).used  # type: ignore[attr-defined]  # as the list's annotation
    return found


@router.post("/talent/engagements/{int:pk}/logs/", response=LogOut)
@operation(door="signed in")
def log_save(request: Request, pk: Id, data: LogIn) -> object:
    """Write down a week's work; written again it replaces what stood there."""
    found = access.engagement_for_specialist(request.actor, pk)
    return services.log_save(actor=request.actor, engagement=found, **data.dict())


@router.get("/talent/plans/", response=list[PlanRow])
@operation(door=READERS)
@paginate
def plan_list(request: Request) -> QuerySet[Plan]:
    """Published plans of the area, for the coordinator all; newest first."""
    return plans_for(request.actor)


@router.get("/talent/plans/{int:pk}/", response=PlanOut)
@operation(door=READERS)
def plan_detail(request: Request, pk: Id) -> dict[str, Any]:
    """What each body gets by a plan and why; a body's own unserved requests."""
    view = plan_page(request.actor, access.plan_for_reader(request.actor, pk))
    return {
        **plan_row(view.plan),
        "served": view.served,
        "asked": view.asked,
        "gap_percent": view.gap_percent,
        "bodies": [
            {name: getattr(row, name) for name in ("name", "entitlement", "demand", "fair_share", "delivered", "own")}
            | {"why": row.why}
            for row in view.bodies
        ],
        "unserved": [{"request": row.request.pk, "why": row.why} for row in view.unserved],
    }


def _profile(request: Request, found: Specialist) -> dict[str, Any]:
    view = profile_of(request.actor, found)
    names = ("name", "employment", "onsite", "languages", "profile", "max_parallel", "left_on", "version")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in names},
        "places": [body.code for body in view.places],
        "skills": list(view.skills),
        "capacities": list(view.capacities),
        "absences": list(view.absences),
        "missing": list(view.missing),
        "weeks": [{**asdict(week), "left": week.left} for week in view.weeks],
    }
