"""All bodies of a prefecture as one plan: budgets, assemblies and rounds, month by month."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Assembly, BudgetCycle, Round
from dejiro.foundation import clock
from dejiro.foundation.calendars import FiscalYear, Month
from dejiro.foundation.organizations.models import Organization

MONTHS_SHOWN = 18


@dataclass(frozen=True)
class Event:
    """Something on a day: whose, what kind, in words."""

    day: date
    body: str
    kind: str
    text: str


@dataclass(frozen=True)
class PlanMonth:
    """A month and what falls into it, by day."""

    month: Month
    events: tuple[Event, ...]


def area_plan(area: Organization) -> tuple[PlanMonth, ...]:
    """Return the next 18 months of an area; three queries."""
    first = Month.of(clock.today())
    months = [first.plus(offset) for offset in range(MONTHS_SHOWN)]
    by_month: dict[Month, list[Event]] = defaultdict(list)
    for event in _events(area):
        by_month[Month.of(event.day)].append(event)
    return tuple(
        PlanMonth(month, tuple(sorted(by_month[month], key=lambda event: (event.day, event.body)))) for month in months
    )


def _events(area: Organization) -> Iterator[Event]:
    for cycle in BudgetCycle.objects.filter(organization__area=area).select_related("organization"):
        year = FiscalYear(cycle.fiscal_year).label
        name = cycle.organization.name
        yield Event(cycle.request_due_on, name, "budget", _("%(year)s 予算要求の締切") % {"year": year})
        yield Event(cycle.settled_on, name, "budget", _("%(year)s 予算案の決定") % {"year": year})
    for assembly in Assembly.objects.filter(organization__area=area).select_related("organization"):
        yield Event(
            assembly.votes_on, assembly.organization.name, "assembly", _("%(name)s 議決") % {"name": assembly.name}
        )
    for round_ in Round.objects.filter(area=area, status=Round.Status.OPEN):
        yield Event(
            round_.closes_at.astimezone(clock.JST).date(),
            area.name,
            "round",
            _("締切：%(title)s") % {"title": round_.title},
        )
