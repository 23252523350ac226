"""A plan that can be changed step by step and back: who is free when, and who serves what."""

from collections.abc import Iterator

import numpy as np

from dejiro.cores.allocation.arrays import Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.model import Plan

NOBODY = -1


class Board:
    """The state of a plan.

    Args:
        candidates: of the problem.
        plan: a feasible plan for it.

    Attributes:
        free: (specialists, weeks) half-days left.
        left: (specialists, weeks) engagements that may be added under `max_parallel`.
        holder: (requests,) who serves each request, or `NOBODY`.
    """

    def __init__(self, candidates: Candidates, plan: Plan) -> None:
        self.candidates, self.problem = candidates, candidates.problem
        self.free = candidates.capacity.copy()
        most = [one.max_parallel or len(self.problem.requests) for one in self.problem.specialists]
        self.left = np.repeat(np.array(most, dtype=np.int64)[:, None], self.problem.weeks, axis=1)
        self.holder: Whole = np.full(len(self.problem.requests), NOBODY)
        for at in candidates.find(plan.assignments):
            self.put(int(candidates.request[at]), int(candidates.specialist[at]))
        pinned = candidates.find(self.problem.pinned)
        self.pinned = set(candidates.request[pinned].tolist())

    def able(self, request: int) -> list[int]:
        """The candidates of a request."""
        first, end = self.candidates.first[request : request + 2]
        able: list[int] = self.candidates.specialist[first:end].tolist()
        return able

    def put(self, request: int, specialist: int) -> None:
        """Let a specialist serve a request."""
        self._book(request, specialist, 1)
        self.holder[request] = specialist

    def take(self, request: int) -> int:
        """Take a request from who serves it, and return that specialist."""
        specialist = int(self.holder[request])
        self._book(request, specialist, -1)
        self.holder[request] = NOBODY
        return specialist

    def _book(self, request: int, specialist: int, times: int) -> None:
        asked = self.problem.requests[request]
        self.free[specialist, asked.start : asked.end] -= times * asked.half_days
        self.left[specialist, asked.start : asked.end] -= times

    def fits(self, request: int, specialist: int) -> bool:
        """Whether a specialist has room for a request."""
        asked = self.problem.requests[request]
        weeks = slice(asked.start, asked.end)
        return bool(self.free[specialist, weeks].min() >= asked.half_days and self.left[specialist, weeks].min() > 0)

    def somebody(self, request: int) -> int:
        """The first candidate with room for a request, or `NOBODY`."""
        return next((one for one in self.able(request) if self.fits(request, one)), NOBODY)

    def in_the_way(self, request: int, specialist: int) -> Iterator[int]:
        """What a specialist does in a request's period and might leave, in the order of the problem."""
        asked = self.problem.requests[request]
        for other in np.flatnonzero(self.holder == specialist).tolist():
            its = self.problem.requests[other]
            if its.start < asked.end and asked.start < its.end and other not in self.pinned:
                yield other
