"""A set of chosen candidates as a plan: what every body gets, which requests stay open and why, what is kept."""

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.model import Assignment, Cause, FloorStatus, Pair, Plan, Reason, Standing, Unserved

_SMALL = 1e-6


def free_half_days(candidates: Candidates, chosen: Whole) -> Whole:
    """(specialists, weeks) half-days that a plan leaves free; 0 where `max_parallel` is reached.

    Args:
        candidates: of the problem.
        chosen: places of the plan's assignments among them.
    """
    problem = candidates.problem
    free, running = candidates.capacity.copy(), np.zeros_like(candidates.capacity)
    for specialist, request in zip(candidates.specialist[chosen], candidates.request[chosen], strict=True):
        asked = problem.requests[request]
        free[specialist, asked.start : asked.end] -= asked.half_days
        running[specialist, asked.start : asked.end] += 1
    for at, one in enumerate(problem.specialists):
        if one.max_parallel is not None:
            free[at, running[at] >= one.max_parallel] = 0
    return free


def told(candidates: Candidates, chosen: Whole, shares: Real, floor: Real, *, least: bool = False) -> Plan:
    """The plan without its value and bound.

    Args:
        candidates: of the problem.
        chosen: places of the assignments among the candidates, rising.
        shares: (bodies,) fair shares in half-days.
        floor: (bodies,) half-days owed to each body.
        least: no plan falls short of the floors by fewer half-days in all; this is proven.
    """
    problem = candidates.problem
    pairs = [
        Pair(problem.specialists[candidates.specialist[at]].id, problem.requests[candidates.request[at]].id)
        for at in chosen
    ]
    served = np.zeros(len(problem.requests), dtype=np.bool_)
    served[candidates.request[chosen]] = True
    kept = len(set(pairs) & set(problem.current))
    return Plan(
        assignments=tuple(Assignment(*pair) for pair in pairs),
        value=0.0,
        upper_bound=0.0,
        gap=0.0,
        bodies=_standings(candidates, served, shares, floor, "impossible" if least else "not-in-time"),
        unserved=_unserved(candidates, chosen, served),
        kept=kept,
        changed=len(problem.current) - kept,
    )


def _standings(
    candidates: Candidates, served: Flags, shares: Real, floor: Real, missed: FloorStatus
) -> tuple[Standing, ...]:
    problem = candidates.problem
    delivered = np.bincount(candidates.body, weights=candidates.volume * served, minlength=len(problem.bodies))
    short = ~served & (np.diff(candidates.first) > 0)
    standings = []
    for at, body in enumerate(problem.bodies):
        missing = [problem.requests[place] for place in np.flatnonzero(short & (candidates.body == at))]
        reason = Reason("demand-met")
        if missing:
            weeks = min(one.start for one in missing), max(one.end for one in missing)
            reason = Reason("shortage", tuple(sorted({one.role for one in missing})), weeks)
        standings.append(
            Standing(
                body.id,
                body.entitlement,
                int(candidates.demand[at]),
                float(shares[at]),
                float(floor[at]),
                int(delivered[at]),
                reason,
                "reached" if delivered[at] >= floor[at] - _SMALL else missed,
            )
        )
    return tuple(standings)


def _unserved(candidates: Candidates, chosen: Whole, served: Flags) -> tuple[Unserved, ...]:
    free = free_half_days(candidates, chosen)
    return tuple(
        Unserved(candidates.problem.requests[at].id, _cause(candidates, free, int(at)))
        for at in np.flatnonzero(~served)
    )


def _cause(candidates: Candidates, free: Whole, request: int) -> Cause:
    """Indivisible when several candidates together have the free half-days that no single one has."""
    people = candidates.specialist[candidates.first[request] : candidates.first[request + 1]]
    if not len(people):
        return "no-candidate"
    asked = candidates.problem.requests[request]
    together = free[people, asked.start : asked.end].sum(axis=0)
    return "indivisible" if (together >= asked.half_days).all() else "shortage"
