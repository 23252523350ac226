"""All plans of a small problem tried one by one, by the definitions word for word."""

from collections.abc import Iterator, Sequence
from itertools import product
from math import fsum, log

from dejiro.cores.allocation.model import Pair, Problem, Request, Specialist
from dejiro.cores.allocation.tests.cases import candidate_pairs

Pairs = tuple[Pair, ...]


def all_plans(problem: Problem) -> Iterator[Pairs]:
    """Every plan that keeps capacity, `max_parallel`, the pinned pairs and the budget of changes."""
    pairs = candidate_pairs(problem)
    choices = [(None, *(pair for pair in pairs if pair.request == asked.id)) for asked in problem.requests]
    for choice in product(*choices):
        plan = tuple(pair for pair in choice if pair is not None)
        dropped = len(set(problem.current) - set(plan))
        within = problem.max_changes is None or dropped <= problem.max_changes
        if (
            within
            and set(problem.pinned) <= set(plan)
            and all(bearable(problem, one, plan) for one in problem.specialists)
        ):
            yield plan


def bearable(problem: Problem, one: Specialist, plan: Pairs) -> bool:
    work = [asked for asked in problem.requests if Pair(one.id, asked.id) in plan]
    for week in range(problem.weeks):
        capacity = sum(row.half_days for row in one.capacity if row.start <= week < row.end)
        now = [asked.half_days for asked in work if asked.start <= week < asked.end]
        if sum(now) > capacity or (one.max_parallel is not None and len(now) > one.max_parallel):
            return False
    return True


def worth(problem: Problem, pair: Pair) -> float:
    asked = find(problem, pair.request)
    (one,) = [person for person in problem.specialists if person.id == pair.specialist]
    listed = [entry.fit for entry in problem.fit if entry[:2] == pair]
    fit = listed[0] if listed else min(1.0, 0.7 + 0.1 * (one.skills[asked.role] - asked.level))
    return (asked.end - asked.start) * asked.half_days * asked.priority * fit


def find(problem: Problem, name: str) -> Request:
    (asked,) = [request for request in problem.requests if request.id == name]
    return asked


def value(problem: Problem, plan: Pairs) -> float:
    return fsum(worth(problem, pair) for pair in plan)


def gain(problem: Problem, plan: Pairs) -> float:
    """The value and what is added for what is kept."""
    return value(problem, plan) + problem.keep_weight * value(problem, tuple(set(plan) & set(problem.current)))


def delivered(problem: Problem, plan: Pairs, body: str) -> int:
    served = [find(problem, pair.request) for pair in plan]
    return sum(asked.half_days * (asked.end - asked.start) for asked in served if asked.body == body)


def floors(problem: Problem, shares: Sequence[float]) -> list[float]:
    found, servable = [], {pair.request for pair in candidate_pairs(problem)}
    for body, share in zip(problem.bodies, shares, strict=True):
        able = [find(problem, name).volume for name in servable if find(problem, name).body == body.id]
        volumes = [asked.half_days * (asked.end - asked.start) for asked in problem.requests if asked.body == body.id]
        found.append(0.0 if problem.fairness == "none" else max(min(able, default=0), share - max(volumes, default=0)))
    return found


def shortfall(problem: Problem, plan: Pairs, shares: Sequence[float]) -> int:
    """Whole half-days by which the plan falls short of the floors, in all."""
    total = 0
    for body, floor in zip(problem.bodies, floors(problem, shares), strict=True):
        owed = int(floor) + (floor - int(floor) > 1e-6)
        total += max(0, owed - delivered(problem, plan, body.id))
    return total


def welfare(problem: Problem, plan: Pairs) -> float:
    """The weighted sum of log(rate + 0.02); exact where a body asks for less than 12 half-days."""
    asked = {request.id: request for request in problem.requests}
    servable = {asked[pair.request] for pair in candidate_pairs(problem)}
    demand = {
        body.id: sum(one.half_days * (one.end - one.start) for one in servable if one.body == body.id)
        for body in problem.bodies
    }
    total, weights = sum(demand.values()), sum(body.entitlement for body in problem.bodies)
    return fsum(
        body.entitlement
        / weights
        * log(delivered(problem, plan, body.id) / (body.entitlement / weights * total) + 0.02)
        for body in problem.bodies
        if demand[body.id]
    )
