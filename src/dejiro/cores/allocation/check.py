"""Checks a plan from the problem alone, in plain loops: shares no code with what makes plans."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from dejiro.cores.allocation.certificate import verify
from dejiro.cores.allocation.division import Division
from dejiro.cores.allocation.model import Plan, Problem, Reason, Request, Specialist, Standing, Unserved
from dejiro.cores.allocation.recount import candidates_by_request, demand_of, half_days, weeks_of
from dejiro.cores.documents.faults import Fault, ProblemError

_CLOSE = 1e-9
_REACHED, _MISSED = ("reached",), ("impossible", "not-in-time")
_FIELDS = {"level": "level", "half_days": "half_days", "from": "start", "to": "end", "onsite": "onsite", "role": "role"}
"""What may be changed about a request to have it served, by its name in files."""


@dataclass(frozen=True)
class _Work:
    """What the specialists do under the plan.

    Attributes:
        able: everybody who can serve each request.
        served: the specialist of each request that is served.
        capacity: half-days of each specialist by week.
        hours: half-days taken, by specialist and week.
        parallel: engagements, by specialist and week.
    """

    problem: Problem
    able: Mapping[str, list[Specialist]]
    served: Mapping[str, str]
    capacity: Mapping[str, Mapping[int, int]]
    hours: Counter[tuple[str, int]]
    parallel: Counter[tuple[str, int]]

    def free(self, one: Specialist, week: int) -> int:
        """Half-days that are left."""
        if one.max_parallel is not None and self.parallel[one.id, week] >= one.max_parallel:
            return 0
        return self.capacity[one.id].get(week, 0) - self.hours[one.id, week]


def check(problem: Problem, plan: Plan, division: Division) -> tuple[Fault, ...]:
    """Everything that is wrong with a plan; empty if it is feasible and every figure in it is true.

    That no plan is worth more than `upper_bound` is not proven here, only that this one is not; nor that a floor is out
    of reach that is said to be; `would_take.displaces` is checked for its names alone.

    Args:
        problem: what was asked.
        plan: what is to be checked.
        division: the fair shares; proven here by its certificate.
    """
    wrong = verify(problem, division)
    if wrong:
        return wrong
    work = _work(problem, plan)
    faults = list(_feasible(work, plan))
    if not faults:
        faults += [*_figures(work, plan), *_bodies(work, plan, division), *_unserved(work, plan)]
    return tuple(faults)


def _work(problem: Problem, plan: Plan) -> _Work:
    requests = {request.id: request for request in problem.requests}
    hours: Counter[tuple[str, int]] = Counter()
    parallel: Counter[tuple[str, int]] = Counter()
    for one, name in plan.assignments:
        for week in weeks_of(requests[name]) if name in requests else ():
            hours[one, week] += requests[name].half_days
            parallel[one, week] += 1
    served = {name: one for one, name in plan.assignments}
    capacity = {one.id: half_days(one) for one in problem.specialists}
    return _Work(problem, candidates_by_request(problem), served, capacity, hours, parallel)


def _same(path: str, stated: object, right: object) -> Iterator[Fault]:
    close = isinstance(stated, float) and isinstance(right, int | float)
    if not (math.isclose(stated, right, rel_tol=_CLOSE, abs_tol=_CLOSE) if close else stated == right):  # type: ignore[arg-type]
        yield Fault(path, f"再計算と違います: {stated!r}", repr(right))


def _feasible(work: _Work, plan: Plan) -> Iterator[Fault]:
    problem, seen = work.problem, set()
    for at, (one, name) in enumerate(plan.assignments):
        if one not in {able.id for able in work.able.get(name, ())}:
            yield Fault(f"$.assignments[{at}]", f"候補ではありません: {one} と {name}", "候補である組")
        if name in seen:
            yield Fault(f"$.assignments[{at}]", f"要望 {name!r} に二人目です", "要望ごとに一人")
        seen.add(name)
    people = {one.id: one for one in problem.specialists}
    for (one, week), taken in sorted(work.hours.items()):
        if one in people and taken > work.capacity[one].get(week, 0):
            yield Fault("$.assignments", f"{one} の第 {week} 週が余力を超えます: {taken}", "余力以下")
        if one in people and work.parallel[one, week] > (people[one].max_parallel or len(problem.requests)):
            yield Fault(
                "$.assignments", f"{one} の第 {week} 週の支援が多すぎます", f"{people[one].max_parallel} 件以下"
            )
    for pair in problem.pinned:
        if work.served.get(pair.request) != pair.specialist:
            yield Fault(
                "$.assignments", f"固定した組がありません: {pair.specialist} と {pair.request}", "pinned のすべて"
            )
    changed = sum(work.served.get(pair.request) != pair.specialist for pair in problem.current)
    if changed > (len(problem.current) if problem.max_changes is None else problem.max_changes):
        yield Fault("$.assignments", f"変更が多すぎます: {changed}", f"max_changes の {problem.max_changes} 以下")


def _figures(work: _Work, plan: Plan) -> Iterator[Fault]:
    problem = work.problem
    value = math.fsum(_values(work))
    yield from _same("$.value", float(plan.value), value)
    if plan.upper_bound < plan.value * (1 - _CLOSE):
        yield Fault("$.upper_bound", f"値より小さい: {plan.upper_bound}", f"{plan.value} 以上")
    yield from _same("$.gap", float(plan.gap), (plan.upper_bound - plan.value) / plan.value if plan.value else 0.0)
    kept = sum(work.served.get(pair.request) == pair.specialist for pair in problem.current)
    yield from _same("$.kept", plan.kept, kept)
    yield from _same("$.changed", plan.changed, len(problem.current) - kept)
    if plan.status not in {"optimal", "time-limit", "interrupted"}:
        yield Fault("$.status", f"知らない状態です: {plan.status!r}", "optimal、time-limit、interrupted のいずれか")


def _values(work: _Work) -> Iterator[float]:
    """Volume x priority x fit of every assignment."""
    people = {one.id: one for one in work.problem.specialists}
    stated = {(entry.specialist, entry.request): entry.fit for entry in work.problem.fit}
    for request in work.problem.requests:
        if request.id in work.served:
            one = people[work.served[request.id]]
            usual = min(1.0, 0.7 + 0.1 * (one.skills[request.role] - request.level))
            yield _volume(request) * request.priority * stated.get((one.id, request.id), usual)


def _volume(request: Request) -> int:
    return request.half_days * len(weeks_of(request))


def _bodies(work: _Work, plan: Plan, division: Division) -> Iterator[Fault]:
    demand = demand_of(work.problem, work.able)
    own: defaultdict[str, list[Request]] = defaultdict(list)
    for request in work.problem.requests:
        own[request.body].append(request)
    yield from _same("$.bodies", [one.id for one in plan.bodies], [body.id for body in work.problem.bodies])
    for at, (stated, body) in enumerate(zip(plan.bodies, work.problem.bodies, strict=False)):
        share = division.by_body[body.id].fair_share
        largest = max((_volume(request) for request in own[body.id]), default=0)
        least = min((_volume(request) for request in own[body.id] if work.able[request.id]), default=0)
        right = Standing(
            body.id,
            body.entitlement,
            demand[body.id],
            share,
            0.0 if work.problem.fairness == "none" else max(share - largest, float(least)),
            sum(_volume(request) for request in own[body.id] if request.id in work.served),
            _reason([one for one in own[body.id] if work.able[one.id] and one.id not in work.served]),
            stated.floor_status,
        )
        loose = replace(stated, fair_share=_rounded(stated.fair_share, share, division.units))
        loose = replace(loose, floor=_rounded(stated.floor, right.floor, division.units))
        for field in fields(Standing):
            yield from _same(f"$.bodies[{at}].{field.name}", getattr(loose, field.name), getattr(right, field.name))
        reached = right.delivered >= right.floor - 2 / division.units
        if stated.floor_status not in (_REACHED if reached else _MISSED):
            expected = "、".join(_REACHED if reached else _MISSED)
            yield Fault(f"$.bodies[{at}].floor_status", f"再計算と違います: {stated.floor_status!r}", expected)


def _rounded(stated: float, right: float, units: int) -> float:
    """What is right where the stated figure differs by no more than the units in which shares are counted."""
    return right if abs(stated - right) <= 2 / units else stated


def _reason(missing: list[Request]) -> Reason:
    if not missing:
        return Reason("demand-met")
    weeks = min(request.start for request in missing), max(request.end for request in missing)
    return Reason("shortage", tuple(sorted({request.role for request in missing})), weeks)


def _unserved(work: _Work, plan: Plan) -> Iterator[Fault]:
    left = [request for request in work.problem.requests if request.id not in work.served]
    yield from _same("$.unserved", [entry.request for entry in plan.unserved], [request.id for request in left])
    for at, (entry, request) in enumerate(zip(plan.unserved, left, strict=False)):
        yield from _same(f"$.unserved[{at}].reason", entry.reason, _cause(work, request))
        yield from _would_take(work, entry, request, f"$.unserved[{at}].would_take")


def _cause(work: _Work, request: Request) -> str:
    able = work.able[request.id]
    if not able:
        return "no-candidate"
    together = (sum(work.free(one, week) for one in able) for week in weeks_of(request))
    return "indivisible" if all(free >= request.half_days for free in together) else "shortage"


def _would_take(work: _Work, entry: Unserved, request: Request, path: str) -> Iterator[Fault]:
    take = entry.would_take
    if take is None:
        return
    if any(name not in work.served for name in take.displaces or ()):
        yield Fault(f"{path}.displaces", "支援されていない要望です", "assignments にある要望の id")
    if take.or_change is not None and not _serves(work, request, *take.or_change):
        yield Fault(f"{path}.or_change", "この変更では支援できません", "空いている人材がいる変更")


def _serves(work: _Work, request: Request, field: str, value: object) -> bool:
    """Whether somebody has room for the request when one of its fields is changed."""
    change: dict[str, Any] = {_FIELDS.get(field, "id"): value}
    try:
        changed = replace(request, **change)
        problem = replace(work.problem, requests=(changed,), fit=(), forbidden=(), pinned=(), current=())
    except (ProblemError, TypeError):
        return False
    barred = {pair.specialist for pair in work.problem.forbidden if pair.request == request.id}
    return any(
        one.id not in barred and all(work.free(one, week) >= changed.half_days for week in weeks_of(changed))
        for one in candidates_by_request(problem).get(request.id, ())
    )
