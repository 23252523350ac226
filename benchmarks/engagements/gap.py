"""Generalised assignment by the engagement layer: `python benchmarks/engagements/gap.py [--folder DIR] [NAME ...]`.

Problems that nobody here wrote, with best known values. What is restated, and how:

- an agent is a specialist with one week, whose half-days are the agent's capacity;
- a job is the one request of a body of its own; the agents with room for it are its candidates;
- the value of a candidate is the greatest cost of the job less the candidate's, so most value is least cost;
- "every job is served" is the floor of every body. As everywhere in the layer, the half-days below the floors are
  minimised first, unless the greedy start reaches them all; then value is maximised in plans that hold them.

In the file format a request takes equally many half-days of whoever serves it, in generalised assignment it depends on
the agent, so that the files cannot say it. The restatement therefore enters the layer where the format is left behind:
at `race.optimum`, with the programme and the packing that `engagements.solve` would make of the problem. The proof, the
relaxation, the years and the neighbourhoods are those of `dejiro allocation solve`, with nothing added for generalised
assignment; as all engagements run in the same week, years are found load by load (`loads`). Costs are whole, so the
search ends when less than one is left between plan and bound, and the bound is rounded up.

Without `--folder` the instances are our own, made by the published recipes; the peer is then HiGHS alone, on the
problem as it is written in books. With it every file of the folder is read, or those named, and compared with the best
known values; `gap_instances` says where the files are. The benchmark fails when a plan is none, a bound is above a cost
that somebody reached, or a cost is below a proven optimum; and when A, B, or C up to 20 x 200 is not at its optimum.
"""

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started as a script

from benchmarks.engagements.gap_instances import BEST_KNOWN, OPEN, Instance, Kind, Whole, made, read
from benchmarks.engagements.usage import processor
from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.greedy import by_gain, filled
from dejiro.cores.allocation.packing import Packing
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.race import Hall, optimum
from dejiro.cores.allocation.worker import Worker

_FLOOR_SHARE = 0.4
"""Part of the time for the floors, as in the layer."""
_LESS_THAN_ONE = 0.99
OWN: tuple[tuple[Kind, int, int], ...] = (
    *((kind, agents, jobs) for kind in ("a", "b", "c") for jobs in (100, 200) for agents in (5, 10, 20)),
    *((kind, agents, jobs) for kind in ("d", "e") for agents, jobs in ((5, 100), (20, 200))),
)


class Answer(NamedTuple):
    """The agent of each job, or None when no plan was found; and what no plan costs less than."""

    agent: Whole | None
    bound: int


@dataclass(frozen=True)
class Restated:
    """An instance as the candidates of the engagement layer, by job, then agent.

    Attributes:
        instance: what is restated.
        job, agent: (n,) of each candidate.
        gain: (n,) greatest cost of the job less the candidate's.
    """

    instance: Instance
    job: Whole
    agent: Whole
    gain: Real

    @property
    def worst(self) -> int:
        """What it costs when every job costs most."""
        return int(self.instance.cost.max(axis=0).sum())

    def programme(self) -> Programme:
        """The most value of plans in which every body has its floor."""
        n, (_, jobs) = len(self.job), self.instance.size
        return self._programme(self.gain, self._rows(), np.ones(n), jobs)

    def shortfall(self) -> Programme:
        """The fewest bodies below their floors; a column more for each body."""
        n, (agents, jobs) = len(self.job), self.instance.size
        below = vstack([eye_array(jobs), csr_array((agents, jobs))])
        gain = np.append(np.zeros(n), -np.ones(jobs))
        return self._programme(gain, csr_array(hstack([self._rows(), below])), np.ones(n + jobs), jobs)

    def packing(self) -> Packing:
        """The candidates as engagements of one week."""
        case, n = self.instance, len(self.job)
        room = case.capacity[self.agent][:, None]
        nothing, one = np.zeros(n, dtype=np.int64), np.ones(n, dtype=np.int64)
        person = np.unique(self.agent, return_inverse=True)[1]
        size = case.use[self.agent, self.job]
        return Packing(person, nothing, one, size, np.full(n, n + 1), np.zeros((n, 1), dtype=np.int64), room)

    def _rows(self) -> csr_array:
        """A row for every job, then one for every agent."""
        n, (agents, jobs) = len(self.job), self.instance.size
        values = np.append(np.ones(n), self.instance.use[self.agent, self.job])
        places = (np.append(self.job, jobs + self.agent), np.tile(np.arange(n), 2))
        return coo_array((values, places), shape=(jobs + agents, n)).tocsr()

    def _programme(self, gain: Real, rows: csr_array, upper: Real, jobs: int) -> Programme:
        capacity = self.instance.capacity
        low = np.append(np.ones(jobs), np.full(len(capacity), -np.inf))
        high = np.append(np.ones(jobs), capacity).astype(np.float64)
        return Programme(gain, rows, low, high, np.zeros(len(gain)), upper, np.arange(len(gain)) < len(self.job))


def restated(instance: Instance) -> Restated:
    job, agent = np.nonzero((instance.use <= instance.capacity[:, None]).T)
    gain = instance.cost.max(axis=0)[job] - instance.cost[agent, job]
    return Restated(instance, job, agent, gain.astype(np.float64))


