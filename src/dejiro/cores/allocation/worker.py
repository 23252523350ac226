"""Solves programmes with HiGHS in a process of its own, which can be given limits and can be stopped.

The process reads tasks from its standard input and writes what it finds to its standard output, until the input ends.
"""

import os
import pickle
import resource
import select
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import BinaryIO, Literal, NamedTuple, Self, TypeAlias

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import vstack

from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.packing import Packing
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.years import bounded, combine

Ending: TypeAlias = Literal["optimal", "infeasible", "limit"]
_ENDINGS: dict[int, Ending] = {0: "optimal", 1: "limit", 2: "infeasible"}
MEMORY = 4 * 2**30
"""Bytes of address space that a worker may use, if not told otherwise."""
_GRACE = 10.0
"""Seconds after its time limit at which a worker that does not answer is stopped."""
_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""glibc gives large blocks back at once: 287 instead of 337 MB at the most for a prefecture's plan."""
_LENGTH = 8
_PROGRAM = "from dejiro.cores.allocation.worker import main; main()"


class ByYears(NamedTuple):
    """What the search by years needs besides.

    Attributes:
        packing: of the columns.
        start: (n,) a feasible point.
        prices: (m,) of the rows, from the relaxation.
        bounds: only bound, and leave the best point as it is.
    """

    packing: Packing
    start: Real
    prices: Real
    bounds: bool = False


@dataclass(frozen=True)
class Task:
    """A programme to solve.

    Attributes:
        programme: what to maximise.
        seconds: time limit.
        gap: relative gap at which to stop.
        nodes: most nodes of the search.
        relaxed: solve the linear relaxation, with prices of the rows.
        years: bound and solve by whole years of people instead.
    """

    programme: Programme
    seconds: float
    gap: float = 0.0
    nodes: int = 2**31 - 1
    relaxed: bool = False
    years: ByYears | None = None


@dataclass(frozen=True)
class Found:
    """What came of a task.

    Attributes:
        ending: "optimal" (to the gap), "infeasible", or "limit" for every other end.
        x: (n,) the best point, or None.
        bound: nothing gains more; infinite when nothing is proven.
        prices: (m,) of the rows, for a relaxation that was solved; None otherwise.
    """

    ending: Ending
    x: Real | None
    bound: float
    prices: Real | None = None


NOTHING = Found("limit", None, np.inf)


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
    while head := tasks.read(_LENGTH):
        try:
            task: Task = pickle.loads(tasks.read(int.from_bytes(head, "big")))  # noqa: S301 - from the parent process
            found = run(task)
        except MemoryError:
            found = NOTHING
        body = pickle.dumps(found)
        answers.write(len(body).to_bytes(_LENGTH, "big") + body)
        answers.flush()


class Worker:
    """A process that solves one task at a time; as a context it ends with the block. It is started when first needed.

    Args:
        memory: bytes that the process may use.
    """

    def __init__(self, memory: int = MEMORY) -> None:
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._until, self._busy = 0.0, False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def solve(self, task: Task) -> Found:
        """Solve a task and wait for it."""
        self.start(task)
        found = None
        while found is None:
            found = self.answer(1.0)
        return found

    def start(self, task: Task) -> None:
        """Begin a task; one that is under way is given up."""
        if self._busy:
            self.stop()
        process = self.wake()
        assert process.stdin is not None
        self._until, self._busy = monotonic() + task.seconds + _GRACE, True
        body = pickle.dumps(task)
        process.stdin.write(len(body).to_bytes(_LENGTH, "big") + body)
        process.stdin.flush()

    def wake(self) -> "subprocess.Popen[bytes]":
        """Start the process, if it does not run yet, so that it is ready when a task comes."""
        if self._process is None:
            command = [sys.executable, "-c", _PROGRAM, str(self._memory)]
            # In a session of its own, so that Ctrl-C reaches only the process that waits for it.
            self._process = subprocess.Popen(  # noqa: S603 - the project's own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                start_new_session=True,
                env={**os.environ, **_ALLOCATOR},
            )
        return self._process

    def answer(self, seconds: float) -> Found | None:
        """What came of the task, or None when that is not known within so many seconds.

        A process that died, or that is long over its time, is replaced, and its task ends as "limit".
        """
        assert self._process is not None
        assert self._process.stdout is not None
        ready, _, _ = select.select([self._process.stdout], [], [], seconds)
        if not ready and monotonic() < self._until:
            return None
        head = self._process.stdout.read(_LENGTH) if ready else b""
        if not head:
            self.stop()
            return NOTHING
        found: Found = pickle.loads(self._process.stdout.read(int.from_bytes(head, "big")))  # noqa: S301 - from the child process
        self._busy = False
        return found

    def stop(self) -> None:
        """End the process, whatever it does."""
        if self._process is not None:
            with self._process as process:
                if self._busy:
                    process.kill()
            self._process, self._busy = None, False


def main() -> None:
    """Serve on the standard streams; the first argument is the memory in bytes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # HiGHS prints now and then; the output belongs to answers
    serve(sys.stdin.buffer, answers, int(sys.argv[1]))
