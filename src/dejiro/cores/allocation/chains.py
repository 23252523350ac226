"""The cheapest way to serve one more request: who changes place, and which request, if any, gives way."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from dejiro.cores.allocation.board import NOBODY, Board

_MOST_TRIALS = 2000
DEPTH = 2


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves that serve a request.

    Attributes:
        moves: request and its new specialist, by places in the problem; the request asked about first.
        displaced: requests that nobody serves any more.
        cost: volume x priority of those displaced.
    """

    moves: tuple[tuple[int, int], ...]
    displaced: tuple[int, ...]
    cost: int


class _Tried(Exception):  # noqa: N818 - no error: the trials are used up
    pass


class _Search:
    def __init__(self, board: Board, request: int) -> None:
        self.board, self.request, self.trials = board, request, 0
        self.best: Chain | None = None

    def run(self, depth: int) -> Chain | None:
        try:
            for specialist, leaving in self._openings(self.request, 2):
                self._try(specialist, leaving, depth)
                if self.best is not None and not self.best.cost:
                    break
        except _Tried:
            pass
        return self.best

    def _openings(self, request: int, most: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        """Candidates and up to `most` of their engagements without which they have room; those with none first."""
        for size in range(most + 1):
            for specialist in self.board.able(request):
                others = [other for other in self.board.in_the_way(request, specialist) if other != self.request]
                for leaving in combinations(others, size):
                    self._count()
                    for other in leaving:
                        self.board.take(other)
                    fits = self.board.fits(request, specialist)
                    for other in leaving:
                        self.board.put(other, specialist)
                    if fits:
                        yield specialist, leaving

    def _count(self) -> None:
        self.trials += 1
        if self.trials > _MOST_TRIALS:
            raise _Tried

    def _try(self, specialist: int, leaving: tuple[int, ...], depth: int) -> None:
        before = self.board.holder.copy()
        try:
            for other in leaving:
                self.board.take(other)
            self.board.put(self.request, specialist)
            displaced = [other for other in leaving if not self._replaced(other, depth - 1)]
            self._note(before.tolist(), displaced)
        finally:
            self._restore(before.tolist())

    def _replaced(self, request: int, depth: int) -> bool:
        """Whether the request, which nobody serves now, finds a place; others may move for it, but none is dropped."""
        somebody = self.board.somebody(request)
        if somebody != NOBODY:
            self.board.put(request, somebody)
            return True
        if depth <= 0:
            return False
        for specialist, leaving in list(self._openings(request, 1)):
            before = self.board.holder.tolist()
            for other in leaving:
                self.board.take(other)
            self.board.put(request, specialist)
            if all(self._replaced(other, depth - 1) for other in leaving):
                return True
            self._restore(before)
        return False

    def _note(self, before: list[int], displaced: list[int]) -> None:
        requests = self.board.problem.requests
        cost = sum(requests[other].volume * requests[other].priority for other in displaced)
        after = self.board.holder.tolist()
        moved = [(at, now) for at, (was, now) in enumerate(zip(before, after, strict=True)) if now not in {was, NOBODY}]
        moved.sort(key=lambda move: move[0] != self.request)
        if self.best is None or (cost, len(moved)) < (self.best.cost, len(self.best.moves)):
            self.best = Chain(tuple(moved), tuple(displaced), cost)

    def _restore(self, before: list[int]) -> None:
        changed = [at for at, now in enumerate(self.board.holder.tolist()) if now != before[at]]
        for at in changed:
            if self.board.holder[at] != NOBODY:
                self.board.take(at)
        for at in changed:
            if before[at] != NOBODY:
                self.board.put(at, before[at])


def cheapest_chain(board: Board, request: int, *, depth: int = DEPTH) -> Chain | None:
    """The cheapest way found to serve a request that nobody serves; the board is left as it was.

    For each candidate up to two engagements are taken away, and found another place along chains of at most `depth`
    moves; at most 2,000 trials. None when no such way was found: there may still be one.

    Args:
        board: the plan.
        request: its place in the problem.
        depth: longest chain.
    """
    return _Search(board, request).run(depth)
