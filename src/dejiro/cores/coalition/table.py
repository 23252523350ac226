"""A problem as arrays, members sorted by id, so that whole groups are judged at once."""

from bisect import bisect_right
from dataclasses import dataclass, replace
from math import lcm
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from dejiro.cores.coalition.model import Member, Problem

Whole: TypeAlias = npt.NDArray[np.int64]
Flags: TypeAlias = npt.NDArray[np.bool_]

NO_LIMIT = 2 * 10**18
"""Stands for "no limit" in `budget`; greater than any quantity times any unit price."""


class Parts(NamedTuple):
    """The common cost's parts as whole numerators over `whole`."""

    equal: int
    quantity: int
    weight: int
    whole: int


class Sums(NamedTuple):
    """What a group amounts to."""

    size: int
    quantity: int
    weight: int


@dataclass(frozen=True)
class Table:
    """Arrays of one problem; index i is the i-th id in text order.

    Attributes:
        budget: greatest yen that a member pays in all: the smaller of max_total and quantity * max_unit_price.
        accepts: row per month (earliest first), column per member.
        required: for each member with `only_with`, the members it demands.
        dependents: the same read backwards.
        conflicts: pairs that cannot be in one group, smaller index first, sorted.
    """

    ids: tuple[str, ...]
    months: tuple[str, ...]
    quantity: Whole
    weight: Whole
    budget: Whole
    min_members: Whole
    min_quantity: Whole
    accepts: Flags
    required: dict[int, tuple[int, ...]]
    dependents: dict[int, tuple[int, ...]]
    conflicts: tuple[tuple[int, int], ...]
    tier_quantity: Whole
    tier_price: Whole
    fixed_cost: int
    parts: Parts
    capacity: int | None
    least: int

    def sums(self, group: Whole) -> Sums:
        """Size, quantity and weight of a group of indices."""
        return Sums(len(group), int(self.quantity[group].sum()), int(self.weight[group].sum()))

    def price(self, quantity: int) -> int | None:
        """Unit price at a total quantity; None below the first tier."""
        tier = bisect_right(self.tier_quantity.tolist(), quantity) - 1
        return int(self.tier_price[tier]) if tier >= 0 else None

    def cost(self, quantity: int) -> int:
        """Total cost of a group with this quantity, which must reach a tier."""
        return quantity * (self.price(quantity) or 0) + self.fixed_cost

    def affords(self, member: int, room: int, sums: Sums) -> bool:
        """Whether a member's part of the common cost in a group of these sums is at most `room` yen; exact."""
        parts, (count, quantity, weight) = self.parts, sums
        need = parts.equal * quantity * weight
        need += parts.quantity * int(self.quantity[member]) * count * weight
        need += parts.weight * int(self.weight[member]) * count * quantity
        return self.fixed_cost * need <= room * parts.whole * count * quantity * weight

    def fits(self, group: Whole) -> bool:
        """Whether a group keeps to the capacity and has no two members that exclude each other."""
        if self.capacity is not None and int(self.quantity[group].sum()) > self.capacity:
            return False
        inside = set(group.tolist())
        return not any(a in inside and b in inside for a, b in self.conflicts)

    def restricted(self) -> bool:
        """Whether capacity or exclusions can bind, so that a growing group can do harm."""
        over = self.capacity is not None and int(self.quantity.sum()) > self.capacity
        return over or bool(self.conflicts)

    def with_value(self, name: str, index: int, value: int) -> "Table":
        """The same table with one member's figure changed."""
        changed = getattr(self, name).copy()
        changed[index] = value
        return replace(self, **{name: changed})


def table_of(problem: Problem) -> Table:
    """Turn a problem into arrays; O(members * months)."""
    members = sorted(problem.members, key=lambda member: member.id)
    index = {member.id: at for at, member in enumerate(members)}
    months = tuple(sorted({start for starts in {member.starts for member in members} for start in starts}))
    required = {
        at: tuple(index[name] for name in member.only_with) for at, member in enumerate(members) if member.only_with
    }
    share = problem.fixed_share
    whole = lcm(share.equal.denominator, share.quantity.denominator, share.weight.denominator)
    return Table(
        ids=tuple(index),
        months=months,
        quantity=_whole([member.quantity for member in members]),
        weight=_whole([member.weight or 1 for member in members]),
        budget=_whole([budget_of(member) for member in members]),
        min_members=_whole([member.min_members for member in members]),
        min_quantity=_whole([member.min_quantity for member in members]),
        accepts=_accepts(members, months),
        required=required,
        dependents=_backwards(required),
        conflicts=_conflicts(members, index),
        tier_quantity=_whole([tier.min_quantity for tier in problem.tiers]),
        tier_price=_whole([tier.unit_price for tier in problem.tiers]),
        fixed_cost=problem.fixed_cost,
        parts=Parts(int(share.equal * whole), int(share.quantity * whole), int(share.weight * whole), whole),
        capacity=problem.capacity,
        least=problem.min_members,
    )


def budget_of(member: Member) -> int:
    """Greatest yen that the member pays in all: p + f/q <= u is q*p + f <= q*u."""
    by_unit = NO_LIMIT if member.max_unit_price is None else member.quantity * member.max_unit_price
    return min(by_unit, NO_LIMIT if member.max_total is None else member.max_total)


def _whole(values: list[int]) -> Whole:
    return np.array(values, dtype=np.int64)


def _accepts(members: list[Member], months: tuple[str, ...]) -> Flags:
    column = {month: at for at, month in enumerate(months)}
    patterns: dict[tuple[str, ...], int] = {}
    pattern = [patterns.setdefault(member.starts, len(patterns)) for member in members]
    flags = np.zeros((len(patterns), len(months)), dtype=np.bool_)
    for starts, row in patterns.items():
        flags[row, [column[start] for start in starts]] = True
    return np.ascontiguousarray(flags[pattern].T) if members else np.zeros((0, 0), dtype=np.bool_)


def _backwards(required: dict[int, tuple[int, ...]]) -> dict[int, tuple[int, ...]]:
    dependents: dict[int, list[int]] = {}
    for member, names in required.items():
        for name in names:
            dependents.setdefault(name, []).append(member)
    return {name: tuple(members) for name, members in dependents.items()}


def _conflicts(members: list[Member], index: dict[str, int]) -> tuple[tuple[int, int], ...]:
    pairs = {tuple(sorted((at, index[name]))) for at, member in enumerate(members) for name in member.not_with}
    return tuple(sorted((pair[0], pair[1]) for pair in pairs))
