"""What one more half-day would be worth, by role and month, and what each specialist's skills are asked for."""

from dataclasses import dataclass

import numpy as np

from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.model import Plan
from dejiro.cores.allocation.statement import programme_of, statement_of
from dejiro.cores.allocation.worker import Task, Worker

_WEEKS = 4
_MOST_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Price:
    """Value of one more half-day a week from the people of a role in a month of four weeks.

    Attributes:
        month: counted from 0; weeks 4 x month to 4 x month + 3.
        mean: over all specialists with the role.
        most: from the one of whom it is worth most.
    """

    role: str
    month: int
    mean: float
    most: float


def prices_of(candidates: Candidates, *, seconds: float = 60.0, worker: Worker | None = None) -> tuple[Price, ...]:
    """Prices of half-days, from the dual of the linear relaxation of value alone; months at a price of 0 are left out.

    Args:
        candidates: of the problem.
        seconds: time limit; without an answer there are no prices.
        worker: process to use; it is left running.
    """
    problem = candidates.problem
    statement = statement_of(candidates, np.zeros(len(problem.bodies)))
    programme = programme_of(statement, np.zeros(len(problem.bodies)), welfare=False)
    with Worker() as own:
        found = (worker or own).solve(Task(programme, seconds, relaxed=True)) if len(candidates) else None
    if found is None or found.prices is None:
        return ()
    by_month: Real = np.zeros((len(problem.specialists), -(-problem.weeks // _WEEKS)))
    for at, row in enumerate(statement.overlaps, statement.first_overlap):
        if not row.counts:
            by_month[row.specialist, row.week // _WEEKS] += found.prices[at]
    roles = sorted({role for one in problem.specialists for role in one.skills})
    prices = []
    for role in roles:
        table = by_month[[role in one.skills for one in problem.specialists]]
        prices += [
            Price(role, month, float(table[:, month].mean()), float(table[:, month].max()))
            for month in np.flatnonzero(table.max(axis=0) > 0).tolist()
        ]
    return tuple(prices)


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of one specialist's role.

    Attributes:
        asked: requests for the role at the specialist's level or below.
        candidate: those for which the specialist is a candidate.
        served: those that the specialist serves.
        opens: open requests that need a higher level, by that level.
    """

    specialist: str
    role: str
    level: int
    asked: int
    candidate: int
    served: int
    opens: tuple[tuple[int, int], ...]


def demand_of(candidates: Candidates, plan: Plan, name: str) -> tuple[Demand, ...]:
    """What is asked of a specialist, by role, and which level would open requests that nobody serves.

    Raises:
        KeyError: there is no such specialist.
    """
    problem = candidates.problem
    place = next((at for at, one in enumerate(problem.specialists) if one.id == name), None)
    if place is None:
        raise KeyError(name)
    mine = {problem.requests[at].id for at in candidates.request[candidates.specialist == place]}
    served = {entry.request for entry in plan.assignments if entry.specialist == name}
    unserved = {entry.request for entry in plan.unserved}
    found = []
    for role, level in sorted(problem.specialists[place].skills.items()):
        asked = [request for request in problem.requests if request.role == role]
        higher = [request.level for request in asked if request.level > level and request.id in unserved]
        opens = tuple(
            (above, sum(needed <= above for needed in higher))
            for above in range(level + 1, _MOST_LEVEL + 1)
            if above in higher
        )
        own = {request.id for request in asked if request.level <= level}
        found.append(Demand(name, role, level, len(own), len(own & mine), len(own & served), opens))
    return tuple(found)
