"""Which single change of a request would let somebody with free half-days serve it, the plan being left as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from dejiro.cores.allocation.arrays import Whole
from dejiro.cores.allocation.model import Problem, Request, Specialist


class Change(NamedTuple):
    """One field of a request, as it is called in files, with the value under which it can be served."""

    field: str
    value: int | bool
    specialist: str
    volume: int


def changes_of(problem: Problem, free: Whole, request: Request) -> tuple[Change, ...]:
    """For each of place, level, half-days, last and first week the smallest change that is enough, the mildest first.

    Args:
        problem: what was asked.
        free: (specialists, weeks) half-days that the plan leaves.
        request: one that the plan does not serve.

    Returns:
        Changes that keep the volume first, then those that keep most of it.
    """
    found = []
    for field, variants in _variants(request):
        for value, changed in variants:
            somebody = _open_to(problem, free, changed)
            if somebody is not None:
                found.append(Change(field, value, somebody.id, changed.volume))
                break
    return tuple(sorted(found, key=lambda change: -change.volume))


def _variants(request: Request) -> Iterator[tuple[str, Sequence[tuple[int | bool, Request]]]]:
    yield "onsite", [(False, replace(request, onsite=False))] if request.onsite else []
    yield "level", [(level, replace(request, level=level)) for level in range(request.level - 1, 0, -1)]
    yield "half_days", [(size, replace(request, half_days=size)) for size in range(request.half_days - 1, 0, -1)]
    yield "to", [(end, replace(request, end=end)) for end in range(request.end - 1, request.start, -1)]
    yield "from", [(start, replace(request, start=start)) for start in range(request.start + 1, request.end)]


def _open_to(problem: Problem, free: Whole, request: Request) -> Specialist | None:
    for at, one in enumerate(problem.specialists):
        able = one.skills.get(request.role, 0) >= request.level and request.body not in one.not_for
        present = one.onsite if isinstance(one.onsite, bool) else request.body in one.onsite
        allowed = able and (present or not request.onsite) and (one.id, request.id) not in problem.forbidden
        if allowed and free[at, request.start : request.end].min() >= request.half_days:
            return one
    return None