def solved(instance: Instance, seconds: float, workers: tuple[Worker, Worker]) -> Answer:
    """The plan and the bound of the engagement layer."""
    begun, case = monotonic(), restated(instance)
    programme = case.programme()
    gap = _LESS_THAN_ONE / max(float(instance.cost.max(axis=0).sum() - instance.cost.min(axis=0).sum()), 1.0)
    hall = Hall(*workers, gap, 0, _quiet)
    x = filled(programme, np.zeros(len(case.job)), by_gain(case.gain))
    if not programme.feasible(x):
        x = _floors(case, hall, x, begun + _FLOOR_SHARE * seconds)
    if not programme.feasible(x):
        return Answer(None, int(instance.cost.min(axis=0).sum()))
    found = optimum(hall, programme, x, (case.agent, case.job), begun + seconds, packing=case.packing)
    agent = np.empty(instance.size[1], dtype=np.int64)
    chosen = np.flatnonzero(found.x > 0.5)
    agent[case.job[chosen]] = case.agent[chosen]
    return Answer(agent, _cost(case, found.bound))


def _quiet(gain: float, bound: float) -> None:
    """Tell nothing on the way."""


def _floors(case: Restated, hall: Hall, start: Real, until: float) -> Real:
    """A plan with the fewest bodies below their floors."""
    programme, n = case.shortfall(), len(case.job)
    rest = np.full(len(programme.gain) - n, -1)
    x = programme.completed(np.append(start, np.zeros(len(rest))))
    found = optimum(hall, programme, x, (np.append(case.agent, rest), np.append(case.job, rest)), until)
    return found.x[:n]


def _cost(case: Restated, bound: float) -> int:
    """The least cost that a bound of the gain allows."""
    return int(np.ceil(case.worst - bound - 1e-6))


def cost_of(instance: Instance, agent: Whole) -> int | None:
    """What a plan costs, counted from the instance alone; None when it is no plan."""
    agents, jobs = instance.size
    if agent.shape != (jobs,) or agent.min() < 0 or agent.max() >= agents:
        return None
    used = np.bincount(agent, weights=instance.use[agent, np.arange(jobs)], minlength=agents)
    return int(instance.cost[agent, np.arange(jobs)].sum()) if (used <= instance.capacity).all() else None


def by_highs(instance: Instance, seconds: float) -> tuple[int | None, bool]:
    """The least cost that HiGHS finds for the problem as it is in books, and whether it is proven the least."""
    agents, jobs = instance.size
    cell = np.arange(agents * jobs)
    one = csr_array((np.ones(len(cell)), (cell % jobs, cell)), shape=(jobs, len(cell)))
    load = csr_array((instance.use.ravel(), (cell // jobs, cell)), shape=(agents, len(cell)))
    rows = [LinearConstraint(one, 1, 1), LinearConstraint(load, -np.inf, instance.capacity)]
    found = milp(
        instance.cost.ravel(),
        integrality=np.ones(len(cell), dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=rows,
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    return (None if found.x is None else round(found.fun)), found.status == 0


def must_be_best(instance: Instance) -> bool:
    """Whether the optimum is promised: A, B, and C up to 20 x 200."""
    agents, jobs = instance.size
    return instance.name.removeprefix("own-")[0] in "abc" and agents <= 20 and jobs <= 200


def faults(instance: Instance, answer: Answer, best: int, *, proven: bool) -> Iterator[str]:
    """What is wrong with an answer, in words.

    Args:
        instance: which was solved.
        answer: of the layer.
        best: cost of the best plan that others know.
        proven: whether nothing can cost less.
    """
    cost = None if answer.agent is None else cost_of(instance, answer.agent)
    reached = best if cost is None else min(best, cost)
    if answer.agent is not None and cost is None:
        yield "no plan"
    if answer.bound > reached:
        yield f"the bound is above {reached}"
    if proven and cost is not None and cost < best:
        yield "below the optimum"
    if must_be_best(instance) and cost != best:
        yield "not the optimum"


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def compared(instance: Instance, seconds: float, best: int, *, proven: bool) -> bool:
    """Solve an instance and print its row; whether nothing is wrong."""
    begun, busy = monotonic(), processor()
    with Worker() as one, Worker() as other:
        answer = solved(instance, seconds, (one, other))
    spent, busy = monotonic() - begun, processor() - busy
    cost = None if answer.agent is None else cost_of(instance, answer.agent)
    gap = "" if cost is None else f"{(cost - answer.bound) / cost:.2%}"
    wrong = list(faults(instance, answer, best, proven=proven))
    known = f"{best}" if proven else f"{best} (open)"
    size = " x ".join(map(str, instance.size))
    row(instance.name, size, cost, known, answer.bound, gap, f"{spent:.1f}", f"{busy:.0f}", "; ".join(wrong) or "holds")
    return not wrong


def ours(seconds: float, seed: int) -> Iterator[tuple[Instance, int, bool]]:
    """Our own instances, with the cost that HiGHS alone finds."""
    for kind, agents, jobs in OWN:
        instance = made(kind, agents, jobs, seed)
        best, proven = by_highs(instance, seconds)
        if best is not None:
            yield instance, best, proven


def theirs(folder: Path, names: list[str]) -> Iterator[tuple[Instance, int, bool]]:
    """The published instances of a folder, with their best known values."""
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        for instance in read(path):
            if instance.name in BEST_KNOWN and (not names or instance.name in names):
                yield instance, BEST_KNOWN[instance.name], instance.name not in OPEN


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", help="with --folder: only these instances")
    parser.add_argument("--folder", type=Path, help="of published files, not part of the repository")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1, help="of our own instances")
    options = parser.parse_args()
    row("instance", "agents x jobs", "ours", "best known", "bound", "gap", "s", "processor s", "verdict")
    row(*["---"] * 9)
    cases = theirs(options.folder, options.names) if options.folder else ours(options.seconds, options.seed)
    results = [compared(instance, options.seconds, best, proven=proven) for instance, best, proven in cases]
    if not results:
        print("no instance that is known here")
    return 0 if results and all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
