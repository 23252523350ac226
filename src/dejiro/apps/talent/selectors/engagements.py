"""Reads of engagements: lists, one with its weeks, the monthly statement, and a specialist's calendar."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet, Sum

from dejiro.apps.talent import access
from dejiro.apps.talent.billing import Bill, Line, bills_of
from dejiro.apps.talent.models import Engagement, Handover, Log, Specialist
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import TALENT_EQUAL, rule_in_force
from dejiro.foundation.organizations.selectors import municipalities_of

DAYS = 7


@dataclass(frozen=True)
class EngagementPage:
    """An engagement with its weeks; half-days used, planned up to today, and planned in all."""

    engagement: Engagement
    logs: Sequence[Log]
    note: Handover | None
    used: int
    planned_now: int
    planned: int
    is_specialist: bool
    is_side: bool
    may_coordinate: bool
    may_end: bool


@dataclass(frozen=True)
class Statement:
    """A month's bills. `rule` says how the common cost is shared."""

    month: Month
    bills: Sequence[tuple[Organization, Bill]]
    rule: str
    total: int


def engagement_list(actor: Actor, *, status: str = "") -> QuerySet[Engagement]:
    """Return the engagements the actor may read, the latest start first, with half-days used; one query."""
    rows = access.engagements_readable(actor).select_related("request__organization", "specialist")
    rows = rows.filter(status=status) if status else rows
    return rows.annotate(used=Sum("logs__half_days")).order_by("-starts_on", "-pk")


def engagement_page(actor: Actor, engagement: Engagement) -> EngagementPage:
    """Return an engagement's page; two queries."""
    logs = list(engagement.logs.all())
    own = access.is_self(actor, engagement.specialist)
    side = own or access.officer_of(actor, engagement.request.organization_id)
    coordinates = access.coordinates(actor, engagement.request.area_id)
    running = engagement.status == Engagement.Status.RUNNING
    return EngagementPage(
        engagement=engagement,
        logs=logs,
        note=None if running else Handover.objects.filter(engagement=engagement).first(),
        used=sum(log.half_days for log in logs),
        planned_now=_planned(engagement, until_now=True),
        planned=_planned(engagement, until_now=False),
        is_specialist=own,
        is_side=side,
        may_coordinate=coordinates and running,
        may_end=running and (side or coordinates),
    )


def billing_month(text: str) -> Month:
    """Return the month that somebody wrote, this month for "".

    Raises:
        ValueError: if that is no month, or the first or the last one that a calendar has, which is not whole here.
    """
    month = Month.parse(text) if text else Month.of(clock.today())
    for neighbour in (-1, 1):
        month.plus(neighbour)
    return month


def statement_of(area: Organization, month: Month, *, only: Collection[int] | None = None) -> Statement:
    """Return a month's bills of all municipalities of a prefecture, or of some; weeks count by their Monday.

    A body that exists no more is billed through the body that follows it. Three queries, one more for each such step.
    """
    bodies = {body.code: body for body in municipalities_of(area, on=month.starts_on)}
    rule = rule_in_force(area, TALENT_EQUAL, on=month.starts_on)
    populations = {code: body.population or 0 for code, body in bodies.items()}
    bills = bills_of(_lines(area, month, {body.pk: code for code, body in bodies.items()}), populations, rule.value)
    shown = [(bodies[bill.body], bill) for bill in bills if only is None or bodies[bill.body].pk in only]
    return Statement(month, shown, rule.text, sum(bill.total for _body, bill in shown))


def calendar_of(specialist: Specialist) -> list[Engagement]:
    """Return a specialist's engagements, the earliest first; one query."""
    return list(specialist.engagements.select_related("request__organization").order_by("starts_on", "pk"))


def _lines(area: Organization, month: Month, codes: dict[int, str]) -> list[Line]:
    rows = Log.objects.filter(engagement__request__area=area, week__gte=month.starts_on, week__lte=month.ends_on)
    sums = rows.values_list(
        "engagement",
        "engagement__request__organization",
        "engagement__request__title",
        "engagement__rate",
        "engagement__share_percent",
        "engagement__travel_percent",
    ).annotate(half_days_sum=Sum("half_days"), travel_sum=Sum("travel"))
    found = list(sums.order_by("engagement"))
    heirs = _heirs({row[1] for row in found}, codes)
    return [
        Line(key, heirs[body], half_days, rate, share, travel, travel_percent=travel_percent, title=title)
        for key, body, title, rate, share, travel_percent, half_days, travel in found
    ]


def _heirs(bodies: set[int], codes: dict[int, str]) -> dict[int, str]:
    """Return the code under which each body is billed: its own, that of who follows it, or ""."""
    heirs = {body: body for body in bodies}
    while gone := {heir for heir in heirs.values() if heir and heir not in codes}:
        following = dict(Organization.objects.filter(pk__in=gone).values_list("pk", "successor"))
        heirs = {body: following[heir] or 0 if heir in gone else heir for body, heir in heirs.items()}
    return {body: codes.get(heir, "") for body, heir in heirs.items()}


def _planned(engagement: Engagement, *, until_now: bool) -> int:
    end = min(engagement.ends_on, clock.today()) if until_now else engagement.ends_on
    weeks = -(-max((end - engagement.starts_on).days + 1, 0) // DAYS)
    return weeks * engagement.half_days
