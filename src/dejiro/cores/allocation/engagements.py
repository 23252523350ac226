"""Whole engagements: who works for whom in every week, at the greatest value under fairness, with a proven bound."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from math import fsum
from time import monotonic

import numpy as np

from dejiro.cores.allocation.arrays import Real, Whole
from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.greedy import by_gain, filled
from dejiro.cores.allocation.model import Plan, Problem, Status
from dejiro.cores.allocation.packing import Packing, packing_of
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.race import Hall, Outcome, bound_at_once, nearest, optimum
from dejiro.cores.allocation.standings import told
from dejiro.cores.allocation.statement import (
    Statement,
    keeping_programme,
    programme_of,
    shortfall_programme,
    statement_of,
    towards_floors,
)
from dejiro.cores.allocation.worker import MEMORY, NOTHING, Task, Worker
from dejiro.cores.documents.faults import Fault, refuse

_FLOOR_SHARE, _KEEPING_SHARE, _BOUND_SHARE = 0.4, 0.2, 0.5
_WHOLE = 1 - 1e-6
GAP = 1e-4


@dataclass(frozen=True)
class Progress:
    """How far a search is: seconds since its start, what is maximised at the moment, its best amount and its bound."""

    seconds: float
    stage: str
    best: float
    bound: float


def solve(
    problem: Problem,
    *,
    shares: Real,
    seed: int = 0,
    time_limit: float = 60.0,
    gap: float = GAP,
    memory: int = MEMORY,
    progress: Callable[[Progress], None] | None = None,
    workers: tuple[Worker, Worker] | None = None,
) -> Plan:
    """The plan of whole engagements with the greatest value under the problem's fairness, and a proven bound.

    Args:
        problem: specialists, bodies and requests.
        shares: (bodies,) fair shares in half-days.
        seed: of the search in parts; a plan whose status is "optimal" does not hang on the machine's speed.
        time_limit: seconds.
        gap: relative gap at which the search ends.
        memory: bytes that each of two processes may use.
        progress: called now and then.
        workers: processes to use; they are left running.

    Returns:
        The best plan found; Ctrl-C ends the search early and keeps it.

    Raises:
        ProblemError: a pinned pair is no candidate, or more of the current plan has to change than `max_changes`.
    """
    clock = _Clock(time_limit, progress)
    own = workers or (Worker(memory), Worker(memory))
    hall = Hall(*own, gap, seed, clock.report)
    if workers is None:
        hall.prover.wake()
    try:
        return _Planner(statement_of(candidates_of(problem), shares), shares, hall, clock).plan()
    finally:
        if workers is None:
            hall.stop()


class _Clock:
    """Time of a search, and what is told about it."""

    def __init__(self, seconds: float, progress: Callable[[Progress], None] | None) -> None:
        self.start, self.seconds, self.stage = monotonic(), seconds, ""
        self.progress = progress

    def report(self, best: float, bound: float) -> None:
        if self.progress is not None:
            self.progress(Progress(monotonic() - self.start, self.stage, best, bound))

    def until(self, share: float = 1.0) -> float:
        """The time at which this share of what is left is used up."""
        end = self.start + self.seconds
        return end - max(end - monotonic(), 0) * (1 - share)


class _Planner:
    """The stages of one plan: what can be kept, the floors, the objective, the bound of the value."""

    def __init__(self, statement: Statement, shares: Real, hall: Hall, clock: _Clock) -> None:
        self.statement, self.shares, self.hall, self.clock = statement, shares, hall, clock
        self.candidates: Candidates = statement.candidates
        self.problem = self.candidates.problem
        self.closed = True
        self.least = False
        self.bound = np.inf

    def plan(self) -> Plan:
        start, floor = self._floor(self._start())
        welfare = self.problem.fairness == "nash"
        valued = programme_of(self.statement, floor, welfare=False)
        if not welfare:
            outcome = self._optimum("value", valued, start, 1.0)
            return self._told(outcome.x, min(outcome.bound, self.bound))
        bound = self._bound_of_value(valued)
        programme = programme_of(self.statement, floor, welfare=True)
        return self._told(self._optimum("welfare", programme, start, 1.0).x, bound)

    def _optimum(self, stage: str, programme: Programme, start: Real, share: float) -> Outcome:
        self.clock.stage = stage
        rest = np.full(len(programme.gain) - len(self.candidates), -1)
        owners = (np.append(self.candidates.specialist, rest), np.append(self.candidates.request, rest))
        x = programme.completed(np.append(start, np.zeros(len(rest))))
        packing = None if len(rest) else lambda: self._packing
        found = optimum(self.hall, programme, x, owners, self.clock.until(share), packing=packing)
        self.closed &= found.closed
        return replace(found, x=found.x[: len(self.candidates)])

    @cached_property
    def _packing(self) -> Packing:
        """Of the candidates; a search that is soon over does without."""
        return packing_of(self.candidates)

    def _start(self) -> Real:
        """A plan that keeps every hard row: pinned pairs, then the current plan, then by value."""
        programme = programme_of(self.statement, np.zeros(len(self.problem.bodies)), welfare=False)
        kept = self.candidates.find(self.problem.current)
        base = filled(programme, programme.lower, kept[kept >= 0].tolist())
        x = filled(programme, base, by_gain(self.statement.gain))
        if not programme.feasible(x):
            keeping = keeping_programme(self.statement)
            base = self._optimum("kept", keeping, base, _KEEPING_SHARE).x
            x = filled(programme, base, by_gain(self.statement.gain))
        if not programme.feasible(x):
            refuse([self._too_few_changes(int(keeping.gain @ base))])
        return x

    def _too_few_changes(self, kept: int) -> Fault:
        least = len(self.problem.current) - kept
        problem = f"{self.problem.max_changes} 件の変更では足りません: current のうち {kept} 件しか残せません"
        return Fault("$.max_changes", problem, f"{least} 以上、または null")

    def _floor(self, start: Real) -> tuple[Real, Real]:
        """A plan with the least shortfall, and the floors that are then held."""
        owed = self.statement.floor
        start = min(start, self._served(start), key=self._shortfall)
        start = min(start, self._near(start), key=self._shortfall)
        for valued in (False, True):
            if self._shortfall(start):
                programme = shortfall_programme(self.statement, valued=valued)
                found = self._optimum("floor", programme, start, _FLOOR_SHARE)
                start = found.x if valued else min(start, found.x, key=self._shortfall)
                # The shortfall is whole, so that a bound less than one half-day away proves it the least.
                self.least |= not valued and self._shortfall(start) + found.bound < _WHOLE
        return start, np.minimum(owed, self.statement.delivered(start))

    def _served(self, start: Real) -> Real:
        """A plan in which pinned pairs and what is kept come first, then what is owed, then value; `start` if none."""
        programme = programme_of(self.statement, np.zeros(len(self.problem.bodies)), welfare=False)
        kept = self.candidates.find(self.problem.current)
        order = kept[kept >= 0].tolist() if self.problem.max_changes is not None else []
        x = filled(programme, programme.lower, [*order, *towards_floors(self.statement), *by_gain(self.statement.gain)])
        return x if programme.feasible(x) else start

    def _near(self, start: Real) -> Real:
        """A plan of much value that falls short of the floors by little, where that is to be had; `start` if not."""
        if self.hall.interrupted or not self._shortfall(start):
            return start
        floors = programme_of(self.statement, self.statement.floor, welfare=False)
        plans = programme_of(self.statement, np.zeros(len(self.problem.bodies)), welfare=False)
        until = self.clock.until(_FLOOR_SHARE)
        found = nearest(self.hall, floors, plans, start, packing=self._packing, until=until)
        self.bound = found.bound
        return found.x if plans.feasible(found.x) else start

    def _shortfall(self, x: Real) -> float:
        """Whole half-days by which a plan falls short of the floors, in all."""
        return float(np.maximum(self.statement.owed - self.statement.delivered(x), 0).sum())

    def _bound_of_value(self, valued: Programme) -> float:
        """Before the welfare is searched, so that there is time; where it is too short, every request at its best."""
        if np.isfinite(self.bound):
            return self.bound
        seconds = _BOUND_SHARE * max(self.clock.until() - monotonic(), 0.0)
        found = self.hall.solve(Task(valued, seconds, relaxed=True)) if len(self.candidates) else NOTHING
        return min(bound_at_once(valued, self.candidates.request), found.bound)

    def _told(self, x: Real, bound: float) -> Plan:
        chosen: Whole = np.flatnonzero(x > 0.5)  # noqa: PLR2004 - a binary
        value = fsum(self.candidates.value[chosen].tolist())
        extra = fsum((self.statement.gain - self.candidates.value)[chosen].tolist())
        bound = max(bound - extra, value)
        status: Status = "interrupted" if self.hall.interrupted else "optimal" if self.closed else "time-limit"
        return replace(
            told(self.candidates, chosen, self.shares, self.statement.floor, least=self.least),
            value=value,
            upper_bound=bound,
            gap=(bound - value) / value if value else 0.0,
            seed=self.hall.seed,
            status=status,
        )
