"""What other apps may know of the pool's demand and supply: no names, only roles, levels and periods."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, QuerySet

from dejiro.apps.talent.models import Engagement, Proposal, Request, Skill
from dejiro.foundation import clock

Status = Request.Status
ASKED = (Status.SUBMITTED, Status.APPROVED, Status.SERVED)


@dataclass(frozen=True)
class Support:
    """What a body asked the pool for, from a day to another, both included.

    `granted` is True when somebody is engaged for it, or proposed by a plan or the coordinator and not declined.
    """

    body: int
    role: str
    level: int
    starts_on: date
    ends_on: date
    granted: bool


def supports_of(bodies: Iterable[int]) -> list[Support]:
    """Return what these bodies ask for, or get, today or later; three queries."""
    rows = Request.objects.filter(organization__in=list(bodies), status__in=ASKED).prefetch_related(
        Prefetch("proposals", Proposal.objects.filter(withdrawn=False)), "engagements"
    )
    today = clock.today()
    return [one for request in rows for one in _supports(request) if one.ends_on >= today]


def pool_levels(area: int) -> Mapping[tuple[str, int], int]:
    """Return how many people of the pool have each role at each level, who have not left; one query."""
    rows: QuerySet[Skill, tuple[str, int]] = Skill.objects.filter(
        specialist__area=area, specialist__left_on=None
    ).values_list("role", "level")
    return Counter(rows)


def _supports(request: Request) -> list[Support]:
    engaged = list(request.engagements.all())
    if engaged:
        return [_support(request, one.starts_on, one.ends_on, granted=True) for one in engaged if _runs(one)]
    granted = any(not one.is_declined for one in request.proposals.all())
    return [_support(request, request.starts_on, request.ends_on, granted=granted)]


def _support(request: Request, starts_on: date, ends_on: date, *, granted: bool) -> Support:
    return Support(request.organization_id, request.role, request.level, starts_on, ends_on, granted)


def _runs(engagement: Engagement) -> bool:
    return engagement.status == Engagement.Status.RUNNING
