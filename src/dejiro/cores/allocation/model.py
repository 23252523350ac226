"""The problem of sharing specialists, and a plan for it, as values that cannot be wrong in form."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

from dejiro.cores.allocation.faults import (
    MOST_ENTITLEMENT,
    MOST_HALF_DAYS,
    MOST_LEVEL,
    MOST_PARALLEL,
    MOST_PRIORITY,
    flag,
    names,
    number,
    period,
)
from dejiro.cores.allocation.rules import Known, between, terms
from dejiro.cores.documents.faults import Fault, identifier, refuse, whole_number

Fairness: TypeAlias = Literal["floor", "nash", "none"]
Status: TypeAlias = Literal["optimal", "time-limit", "interrupted"]
Kind: TypeAlias = Literal["demand-met", "shortage"]
FloorStatus: TypeAlias = Literal["reached", "impossible", "not-in-time"]
Cause: TypeAlias = Literal["no-candidate", "shortage", "indivisible"]
Json: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Capacity:
    """Half-days a week in the weeks `start` <= w < `end` (``from`` and ``to`` in files)."""

    start: int
    end: int
    half_days: int

    def __post_init__(self) -> None:
        refuse(
            [
                *period(self.start, self.end),
                *whole_number(self.half_days, "$.half_days", low=0, high=MOST_HALF_DAYS),
            ]
        )


@dataclass(frozen=True, slots=True)
class Specialist:
    """A person who works for several bodies.

    Args:
        id: identifier, unique among specialists.
        capacity: rows that do not overlap; weeks in none of them are zero.
        skills: level 1 to 4 by role.
        onsite: can be on site everywhere, nowhere, or at the bodies named.
        not_for: bodies with which there is a conflict of interest.
        max_parallel: greatest number of engagements in one week; None for no limit.

    Raises:
        ProblemError: with every fault of the specialist.
    """

    id: str
    capacity: tuple[Capacity, ...]
    skills: Mapping[str, int]
    onsite: bool | tuple[str, ...] = False
    not_for: tuple[str, ...] = ()
    max_parallel: int | None = None

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        yield from identifier(self.id, "$.id")
        yield from _overlaps(self.capacity)
        for role, level in self.skills.items():
            yield from identifier(role, f"$.skills[{role!r}]")
            yield from whole_number(level, f"$.skills[{role!r}]", low=1, high=MOST_LEVEL)
        if isinstance(self.onsite, tuple):
            yield from names(self.onsite, "$.onsite")
        else:
            yield from flag(self.onsite, "$.onsite")
        yield from names(self.not_for, "$.not_for")
        yield from whole_number(self.max_parallel, "$.max_parallel", low=1, high=MOST_PARALLEL, optional=True)


def _overlaps(rows: tuple[Capacity, ...]) -> Iterator[Fault]:
    end, before = 0, 0
    for start, at in sorted((row.start, at) for at, row in enumerate(rows)):
        if start < end:
            yield Fault(f"$.capacity[{at}]", f"capacity[{before}] の週と重なっています", "どの週も一つの行だけ")
        if rows[at].end > end:
            end, before = rows[at].end, at


@dataclass(frozen=True, slots=True)
class Body:
    """A municipality and its entitlement, a positive number on any scale."""

    id: str
    entitlement: float

    def __post_init__(self) -> None:
        refuse(
            [
                *identifier(self.id, "$.id"),
                *number(self.entitlement, "$.entitlement", low=0, high=MOST_ENTITLEMENT, above=True),
            ]
        )


@dataclass(frozen=True, slots=True)
class Request:
    """What a body asks for: one person of a role for some half-days in every week of a period.

    Args:
        id: identifier, unique among requests.
        body: who asks.
        role: the role, as it stands in the specialists' skills.
        level: least level in the role, 1 to 4.
        half_days: half-days a week.
        start: first week.
        end: the week after the last.
        onsite: the person must be able to be on site.
        priority: 1 to 3, 3 being the most urgent.

    Raises:
        ProblemError: with every fault of the request.
    """

    id: str
    body: str
    role: str
    level: int
    half_days: int
    start: int
    end: int
    onsite: bool = False
    priority: int = 1

    def __post_init__(self) -> None:
        refuse(self._faults())

    def _faults(self) -> Iterator[Fault]:
        for name in ("id", "body", "role"):
            yield from identifier(getattr(self, name), f"$.{name}")
        yield from whole_number(self.level, "$.level", low=1, high=MOST_LEVEL)
        yield from whole_number(self.half_days, "$.half_days", low=1, high=MOST_HALF_DAYS)
        yield from period(self.start, self.end)
        yield from flag(self.onsite, "$.onsite")
        yield from whole_number(self.priority, "$.priority", low=1, high=MOST_PRIORITY)

    @property
    def volume(self) -> int:
        """Half-days over the whole period."""
        return self.half_days * (self.end - self.start)


class Pair(NamedTuple):
    """A specialist and a request, by their ids."""

    specialist: str
    request: str


class Fit(NamedTuple):
    """How well a specialist suits a request, 0 to 1."""

    specialist: str
    request: str
    fit: float


@dataclass(frozen=True)
class Problem:
    """Specialists, bodies and requests over some weeks.

    Args:
        weeks: length of the horizon; weeks are numbered from 0.
        specialists: in any order.
        bodies: in any order.
        requests: in any order.
        fit: of candidates; those not listed get 0.7 + 0.1 x (level - level asked), at most 1.
        forbidden: pairs that may not be.
        pinned: pairs that must be.
        current: an existing plan.
        keep_weight: value added for a current assignment that is kept, as a share of its own value.
        max_changes: so many of `current` may be dropped or moved at most; None for no limit.
        fairness: what the plan does beyond value: see `docs/explain/allocation.md`.

    Raises:
        ProblemError: with every fault that shows between the parts.
    """

    weeks: int
    specialists: tuple[Specialist, ...]
    bodies: tuple[Body, ...]
    requests: tuple[Request, ...]
    fit: tuple[Fit, ...] = ()
    forbidden: tuple[Pair, ...] = ()
    pinned: tuple[Pair, ...] = ()
    current: tuple[Pair, ...] = ()
    keep_weight: float = 0.0
    max_changes: int | None = None
    fairness: Fairness = "floor"

    def __post_init__(self) -> None:
        known = Known(
            frozenset(one.id for one in self.specialists),
            frozenset(one.id for one in self.bodies),
            frozenset(one.id for one in self.requests),
        )
        refuse(
            [
                *terms(self.weeks, self.keep_weight, self.max_changes, self.fairness),
                *between(self, known),
            ]
        )


class Assignment(NamedTuple):
    """An engagement: the specialist gives the request its half-days in every week of its period."""

    specialist: str
    request: str


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a body's delivery is what it is.

    Attributes:
        kind: everything that somebody could do is delivered, or somebody was missing.
        roles: the roles that were short, sorted; empty when the demand is met.
        weeks: first week and week after the last in which they were short; None when the demand is met.
    """

    kind: Kind
    roles: tuple[str, ...] = ()
    weeks: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What the plan gives a body, in half-days over the horizon.

    Attributes:
        demand: volume of its requests that have a candidate.
        fair_share: its part of the fair fractional division.
        floor: what the plan owes it: the fair share less its largest request, but at least its smallest request that
            has a candidate; 0 under fairness "none".
        delivered: volume of its requests that are served.
        floor_status: whether `delivered` reaches `floor`; if not, whether it is proven that no plan reaches the floors
            of all bodies, nor comes nearer to them in all ("impossible"), or nobody found one in the time that was
            given ("not-in-time").
    """

    id: str
    entitlement: float
    demand: int
    fair_share: float
    floor: float
    delivered: int
    reason: Reason
    floor_status: FloorStatus = "reached"


@dataclass(frozen=True, slots=True)
class WouldTake:
    """What would serve a request.

    Attributes:
        displaces: requests that would have to give way, () when others only change places; None if not known.
        or_change: one field of the request, with the value under which it could be served; None if not known.
    """

    displaces: tuple[str, ...] | None = None
    or_change: tuple[str, Json] | None = None


@dataclass(frozen=True, slots=True)
class Unserved:
    """A request that the plan does not serve, and why."""

    request: str
    reason: Cause
    would_take: WouldTake | None = None


@dataclass(frozen=True)
class Plan:
    """Whole engagements.

    Attributes:
        assignments: sorted by request, then specialist, in the order of the problem.
        value: volume x priority x fit, summed; what `keep_weight` adds is not in it.
        upper_bound: no plan for the stated problem has a greater value.
        gap: (upper_bound - value) / value, 0 where both are 0.
        bodies: in the order of the problem.
        unserved: in the order of the problem.
        kept: current assignments that are in the plan.
        changed: current assignments that are not.
        seed: of the search.
        status: whether the search ended by itself.
    """

    assignments: tuple[Assignment, ...]
    value: float
    upper_bound: float
    gap: float
    bodies: tuple[Standing, ...]
    unserved: tuple[Unserved, ...]
    kept: int = 0
    changed: int = 0
    seed: int = 0
    status: Status = "optimal"
