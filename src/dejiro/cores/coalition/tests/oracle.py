"""All groups of a small problem tried one by one, and problems to try them on."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

from hypothesis import strategies as st

from dejiro.cores.coalition.model import (
    BY_QUANTITY,
    BY_WEIGHT,
    EQUALLY,
    Answer,
    FixedShare,
    Member,
    Problem,
    Tier,
)

Key = tuple[int, int, str, list[str]]
MONTHS = ("2027-04", "2027-05", "2027-07")
HALF_HALF = FixedShare(equal=Fraction(1, 2), weight=Fraction(1, 2))
THIRDS = FixedShare(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))


def price_at(problem: Problem, quantity: int) -> int | None:
    price = None
    for tier in problem.tiers:
        if quantity >= tier.min_quantity:
            price = tier.unit_price
    return price


def part(problem: Problem, member: Member, group: Sequence[Member]) -> Fraction:
    share = problem.fixed_share
    amount = share.equal / len(group) + share.quantity * Fraction(
        member.quantity, sum(other.quantity for other in group)
    )
    if share.weight:
        weights = sum(other.weight for other in group if other.weight)
        amount += share.weight * Fraction(member.weight or 0, weights)
    return problem.fixed_cost * amount


def can_start(problem: Problem, group: Sequence[Member], month: str) -> bool:
    quantity, names = sum(member.quantity for member in group), {member.id for member in group}
    price = price_at(problem, quantity)
    if price is None or len(group) < problem.min_members:
        return False
    if problem.capacity is not None and quantity > problem.capacity:
        return False
    return all(
        month in member.starts
        and member.min_members <= len(group)
        and member.min_quantity <= quantity
        and names.issuperset(member.only_with)
        and names.isdisjoint(member.not_with)
        and within_caps(member, price, part(problem, member, group))
        for member in group
    )


def within_caps(member: Member, price: int, common: Fraction) -> bool:
    by_total = member.max_total is None or member.quantity * price + common <= member.max_total
    return by_total and (member.max_unit_price is None or price + common / member.quantity <= member.max_unit_price)


def all_keys(problem: Problem) -> Iterator[Key]:
    members = sorted(problem.members, key=lambda member: member.id)
    for month in {month for member in members for month in member.starts}:
        willing = [member for member in members if month in member.starts]
        for size in range(1, len(willing) + 1):
            for group in combinations(willing, size):
                if can_start(problem, group, month):
                    quantity = sum(member.quantity for member in group)
                    total = quantity * (price_at(problem, quantity) or 0) + problem.fixed_cost
                    yield -size, total, month, [member.id for member in group]


def best(problem: Problem) -> Key | None:
    return min(all_keys(problem), default=None)


def key_of(answer: Answer) -> Key | None:
    return None if answer.start is None else (-len(answer.members), answer.total, answer.start, list(answer.members))


def changed(problem: Problem, name: str, values: Mapping[str, Any]) -> Problem:
    members = (replace(member, **values) if member.id == name else member for member in problem.members)
    return replace(problem, members=tuple(members))


def town(name: str, quantity: int = 10, **values: Any) -> Member:  # noqa: ANN401 - any field of a member
    return Member(**{"id": name, "quantity": quantity, "starts": MONTHS[:1], "weight": 1, **values})


def some(values: st.SearchStrategy[int], none: int = 1) -> st.SearchStrategy[int | None]:
    return st.one_of(*[st.none()] * none, values)


@st.composite
def members(draw: st.DrawFn, names: Sequence[str], name: str, *, exclusions: bool) -> Member:
    others = [other for other in names if other != name]
    named = draw(st.lists(st.sampled_from(others), max_size=2, unique=True)) if others else []
    only = named[: draw(st.integers(0, len(named)))] if draw(st.booleans()) else []
    return Member(
        name,
        draw(st.integers(1, 12)),
        tuple(draw(st.lists(st.sampled_from(MONTHS), max_size=3, unique=True))) or MONTHS[:1],
        max_unit_price=draw(some(st.integers(5, 45))),
        max_total=draw(some(st.integers(5, 400), none=2)),
        weight=draw(st.integers(1, 9)),
        min_members=draw(st.sampled_from((1, 1, 2, len(names)))),
        min_quantity=draw(st.sampled_from((0, 0, 12, 30))),
        only_with=tuple(only),
        not_with=tuple(other for other in named if other not in only) if exclusions else (),
    )


@st.composite
def problems(draw: st.DrawFn, *, most: int = 6, restricted: bool = False, months: int = 3) -> Problem:
    names = draw(st.permutations([f"13{at:04d}" for at in range(draw(st.integers(1, most)))]))
    parts = [draw(members(names, name, exclusions=restricted)) for name in names]
    allowed = MONTHS[:months]
    return Problem(
        tuple(replace(m, starts=tuple(start for start in m.starts if start in allowed)) for m in parts),
        (Tier(draw(st.sampled_from((0, 1, 5))), 20), Tier(15, 15), Tier(30, draw(st.sampled_from((0, 6, 14))))),
        draw(st.sampled_from((0, 7, 60, 200))),
        draw(st.sampled_from((EQUALLY, BY_QUANTITY, BY_WEIGHT, HALF_HALF, THIRDS))),
        draw(some(st.integers(8, 45))) if restricted else None,
        draw(st.integers(1, 3)),
    )
