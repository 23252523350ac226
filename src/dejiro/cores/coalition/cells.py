"""One month at one price tier: the piece in which the group's conditions turn linear."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from dejiro.cores.coalition.fixedpoint import narrowed
from dejiro.cores.coalition.groups import Group
from dejiro.cores.coalition.table import Table, Whole


@dataclass(frozen=True)
class Cell:
    """The groups of one month whose quantity falls into one tier.

    Attributes:
        members: who can be in such a group (sorted indices).
        room: yen that each of them has left for the common cost at this tier's price.
        low, high: least and greatest total quantity.
        most: no group of the cell has more members.
    """

    month: int
    price: int
    members: Whole
    room: Whole
    low: int
    high: int
    most: int

    @classmethod
    def of(cls, table: Table, month: int, candidates: Whole, tier: int) -> Self | None:
        """The cell of a month's candidates at a tier; None when no group can be in it."""
        price, low = int(table.tier_price[tier]), int(table.tier_quantity[tier])
        ends = [int(quantity) - 1 for quantity in table.tier_quantity[tier + 1 : tier + 2]]
        ends += [] if table.capacity is None else [table.capacity]
        high = min([*ends, int(table.quantity[candidates].sum())])
        members = narrowed(table, candidates, price, high)
        quantities = table.quantity[members]
        most = int(np.searchsorted(np.sort(quantities).cumsum(), high, side="right"))
        if low > min(high, int(quantities.sum())) or most < max(table.least, 1):
            return None
        return cls(month, price, members, table.budget[members] - quantities * price, low, high, most)

    def lies_within(self, other: "Cell") -> bool:
        """Whether every group of this cell would be one of the other, its month apart."""
        same = self.price == other.price and len(self.members) <= len(other.members)
        return same and bool(np.isin(self.members, other.members, assume_unique=True).all())


def cells_of(table: Table, ceilings: list[Group], holding: int | None = None) -> list[Cell]:
    """All cells within the months' largest groups, those with room for most members first."""
    cells = [
        cell
        for ceiling in ceilings
        for tier in range(len(table.tier_price))
        if (cell := Cell.of(table, ceiling.month, ceiling.members, tier))
        and (holding is None or bool((cell.members == holding).any()))
    ]
    return sorted(cells, key=lambda cell: (-cell.most, cell.month, -cell.low))
