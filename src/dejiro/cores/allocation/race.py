"""One programme, two processes: one searches it whole, the other bounds it by years and improves the best plan.

When the one gives up its proof, both improve the best plan part by part.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.packing import MANY, Packing
from dejiro.cores.allocation.programme import Programme, blocks
from dejiro.cores.allocation.search import Search
from dejiro.cores.allocation.worker import NOTHING, ByYears, Found, Task, Worker

_PATIENCE, _PATIENCE_SHARE = 7.0, 0.11
"""Seconds after which the second process joins, and the part of the time that they may be: alone, the first solves what
a prefecture has in the same time, with half the processor's and two thirds of the memory."""
_POLL = 0.2
_PROVER_SHARE = 0.75
"""Part of the time for the proof; in the rest its best point is improved."""
_KERNEL_FROM, _KERNEL_SHARE = MANY, 0.3
"""Columns from which a kernel is tried first, and the part of the time it may take."""
_PART_SECONDS, _PART_SHARE, _PART_NODES, _PART_GAP = 2.0, 0.05, 2000, 1e-4
_YEARS_FROM, _YEARS_SHARE, _BOUND_SHARE = 400, 0.8, 0.8
"""Columns from which years are worth their time, and the parts of the time that they and their bound may take."""
_RELAXED_SHARE = 0.9
_NO_LIMIT = 2**31 - 1


@dataclass(frozen=True)
class Outcome:
    """What a search ended with: the best point, what nothing gains more than, and whether the gap was closed."""

    x: Real
    bound: float
    closed: bool


@dataclass
class Hall:
    """The processes and the terms of a search.

    Attributes:
        prover, improver: processes.
        gap: relative gap at which the search ends.
        seed: of the neighbourhoods.
        report: called with the gain of the best point and the bound, now and then.
        interrupted: whether Ctrl-C ended the search.
    """

    prover: Worker
    improver: Worker
    gap: float
    seed: int
    report: Callable[[float, float], None]
    interrupted: bool = field(default=False)

    def interrupt(self) -> None:
        """Ctrl-C was pressed: end both processes, and search no more."""
        self.interrupted = True
        self.stop()

    def solve(self, task: Task) -> Found:
        """What comes of a task while nothing else runs; nothing after Ctrl-C."""
        if self.interrupted:
            return NOTHING
        try:
            return self.improver.solve(task)
        except KeyboardInterrupt:
            self.interrupt()
            return NOTHING

    def stop(self) -> None:
        """End both processes."""
        self.prover.stop()
        self.improver.stop()


def optimum(
    hall: Hall,
    programme: Programme,
    start: Real,
    owners: tuple[Whole, Whole],
    until: float,
    *,
    packing: Callable[[], Packing] | None = None,
) -> Outcome:
    """The best point of a programme, block by block.

    Args:
        hall: processes and terms.
        programme: what to maximise.
        start: (n,) a feasible point.
        owners: (n,) specialist and (n,) request of each column, -1 for none.
        until: time on the monotonic clock at which to end.
        packing: makes that of the columns when it is needed, where all of them are engagements.
    """
    parts = sorted(blocks(programme), key=lambda block: len(block.columns))
    x, bound, closed = start.copy(), 0.0, True
    left = sum(len(block.columns) for block in parts)
    for block in parts:
        share = len(block.columns) / left
        end = monotonic() + max(until - monotonic(), 0) * share
        left -= len(block.columns)
        mine = (owners[0][block.columns], owners[1][block.columns])
        few = len(block.columns) < _YEARS_FROM
        packed = None if packing is None or few else partial(_part_of, packing, block.columns)
        run = _Run(hall, block.programme, start[block.columns], mine, end, packing=packed)
        outcome = run.race()
        x[block.columns] = outcome.x
        bound, closed = bound + outcome.bound, closed and outcome.closed
    return Outcome(x, bound, closed)


