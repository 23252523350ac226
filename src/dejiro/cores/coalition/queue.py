"""Elimination one by one with deferred checks: O(n log n) however long the cascade.

A member is looked at again only when the group has shrunk so far that its share can have grown by a third of what it
has left, through the number of members, the quantity or the weight. Each look therefore finds the rest of its room
cut by a third at least, or strikes it out.
"""

from heapq import heappop, heappush

import numpy as np

from dejiro.cores.coalition.table import Sums, Table, Whole

_ERROR = 1e-12
_EARLY = 1 + 1e-9
"""Looks come a hair too early rather than too late; what they find is judged exactly."""


def eliminate_one_by_one(table: Table, members: Whole) -> Whole:
    """The greatest fixed point among `members`, which must be closed under `only_with`."""
    return _Queue(table, members).run()


class _Queue:
    def __init__(self, table: Table, members: Whole) -> None:
        self.table = table
        self.inside = set(members.tolist())
        self.sums = table.sums(members)
        self.heaps: tuple[list[tuple[float, int]], ...] = ([], [], [])
        self.doubtful = list(self.inside)
        self.price = table.price(self.sums.quantity)

    def run(self) -> Whole:
        while self.price is not None and (self.doubtful or self._wake()):
            member = self.doubtful.pop()
            if member in self.inside and not self._stays(member):
                self._strike(member)
        return np.array(sorted(self.inside) if self.price is not None else [], dtype=np.int64)

    def _wake(self) -> bool:
        """Move those whose turn has come from the heaps to the doubtful."""
        for heap, now in zip(self.heaps, self.sums, strict=True):
            while heap and -heap[0][0] > now:
                self.doubtful.append(heappop(heap)[1])
        return bool(self.doubtful)

    def _strike(self, member: int) -> None:
        """Take a member out, and whoever demands it."""
        leaving = [member]
        while leaving:
            gone = leaving.pop()
            if gone in self.inside:
                self.inside.remove(gone)
                self._subtract(gone)
                leaving += self.table.dependents.get(gone, ())

    def _subtract(self, member: int) -> None:
        table, (count, quantity, weight) = self.table, self.sums
        self.sums = Sums(count - 1, quantity - int(table.quantity[member]), weight - int(table.weight[member]))
        price = table.price(self.sums.quantity)
        if price != self.price:
            self.price, self.doubtful = price, list(self.inside)
            self.heaps = ([], [], [])

    def _stays(self, member: int) -> bool:
        """Judge a member exactly; if it stays, note when to look again."""
        table, sums = self.table, self.sums
        room = int(table.budget[member]) - int(table.quantity[member]) * (self.price or 0)
        if table.min_members[member] > sums.size or table.min_quantity[member] > sums.quantity:
            return False
        if not table.affords(member, room, sums):
            return False
        self._note(member, room)
        return True

    def _note(self, member: int, room: int) -> None:
        table, sums, parts = self.table, self.sums, self.table.parts
        factors = (
            table.fixed_cost * parts.equal / parts.whole,
            table.fixed_cost * parts.quantity / parts.whole * int(table.quantity[member]),
            table.fixed_cost * parts.weight / parts.whole * int(table.weight[member]),
        )
        share = sum(factor / now for factor, now in zip(factors, sums, strict=True))
        slack = max(0.0, room - share - _ERROR * (room + share))
        conditions = (int(table.min_members[member]), int(table.min_quantity[member]), 0)
        for heap, factor, now, condition in zip(self.heaps, factors, sums, conditions, strict=True):
            # The share's part grows from factor/now; at factor/now + slack/3 it is time to look again.
            look = factor / (factor / now + slack / 3) * _EARLY if factor else 0.0
            heappush(heap, (-min(float(now), max(look, float(condition))), member))
