"""The rules of a joint purchase once more, in plain fractions, for the checker: shares no code with `solve`."""

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations
from typing import TypeAlias

from dejiro.cores.coalition.model import Member, Problem

Key: TypeAlias = tuple[int, int, str, tuple[str, ...]]
"""Smaller is preferred: minus the size, total cost, month, sorted ids."""

FEW = 12
"""So many members or fewer, and all groups are tried."""


def unit_price(problem: Problem, quantity: int) -> int | None:
    """Price of the last tier that the quantity reaches."""
    reached = [tier.unit_price for tier in problem.tiers if tier.min_quantity <= quantity]
    return reached[-1] if reached else None


def exact_shares(problem: Problem, group: Iterable[Member]) -> dict[str, Fraction]:
    """Each member's exact part of the common cost."""
    members, ways = list(group), problem.fixed_share
    quantity = sum(member.quantity for member in members)
    weight = sum(member.weight or 0 for member in members) or 1
    return {
        member.id: problem.fixed_cost
        * (
            ways.equal / len(members)
            + ways.quantity * Fraction(member.quantity, quantity)
            + ways.weight * Fraction(member.weight or 0, weight)
        )
        for member in members
    }


def yen_shares(problem: Problem, group: Iterable[Member]) -> dict[str, int]:
    """The parts in whole yen: rounded down, the missing yen to the largest remainders, ties by id."""
    exact = exact_shares(problem, group)
    yen = {name: int(part) for name, part in exact.items()}
    missing = problem.fixed_cost - sum(yen.values())
    for name in sorted(exact, key=lambda name: (yen[name] - exact[name], name))[:missing]:
        yen[name] += 1
    return yen


def unwilling(problem: Problem, group: Mapping[str, Member], month: str, *, monotone: bool = False) -> Iterator[str]:
    """The members whose own statements forbid the group; with `monotone`, exclusions are left aside."""
    quantity = sum(member.quantity for member in group.values())
    price = unit_price(problem, quantity)
    parts = exact_shares(problem, group.values())
    for name, member in group.items():
        agrees = month in member.starts and len(group) >= member.min_members and quantity >= member.min_quantity
        agrees = agrees and all(other in group for other in member.only_with)
        agrees = agrees and (monotone or not any(other in group for other in member.not_with))
        if not agrees or price is None or not _pays(member, price, parts[name]):
            yield name


def _pays(member: Member, price: int, part: Fraction) -> bool:
    if member.max_unit_price is not None and price + part / member.quantity > member.max_unit_price:
        return False
    return member.max_total is None or member.quantity * price + part <= member.max_total


def feasible(problem: Problem, group: Mapping[str, Member], month: str) -> bool:
    """Whether the group can start in the month."""
    quantity = sum(member.quantity for member in group.values())
    if len(group) < max(problem.min_members, 1) or quantity > (problem.capacity or quantity):
        return False
    return next(unwilling(problem, group, month), None) is None


def key_of(problem: Problem, names: Iterable[str], month: str) -> Key:
    """How preferred a group is."""
    chosen = tuple(sorted(names))
    quantity = sum(member.quantity for member in problem.members if member.id in chosen)
    return -len(chosen), quantity * (unit_price(problem, quantity) or 0) + problem.fixed_cost, month, chosen


def months_of(problem: Problem) -> list[str]:
    """Every month that somebody accepts, earliest first."""
    return sorted({month for member in problem.members for month in member.starts})


def largest(problem: Problem, month: str) -> dict[str, Member]:
    """The largest group of a month, capacity and exclusions left aside; empty if there is none."""
    group = {member.id: member for member in problem.members if month in member.starts}
    while gone := list(unwilling(problem, group, month, monotone=True)):
        for name in gone:
            del group[name]
    return group if len(group) >= problem.min_members else {}


def preferred_group(problem: Problem) -> tuple[bool, Key | None]:
    """Whether the preferred group can be recounted here, and its key (None if there is no group)."""
    groups = {month: group for month in months_of(problem) if (group := largest(problem, month))}
    if not groups:
        return True, None
    first = min(key_of(problem, group, month) for month, group in groups.items())
    if feasible(problem, groups[first[2]], first[2]):
        return True, first
    if len(problem.members) > FEW:
        return False, None
    return True, min(_all_keys(problem, groups), default=None)


def _all_keys(problem: Problem, groups: Mapping[str, dict[str, Member]]) -> Iterator[Key]:
    for month, candidates in groups.items():
        for size in range(1, len(candidates) + 1):
            for names in combinations(candidates, size):
                if feasible(problem, {name: candidates[name] for name in names}, month):
                    yield key_of(problem, names, month)
