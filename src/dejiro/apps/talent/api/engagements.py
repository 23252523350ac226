"""Operations on proposals, and on the engagements that come of them."""

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Engagement, Proposal
from dejiro.apps.talent.schemas import EngagementOut, EngagementRow, LogIn, LogOut, ProposalAnswerIn, ProposalOut
from dejiro.apps.talent.selectors.engagements import engagement_list as engagements_for
from dejiro.apps.talent.selectors.engagements import engagement_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

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
