"""Solves programmes with HiGHS: what goes on in the process of a worker.

It reads tasks from its standard input and writes what it finds to its standard output, until the input ends.
"""

import os
import pickle
import resource
import sys
from typing import BinaryIO

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import vstack

from dejiro.cores.allocation.worker import LENGTH, NOTHING, ByYears, Ending, Found, Task
from dejiro.cores.allocation.years import bounded, combine

_ENDINGS: dict[int, Ending] = {0: "optimal", 1: "limit", 2: "infeasible"}


def run(task: Task) -> Found:
    """Solve a task in this process."""
    if task.years is not None:
        return _by_years(task, task.years)
    return _relaxed(task) if task.relaxed else _whole(task)


def _by_years(task: Task, years: ByYears) -> Found:
    way = bounded if years.bounds else combine
    x, bound = way(task.programme, years.packing, years.start, years.prices, seconds=task.seconds, gap=task.gap)
    return Found("limit", x, bound)


def _whole(task: Task) -> Found:
    case = task.programme
    result: OptimizeResult = milp(
        -case.gain,
        integrality=case.whole.astype(np.int64),
        bounds=Bounds(case.lower, case.upper),
        constraints=LinearConstraint(case.rows, case.low, case.high),
        options={"mip_rel_gap": task.gap, "time_limit": max(task.seconds, 0.01), "node_limit": task.nodes},
    )
    ending = _ENDINGS.get(result.status, "limit")
    if result.x is None:
        return Found(ending, None, -np.inf if ending == "infeasible" else _bound(result))
    x = np.where(case.whole, np.round(result.x), result.x)
    return Found(ending, x, _bound(result)) if case.feasible(x) else NOTHING


def _bound(result: OptimizeResult) -> float:
    return np.inf if result.mip_dual_bound is None else -float(result.mip_dual_bound)


def _relaxed(task: Task) -> Found:
    case = task.programme
    above, below = np.isfinite(case.high), np.isfinite(case.low)
    result = linprog(  # type: ignore[call-overload]
        -case.gain,
        A_ub=vstack([case.rows[above], -case.rows[below]]),
        b_ub=np.concatenate([case.high[above], -case.low[below]]),
        bounds=list(zip(case.lower.tolist(), case.upper.tolist(), strict=True)),
        method="highs",
        options={"time_limit": max(task.seconds, 0.01)},
    )
    if result.status != 0:
        return Found(_ENDINGS.get(result.status, "limit"), None, -np.inf if result.status == 2 else np.inf)  # noqa: PLR2004 - infeasible
    prices = np.zeros(len(case.low))
    found = -np.asarray(result.ineqlin.marginals)
    prices[above] += found[: above.sum()]
    prices[below] -= found[above.sum() :]
    return Found("optimal", result.x, case.bound_from(prices), prices)


def serve(tasks: BinaryIO, answers: BinaryIO, memory: int) -> None:
    """Solve what comes in until the input ends; what does not fit into memory ends as "limit"."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory if most == resource.RLIM_INFINITY else min(memory, most), most))
    while head := tasks.read(LENGTH):
        try:
            task: Task = pickle.loads(tasks.read(int.from_bytes(head, "big")))  # noqa: S301 - from the parent process
            found = run(task)
        except MemoryError:
            found = NOTHING
        body = pickle.dumps(found)
        answers.write(len(body).to_bytes(LENGTH, "big") + body)
        answers.flush()


def main() -> None:
    """Serve on the standard streams; the first argument is the memory in bytes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS prints now and then; the output belongs to answers
    serve(sys.stdin.buffer, answers, int(sys.argv[1]))
