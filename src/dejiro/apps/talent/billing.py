"""What a month's work costs each body, to the yen: half-days at the agreed rate, travel, a part of what all share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

PERCENT: Final = 100


@dataclass(frozen=True)
class Line:
    """One engagement's month: half-days used, yen for a half-day, the body's percentages, travel in yen.

    `share_percent` is the body's part of the half-days, `travel_percent` its part of the travel; the rest all bodies
    share. `body` is its code, "" when it exists no more and nobody follows it: then all of it is shared.
    """

    engagement: int
    body: str
    half_days: int
    rate: int
    share_percent: int
    travel: int
    travel_percent: int = PERCENT
    title: str = ""

    @property
    def cost(self) -> int:
        """Yen for the half-days, before sharing."""
        return self.half_days * self.rate

    @property
    def own(self) -> int:
        """What the body itself pays for the half-days, yen; what is less than one yen goes to the common cost."""
        return self.cost * self.share_percent // PERCENT if self.body else 0

    @property
    def own_travel(self) -> int:
        """What the body itself pays for travel, yen; what is less than one yen goes to the common cost."""
        return self.travel * self.travel_percent // PERCENT if self.body else 0

    @property
    def common(self) -> int:
        """What all bodies share of half-days and travel, yen."""
        return self.cost - self.own + self.travel - self.own_travel


@dataclass(frozen=True)
class Bill:
    """One body's month in yen; `common` is its part of the common cost of all bodies."""

    body: str
    lines: tuple[Line, ...]
    common: int

    @property
    def own(self) -> int:
        """For half-days, yen."""
        return sum(line.own for line in self.lines)

    @property
    def travel(self) -> int:
        """For travel, yen."""
        return sum(line.own_travel for line in self.lines)

    @property
    def total(self) -> int:
        """Everything, yen."""
        return self.own + self.travel + self.common


def bills_of(lines: Sequence[Line], populations: Mapping[str, int], equal_percent: int) -> list[Bill]:
    """Return every body's bill, in order of code; together they are exactly what the month cost.

    >>> bills_of([Line(1, "a", 2, 101, 50, 0)], {"a": 1, "b": 1}, 50)[1].common
    50

    Args:
        lines: the month's engagements.
        populations: people of each body, by code.
        equal_percent: so much of the common cost is shared equally (均等割), the rest by population (人口割).
    """
    common = shared(sum(line.common for line in lines), weights_of(populations, equal_percent))
    return [
        Bill(code, tuple(line for line in lines if line.body == code), common[code]) for code in sorted(populations)
    ]


def weights_of(populations: Mapping[str, int], equal_percent: int) -> dict[str, Fraction]:
    """Return each body's part of the whole; the parts add up to 1. Without any population all parts are equal."""
    count, total = len(populations), sum(populations.values())
    equal = Fraction(equal_percent if total else PERCENT, PERCENT)
    return {
        code: equal / count + ((1 - equal) * people / total if total else 0) for code, people in populations.items()
    }


def shared(amount: int, weights: Mapping[str, Fraction]) -> dict[str, int]:
    """Divide yen by parts that add up to 1; the yen that are left go one each to the greatest remainders.

    Of equal remainders the first code comes first.
    """
    exact = {code: amount * weight for code, weight in weights.items()}
    parts = {code: int(value) for code, value in exact.items()}
    left = amount - sum(parts.values())
    for code in sorted(exact, key=lambda code: (parts[code] - exact[code], code))[:left]:
        parts[code] += 1
    return parts
