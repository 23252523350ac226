"""What a hypothetical plan supposes, applied to the problem that is put to the core."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from dejiro.apps.talent.models import Change
from dejiro.cores.allocation import model as core

DAYS: Final = 7
NEW: Final = "new"
"""How the names of supposed people begin; those of real ones are numbers."""


def supposed(problem: core.Problem, changes: Sequence[Change], monday: date) -> core.Problem:
    """Return a problem with everything that is supposed. Pairs that it makes impossible are supposed away, too.

    Args:
        problem: of the real pool and requests.
        changes: what is supposed.
        monday: the first week.
    """
    away = {str(one.specialist_id): _week(one.starts_on, monday) for one in changes if one.kind == Change.Kind.WITHOUT}
    dropped = {str(one.request_id) for one in changes if one.kind == Change.Kind.DROPPED}
    more = [person for one in changes if one.kind == Change.Kind.MORE for person in _more(one, monday, problem.weeks)]
    requests = tuple(one for one in problem.requests if one.id not in dropped)
    ends = {one.id: one.end for one in requests}

    def holds(pair: core.Pair) -> bool:
        return pair.request in ends and ends[pair.request] <= away.get(pair.specialist, problem.weeks)

    return replace(
        problem,
        specialists=(*(_until(one, away.get(one.id, problem.weeks)) for one in problem.specialists), *more),
        requests=requests,
        pinned=tuple(filter(holds, problem.pinned)),
        current=tuple(pair for pair in problem.current if pair.request in ends),
        forbidden=tuple(pair for pair in problem.forbidden if pair.request in ends),
    )


def _until(one: core.Specialist, week: int) -> core.Specialist:
    rows = (replace(row, end=min(row.end, week)) for row in one.capacity if row.start < week)
    return replace(one, capacity=tuple(rows))


def _more(change: Change, monday: date, weeks: int) -> Iterable[core.Specialist]:
    assert change.people is not None
    assert change.half_days is not None
    assert change.level is not None
    start = _week(change.starts_on, monday)
    rows = (core.Capacity(start, weeks, change.half_days),) if start < weeks else ()
    for number in range(change.people):
        name = f"{NEW}-{change.pk}-{number + 1}"
        yield core.Specialist(name, rows, {change.role: change.level}, onsite=True)


def _week(day: date | None, monday: date) -> int:
    return 0 if day is None else max((day - monday).days // DAYS, 0)
