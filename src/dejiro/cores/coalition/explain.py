"""Why a member is in the group or not, and what would change it: found by solving again, never by guessing.

Groups without an outsider do not depend on what it states, and the best of them is already known. A change therefore
puts the outsider into the best group exactly if it makes possible a group with the outsider that is preferred to
today's. Every change reported here was tried, and so was one that is smaller by a yen, a unit or a member.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np

from dejiro.cores.coalition.faults import MOST_UNIT_YEN, MOST_YEN
from dejiro.cores.coalition.groups import Group, ceilings
from dejiro.cores.coalition.model import Answer, Change, Field, Leaving, Member, Outsider, Problem, Reason
from dejiro.cores.coalition.shares import exact_share
from dejiro.cores.coalition.solve import best_within
from dejiro.cores.coalition.table import Table, Whole, budget_of, table_of

_REASON_OF: Mapping[Field, Reason] = {
    "max_unit_price": "price",
    "max_total": "total",
    "starts": "start",
    "min_members": "condition",
    "min_quantity": "condition",
    "only_with": "condition",
    "not_with": "exclusion",
    "quantity": "capacity",
}


def explain(problem: Problem, answer: Answer) -> Answer:
    """The answer with every outsider's reason and smallest change, and what happens if each member leaves.

    Args:
        problem: what was solved.
        answer: what `solve` gave for it.

    Returns:
        The same answer with `outside` and `if_leaves` filled, both sorted by id.

    >>> from dejiro.cores.coalition.model import Member, Problem, Tier
    >>> from dejiro.cores.coalition.solve import solve
    >>> towns = [Member(name, 40, ("2027-04",), max_unit_price=3000) for name in ("133078", "133086")]
    >>> problem = Problem((*towns, Member("132012", 90, ("2027-04",), max_unit_price=2000)), (Tier(1, 2900),))
    >>> explain(problem, solve(problem)).outside
    (Outsider(id='132012', reason='price', change=Change(field='max_unit_price', value=2900)),)
    """
    explainer = Explainer(problem, answer)
    names = sorted(member.id for member in problem.members)
    inside = set(answer.members)
    return replace(
        answer,
        outside=tuple(explainer.outsider(name) for name in names if name not in inside),
        if_leaves=tuple(explainer.leaving(name) for name in answer.members),
    )


def explain_member(problem: Problem, answer: Answer, name: str) -> Outsider | Leaving:
    """Only one member's explanation: its place outside, or what happens if it leaves.

    Raises:
        KeyError: the problem has no such member.
    """
    explainer = Explainer(problem, answer)
    return explainer.leaving(name) if name in answer.members else explainer.outsider(name)


class Explainer:
    """Explains one answer, member by member, without solving from the start each time."""

    def __init__(self, problem: Problem, answer: Answer) -> None:
        self.table = table_of(problem)
        self.member_of = {member.id: member for member in problem.members}
        self.index = {name: at for at, name in enumerate(self.table.ids)}
        self.best: Group | None = None
        if answer.start is not None:
            members = np.array([self.index[name] for name in answer.members], dtype=np.int64)
            self.best = Group.of(self.table, self.table.months.index(answer.start), members)
        self._ceilings: list[Group] | None = None

    def leaving(self, name: str) -> Leaving:
        """The best group when this member of today's leaves."""
        if self._ceilings is None:
            self._ceilings = ceilings(self.table, all_of_them=True)
        leaver = self.index[name]
        within = {group.month: group.members[group.members != leaver] for group in self._ceilings}
        found = ceilings(self.table, within=within, all_of_them=self.table.restricted())
        group, _ = best_within(self.table, found)
        before = set() if self.best is None else set(self.best.members.tolist())
        rest = [] if group is None else group.members.tolist()
        return Leaving(
            id=name,
            members=self._names(rest),
            unit_price=None if group is None else self.table.price(int(self.table.quantity[group.members].sum())),
            falls_out=self._names(sorted(before - set(rest) - {leaver})),
        )

    def outsider(self, name: str) -> Outsider:
        """Why this member is outside, and the smallest change that puts it into the best group.

        The field that today's group misses comes first, then the others in the order of `Field`.

        Raises:
            KeyError: there is no such member.
        """
        member, index = self.member_of[name], self.index[name]
        reason = self._reason(member, index)
        for field in sorted(_REASON_OF, key=lambda field: _REASON_OF[field] != reason):
            change = _Changes(self.table, self.best, member, index, self.member_of).smallest(field)
            if change is not None:
                return Outsider(name, _REASON_OF[field], change)
        return Outsider(name, reason, None)

    def _names(self, members: list[int]) -> tuple[str, ...]:
        return tuple(self.table.ids[member] for member in members)

    def _reason(self, member: Member, index: int) -> Reason:
        """What first stands against the member joining today's group (or, without one, all who accept its month)."""
        table = self.table
        month, others = self._company(index)
        if not table.accepts[month : month + 1, index].any():
            return "start"
        group = np.union1d(others, [index])
        return next((reason for reason, misses in self._obstacles(member, index, group) if misses), "condition")

    def _company(self, index: int) -> tuple[int, Whole]:
        if self.best is not None:
            return self.best.month, self.best.members
        counts = np.where(self.table.accepts[:, index], self.table.accepts.sum(axis=1), 0)
        if not counts.any():
            return 0, self.table.quantity[:0]
        month = int(counts.argmax())
        return month, np.flatnonzero(self.table.accepts[month])

    def _obstacles(self, member: Member, index: int, group: Whole) -> Iterator[tuple[Reason, bool]]:
        table, sums, inside = self.table, self.table.sums(group), set(group.tolist())
        price = table.price(sums.quantity)
        yield "exclusion", any(index in pair and inside.issuperset(pair) for pair in table.conflicts)
        yield "condition", not inside.issuperset(table.required.get(index, ())) or price is None
        yield "condition", member.min_members > sums.size or member.min_quantity > sums.quantity
        cost = _cost(table, index, group)
        yield "price", member.max_unit_price is not None and cost > member.quantity * member.max_unit_price
        yield "total", member.max_total is not None and cost > member.max_total
        yield "capacity", table.capacity is not None and sums.quantity > table.capacity