def _part_of(packing: Callable[[], Packing], columns: Whole) -> Packing:
    return packing().part(columns)


def nearest(
    hall: Hall, programme: Programme, plans: Programme, start: Real, *, packing: Packing, until: float
) -> Outcome:
    """A point made of years that misses little of lower limits which no point may reach; `start` in small parts.

    Args:
        hall: processes and terms.
        programme: whose columns are all engagements.
        plans: the same without these limits; its relaxation gives the bound, infinite if there was no time.
        start: (n,) a point that keeps the upper limits.
        packing: of the columns.
        until: time on the monotonic clock at which to end.
    """
    large = sorted(
        (block for block in blocks(programme) if len(block.columns) >= _KERNEL_FROM), key=lambda b: len(b.columns)
    )
    if not large:
        return Outcome(start, np.inf, closed=False)
    hall.prover.start(Task(plans, max(until - monotonic(), 0.0), relaxed=True))
    x, left = start.copy(), sum(len(block.columns) for block in large)
    for part, columns in large:
        end = monotonic() + max(until - monotonic(), 0.0) * len(columns) / left
        left -= len(columns)
        relaxed = hall.solve(Task(part, max(end - monotonic(), 0.0), relaxed=True))
        if relaxed.prices is not None:
            years = ByYears(packing.part(columns), x[columns], relaxed.prices)
            found = hall.solve(Task(part, max(end - monotonic(), 0.0), hall.gap, years=years))
            x[columns] = x[columns] if found.x is None else found.x
    bounded = None if hall.interrupted else hall.prover.answer(0.0)
    return Outcome(x, (bounded or NOTHING).bound, closed=False)


def bound_at_once(programme: Programme, request: Whole) -> float:
    """Every request, of which one column at most can be 1, at its best, and every other column too."""
    most = np.maximum(programme.gain, 0) * programme.upper
    best = np.zeros(int(request.max(initial=-1)) + 1)
    np.maximum.at(best, request[request >= 0], most[request >= 0])
    return float(best.sum() + most[request < 0].sum() + np.minimum(programme.gain, 0) @ programme.lower)


