"""The plan of whole engagements as a mixed-integer programme: one column per candidate, then those of fairness."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dejiro.cores.allocation.arrays import Real, Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.overlaps import Row, overlap_rows
from dejiro.cores.allocation.programme import Programme, Rows

_MOST_POINTS = 12
"""Points of a body's delivery between which the welfare is taken as linear."""
_NEAR_ZERO = 0.02
"""Added to the rate before the logarithm, so that a body with nothing weighs much, but not without end."""
_TIE = 1e-4
"""Weight of the whole value beside the welfare."""


@dataclass(frozen=True)
class Statement:
    """A problem's candidates with the rows that every plan keeps.

    Attributes:
        candidates: one column each.
        gain: (n,) value and what `keep_weight` adds.
        rows: requests, overlaps, and the budget of changes.
        overlaps: the rows of capacity, in the order in which they stand in `rows`, from place `first_overlap`.
        first_overlap: number of rows before them.
        floor: (bodies,) half-days that the plan owes each body; 0 under fairness "none".
    """

    candidates: Candidates
    gain: Real
    rows: Rows
    overlaps: tuple[Row, ...]
    first_overlap: int
    floor: Real

    @property
    def volume(self) -> Whole:
        """(n,) half-days that each candidate would deliver."""
        return self.candidates.volume[self.candidates.request]

    @property
    def owed(self) -> Real:
        """(bodies,) the floors in whole half-days."""
        return np.ceil(self.floor - _SMALL)

    def of_body(self, body: int) -> Whole:
        """The columns that deliver to a body."""
        return np.flatnonzero(self.candidates.body[self.candidates.request] == body)

    def delivered(self, x: Real) -> Real:
        """(bodies,) half-days that a plan delivers."""
        count = len(self.candidates.problem.bodies)
        where = self.candidates.body[self.candidates.request]
        amounts = self.volume * np.round(x[: len(self.candidates)])
        return np.bincount(where, weights=amounts, minlength=count).astype(np.float64)


def statement_of(candidates: Candidates, shares: Real) -> Statement:
    """State a problem.

    Args:
        candidates: of the problem.
        shares: (bodies,) fair shares in half-days; not looked at under fairness "none".
    """
    problem, rows = candidates.problem, Rows()
    gain = candidates.value.copy()
    kept = candidates.find(problem.current)
    gain[kept[kept >= 0]] *= 1 + problem.keep_weight
    for request in np.flatnonzero(np.diff(candidates.first) > 1):
        columns = np.arange(candidates.first[request], candidates.first[request + 1])
        rows.add(columns, np.ones(len(columns)), high=1)
    first = len(rows.low)
    overlaps = tuple(overlap_rows(candidates))
    for row in overlaps:
        rows.add(row.columns, row.coefficients, high=row.most)
    if problem.max_changes is not None and len(problem.current) > problem.max_changes:
        columns = np.sort(kept[kept >= 0])
        rows.add(columns, np.ones(len(columns)), low=len(problem.current) - problem.max_changes)
    return Statement(candidates, gain, rows, overlaps, first, floors_of(candidates, shares))


def floors_of(candidates: Candidates, shares: Real) -> Real:
    """(bodies,) half-days that a plan owes each body; 0 under fairness "none".

    The fair share less the largest request; for whoever asks for something that somebody can do, some of it.
    """
    bodies = len(candidates.problem.bodies)
    if candidates.problem.fairness == "none":
        return np.zeros(bodies)
    able = np.diff(candidates.first) > 0
    largest, smallest = np.zeros(bodies, dtype=np.int64), candidates.demand.copy()
    np.maximum.at(largest, candidates.body, candidates.volume)
    np.minimum.at(smallest, candidates.body[able], candidates.volume[able])
    return np.maximum(shares - largest, smallest)


def towards_floors(statement: Statement) -> list[int]:
    """Columns of as few requests as may do for all floors; bodies with few candidates first, what gains most first."""
    candidates = statement.candidates
    order = []
    owing = np.flatnonzero(statement.floor > _SMALL).tolist()
    for body in sorted(owing, key=lambda body: len(statement.of_body(body))):
        columns, owed = statement.of_body(body), float(statement.floor[body])
        columns = columns[np.argsort(-statement.gain[columns], kind="stable")]
        for request in dict.fromkeys(candidates.request[columns].tolist()):
            if owed > _SMALL:
                order += columns[candidates.request[columns] == request].tolist()
                owed -= candidates.volume[request]
    return order


