"""Who can serve whom, once more and in plain loops, for the checkers: shares no code with the solvers."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from dejiro.cores.allocation.model import Problem, Request, Specialist


def half_days(specialist: Specialist) -> dict[int, int]:
    """The specialist's half-days by week; weeks without a row are missing."""
    return {week: row.half_days for row in specialist.capacity for week in range(row.start, row.end)}


def candidates_by_request(problem: Problem) -> dict[str, list[Specialist]]:
    """Everybody who can serve each request."""
    people = defaultdict(list)
    for one in problem.specialists:
        table = half_days(one)
        for role in one.skills:
            people[role].append((one, table))
    forbidden = set(problem.forbidden)
    return {
        request.id: [
            one
            for one, table in people[request.role]
            if _able(one, request)
            and all(table.get(week, 0) >= request.half_days for week in weeks_of(request))
            and (one.id, request.id) not in forbidden
        ]
        for request in problem.requests
    }


def weeks_of(request: Request) -> range:
    """The weeks of a request."""
    return range(request.start, request.end)


def _able(one: Specialist, request: Request) -> bool:
    onsite = one.onsite if isinstance(one.onsite, bool) else request.body in one.onsite
    return (
        one.skills[request.role] >= request.level and (onsite or not request.onsite) and request.body not in one.not_for
    )


def demand_of(problem: Problem, able: Mapping[str, Collection[object]]) -> dict[str, int]:
    """Volume of each body's requests that have a candidate."""
    demand = {body.id: 0 for body in problem.bodies}
    for request in problem.requests:
        demand[request.body] += request.half_days * len(weeks_of(request)) if able[request.id] else 0
    return demand
