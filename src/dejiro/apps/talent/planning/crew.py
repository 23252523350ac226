"""Who could take a request over in a plan as it stands, and who of them has room."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from dejiro.cores.allocation import model as core
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.io import problem_from_json


@dataclass(frozen=True)
class Helper:
    """A specialist, by number, who is a candidate for a request; `level` is theirs in its role."""

    specialist: int
    level: int
    free: bool


def crew_for(problem: Mapping[str, Any], answer: Mapping[str, Any], request: int) -> list[Helper]:
    """Return the candidates for a request, those with room in the plan first; no query.

    Args:
        problem: of the plan, as it was computed.
        answer: of the plan.
        request: by number; without being in the problem it has no candidates.
    """
    stated = problem_from_json({**problem, "fit": [], "pinned": [], "current": [], "max_changes": None})
    asked = {one.id: one for one in stated.requests}
    if str(request) not in asked:
        return []
    wanted = asked[str(request)]
    barred = tuple(pair for pair in stated.forbidden if pair.request == wanted.id)
    found = candidates_of(replace(stated, requests=(wanted,), forbidden=barred))
    work: dict[str, list[core.Request]] = {}
    for row in answer["assignments"]:
        if row["request"] != wanted.id:
            work.setdefault(row["specialist"], []).append(asked[row["request"]])
    people = [stated.specialists[at] for at in found.specialist]
    rows = [Helper(int(one.id), one.skills[wanted.role], _has_room(one, work.get(one.id, []), wanted)) for one in people]
    return sorted(rows, key=lambda row: (not row.free, -row.level, row.specialist))


def _has_room(person: core.Specialist, work: list[core.Request], wanted: core.Request) -> bool:
    for week in range(wanted.start, wanted.end):
        there = next(row.half_days for row in person.capacity if row.start <= week < row.end)
        now = [one.half_days for one in work if one.start <= week < one.end]
        parallel = person.max_parallel is None or len(now) < person.max_parallel
        if sum(now) + wanted.half_days > there or not parallel:
            return False
    return True