def programme_of(statement: Statement, floor: Real, *, welfare: bool) -> Programme:
    """The programme that maximises value, or the welfare of fairness "nash", over plans that reach the floors.

    Args:
        statement: of the problem.
        floor: (bodies,) half-days to deliver at least.
        welfare: maximise the welfare, with the value as a tie-breaker.
    """
    rows = _copied(statement.rows)
    for body in np.flatnonzero(floor > _SMALL):
        columns = statement.of_body(int(body))
        rows.add(columns, statement.volume[columns], low=float(np.ceil(floor[body] - _SMALL)))
    gain, most = _welfare(statement, rows) if welfare else (statement.gain, np.zeros(0))
    return _finished(statement, rows, gain, most)


_SMALL = 1e-6


def shortfall_programme(statement: Statement, *, valued: bool = False) -> Programme:
    """The programme that minimises the half-days by which plans fall short of the floors, in all.

    Args:
        statement: of the problem.
        valued: of plans that fall short equally, find one of the greatest gain.
    """
    rows, width = _copied(statement.rows), len(statement.candidates)
    owed = np.flatnonzero(statement.floor > _SMALL)
    for at, body in enumerate(owed):
        columns = statement.of_body(int(body))
        values = np.append(statement.volume[columns], 1)
        rows.add(np.append(columns, width + at), values, low=float(statement.owed[body]))
    # All gains together weigh less than one half-day.
    tie = statement.gain / (1 + 2 * statement.gain.sum()) if valued else np.zeros(width)
    return _finished(statement, rows, np.append(tie, -np.ones(len(owed))), statement.floor[owed] + 1)


def keeping_programme(statement: Statement) -> Programme:
    """The programme that keeps as much of the current plan as can be, without the last row, the budget of changes."""
    problem, width = statement.candidates.problem, len(statement.candidates)
    kept = statement.candidates.find(problem.current)
    gain = np.zeros(width)
    gain[kept[kept >= 0]] = 1
    rows = _copied(statement.rows)
    rows.low[-1] = -np.inf
    return _finished(statement, rows, gain, np.zeros(0))


def _copied(rows: Rows) -> Rows:
    return Rows(list(rows.row), list(rows.column), list(rows.value), list(rows.low), list(rows.high))


def _finished(statement: Statement, rows: Rows, gain: Real, most: Real) -> Programme:
    """The programme with further columns from 0 to `most` after those of the candidates."""
    width = len(statement.candidates)
    lower, upper = np.zeros(width + len(most)), np.append(np.ones(width), most)
    lower[statement.candidates.find(statement.candidates.problem.pinned)] = 1
    whole = np.arange(len(upper)) < width
    matrix = rows.matrix(len(upper))
    return Programme(gain, matrix, np.array(rows.low), np.array(rows.high), lower, upper, whole)


def _welfare(statement: Statement, rows: Rows) -> tuple[Real, Real]:
    """Add a column per body for its logarithm, held by the chords between points; return the gains and upper bounds.

    The columns are shifted to start at 0, so that a body with nothing has the column 0.
    """
    candidates, bodies = statement.candidates, statement.candidates.problem.bodies
    width, total = len(candidates), sum(body.entitlement for body in bodies)
    demand = candidates.demand
    asking = np.flatnonzero(demand > 0)
    weights = np.array([bodies[body].entitlement / total for body in asking])
    fair = weights * demand.sum()
    for at, body in enumerate(asking):
        columns = statement.of_body(int(body))
        for slope, height in chords(int(demand[body]), float(fair[at])):
            values = np.append(-slope * statement.volume[columns], 1.0)
            rows.add(np.append(columns, width + at), values, high=height)
    tie = _TIE * statement.gain / max(float(statement.gain.sum()), 1.0)
    return np.append(tie, weights), welfare_of(demand[asking], fair)


def points_of(demand: int) -> Sequence[int]:
    """Deliveries between which a body's welfare is linear: all whole numbers of a small demand, else denser near 0."""
    if demand < _MOST_POINTS:
        return range(demand + 1)
    steps = (round(demand * (at / (_MOST_POINTS - 1)) ** 2) for at in range(_MOST_POINTS))
    return sorted(set(steps))


def welfare_of(delivered: Real | Whole, fair: Real | float) -> Real:
    """The logarithm of the rate delivered / fair, shifted to 0 at nothing."""
    found: Real = np.log(delivered / fair + _NEAR_ZERO) - np.log(_NEAR_ZERO)
    return found


def chords(demand: int, fair: float) -> Sequence[tuple[float, float]]:
    """Slope and height of the lines through neighbouring points of ``log(u / fair + 0.02) - log(0.02)``."""
    at = np.array(points_of(demand), dtype=np.float64)
    height = welfare_of(at, fair)
    slope = np.diff(height) / np.diff(at)
    return list(zip(slope.tolist(), (height[:-1] - slope * at[:-1]).tolist(), strict=True))