class _Run:
    """The race on one block."""

    def __init__(
        self,
        hall: Hall,
        programme: Programme,
        start: Real,
        owners: tuple[Whole, Whole],
        until: float,
        *,
        packing: Callable[[], Packing] | None,
    ) -> None:
        self.hall, self.programme, self.best, self.until, self.packing = hall, programme, start, until, packing
        self.proof: Outcome | None = None
        self.relaxed: Found | None = None
        self.part_seconds = max(_PART_SECONDS, _PART_SHARE * self._left())
        self.bound = bound_at_once(programme, owners[1])
        self.gain = float(programme.gain @ start)
        self.search = Search(programme, *owners, np.random.default_rng(hall.seed))

    def race(self) -> Outcome:
        """Run until the gap is closed, the time is up or the user interrupts."""
        if self.hall.interrupted:
            return self._outcome()
        try:
            proven = None if self._closed() else self._run()
        except KeyboardInterrupt:
            self.hall.interrupt()
            proven = None
        return self._outcome() if proven is None else proven

    def _run(self) -> Outcome | None:
        """What the prover proved, or None when the best point has to do."""
        hall = self.hall
        attempts = self._attempts()
        if self.packing is not None and len(self.best) >= _KERNEL_FROM:
            proving = self._bounding(self.packing())
        else:
            hall.prover.start(Task(self.programme, self._left() * _PROVER_SHARE, hall.gap))
            proving = self._proving(hall.prover.answer(min(_PATIENCE, _PATIENCE_SHARE * self._left())))
        next(proving)
        while self.proof is None and not self._over():
            next(attempts)
            next(proving)
        return self.proof

    def _proving(self, found: Found | None) -> Iterator[None]:
        """Wait for the prover; when it gave up, help to improve."""
        while found is None:
            yield
            found = self.hall.prover.answer(0.0)
        self._note(found, np.ones(len(self.best), dtype=np.bool_))
        if found.ending == "optimal" and found.x is not None:
            bound = max(found.bound, float(self.programme.gain @ found.x))
            self.proof = Outcome(found.x, bound, closed=True)
            yield
        yield from self._helping()

    def _bounding(self, packing: Packing) -> Iterator[None]:
        """Bound by years while the other process makes plans of them; then help to improve."""
        while self.relaxed is None:
            yield
        if self.relaxed.prices is not None:
            yield from self._years(
                self.hall.prover, _BOUND_SHARE, ByYears(packing, self.best, self.relaxed.prices, bounds=True), 0.0
            )
        yield from self._helping()

    def _helping(self) -> Iterator[None]:
        """Improve in the other process too."""
        while True:
            yield from self._neighbour(self.hall.prover, 0.0)

    def _attempts(self) -> Iterator[None]:
        """Improve the best point step by step; every step yields several times while it waits."""
        relaxed, improver = Found("limit", None, np.inf), self.hall.improver
        task = Task(self.programme, self._left() * _RELAXED_SHARE, relaxed=True)
        for found in self._tried(improver, task, _POLL):
            relaxed = found or relaxed
            yield
        self.bound, self.relaxed = min(self.bound, relaxed.bound), relaxed
        if relaxed.x is not None and relaxed.prices is not None:
            if self.packing is not None:
                by_years = ByYears(self.packing(), self.best, relaxed.prices)
                yield from self._years(improver, _YEARS_SHARE, by_years, _POLL)
            elif len(relaxed.x) >= _KERNEL_FROM:
                free = self.search.kernel(relaxed.x, relaxed.prices, self.best)
                yield from self._part(improver, free, self._left() * _KERNEL_SHARE, _NO_LIMIT)
        while True:
            yield from self._neighbour(improver, _POLL)

    def _years(self, worker: Worker, share: float, years: ByYears, patience: float) -> Iterator[None]:
        task = Task(self.programme, self._left() * share, self.hall.gap, years=years)
        for found in self._tried(worker, task, patience):
            self._note(found or NOTHING, np.ones(len(self.best), dtype=np.bool_))
            yield

    def _neighbour(self, worker: Worker, patience: float) -> Iterator[None]:
        free = self.search.neighbourhood()
        yield from self._part(worker, free, min(self.part_seconds, self._left()), _PART_NODES, patience)

    def _part(self, worker: Worker, free: Flags, seconds: float, nodes: int, patience: float = _POLL) -> Iterator[None]:
        task = Task(self.programme.freed(free, self.best), seconds, max(_PART_GAP, self.hall.gap), nodes)
        for found in self._tried(worker, task, patience):
            if found is not None:
                # A bound of a part is none of the whole.
                self._note(Found(found.ending, found.x, np.inf), free)
                self.search.learn(solved=found.ending == "optimal")
            yield

    def _tried(self, worker: Worker, task: Task, patience: float) -> Iterator[Found | None]:
        worker.start(task)
        while (found := worker.answer(patience)) is None:
            self._report()
            yield None
        yield found

    def _note(self, found: Found, free: Flags) -> None:
        self.bound = min(self.bound, found.bound)
        if found.x is not None:
            x = self.best.copy()
            x[free] = found.x
            gain = float(self.programme.gain @ x)
            if gain > self.gain and self.programme.feasible(x):
                self.best, self.gain = x, gain
        self._report()

    def _report(self) -> None:
        self.hall.report(self.gain, self.bound)

    def _left(self) -> float:
        return max(self.until - monotonic(), 0.0)

    def _closed(self) -> bool:
        return self.bound - self.gain <= max(self.hall.gap * abs(self.gain), 1e-9)

    def _over(self) -> bool:
        return self._left() <= 0 or self._closed()

    def _outcome(self) -> Outcome:
        return Outcome(self.best, max(self.bound, self.gain), self._closed())
