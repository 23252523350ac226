"""Has programmes solved in a process of its own, which can be given limits and can be stopped.

The process is that of `solving`; it alone loads the solver.
"""

import os
import pickle
import select
import subprocess
import sys
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Literal, NamedTuple, Self, TypeAlias

import numpy as np

from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.packing import Packing
from dejiro.cores.allocation.programme import Programme

Ending: TypeAlias = Literal["optimal", "infeasible", "limit"]
MEMORY = 4 * 2**30
"""Bytes of address space that a worker may use, if not told otherwise."""
_GRACE = 10.0
"""Seconds after its time limit at which a worker that does not answer is stopped."""
_ALLOCATOR = {"MALLOC_MMAP_THRESHOLD_": "65536", "MALLOC_TRIM_THRESHOLD_": "65536"}
"""glibc gives large blocks back at once: 287 instead of 337 MB at the most for a prefecture's plan."""
LENGTH = 8
"""Bytes that tell how long a task or an answer is."""
_PROGRAM = "from dejiro.cores.allocation.solving import main; main()"


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
        process.stdin.write(len(body).to_bytes(LENGTH, "big") + body)
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
        head = self._process.stdout.read(LENGTH) if ready else b""
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
