"""On which days an office is open, and when a term ends."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

import jpholiday

from dejiro.foundation.clock import JST

CLOSING_TIME: Final = time(17, 15)
SATURDAY: Final = 5
ONE_DAY: Final = timedelta(days=1)
NONE: Final[AbstractSet[date]] = frozenset()


@lru_cache(maxsize=64)
def holidays_of(year: int) -> frozenset[date]:
    """Return the days of a year on which the law closes offices besides weekends: holidays and the turn of the year.

    Equinoxes that are not yet gazetted follow the astronomical formula.

    Source: 地方自治法第4条の2第2項, 国民の祝日に関する法律.
    """
    new_year = {
        date(year, 1, 1),
        date(year, 1, 2),
        date(year, 1, 3),
        date(year, 12, 29),
        date(year, 12, 30),
        date(year, 12, 31),
    }
    return frozenset(day for day, _name in jpholiday.year_holidays(year)) | new_year


def is_business_day(day: date, extra_closed: AbstractSet[date] = NONE) -> bool:
    """True when an office is open on this day."""
    return day.weekday() < SATURDAY and day not in extra_closed and day not in holidays_of(day.year)


def business_days_after(day: date, n: int, extra_closed: AbstractSet[date] = NONE) -> date:
    """Return the n-th business day after a day, the next business day being the first.

    >>> business_days_after(date(2026, 10, 9), 2)  # a Friday before a long weekend
    datetime.date(2026, 10, 14)

    Args:
        day: any day; it does not count itself.
        n: how many; 0 gives the first business day that is not before `day`.
        extra_closed: days on which this office is closed besides, such as a municipality's founding day.

    Raises:
        ValueError: if n is negative.
    """
    if n < 0:
        raise ValueError(f"n must not be negative: {n}")
    left, current = (1, day - ONE_DAY) if n == 0 else (n, day)
    while left:
        current += ONE_DAY
        left -= is_business_day(current, extra_closed)
    return current


def business_days_between(start: date, end: date, extra_closed: AbstractSet[date] = NONE) -> int:
    """Return the number of business days after `start` up to and including `end`; negative when `end` comes first."""
    if end < start:
        return -business_days_between(end, start, extra_closed)
    return sum(is_business_day(day, extra_closed) for day in _days(start, end))


def due_end_of(day: date) -> datetime:
    """Return the moment when a term that ends on a day has run out: 17:15 in Japan, when offices close."""
    return datetime.combine(day, CLOSING_TIME, tzinfo=JST)


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=offset) for offset in range(1, (end - start).days + 1))
