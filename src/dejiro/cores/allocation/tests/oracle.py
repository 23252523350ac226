"""The fair shares by their definition: one linear programme after the other, in which the lowest body is raised."""

from collections import defaultdict
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from dejiro.cores.allocation.model import Problem
from dejiro.cores.allocation.tests.cases import candidate_pairs

Real = npt.NDArray[np.float64]
_SLACK = 1e-9


def leximin(problem: Problem) -> dict[str, float]:
    """The share of each body."""
    rows, limits, delivered = _polytope(problem)
    weights = {body.id: body.entitlement for body in problem.bodies}
    fixed: dict[str, float] = {}
    while len(fixed) < len(weights):
        level = _best(rows, limits, delivered, weights, fixed, None, 0.0)
        free = [name for name in weights if name not in fixed]
        highest = {name: _best(rows, limits, delivered, weights, fixed, name, level) for name in free}
        stuck = [name for name in free if highest[name] <= weights[name] * level + 1e-6]
        assert stuck
        fixed |= {name: weights[name] * level for name in stuck}
    return fixed


def _polytope(problem: Problem) -> tuple[Real, Real, dict[str, Real]]:
    """Rows and limits over a variable for each candidate and week, a last one for the level; what each body gets."""
    requests = {request.id: request for request in problem.requests}
    capacity = {
        (one.id, week): row.half_days
        for one in problem.specialists
        for row in one.capacity
        for week in range(row.start, row.end)
    }
    variables = [
        (pair.specialist, pair.request, week)
        for pair in candidate_pairs(problem)
        for week in range(requests[pair.request].start, requests[pair.request].end)
    ]
    places: defaultdict[tuple[str, str, int], list[int]] = defaultdict(list)
    delivered = {body.id: np.zeros(len(variables) + 1) for body in problem.bodies}
    for at, (one, name, week) in enumerate(variables):
        places["specialist", one, week].append(at)
        places["request", name, week].append(at)
        delivered[requests[name].body][at] = 1
    rows = np.zeros((len(places), len(variables) + 1))
    limits = np.zeros(len(places))
    for at, ((kind, name, week), columns) in enumerate(places.items()):
        rows[at, columns] = 1
        limits[at] = capacity[name, week] if kind == "specialist" else requests[name].half_days
    return rows, limits, delivered


def _best(
    rows: Real,
    limits: Real,
    delivered: Mapping[str, Real],
    weights: Mapping[str, float],
    fixed: Mapping[str, float],
    raised: str | None,
    level: float,
) -> float:
    """The highest common level of all that are not fixed; or, at that level, the most that one of them can get."""
    floors, least = [], []
    for name, row in delivered.items():
        floor = -row
        floor[-1] = 0 if name in fixed else weights[name]
        floors.append(floor)
        least.append(_SLACK - fixed.get(name, 0.0))
    last = np.zeros(rows.shape[1])
    last[-1] = 1
    objective = -last if raised is None else -delivered[raised]
    found = linprog(
        objective,
        A_ub=np.vstack([rows, *floors, -last]),
        b_ub=np.concatenate([limits, least, [_SLACK - level]]),
        bounds=(0, None),
    )
    assert found.fun is not None
    return -found.fun
