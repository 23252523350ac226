"""What a pilot and a certification are described by, and the rule by which a certification ends."""

from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta
from typing import Any

from dejiro.apps.needs.public import Need
from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class PilotTerms:
    """Everything a drafter fills in. Effects count towards the better; shares are between 0 and 1."""

    title: str
    product: str
    summary: str
    metric: str
    unit: str
    baseline: float
    baseline_source: str
    design: str
    better: str
    adopt_above: float
    worthwhile: float
    start: date
    end: date
    due: date
    size: int
    expected: float
    stop_rule: str
    adopt_rule: str
    base: float | None = None
    spread: float | None = None
    correlation: float = 0.0
    compare_from: date | None = None
    step: str = ""
    idea_id: int | None = None
    origin: str = ""
    small_reason: str = ""
    company_enters: bool = False
    company: Organization | None = None
    need: Need | None = None

    def values(self) -> dict[str, Any]:
        """Return the fields by name; related records as they are."""
        return {one.name: getattr(self, one.name) for one in fields(self)}


def terms_of(pilot: Pilot) -> PilotTerms:
    """Return what a pilot says now."""
    return PilotTerms(**{one.name: getattr(pilot, one.name) for one in fields(PilotTerms)})


@dataclass(frozen=True)
class Validity:
    """A body's own rule of how long its certifications count: so many years, to the day or to the fiscal year's end."""

    rule: str
    years: int
    most_renewals: int

    def expiry(self, certified_on: date) -> date:
        """Return the last day on which a certification of this day counts.

        Source: 民法143条 for years; つくば市's rule for the end of the fiscal year in which the day N years later lies.
        """
        anniversary = years_after(certified_on, self.years)
        if self.rule == Certification.Rule.FISCAL_YEAR:
            return FiscalYear.of(anniversary).ends_on
        return anniversary - timedelta(days=1)

    def renewed(self, expires_on: date) -> date:
        """Return the last day after one renewal: the same time again, from the day after the last one."""
        after = years_after(expires_on + timedelta(days=1), self.years) - timedelta(days=1)
        return FiscalYear.of(after).ends_on if self.rule == Certification.Rule.FISCAL_YEAR else after

    def facts(self) -> dict[str, str | int]:
        """Return the rule as the ledger keeps it."""
        return asdict(self)


def validity_of(certification: Certification) -> Validity:
    """Return the rule under which a certification stands."""
    return Validity(certification.rule, certification.years, certification.most_renewals)


def years_after(day: date, years: int) -> date:
    """Return the same day so many years later; for 29 February the 1 March where there is none."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
