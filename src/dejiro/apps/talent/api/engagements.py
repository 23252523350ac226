"""Operations on proposals, on the engagements that come of them, and on what these cost."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import COORDINATOR, READERS
from dejiro.apps.talent.api.engagement_schemas import EngagementEndIn, EngagementExtendIn, EngagementRateIn, MonthOut
from dejiro.apps.talent.api.request_schemas import ProposeIn
from dejiro.apps.talent.entries import Note
from dejiro.apps.talent.models import Engagement, Proposal
from dejiro.apps.talent.schemas import EngagementOut, EngagementRow, LogIn, LogOut, ProposalAnswerIn, ProposalOut
from dejiro.apps.talent.selectors.engagements import billing_month, engagement_page, statement_of
from dejiro.apps.talent.selectors.engagements import engagement_list as engagements_for
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import Refusal

router = Router(tags=["talent"])


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


@router.post("/talent/requests/{int:pk}/propose/", response={201: ProposalOut})
@operation(door=COORDINATOR)
def proposal_make(request: Request, pk: Id, data: ProposeIn) -> Proposal:
    """Propose a specialist for a request that waits; the body sees the profile from now on."""
    found = access.request_for_coordinator(request.actor, pk)
    person = access.specialist_for_coordinator(request.actor, data.specialist)
    return services.proposal_make(actor=request.actor, request=found, specialist=person)


@router.post("/talent/proposals/{int:pk}/withdraw/", response=ProposalOut)
@operation(door=COORDINATOR)
def proposal_withdraw(request: Request, pk: Id) -> Proposal:
    """Take a proposal back while an answer is awaited; the body sees the profile no more."""
    found = access.proposal_for_coordinator(request.actor, pk)
    return services.proposal_withdraw(actor=request.actor, proposal=found, version=seen_version(request))


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
    return _shown(request, access.engagement_for_reader(request.actor, pk))


@router.post("/talent/engagements/{int:pk}/logs/", response=LogOut)
@operation(door="signed in")
def log_save(request: Request, pk: Id, data: LogIn) -> object:
    """Write down a week's work; written again it replaces what stood there."""
    found = access.engagement_for_specialist(request.actor, pk)
    return services.log_save(actor=request.actor, engagement=found, **data.dict())


@router.post("/talent/engagements/{int:pk}/rate/", response=EngagementOut)
@operation(door="signed in")
def engagement_rate(request: Request, pk: Id, data: EngagementRateIn) -> Engagement:
    """Say how it goes, for the body or for oneself; said again it replaces what was said."""
    found = access.engagement_for_side(request.actor, pk)
    return _shown(
        request,
        services.engagement_rate(
            actor=request.actor, engagement=found, version=seen_version(request), **data.model_dump()
        ),
    )


@router.post("/talent/engagements/{int:pk}/extend/", response=EngagementOut)
@operation(door=COORDINATOR)
def engagement_extend(request: Request, pk: Id, data: EngagementExtendIn) -> Engagement:
    """Let an engagement run longer, when the specialist has the half-days."""
    found = access.engagement_for_coordinator(request.actor, pk)
    return _shown(
        request,
        services.engagement_extend(
            actor=request.actor, engagement=found, ends_on=data.ends_on, version=seen_version(request)
        ),
    )


@router.post("/talent/engagements/{int:pk}/end/", response=EngagementOut)
@operation(door="signed in")
def engagement_end(request: Request, pk: Id, data: EngagementEndIn) -> Engagement:
    """End an engagement, early or at its time, with a note for who comes next."""
    found = access.engagement_for_reader(request.actor, pk)
    ended = services.engagement_end(
        actor=request.actor,
        engagement=found,
        ends_on=data.ends_on,
        reason=data.reason,
        handover=Note(**data.handover.model_dump()),
        version=seen_version(request),
    )
    return _shown(request, ended)


@router.get("/talent/statement/", response=MonthOut)
@operation(door=READERS)
def talent_statement(request: Request, month: str = "") -> dict[str, Any]:
    """A month's bills, as 2027-04 (empty: this month): the body's own; for the coordinator, of all bodies."""
    area, bodies = access.bills_readable(request.actor)
    view = statement_of(area, _month(month), only=bodies)
    names = ("own", "travel", "common", "total", "lines")
    bills = [
        {"organization": body.code, "name": body.name, **{name: getattr(bill, name) for name in names}}
        for body, bill in view.bills
    ]
    return {"month": view.month.text, "rule": view.rule, "total": view.total, "bills": bills}


def _month(text: str) -> Month:
    try:
        return billing_month(text)
    except ValueError as error:
        message = _("「%(text)s」は年月として読めません。2027-04 のように書いてください。")
        raise Refusal(message % {"text": text[:20]}, code="month", field="month") from error


def _shown(request: Request, found: Engagement) -> Engagement:
    """Return an engagement with the sums of its page."""
    view = engagement_page(request.actor, found)
    vars(found).update(used=view.used, planned=view.planned, planned_now=view.planned_now)
    return found
