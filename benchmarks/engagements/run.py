"""Plans of whole engagements beside peers: `python benchmarks/engagements/run.py [NAME ...] [--seconds S]`.

Greedy takes candidates by falling value; the rounds give every specialist at most one more request at a time by
`linear_sum_assignment`; CP-SAT runs in a process of its own where OR-Tools is installed; the project does not need it.
`ORTOOLS_PYTHON` may name the Python of another environment that has OR-Tools.
"""

import argparse
import importlib.util
import os
import pickle
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started as a script

from benchmarks.allocation.instances import instance
from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.engagements import solve
from dejiro.cores.allocation.greedy import by_gain, filled
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.allocation.statement import programme_of, statement_of

Plan = npt.NDArray[np.float64]
ORTOOLS_PYTHON = os.environ.get("ORTOOLS_PYTHON", sys.executable)


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def stated(candidates: Candidates) -> Programme:
    nothing = np.zeros(len(candidates.problem.bodies))
    return programme_of(statement_of(candidates, nothing), nothing, welfare=False)


def rounds(candidates: Candidates, programme: Programme) -> Plan:
    """One more request for every specialist, the best pairs at once, until nothing fits."""
    x, columns = np.zeros(len(candidates)), programme.rows.tocsc()
    while True:
        room = programme.high - programme.rows @ x
        served = np.zeros(len(candidates.problem.requests), dtype=np.bool_)
        served[candidates.request[x > 0]] = True
        open_to = np.flatnonzero(~served[candidates.request])
        fits = [
            at
            for at in open_to.tolist()
            if (
                columns.data[columns.indptr[at] : columns.indptr[at + 1]]
                <= room[columns.indices[columns.indptr[at] : columns.indptr[at + 1]]] + 1e-9
            ).all()
        ]
        if not fits:
            return x
        table = np.zeros((len(candidates.problem.specialists), len(candidates.problem.requests)))
        place = np.full(table.shape, -1)
        table[candidates.specialist[fits], candidates.request[fits]] = candidates.value[fits]
        place[candidates.specialist[fits], candidates.request[fits]] = fits
        chosen = place[linear_sum_assignment(table, maximize=True)]
        x[chosen[chosen >= 0]] = 1


def cp_sat(programme: Programme, seconds: float) -> tuple[float, float]:
    """Value and bound of CP-SAT, in a process of its own: it cannot share one with HiGHS."""
    rows = programme.rows.tocsr()
    case = (rows.indptr.tolist(), rows.indices.tolist(), rows.data.astype(int).tolist(), programme.high.tolist())
    body = pickle.dumps((case, np.round(programme.gain * 1000).astype(int).tolist(), seconds))
    done = subprocess.run([ORTOOLS_PYTHON, "-c", _CP_SAT], input=body, capture_output=True, check=True)
    value, bound = map(float, done.stdout.split())
    return value / 1000, bound / 1000


_CP_SAT = """
import pickle, sys
from ortools.sat.python import cp_model
(starts, columns, values, high), gains, seconds = pickle.load(sys.stdin.buffer)
model = cp_model.CpModel()
x = [model.new_bool_var("") for _ in gains]
for row, most in enumerate(high):
    inside = range(starts[row], starts[row + 1])
    model.add(sum(values[at] * x[columns[at]] for at in inside) <= int(most))
model.maximize(sum(gain * var for gain, var in zip(gains, x)))
solver = cp_model.CpSolver()
solver.parameters.max_time_in_seconds = seconds
solver.parameters.num_workers = 2
solver.solve(model)
print(solver.objective_value, solver.best_objective_bound)
"""


def figures(candidates: Candidates, value: float, bound: float | None, x: Plan, seconds: float) -> list[object]:
    where = candidates.body[candidates.request]
    got = np.bincount(where, weights=candidates.volume[candidates.request] * x, minlength=len(candidates.demand))
    asked = candidates.demand > 0
    rates = got[asked] / candidates.demand[asked]
    gap = "" if bound is None else f"{(bound - value) / value:.2%}"
    return [
        f"{value:,.0f}",
        gap,
        int((rates == 0).sum()),
        f"{np.quantile(rates, 0.1):.2f}",
        f"{rates.mean():.2f}",
        f"{seconds:.1f}",
    ]


def compared(name: str, seconds: float) -> bool:
    """The rows of one instance; whether every plan passes its check."""
    candidates = candidates_of(instance(name, fairness="none"))
    programme, good = stated(candidates), True
    for method in ("greedy", "assignment rounds"):
        start = time.perf_counter()
        empty = np.zeros(len(candidates))
        x = filled(programme, empty, by_gain(programme.gain)) if method == "greedy" else rounds(candidates, programme)
        spent = time.perf_counter() - start
        row(name, method, *figures(candidates, float(candidates.value @ x), None, x, spent))
    if sys.executable == ORTOOLS_PYTHON and importlib.util.find_spec("ortools") is None:
        row(name, "CP-SAT", "left out: OR-Tools is not installed", *[""] * 5)
    else:
        value, bound = cp_sat(programme, seconds)
        row(name, "CP-SAT", f"{value:,.0f}", f"{(bound - value) / value:.2%}", "", "", "", seconds)
    for fairness in ("none", "floor", "nash"):
        problem = instance(name, fairness=fairness)
        division, start = fair_division(candidates), time.perf_counter()
        shares = np.array([share.fair_share for share in division.shares])
        plan = solve(problem, shares=shares, time_limit=seconds)
        spent = time.perf_counter() - start
        x = np.zeros(len(candidates))
        x[candidates.find(plan.assignments)] = 1
        good &= not check(problem, plan, division)
        below = sum(body.delivered < body.floor for body in plan.bodies)
        title = f"{fairness}, {plan.status}, {below} below the floor"
        row(name, title, *figures(candidates, plan.value, plan.upper_bound, x, spent))
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=["tight"])
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    row("instance", "method", "value", "gap", "bodies with nothing", "p10 rate", "mean rate", "seconds")
    row(*["---"] * 8)
    good = True
    for name in options.names:
        good &= compared(name, options.seconds)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
