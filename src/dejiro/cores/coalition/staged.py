"""The preferred group under capacity and exclusions: size, cost, month and ids, each proven in turn."""

from dataclasses import replace

import numpy as np

from dejiro.cores.coalition.cells import Cell, cells_of
from dejiro.cores.coalition.fixedpoint import NOBODY, greatest
from dejiro.cores.coalition.groups import Group, preferred
from dejiro.cores.coalition.model import Proof
from dejiro.cores.coalition.programme import Frame, Programme
from dejiro.cores.coalition.table import Table, Whole

_TOLERANCE = 1e-6
_BLOCK = 16
"""Ids decided in one search; their weights, powers of two, stay exact."""


def staged(
    table: Table,
    ceilings: list[Group],
    *,
    deadline: float | None = None,
    holding: int | None = None,
    beat: Group | None = None,
) -> tuple[Group | None, Proof]:
    """The preferred group among those that hold a member and are preferred to `beat`; None if there is none.

    Args:
        table: the problem.
        ceilings: the largest group of each month, capacity and exclusions left aside.
        deadline: time on the monotonic clock at which to stop with what is found.
        holding: a member who must be in the group, if any.
        beat: a group to be bettered, if any.
    """
    search = _Search(table, cells_of(table, ceilings, holding), deadline, beat)
    search.inside = frozenset(() if holding is None else (holding,))
    for ceiling in ceilings:
        search.offer(ceiling.month, _shrunk(table, ceiling.members, holding))
    bound = search.by_size()
    proven = search.proven and search.by_cost_and_month() and search.by_ids()
    return (None if search.best is beat else search.best), Proof("milp", optimal=proven, bound=bound)


class _Search:
    def __init__(self, table: Table, cells: list[Cell], deadline: float | None, best: Group | None) -> None:
        self.table, self.cells, self.best = table, cells, best
        self.inside: frozenset[int] = frozenset()
        self.programmes = [Programme(table, cell, deadline) for cell in cells]
        self.proven = True

    @property
    def size(self) -> int:
        return 0 if self.best is None else len(self.best.members)

    def offer(self, month: int, members: Whole | None) -> None:
        """Take a feasible group if it is preferred to the best so far and holds whom it must."""
        if members is not None and len(members) and self.inside <= set(members.tolist()):
            self.best = preferred(self.best, Group.of(self.table, month, members))

    def by_size(self) -> int:
        """Find the greatest size; returns the bound on it."""
        bounds: list[int] = []
        settled: list[Cell] = []
        for cell, programme in zip(self.cells, self.programmes, strict=True):
            least = max(self.size + 1, self.table.least)
            if cell.most < least or any(cell.lies_within(other) for other in settled):
                continue
            frame = Frame(least, cell.most, cell.low, cell.high, self.inside)
            found = programme.search(np.ones(len(cell.members)), frame)
            self.offer(cell.month, found.members)
            if found.proven:
                settled.append(cell)
            else:
                bounds.append(int(min(cell.most, found.bound + _TOLERANCE)))
        self.proven = not bounds
        return max([self.size, *bounds])

    def by_cost_and_month(self) -> bool:
        """Find the lowest cost, then the earliest month, at the size that is reached."""
        settled: list[Cell] = []
        for at in sorted(range(len(self.cells)), key=lambda at: self.cells[at].month):
            cell = self.cells[at]
            frame = self._cheaper(cell)
            if frame is None or any(cell.lies_within(other) for other in settled):
                continue
            found = self.programmes[at].search(-self.table.quantity[cell.members].astype(float), frame)
            self.offer(cell.month, found.members)
            if not found.proven:
                return False
            settled.append(cell)
        return True

    def _cheaper(self, cell: Cell) -> Frame | None:
        """The frame of the cell's groups that cost less than the best (or as much, in an earlier month)."""
        if self.best is None or cell.most < self.size:
            return None
        most = self.best.total - self.table.fixed_cost - (0 if cell.month < self.best.month else 1)
        high = min(cell.high, most // cell.price) if cell.price else cell.high
        if most < 0 or high < cell.low:
            return None
        return Frame(self.size, self.size, cell.low, high, self.inside)

    def by_ids(self) -> bool:
        """Find the first list of ids among the groups of the best size, cost and month."""
        best = self.best
        return best is None or all(
            self._first_ids(programme, frame)
            for cell, programme in zip(self.cells, self.programmes, strict=True)
            if (frame := self._as_good(cell, best)) is not None
        )

    def _as_good(self, cell: Cell, best: Group) -> Frame | None:
        """The frame of the cell's groups of the best's size, cost and month."""
        goods = best.total - self.table.fixed_cost
        if cell.month != best.month or cell.most < self.size:
            return None
        if cell.price == 0:
            return None if goods else Frame(self.size, self.size, cell.low, cell.high, self.inside)
        quantity = goods // cell.price
        if goods % cell.price or not cell.low <= quantity <= cell.high:
            return None
        return Frame(self.size, self.size, quantity, quantity, self.inside)

    def _first_ids(self, programme: Programme, frame: Frame) -> bool:
        """Decide the ids block by block, the first in text order weighing most; False when time runs out."""
        members = programme.cell.members
        for start in range(0, len(members), _BLOCK):
            block = members[start : start + _BLOCK]
            objective = np.zeros(len(members))
            objective[start : start + len(block)] = 2.0 ** np.arange(len(block))[::-1]
            found = programme.search(objective, frame)
            if found.members is None:
                return found.proven
            self.offer(programme.cell.month, found.members)
            if not found.proven:
                return False
            chosen, decided = frozenset(found.members.tolist()), frozenset(block.tolist())
            frame = replace(frame, inside=frame.inside | chosen & decided, outside=frame.outside | decided - chosen)
        return True


def _shrunk(table: Table, members: Whole, holding: int | None) -> Whole:
    """A feasible group within a month's largest: strike out exclusions and the greatest quantities, then eliminate."""
    inside = dict.fromkeys(members.tolist())
    for a, b in table.conflicts:
        if a in inside and b in inside:
            weaker = a if b == holding or (a != holding and table.quantity[a] > table.quantity[b]) else b
            del inside[weaker]
    rest = np.array(list(inside), dtype=np.int64)
    if table.capacity is not None:
        order = rest[
            np.argsort(np.where(rest == (-1 if holding is None else holding), 0, table.quantity[rest]), kind="stable")
        ]
        rest = np.sort(order[table.quantity[order].cumsum() <= table.capacity])
    return greatest(table, rest, 1) if len(rest) else NOBODY
