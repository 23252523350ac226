"""All dates that bind the bodies of a prefecture as one plan: budgets, assemblies, rounds, contracts that end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments.models import Assembly, BudgetCycle, Round
from dejiro.apps.commitments.urls_of import round_url
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.calendars import FiscalYear, Month
from dejiro.foundation.organizations.models import Organization

MONTHS_SHOWN: Final = 18
KINDS: Final[Mapping[str, str | Promise]] = {
    "round": gettext_lazy("募集"),
    "budget": gettext_lazy("予算"),
    "assembly": gettext_lazy("議会"),
    "contract": gettext_lazy("契約の満了"),
}


@dataclass(frozen=True)
class Event:
    """Something on a day: whose, of which of the `KINDS`, in words, how much, and the page about it."""

    day: date
    body: str
    kind: str
    text: str
    amount: str = ""
    url: str = ""

    @property
    def who(self) -> str:
        """The body, and how much it is about."""
        return _("%(body)s（%(amount)s）") % {"body": self.body, "amount": self.amount} if self.amount else self.body


@dataclass(frozen=True)
class Entry:
    """The same thing on the same day at one body or several."""

    day: date
    kind: str
    text: str
    url: str
    events: tuple[Event, ...]

    @property
    def label(self) -> str:
        """The kind in a word."""
        return str(KINDS[self.kind])

    @property
    def who(self) -> str:
        """The bodies."""
        return _("、").join(event.who for event in self.events)


@dataclass(frozen=True)
class PlanMonth:
    """A month and what falls into it, by day; bodies in order of code."""

    month: Month
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Wanted:
    """What a plan is narrowed to: a kind, one body (by code), contracts and rounds of one category; "" for all."""

    kind: str = ""
    body: str = ""
    category: str = ""


def area_plan(area: Organization, wanted: Wanted = Wanted()) -> tuple[PlanMonth, ...]:  # frozen
    """Return the next 18 months of an area, month by month; at most four queries."""
    first = Month.of(clock.today())
    months = [first.plus(offset) for offset in range(MONTHS_SHOWN)]
    by_month: dict[Month, list[Entry]] = defaultdict(list)
    for entry in _entries(_events(area, wanted, until=months[-1].ends_on)):
        by_month[Month.of(entry.day)].append(entry)
    return tuple(PlanMonth(month, tuple(by_month[month])) for month in months)


def _entries(events: Iterable[Event]) -> Iterator[Entry]:
    groups: dict[tuple[date, str, str, str], list[Event]] = defaultdict(list)
    for event in events:
        groups[event.day, event.kind, event.text, event.url].append(event)
    for key in sorted(groups):
        yield Entry(*key, tuple(groups[key]))


def _events(area: Organization, wanted: Wanted, *, until: date) -> Iterator[Event]:
    window = clock.today(), until
    sources = {"budget": _budgets, "assembly": _assemblies, "round": _rounds, "contract": _contracts}
    for kind, source in sources.items():
        if wanted.kind in {"", kind}:
            yield from (event for event in source(area, wanted, window) if window[0] <= event.day <= window[1])


def _budgets(area: Organization, wanted: Wanted, window: tuple[date, date]) -> Iterator[Event]:
    rows = BudgetCycle.objects.filter(_of_bodies(area, wanted), settled_on__gte=window[0])
    for cycle in rows.select_related("organization").order_by("organization__code") if not wanted.category else ():
        year = FiscalYear(cycle.fiscal_year).label
        name = cycle.organization.name
        yield Event(cycle.request_due_on, name, "budget", _("%(year)s 予算要求の締切") % {"year": year})
        yield Event(cycle.settled_on, name, "budget", _("%(year)s 予算案の決定") % {"year": year})


def _assemblies(area: Organization, wanted: Wanted, window: tuple[date, date]) -> Iterator[Event]:
    rows = Assembly.objects.filter(_of_bodies(area, wanted), votes_on__range=window)
    for assembly in rows.select_related("organization").order_by("organization__code") if not wanted.category else ():
        yield Event(
            assembly.votes_on, assembly.organization.name, "assembly", _("%(name)s 議決") % {"name": assembly.name}
        )


def _rounds(area: Organization, wanted: Wanted, _window: tuple[date, date]) -> Iterator[Event]:
    rows = Round.objects.filter(area=area, status=Round.Status.OPEN)
    for round_ in rows.filter(need__category=wanted.category) if wanted.category else rows:
        day = round_.closes_at.astimezone(clock.JST).date()
        text = _("募集の締切：%(title)s") % {"title": round_.title}
        yield Event(day, area.name, "round", text, url=round_url(round_))


def _contracts(area: Organization, wanted: Wanted, window: tuple[date, date]) -> Iterator[Event]:
    """Yield the contracts that end; title and quantity only, neither vendor nor amount."""
    rows = needs.Contract.objects.filter(_of_bodies(area, wanted), ends_on__range=window)
    rows = rows.filter(category=wanted.category) if wanted.category else rows
    rows = rows.select_related("organization").defer("vendor", "annual_amount", "note")
    for contract in rows.order_by("organization__code", "pk"):
        amount = f"{contract.quantity:,}{contract.unit}" if contract.quantity else ""
        yield Event(contract.ends_on, contract.organization.name, "contract", contract.title, amount)


def _of_bodies(area: Organization, wanted: Wanted) -> Q:
    bodies = Q(organization__area=area, organization__kind=Organization.Kind.MUNICIPALITY)
    return bodies & Q(organization__code=wanted.body) if wanted.body else bodies
