"""One plan of one problem, in a process of its own so that its memory can be told: prints its figures as JSON."""

import json
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started as a script

from benchmarks.allocation.instances import instance
from benchmarks.engagements.peers import Chosen, Made, cp_sat, greedy, rounds
from benchmarks.engagements.usage import processor
from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.division import Division
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.shares import fair_division

FAIRNESS = {"value": "none", "floors": "floor", "nash": "nash"}
PEERS = {"greedy": greedy, "assignment rounds": rounds, "CP-SAT": cp_sat}


@dataclass(frozen=True)
class Figures:
    """What a plan came to.

    Attributes:
        value: of the plan.
        gap: to the bound of the method, as a share of the value; None where it has none.
        seconds: by the clock, without the fair shares.
        processor: seconds of processors in the same time, of all processes.
        least: the least that a body gets of its fair share.
        nothing: bodies that ask for something possible and get nothing.
        below: bodies that get less than their fair share less their largest request.
        faults: that the checker finds.
    """

    value: float
    gap: float | None
    seconds: float
    processor: float
    least: float
    nothing: int
    below: int
    faults: int


def figures(name: str, method: str, seed: int, seconds: float) -> Figures:
    problem = instance(name, seed, fairness=FAIRNESS.get(method, "none"))
    candidates = candidates_of(problem)
    division = fair_division(candidates)
    start, busy, faults = time.perf_counter(), processor(), 0
    if method in PEERS:
        made = PEERS[method](candidates, seconds)
    else:
        shares = np.array([share.fair_share for share in division.shares])
        plan = solve(problem, shares=shares, time_limit=seconds)
        x = np.zeros(len(candidates))
        x[candidates.find(plan.assignments)] = 1
        made = Made(x, plan.upper_bound)
    spent, busy = time.perf_counter() - start, processor() - busy
    if method in FAIRNESS:
        faults = len(list(check(problem, plan, division)))
    value = float(candidates.value @ made.x)
    gap = None if made.bound is None else (made.bound - value) / value
    return Figures(value, gap, spent, busy, *_served(candidates, division, made.x), faults)


def _served(candidates: Candidates, division: Division, x: Chosen) -> tuple[float, int, int]:
    """The least part of a fair share, bodies with nothing, bodies below their share less their largest request."""
    where, bodies = candidates.body[candidates.request], len(candidates.demand)
    got = np.bincount(where, weights=candidates.volume[candidates.request] * x, minlength=bodies)
    share, largest = np.array([one.fair_share for one in division.shares]), np.zeros(bodies)
    np.maximum.at(largest, candidates.body, candidates.volume)
    asks = candidates.demand > 0
    least = float((got[asks] / np.maximum(share[asks], 1e-9)).min())
    return least, int((got[asks] == 0).sum()), int((got < share - largest - 1e-6)[asks].sum())


if __name__ == "__main__":
    print(json.dumps(asdict(figures(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4])))))
