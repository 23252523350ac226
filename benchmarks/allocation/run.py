"""Times of the allocation core: `python benchmarks/allocation/run.py [--small] [--peer]`.

The fair shares at the size of Tokyo and of the country, their verification, and, with `--peer`, the same shares by a
sequence of linear programmes on a smaller problem. Every division is verified.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog
from scipy.sparse import coo_array, csr_array, hstack, vstack

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started as a script

from benchmarks.allocation.instances import instance
from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.certificate import verify
from dejiro.cores.allocation.shares import fair_division

Result = TypeVar("Result")
LIMITS = {"tokyo": 0.3, "tight": 1.5, "tokyo1200": 4.0, "nation": 60.0}
"""Seconds on two idle cores: promised for tokyo and nation, what is usual for the others."""
CLOSE = 0.01
"""Half-days by which the shares of the linear programmes may differ."""


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work makes, and seconds."""
    start = time.perf_counter()
    made = work()
    return made, time.perf_counter() - start


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def calibration() -> float:
    """Seconds for a fixed loop of Python and numpy, to compare machines by."""
    start, numbers, total = time.perf_counter(), np.arange(10**6, dtype=np.float64), 0
    for step in range(2 * 10**6):
        total += step & 7
    for _ in range(40):
        numbers = np.sort(numbers[::-1] * 1.0)
    return time.perf_counter() - start


def shares(names: list[str]) -> bool:
    """One row per instance; whether all were verified within their limits."""
    row(
        "instance",
        "candidates",
        "demand",
        "shared out",
        "groups",
        "candidates, s",
        "shares, s",
        "limit, s",
        "verify, s",
    )
    row(*["---"] * 9)
    good = True
    for name in names:
        problem = instance(name)
        candidates, first = timed(lambda: candidates_of(problem))  # noqa: B023 - called at once
        division, seconds = timed(lambda: fair_division(candidates))  # noqa: B023 - called at once
        faults, checked = timed(lambda: verify(problem, division))  # noqa: B023 - called at once
        good &= not faults and seconds <= LIMITS[name]
        total = sum(share.fair_share for share in division.shares)
        figures = (f"{first:.2f}", f"{seconds:.2f}", LIMITS[name], f"{checked:.2f}")
        row(name, len(candidates), candidates.demand.sum(), f"{total:.0f}", len(division.groups), *figures)
    return good


def peer(names: list[str]) -> bool:
    """The shares by linear programmes: whether they agree."""
    row("instance", "flows, s", "linear programmes, s", "programmes", "greatest difference, half-days")
    row(*["---"] * 5)
    good = True
    for name in names:
        candidates = candidates_of(instance(name))
        division, seconds = timed(lambda: fair_division(candidates))  # noqa: B023 - called at once
        (other, count), slow = timed(lambda: leximin(candidates))  # noqa: B023 - called at once
        apart = max(abs(share.fair_share - value) for share, value in zip(division.shares, other, strict=True))
        good &= apart <= CLOSE
        row(name, f"{seconds:.2f}", f"{slow:.1f}", count, f"{apart:.5f}")
    return good


def leximin(candidates: Candidates) -> tuple[npt.NDArray[np.float64], int]:
    """Raise the lowest bodies as far as possible, fix those with a price, and go on with the rest."""
    rows, limits, delivered = polytope(candidates)
    weights = np.array([body.entitlement for body in candidates.problem.bodies])
    share = np.where(candidates.demand == 0, 0.0, np.nan)
    count = 0
    while np.isnan(share).any():
        free = np.isnan(share)
        level = np.append(np.zeros(rows.shape[1]), -1.0)
        floors = hstack([-delivered, csr_array(np.where(free, weights, 0)[:, None])])
        everything = vstack([hstack([rows, csr_array((rows.shape[0], 1))]), floors]).tocsr()
        most = np.concatenate([limits, np.where(free, 0, -np.nan_to_num(share) + 1e-7)])
        cap = float((candidates.demand / weights)[free].min())
        bounds = [(0, None)] * rows.shape[1] + [(0, cap)]
        found = linprog(level, A_ub=everything, b_ub=most, bounds=bounds, method="highs-ipm")  # type: ignore[call-overload]  # rows are sparse
        count += 1
        reached = float(found.x[-1])
        price = -found.ineqlin.marginals[len(limits) :]
        stuck = free & ((price > 1e-9) | (candidates.demand / weights <= reached * (1 + 1e-9)))
        share[stuck] = np.minimum(weights[stuck] * reached, candidates.demand[stuck])
    return share, count


def polytope(candidates: Candidates) -> tuple[csr_array, npt.NDArray[np.float64], csr_array]:
    """Rows and limits of all fractional assignments, week by week, and what each body gets of them."""
    problem, weeks = candidates.problem, candidates.problem.weeks
    start = np.array([one.start for one in problem.requests])[candidates.request]
    span = np.array([one.end for one in problem.requests])[candidates.request] - start
    week = np.arange(span.sum()) - np.repeat(np.cumsum(span) - span, span) + np.repeat(start, span)
    request = np.repeat(candidates.request, span)
    supply, first = np.unique(np.repeat(candidates.specialist, span) * weeks + week, return_inverse=True)
    need, second = np.unique(request * weeks + week, return_inverse=True)
    count = len(week)
    places, columns = np.concatenate([first, len(supply) + second]), np.tile(np.arange(count), 2)
    rows = coo_array((np.ones(2 * count), (places, columns))).tocsr()
    half_days = np.array([one.half_days for one in problem.requests])
    limits = np.concatenate([candidates.capacity.ravel()[supply], half_days[need // weeks]]).astype(np.float64)
    where = (candidates.body[request], np.arange(count))
    return rows, limits, coo_array((np.ones(count), where), shape=(len(problem.bodies), count)).tocsr()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="the size of Tokyo alone")
    parser.add_argument("--peer", action="store_true", help="the same by linear programmes; a minute")
    options = parser.parse_args()
    print(f"calibration: {calibration():.2f} s\n")
    good = shares(["tokyo", "tight"] if options.small else list(LIMITS))
    if options.peer:
        print()
        good &= peer(["county"])
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
