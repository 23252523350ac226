"""Whether a body would rather have what another got, measured by their parts: envy up to one engagement."""

from dataclasses import dataclass

import numpy as np

from dejiro.cores.allocation.arrays import Real, Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.model import Plan

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Envy:
    """Another body that has more of use to this one than this one has, though one engagement is left out.

    Attributes:
        body: the other one.
        useful: half-days that this body could use of what the other has, without the engagement of most use to it. An
            engagement is of use as far as one of its requests could have had the same person in the same weeks; in all
            they are of no more use than its demand.
        fair: the half-days that would be as much by this body's part of the two entitlements.
    """

    body: str
    useful: int
    fair: float


def envies_of(candidates: Candidates, plan: Plan, name: str) -> tuple[Envy, ...]:
    """The bodies that a body envies beyond one engagement, the worst first; O(its requests x engagements).

    With u(B) the half-days of use to it, body i envies j if u(what j has, less one) / entitlement of j is above
    u(what i has) / entitlement of i, whichever one is left out (weighted envy-freeness up to one good, for additive
    values; Chakraborty, Igarashi, Suksompong and Zick 2021).

    Raises:
        KeyError: there is no such body.
    """
    problem = candidates.problem
    places = {body.id: at for at, body in enumerate(problem.bodies)}
    own = places[name]
    found = candidates.find(plan.assignments)
    whose = candidates.body[candidates.request[found]]
    use = _useful(candidates, own, found)
    part = np.array([body.entitlement for body in problem.bodies])
    total = np.bincount(whose, weights=use, minlength=len(part))
    most = np.zeros(len(part))
    np.maximum.at(most, whose, use)
    useful = np.minimum(total - most, candidates.demand[own])
    has = float(candidates.volume[candidates.request[found]][whose == own].sum())
    fair = useful * part[own] / part
    worse = [at for at in np.argsort(-fair, kind="stable").tolist() if at != own and fair[at] > has + _CLOSE]
    return tuple(Envy(problem.bodies[at].id, int(useful[at]), float(fair[at])) for at in worse)


def _useful(candidates: Candidates, body: int, found: Whole) -> Real:
    """(engagements,) half-days of each that some request of the body could have had."""
    requests = candidates.problem.requests
    start, end, half_days = (
        np.array([getattr(one, name) for one in requests], dtype=np.int64) for name in ("start", "end", "half_days")
    )
    who, what = candidates.specialist[found], candidates.request[found]
    use = np.zeros(len(found))
    for own in np.flatnonzero(candidates.body == body).tolist():
        able = candidates.specialist[candidates.first[own] : candidates.first[own + 1]]
        weeks = np.maximum(np.minimum(end[what], end[own]) - np.maximum(start[what], start[own]), 0)
        served = weeks * np.minimum(half_days[what], half_days[own])
        use = np.maximum(use, np.where(np.isin(who, able), served, 0))
    return use