def _cost(table: Table, index: int, group: Whole) -> int:
    """Least whole yen that covers a member's goods and exact part of the common cost."""
    sums = table.sums(group)
    numerator, denominator = exact_share(table, index, sums)
    return int(table.quantity[index]) * (table.price(sums.quantity) or 0) - (-numerator // denominator)


class _Changes:
    """Tries changes of one outsider's fields."""

    def __init__(
        self, table: Table, best: Group | None, member: Member, index: int, member_of: Mapping[str, Member]
    ) -> None:
        self.table, self.best, self.member, self.index, self.member_of = table, best, member, index, member_of

    def smallest(self, field: Field) -> Change | None:
        """The smallest change of this field that is enough, or None."""
        value = getattr(self, f"_{field}")()
        return None if value is None else Change(field, value)

    def _better(self, table: Table) -> Group | None:
        """The preferred group that holds the member in a changed table, if it is preferred to today's."""
        least = 0 if self.best is None else len(self.best.members)
        found = ceilings(table, least=least, holding=self.index, all_of_them=table.restricted())
        return best_within(table, found, holding=self.index, beat=self.best)[0] if found else None

    def _budget(self, changed: Member) -> Group | None:
        return self._better(self.table.with_value("budget", self.index, budget_of(changed)))

    def _max_unit_price(self) -> int | None:
        limit, quantity = self.member.max_unit_price, self.member.quantity

        def reached(value: int) -> int | None:
            group = self._budget(replace(self.member, max_unit_price=value))
            return None if group is None else -(-_cost(self.table, self.index, group.members) // quantity)

        return None if limit is None else _tightest(reached, limit, reached(MOST_UNIT_YEN))

    def _max_total(self) -> int | None:
        limit = self.member.max_total

        def reached(value: int) -> int | None:
            group = self._budget(replace(self.member, max_total=value))
            return None if group is None else _cost(self.table, self.index, group.members)

        return None if limit is None else _tightest(reached, limit, reached(MOST_YEN))

    def _starts(self) -> tuple[str, ...] | None:
        accepted = self.table.accepts[:, self.index]
        numbers = [_number(month) for month in self.table.months]
        own = [number for number, is_own in zip(numbers, accepted, strict=True) if is_own] or numbers[:1]
        distance = {month: min(abs(numbers[month] - number) for number in own) for month in np.flatnonzero(~accepted)}
        for month in sorted(distance, key=lambda month: (distance[month], month)):
            accepts = self.table.accepts.copy()
            accepts[:, self.index] = False
            accepts[month, self.index] = True
            if self._better(replace(self.table, accepts=accepts)) is not None:
                return tuple(sorted((*self.member.starts, self.table.months[month])))
        return None

    def _min_members(self) -> int | None:
        if self.member.min_members <= 1:
            return None
        group = self._better(self.table.with_value("min_members", self.index, 1))
        return None if group is None else len(group.members)

    def _min_quantity(self) -> int | None:
        def reached(negative: int) -> int | None:
            group = self._better(self.table.with_value("min_quantity", self.index, -negative))
            return None if group is None else -int(self.table.quantity[group.members].sum())

        limit = self.member.min_quantity
        value = None if limit == 0 else _tightest(reached, -limit, reached(0))
        return None if value is None else -value

    def _only_with(self) -> tuple[str, ...] | None:
        for name in sorted(self.member.only_with):
            names = tuple(other for other in self.member.only_with if other != name)
            demanded = self.table.ids.index(name)
            required = dict(self.table.required)
            required[self.index] = tuple(at for at in required[self.index] if at != demanded)
            dependents = dict(self.table.dependents)
            dependents[demanded] = tuple(at for at in dependents[demanded] if at != self.index)
            if self._better(replace(self.table, required=required, dependents=dependents)) is not None:
                return names
        return None

    def _not_with(self) -> tuple[str, ...] | None:
        for name in sorted(self.member.not_with):
            if self.member.id in self.member_of[name].not_with:
                continue
            pair = {self.index, self.table.ids.index(name)}
            conflicts = tuple(other for other in self.table.conflicts if set(other) != pair)
            if self._better(replace(self.table, conflicts=conflicts)) is not None:
                return tuple(other for other in self.member.not_with if other != name)
        return None

    def _quantity(self) -> int | None:
        if self.table.capacity is None:
            return None

        def reached(negative: int) -> int | None:
            changed = replace(self.member, quantity=-negative)
            table = self.table.with_value("quantity", self.index, changed.quantity)
            group = self._better(table.with_value("budget", self.index, budget_of(changed)))
            return None if group is None else negative

        taken = 0 if self.best is None else int(self.table.quantity[self.best.members].sum())
        for start in (self.table.capacity - taken, 1):
            if 0 < start < self.member.quantity and reached(-start) is not None:
                value = _tightest(reached, -self.member.quantity, -start)
                return None if value is None else -value
        return None


def _tightest(reached: Callable[[int], int | None], low: int, high: int | None) -> int | None:
    """The least value above `low` (which fails) that works, when `high` does.

    Args:
        reached: for a value that works, the least one that allows the group found with it; None for one that fails.
        low: a value that fails.
        high: a value that works, or None.
    """
    middle = None if high is None else high - 1
    while high is not None and middle is not None and high - low > 1:
        value = reached(middle)
        low, high = (middle, high) if value is None else (low, value)
        middle = (low + high) // 2
    return high


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:])
