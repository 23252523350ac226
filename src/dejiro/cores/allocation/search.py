"""Parts of a large programme that are worth solving by themselves: a kernel of good columns, then neighbourhoods."""

from dataclasses import dataclass, field

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.programme import Programme

_BEST_PER_REQUEST = 6
_FIRST_COLUMNS, _LEAST_SHARE, _MOST_SHARE = 800, 0.02, 0.6
_LARGER, _SMALLER = 1.1, 0.75
_NEAR_ZERO = 1e-6


@dataclass
class Search:
    """Chooses what to free next.

    Args:
        programme: the whole.
        specialist: (n,) the specialist of each column; -1 for columns that belong to none.
        request: (n,) the request of each column; -1 for columns that belong to none.
        random: the only source of chance.
    """

    programme: Programme
    specialist: Whole
    request: Whole
    random: np.random.Generator
    share: float = field(init=False)
    people: Whole = field(init=False)

    def __post_init__(self) -> None:
        self.people = np.unique(self.specialist[self.specialist >= 0])
        self.share = min(_MOST_SHARE, max(_LEAST_SHARE, _FIRST_COLUMNS / len(self.specialist)))

    def kernel(self, relaxed: Real, prices: Real, best: Real) -> Flags:
        """The columns of the relaxed solution, of the best plan, and the best few by reduced gain of every request."""
        reduced = self.programme.gain - self.programme.rows.T @ prices
        order = np.lexsort((-reduced, self.request))
        owner = self.request[order]
        place = np.arange(len(order)) - np.searchsorted(owner, owner)
        free = (relaxed > _NEAR_ZERO) | (best > 0) | ~self.programme.whole
        free[order[(place < _BEST_PER_REQUEST) & (owner >= 0)]] = True
        return free

    def neighbourhood(self) -> Flags:
        """All columns of a random specialist and of some of those who share most requests with that one."""
        count = min(len(self.people), max(2, round(self.share * len(self.people))))
        free: Flags = np.isin(self.specialist, self._related(count)) | ~self.programme.whole
        return free

    def _related(self, count: int) -> Whole:
        first = self.random.choice(self.people)
        requests = np.unique(self.request[self.specialist == first])
        shared = self.specialist[np.isin(self.request, requests) & (self.specialist >= 0)]
        weight = np.bincount(shared, minlength=int(self.people.max()) + 1)[self.people]
        noisy = weight * self.random.uniform(0.5, 1.5, len(weight))
        return self.people[np.argsort(-noisy, kind="stable")[:count]]

    def learn(self, *, solved: bool) -> None:
        """Free more next time when the last part was solved to its end, otherwise less."""
        factor = _LARGER if solved else _SMALLER
        self.share = min(_MOST_SHARE, max(_LEAST_SHARE, self.share * factor))
