"""The groups of one cell as a mixed-integer programme, solved by HiGHS; what it finds is judged in whole numbers.

Columns: one binary per member, then the group's size, quantity and weight. A member's part of the common cost is convex
in these three and falls with each, so every tangent is a valid row, and a single one is exact where only one of the
three counts: "the group has at least so many members (units, weight), or the member is not in it".
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import coo_array

from dejiro.cores.coalition.cells import Cell
from dejiro.cores.coalition.fixedpoint import Reals, stands
from dejiro.cores.coalition.table import Sums, Table, Whole

_OPTIMAL, _INFEASIBLE = 0, 2
_SAFE = 1 - 1e-9
"""Tangents are drawn a hair outside, so that rounding cuts off no group that is exactly feasible."""
_FOREVER = 1e9
_CLEAR = 1e-6
_FIRST_TANGENTS = (1.0, 0.8, 0.6, 0.4)


@dataclass(frozen=True)
class Frame:
    """Limits of one search in a cell: sizes, quantities, and members who must be in or out."""

    least: int
    most: int
    low: int
    high: int
    inside: frozenset[int] = frozenset()
    outside: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Found:
    """What a search ended with.

    Attributes:
        members: the best group, or None.
        proven: True when nothing in the frame is better (or, without a group, when there is none).
        bound: the objective of no group in the frame is greater.
    """

    members: Whole | None
    proven: bool
    bound: float


@dataclass
class _Rows:
    """Linear rows low <= row @ columns, gathered one by one."""

    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: Sequence[int], values: Sequence[float], low: float, high: float = np.inf) -> None:
        self.rows += [len(self.low)] * len(columns)
        self.columns += columns
        self.values += values
        self.low.append(low)
        self.high.append(high)

    def constraint(self, width: int) -> LinearConstraint:
        matrix = coo_array((self.values, (self.rows, self.columns)), shape=(len(self.low), width)).tocsr()
        return LinearConstraint(matrix, self.low, self.high)


class Programme:
    """Searches one cell, within frames, for the group that is greatest by an objective.

    Args:
        table: the problem.
        cell: the month and tier.
        deadline: time on the monotonic clock at which to stop, or None.
    """

    def __init__(self, table: Table, cell: Cell, deadline: float | None) -> None:
        self.table, self.cell, self.deadline = table, cell, deadline
        self.members = cell.members.tolist()
        self.place = {member: at for at, member in enumerate(self.members)}
        self.tangents: list[tuple[int, Sums]] = []
        self.forbidden: list[frozenset[int]] = []
        # Powers of two bring the sums near the size without any rounding.
        average = table.quantity[cell.members].mean(), table.weight[cell.members].mean()
        self.scales = (1.0, *(2.0 ** np.floor(np.log2(value)) for value in average))

    def search(self, objective: Reals, frame: Frame) -> Found:
        """The group of the frame with the greatest objective (a coefficient per member of the cell, whole numbers)."""
        while True:
            left = None if self.deadline is None else self.deadline - monotonic()
            if left is not None and left <= 0:
                return Found(None, proven=False, bound=np.inf)
            result = self._run(objective, frame, left)
            if result.status == _INFEASIBLE:
                return Found(None, proven=True, bound=-np.inf)
            # Whatever else HiGHS says (time, numerical trouble), it has not proven anything.
            proven = bool(result.status == _OPTIMAL)
            group = None if result.x is None else self._group(result.x)
            if group is None or self._judged(group, frame):
                bound = np.inf if result.mip_dual_bound is None else -float(result.mip_dual_bound)
                return Found(group, proven=proven, bound=bound)
            # What HiGHS took for a group is none: it is cut off now, and the search goes on.

    def _group(self, values: Reals) -> Whole:
        return self.cell.members[np.flatnonzero(values[: len(self.members)] > 0.5)]  # noqa: PLR2004 - rounding a binary

    def _judged(self, group: Whole, frame: Frame) -> bool:
        """Whether the group is truly in the frame; if not, it is cut off for later searches."""
        sums = self.table.sums(group)
        within = frame.least <= sums.size <= frame.most and frame.low <= sums.quantity <= frame.high
        if within and self.table.fits(group) and stands(self.table, group):
            return True
        clear = False
        for member in group.tolist() if sums.size else ():
            room = int(self.cell.room[self.place[member]])
            if not self.table.affords(member, room, sums):
                self.tangents.append((member, sums))
                clear |= self._part(member, sums) > room * (1 + _CLEAR)
        if not clear:
            self.forbidden.append(frozenset(group.tolist()))
        return False

    def _factors(self, member: int) -> tuple[float, float, float]:
        """Yen of common cost that the member bears per 1/size, 1/quantity and 1/weight."""
        table, parts = self.table, self.table.parts
        cost = table.fixed_cost / parts.whole
        quantity, weight = int(table.quantity[member]), int(table.weight[member])
        return cost * parts.equal, cost * parts.quantity * quantity, cost * parts.weight * weight

    def _part(self, member: int, sums: Sums) -> float:
        return sum(factor / now for factor, now in zip(self._factors(member), sums, strict=True))

    def _run(self, objective: Reals, frame: Frame, left: float | None) -> OptimizeResult:
        count = len(self.members)
        rows, lows = _Rows(), self._lows(frame)
        self._add_sums(rows)
        self._add_names(rows)
        self._add_conditions(rows, lows)
        self._add_costs(rows, frame, lows)
        lower, upper = np.zeros(count + 3), np.ones(count + 3)
        lower[[self.place[member] for member in frame.inside]] = 1
        upper[[self.place[member] for member in frame.outside]] = 0
        lower[count:] = np.array(lows) / self.scales
        upper[count:] = frame.most, frame.high / self.scales[1], np.inf
        return milp(
            np.append(-objective, [0, 0, 0]),
            integrality=np.append(np.ones(count), [0, 0, 0]),
            bounds=Bounds(lower, upper),
            constraints=rows.constraint(count + 3),
            options={"mip_rel_gap": 0.0, "time_limit": _FOREVER if left is None else left},
        )

    def _lows(self, frame: Frame) -> Sums:
        quantities = np.sort(self.table.quantity[self.cell.members])[: frame.least]
        weights = np.sort(self.table.weight[self.cell.members])[: frame.least]
        return Sums(frame.least, max(frame.low, int(quantities.sum())), int(weights.sum()))

    def _add_sums(self, rows: _Rows) -> None:
        count = len(self.members)
        coefficients = (np.ones(count), self.table.quantity[self.cell.members], self.table.weight[self.cell.members])
        for at, (values, scale) in enumerate(zip(coefficients, self.scales, strict=True)):
            rows.add([*range(count), count + at], [*(values / scale).tolist(), -1.0], 0, 0)

    def _add_names(self, rows: _Rows) -> None:
        for member in self.members:
            for name in self.table.required.get(member, ()):
                rows.add([self.place[name], self.place[member]], [1, -1], 0)
        for a, b in self.table.conflicts:
            if a in self.place and b in self.place:
                rows.add([self.place[a], self.place[b]], [-1, -1], -1)
        for group in self.forbidden:
            signs = [-1 if member in group else 1 for member in self.members]
            rows.add(range(len(self.members)), signs, 1 - len(group))

    def _add_conditions(self, rows: _Rows, lows: Sums) -> None:
        needs = (self.table.min_members[self.cell.members], self.table.min_quantity[self.cell.members])
        for at, need in enumerate(needs):
            for place in np.flatnonzero(need > lows[at]).tolist():
                self._demand(rows, place, at, int(need[place]), lows)

    def _demand(self, rows: _Rows, place: int, at: int, need: int, lows: Sums) -> None:
        """The row "the sum reaches the need, or the member is out"."""
        scale = self.scales[at]
        rows.add([len(self.members) + at, place], [1, -(need - lows[at]) / scale], lows[at] / scale)

    def _add_costs(self, rows: _Rows, frame: Frame, lows: Sums) -> None:
        for place, member in enumerate(self.members):
            room = int(self.cell.room[place])
            if self.table.fixed_cost == 0 or self.table.affords(member, room, lows):
                continue
            factors = self._factors(member)
            alone = [at for at in range(3) if factors[at]]
            if len(alone) == 1:
                self._demand(rows, place, alone[0], self._threshold(member, alone[0], room), lows)
            else:
                self._add_tangents(rows, place, frame, lows)

    def _threshold(self, member: int, at: int, room: int) -> int:
        """Least sum at which the member's part is within its room, where the part hangs on one sum alone."""
        own = (1, int(self.table.quantity[member]), int(self.table.weight[member]))[at]
        return -(-self.table.fixed_cost * own // room)

    def _add_tangents(self, rows: _Rows, place: int, frame: Frame, lows: Sums) -> None:
        member = self.members[place]
        _, quantity, weight = self.table.sums(self.cell.members)
        spans = tuple(zip(lows, (frame.most, min(frame.high, quantity), weight), strict=True))
        points: list[Sequence[float]] = [[low + part * (high - low) for low, high in spans] for part in _FIRST_TANGENTS]
        points += [sums for other, sums in self.tangents if other == member]
        for point in points:
            self._tangent(rows, place, point, lows)

    def _tangent(self, rows: _Rows, place: int, point: Sequence[float], lows: Sums) -> None:
        """The row that touches the member's part at a point: slopes @ sums >= 2 part - room, or the member is out."""
        factors = self._factors(self.members[place])
        slopes = [factor / at**2 for factor, at in zip(factors, point, strict=True)]
        part = sum(factor / at for factor, at in zip(factors, point, strict=True))
        need = (2 * part - int(self.cell.room[place])) * _SAFE
        low = sum(slope * least for slope, least in zip(slopes, lows, strict=True))
        if need <= low:
            return
        count = len(self.members)
        values = [slope * scale / need for slope, scale in zip(slopes, self.scales, strict=True)]
        rows.add([count, count + 1, count + 2, place], [*values, -(need - low) / need], low / need)
