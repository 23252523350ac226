"""The fair division of half-days among bodies, with everything that proves it."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Share:
    """What a body gets in the fair division, in half-days over the horizon.

    Attributes:
        demand: volume of its requests that have a candidate.
        fair_share: its share, a multiple of 1/units half-day; equal to `demand` when the demand is met.
        level: the height to which it is filled, half-days per unit of entitlement.
    """

    id: str
    entitlement: float
    demand: int
    fair_share: float
    level: float


class UsedUp(NamedTuple):
    """Weeks `start` <= w < `end` in which a specialist works to capacity for bodies of a group and of those below."""

    specialist: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Group:
    """Bodies at one level that is below their demand, and what binds them.

    Attributes:
        level: half-days per unit of entitlement.
        bodies: those at the level, by their place in the problem.
        met: those whose demand is met at this level or below, out of `used_up`.
        used_up: specialist-weeks that are used up by this group's bodies and those of lower groups.
    """

    level: float
    bodies: tuple[str, ...]
    met: tuple[str, ...]
    used_up: tuple[UsedUp, ...]


class Delivery(NamedTuple):
    """Units that a specialist gives a request in each of the weeks `start` <= w < `end`."""

    specialist: str
    request: str
    start: int
    end: int
    units: int


@dataclass(frozen=True)
class Division:
    """The fair division.

    Attributes:
        units: units in a half-day; shares and deliveries are whole in them.
        shares: in the order of the problem's bodies.
        groups: by rising level.
        deliveries: one fractional assignment, week by week, that gives every body its share.
    """

    units: int
    shares: tuple[Share, ...]
    groups: tuple[Group, ...]
    deliveries: tuple[Delivery, ...]

    @cached_property
    def by_body(self) -> dict[str, Share]:
        """The shares by body."""
        return {share.id: share for share in self.shares}
