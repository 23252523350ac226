"""Groups that can start, and which of two is preferred."""

from dataclasses import dataclass
from typing import Self

import numpy as np

from dejiro.cores.coalition.fixedpoint import greatest
from dejiro.cores.coalition.table import Table, Whole


@dataclass(frozen=True)
class Group:
    """A feasible group in a month.

    Attributes:
        month: row of the month in the table.
        members: sorted indices.
        total: total cost in yen.
    """

    month: int
    members: Whole
    total: int

    @classmethod
    def of(cls, table: Table, month: int, members: Whole) -> Self:
        """The group of these members with its cost."""
        return cls(month, members, table.cost(int(table.quantity[members].sum())))

    @property
    def key(self) -> tuple[int, int, int, list[int]]:
        """Smaller is preferred: most members, lowest cost, earliest month, ids in text order."""
        return -len(self.members), self.total, self.month, self.members.tolist()

    def holds(self, member: int) -> bool:
        """Whether a member is in the group."""
        return bool((self.members == member).any())


def preferred(first: Group | None, second: Group | None) -> Group | None:
    """The preferred of two groups; None stands for "no group"."""
    if first is None or second is None:
        return first or second
    return min(first, second, key=lambda group: group.key)


def ceilings(table: Table, *, least: int = 0, holding: int | None = None, all_of_them: bool = False) -> list[Group]:
    """The largest group of each month, capacity and exclusions left aside: every feasible group lies within one.

    Args:
        table: the problem.
        least: months whose group is smaller are left out.
        holding: months whose group lacks this member are left out.
        all_of_them: give every such month; otherwise only those with the most members.

    Returns:
        Groups, the preferred first.
    """
    counts = table.accepts.sum(axis=1)
    found: list[Group] = []
    for month in np.argsort(-counts, kind="stable").tolist():
        if counts[month] < max(least, 1):
            break
        members = np.flatnonzero(table.accepts[month])
        members = members if holding is None or table.accepts[month, holding] else members[:0]
        members = greatest(table, members, least)
        if len(members) and (holding is None or bool((members == holding).any())):
            found.append(Group.of(table, month, members))
            least = least if all_of_them else len(members)
    return sorted(found, key=lambda group: group.key)
