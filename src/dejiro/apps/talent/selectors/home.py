"""What the first page of the room shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, Sum

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Capacity, Engagement, Proposal, Request, Skill, Specialist
from dejiro.apps.talent.standards import roles
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class RoleRow:
    """A role with how many in the pool fill it and how many requests wait for it."""

    label: str
    type_label: str
    people: int
    waiting: int


@dataclass(frozen=True)
class Home:
    """The first page: figures of the area, and what concerns the reader."""

    people: int
    half_days: int
    waiting: int
    running: int
    roles: Sequence[RoleRow]
    proposals: Sequence[Proposal]
    engagements: Sequence[Engagement]
    own: Specialist | None
    may_ask: bool
    may_coordinate: bool


def home_of(actor: Actor, area: Organization) -> Home:
    """Return the first page; nine queries."""
    today = clock.today()
    here = Q(left_on=None) | Q(left_on__gt=today)
    half_days = Capacity.objects.filter(
        specialist__area=area, specialist__in=Specialist.objects.filter(here), starts_on__lte=today, ends_on__gte=today
    ).aggregate(total=Sum("half_days"))["total"]
    running = Engagement.objects.filter(specialist__area=area, status=Engagement.Status.RUNNING)
    own = Specialist.objects.filter(user=actor.user).first() if actor.user else None
    waiting = _waiting(area)
    return Home(
        people=Specialist.objects.filter(here, area=area).count(),
        half_days=half_days or 0,
        waiting=sum(waiting.values()),
        running=running.filter(starts_on__lte=today).count(),
        roles=_roles(area, today, waiting),
        proposals=_proposals(actor, own),
        engagements=_engagements(actor),
        own=own,
        may_ask=access.is_municipal(actor),
        may_coordinate=access.coordinates(actor, area.pk),
    )


def _waiting(area: Organization) -> dict[str, int]:
    rows = Request.objects.filter(area=area, status=Request.Status.APPROVED).values_list("role")
    return dict(rows.annotate(total=Count("pk")).order_by())


def _roles(area: Organization, today: date, waiting: dict[str, int]) -> list[RoleRow]:
    here = Q(specialist__left_on=None) | Q(specialist__left_on__gt=today)
    rows = Skill.objects.filter(here, specialist__area=area).values_list("role")
    people = dict(rows.annotate(total=Count("pk")).order_by())
    return [
        RoleRow(role.label, role.type_label, people.get(code, 0), waiting.get(code, 0))
        for code, role in roles().items()
    ]


def _proposals(actor: Actor, own: Specialist | None) -> list[Proposal]:
    rows = access.proposals_readable(actor).filter(withdrawn=False).select_related("request__organization")
    waiting = Proposal.Answer.WAITING
    rows = rows.exclude(body_answer=Proposal.Answer.DECLINED).exclude(specialist_answer=Proposal.Answer.DECLINED)
    if own is not None:
        rows = rows.filter(specialist_answer=waiting)
    return list(rows.filter(Q(body_answer=waiting) | Q(specialist_answer=waiting))[:20])


def _engagements(actor: Actor) -> list[Engagement]:
    rows = access.engagements_readable(actor).filter(status=Engagement.Status.RUNNING)
    return list(rows.select_related("request__organization")[:20])
