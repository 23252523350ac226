"""Groups that can start, and which of two is preferred."""

from collections.abc import Mapping
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


def preferred(first: Group | None, second: Group | None) -> Group | None:
    """The preferred of two groups; None stands for "no group"."""
    if first is None or second is None:
        return first or second
    return min(first, second, key=lambda group: group.key)


def ceilings(
    table: Table,
    *,
    least: int = 0,
    holding: int | None = None,
    all_of_them: bool = False,
    within: Mapping[int, Whole] | None = None,
) -> list[Group]:
    """The largest group of each month, capacity and exclusions left aside: every feasible group lies within one.

    Args:
        table: the problem.
        least: months whose group is smaller are left out.
        holding: months whose group lacks this member are left out.
        all_of_them: give every such month; otherwise only those with the most members.
        within: who is looked at in each month; everybody who accepts it unless given.

    Returns:
        Groups, the preferred first.
    """
    if within is None:
        open_months = (
            range(len(table.months)) if holding is None else np.flatnonzero(table.accepts[:, holding]).tolist()
        )
        within = {month: np.flatnonzero(table.accepts[month]) for month in open_months}
    found: list[Group] = []
    for month in sorted(within, key=lambda month: -len(within[month])):
        if len(within[month]) < max(least, 1):
            break
        members = greatest(table, within[month], least)
        if len(members) and (holding is None or bool((members == holding).any())):
            found.append(Group.of(table, month, members))
            least = least if all_of_them else len(members)
    return sorted(found, key=lambda group: group.key)
