"""Other ways to a plan of whole engagements: greedy, rounds of assignments, CP-SAT; all of them by value alone.

CP-SAT runs in a process of its own where OR-Tools is installed; the project does not need it. `ORTOOLS_PYTHON` may name
the Python of another environment that has OR-Tools.
"""

import importlib.util
import os
import pickle
import subprocess
import sys
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.greedy import by_gain, filled
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.statement import programme_of, statement_of

Chosen = npt.NDArray[np.float64]
ORTOOLS_PYTHON = os.environ.get("ORTOOLS_PYTHON", sys.executable)


class Made(NamedTuple):
    """(n,) 1 for each candidate that is chosen; and what no plan is worth more than, if that is known."""

    x: Chosen
    bound: float | None


def stated(candidates: Candidates) -> Programme:
    nothing = np.zeros(len(candidates.problem.bodies))
    return programme_of(statement_of(candidates, nothing), nothing, welfare=False)


def greedy(candidates: Candidates, seconds: float) -> Made:  # noqa: ARG001 - it takes none worth counting
    """Candidates by falling value."""
    programme = stated(candidates)
    return Made(filled(programme, np.zeros(len(candidates)), by_gain(programme.gain)), None)


def rounds(candidates: Candidates, seconds: float) -> Made:  # noqa: ARG001 - it ends by itself
    """One more request for every specialist, the best pairs at once, until nothing fits."""
    from scipy.optimize import linear_sum_assignment  # noqa: PLC0415 - it counts for the memory of these rounds alone

    programme = stated(candidates)
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
            return Made(x, None)
        table = np.zeros((len(candidates.problem.specialists), len(candidates.problem.requests)))
        place = np.full(table.shape, -1)
        table[candidates.specialist[fits], candidates.request[fits]] = candidates.value[fits]
        place[candidates.specialist[fits], candidates.request[fits]] = fits
        chosen = place[linear_sum_assignment(table, maximize=True)]
        x[chosen[chosen >= 0]] = 1


def has_cp_sat() -> bool:
    return sys.executable != ORTOOLS_PYTHON or importlib.util.find_spec("ortools") is not None


def cp_sat(candidates: Candidates, seconds: float) -> Made:
    """CP-SAT with two workers and no hint, in a process of its own: it cannot share one with HiGHS."""
    programme = stated(candidates)
    rows = programme.rows.tocsr()
    case = (rows.indptr.tolist(), rows.indices.tolist(), rows.data.astype(int).tolist(), programme.high.tolist())
    body = pickle.dumps((case, np.round(programme.gain * 1000).astype(int).tolist(), seconds))
    done = subprocess.run([ORTOOLS_PYTHON, "-c", _CP_SAT], input=body, capture_output=True, check=True)
    bound, *chosen = done.stdout.split()
    x = np.zeros(len(candidates))
    x[list(map(int, chosen))] = 1
    return Made(x, float(bound) / 1000)


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
found = solver.solve(model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
print(solver.best_objective_bound, *(at for at, var in enumerate(x) if found and solver.value(var)))
"""
