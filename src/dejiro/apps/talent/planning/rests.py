"""What of a request nobody supports: its weeks, less those of its supports and of the requests made for the rest."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Protocol

WEEK: Final = timedelta(days=7)


class Asked(Protocol):
    """So many half-days a week from a day to another."""

    @property
    def starts_on(self) -> date: ...  # noqa: D102  # of a request a Monday

    @property
    def ends_on(self) -> date: ...  # noqa: D102

    @property
    def half_days(self) -> int: ...  # noqa: D102  # a week


@dataclass(frozen=True)
class Rest:
    """Consecutive weeks, Monday to Sunday, in which as many half-days lack."""

    starts_on: date
    ends_on: date
    half_days: int

    @property
    def weeks(self) -> int:
        """How many weeks."""
        return ((self.ends_on - self.starts_on).days + 1) // WEEK.days

    def since(self, day: date) -> "Rest | None":
        """Return the part from a day's week on; None when it is over by then."""
        monday = day - timedelta(days=day.weekday())
        return Rest(max(self.starts_on, monday), self.ends_on, self.half_days) if monday <= self.ends_on else None


def rests_of(asked: Asked, served: Iterable[Asked]) -> list[Rest]:
    """Return what lacks, the earliest first. A week counts as served when its Monday is, as in the weekly log.

    >>> from types import SimpleNamespace as Span
    >>> asked = Span(starts_on=date(2027, 4, 5), ends_on=date(2027, 5, 2), half_days=2)
    >>> rests_of(asked, [Span(starts_on=date(2027, 4, 5), ends_on=date(2027, 4, 13), half_days=2)])
    [Rest(starts_on=datetime.date(2027, 4, 19), ends_on=datetime.date(2027, 5, 2), half_days=2)]
    """
    spans = list(served)
    found = []
    for half_days, group in groupby(_mondays(asked), lambda monday: _lacking(asked, spans, monday)):
        mondays = list(group)
        if half_days:
            found.append(Rest(mondays[0], mondays[-1] + WEEK - timedelta(days=1), half_days))
    return found


def _mondays(asked: Asked) -> list[date]:
    return [asked.starts_on + number * WEEK for number in range(((asked.ends_on - asked.starts_on).days + 1) // 7)]


def _lacking(asked: Asked, served: Iterable[Asked], monday: date) -> int:
    there = sum(one.half_days for one in served if one.starts_on <= monday <= one.ends_on)
    return max(asked.half_days - there, 0)
