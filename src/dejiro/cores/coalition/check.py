"""Checks an answer from the problem alone, in plain fractions: shares no code with `solve` or `explain`."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from dejiro.cores.coalition.model import Answer, Change, Leaving, Member, Outsider, Problem, Share
from dejiro.cores.coalition.recount import (
    Key,
    feasible,
    key_of,
    largest,
    months_of,
    preferred_group,
    unit_price,
    yen_shares,
)
from dejiro.cores.documents.faults import Fault, ProblemError

_SMALL = 62 * 36
"""Members times months up to which every explanation is recounted."""
_MOST_RECOUNTS = 200
"""Explanations recounted in a large problem, spread evenly over the list."""
_REASONS = ("price", "total", "start", "condition", "capacity", "exclusion")
_RIGHT_NUMBER = {"max_unit_price": 1, "max_total": 1, "min_members": -1, "min_quantity": -1, "quantity": -1}
"""Fields whose change is a number, and the way in which it goes."""


def check(problem: Problem, answer: Answer) -> tuple[Fault, ...]:
    """Everything that is wrong with an answer; empty if it is right.

    The group's feasibility and every figure are always recounted. That no group is preferred is recounted by
    elimination, under binding capacity or exclusions by trying all groups of up to 12 members; beyond that size only
    what elimination bounds, and single additions, are. Explanations are recounted under the same limits, at most 200
    of a kind in a large problem.
    """
    by_id = {member.id: member for member in problem.members}
    unknown = [name for name in answer.members if name not in by_id]
    if unknown or list(answer.members) != sorted(set(answer.members)):
        return (Fault("$.members", "知らない団体があるか、並びが違います", "members の id を文字列順に一度ずつ"),)
    group = {name: by_id[name] for name in answer.members}
    faults = [*_figures(problem, answer, group)]
    if not faults:
        faults += [*_preference(problem, answer, group), *_outside(problem, answer), *_leaving(problem, answer)]
    return tuple(faults)


def _same(path: str, stated: object, right: object) -> Iterator[Fault]:
    if repr(stated) != repr(right):
        yield Fault(path, f"再計算と違います: {stated!r}", repr(right))


def _figures(problem: Problem, answer: Answer, group: dict[str, Member]) -> Iterator[Fault]:
    quantity = sum(member.quantity for member in group.values())
    price = unit_price(problem, quantity) if group else None
    yield from _same("$.quantity", answer.quantity, quantity)
    yield from _same("$.unit_price", answer.unit_price, price)
    if not group:
        yield from _same("$.start", answer.start, None)
        yield from _same("$.total", answer.total, 0)
        yield from _same("$.shares", answer.shares, ())
        return
    if answer.start is None or price is None or not feasible(problem, group, answer.start):
        yield Fault("$.members", "この団体の組では始められません", "全員の条件が成り立つ組")
        return
    yield from _same("$.total", answer.total, quantity * price + problem.fixed_cost)
    yield from _same("$.shares", tuple(share.id for share in answer.shares), answer.members)
    fixed = yen_shares(problem, group.values())
    for at, share in enumerate(answer.shares):
        if share.id in group:
            yield from _same(f"$.shares[{at}]", share, _share(problem, group[share.id], price, fixed[share.id]))


def _share(problem: Problem, member: Member, price: int, fixed: int) -> Share:
    own = unit_price(problem, member.quantity)
    alone = None if own is None else member.quantity * own + problem.fixed_cost
    total = member.quantity * price + fixed
    return Share(member.id, member.quantity * price, fixed, total, alone, None if alone is None else alone - total)


def _key(problem: Problem, answer: Answer) -> Key | None:
    return None if answer.start is None else key_of(problem, answer.members, answer.start)


def _preference(problem: Problem, answer: Answer, group: dict[str, Member]) -> Iterator[Fault]:
    proof, size = answer.proof, len(group)
    if proof.method not in {"fixed-point", "milp"}:
        yield Fault("$.proof.method", f"知らない方法です: {proof.method!r}", "fixed-point または milp")
    if proof.bound is not None and not (size == proof.bound if proof.optimal else size <= proof.bound):
        problem_text = f"組の大きさ {size} と合いません: {proof.bound}"
        yield Fault("$.proof.bound", problem_text, "最適なら同じ数、そうでなければそれ以上")
    if not proof.optimal:
        return
    known, best = preferred_group(problem)
    if known:
        yield from _same("$.members", _key(problem, answer), best)
    elif any(feasible(problem, {**group, name: by}, month) for month, name, by in _additions(problem, group)):
        yield Fault("$.members", "さらに加われる団体があります", "最も多くの団体が入る組")


def _additions(problem: Problem, group: dict[str, Member]) -> Iterator[tuple[str, str, Member]]:
    for month in months_of(problem):
        candidates = largest(problem, month)
        if candidates.keys() >= group.keys():
            yield from ((month, name, member) for name, member in candidates.items() if name not in group)


def _sampled(problem: Problem, count: int) -> Sequence[int]:
    """Which of `count` explanations are recounted."""
    small = len(problem.members) * len(months_of(problem)) <= _SMALL
    return range(0, count, 1 if small else max(1, -(-count // _MOST_RECOUNTS)))


def _outside(problem: Problem, answer: Answer) -> Iterator[Fault]:
    if answer.outside is None:
        return
    names = tuple(sorted({member.id for member in problem.members} - set(answer.members)))
    yield from _same("$.outside", tuple(entry.id for entry in answer.outside), names)
    chosen = set(_sampled(problem, len(answer.outside)))
    for at, entry in enumerate(answer.outside):
        if entry.reason not in _REASONS:
            yield Fault(f"$.outside[{at}].reason", f"知らない理由です: {entry.reason!r}", "、".join(_REASONS))
        if at in chosen and entry.change is not None and entry.id in names:
            yield from _change(problem, entry, entry.change, f"$.outside[{at}].change")


def _change(problem: Problem, entry: Outsider, change: Change, path: str) -> Iterator[Fault]:
    if _enters(problem, entry.id, change) is False:
        yield Fault(path, "この変更では組に入れません", "組に入れる最小の変更")
    step = _RIGHT_NUMBER.get(change.field)
    if step is None or not isinstance(change.value, int):
        return
    if (change.value - _stated(problem, entry.id, change)) * step <= 0:
        yield Fault(path, "変更の向きが違います", "条件を緩める変更")
    elif _enters(problem, entry.id, Change(change.field, change.value - step)):
        yield Fault(path, "もっと小さな変更で組に入れます", "組に入れる最小の変更")


def _stated(problem: Problem, name: str, change: Change) -> int:
    return int(getattr(problem.member(name), change.field) or 0)


def _enters(problem: Problem, name: str, change: Change) -> bool | None:
    """Whether a member is in the preferred group after a change; None where that cannot be recounted."""
    values: dict[str, Any] = {change.field: change.value}
    try:
        members = tuple(replace(member, **values) if member.id == name else member for member in problem.members)
        known, best = preferred_group(replace(problem, members=members))
    except (ProblemError, TypeError):
        return False
    return (best is not None and name in best[3]) if known else None


def _leaving(problem: Problem, answer: Answer) -> Iterator[Fault]:
    if answer.if_leaves is None:
        return
    yield from _same("$.if_leaves", tuple(entry.id for entry in answer.if_leaves), answer.members)
    chosen = set(_sampled(problem, len(answer.if_leaves)))
    for at, entry in enumerate(answer.if_leaves):
        if at in chosen and entry.id in answer.members:
            yield from _rest(problem, answer, entry, f"$.if_leaves[{at}]")


def _rest(problem: Problem, answer: Answer, entry: Leaving, path: str) -> Iterator[Fault]:
    without = tuple(replace(member, starts=()) if member.id == entry.id else member for member in problem.members)
    known, best = preferred_group(replace(problem, members=without))
    if known:
        yield from _same(f"{path}.members", entry.members, () if best is None else best[3])
    quantity = sum(member.quantity for member in problem.members if member.id in entry.members)
    yield from _same(f"{path}.unit_price", entry.unit_price, unit_price(problem, quantity) if entry.members else None)
    gone = tuple(name for name in answer.members if name != entry.id and name not in entry.members)
    yield from _same(f"{path}.falls_out", entry.falls_out, gone)
