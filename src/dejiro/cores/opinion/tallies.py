"""Votes counted by group, and what follows from the counts alone.

Source: Polis math (formulas only), steps 10, 13 and 14 of docs/explain/opinion.md.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from dejiro.cores.opinion.arrays import Real, Whole
from dejiro.cores.opinion.model import Votes

SIGNIFICANT: Final = 1.2816
"""One-sided 90 % point of the normal distribution, as in Polis."""
META_PRIORITY: Final = 49.0
_BITS: Final = 16
_BLOCK: Final = 2**_BITS - 1
"""Participants per block; three counts of so many fit side by side in the 53 bits of a float."""
_PACKED: Final = np.array([2.0**_BITS, 2.0 ** (2 * _BITS), 1.0])
"""What a disagreeing vote, a pass and an agreeing vote add; so one sparse product counts all three."""
_SHOWN: Final = 5


@dataclass(frozen=True, eq=False)
class Tallies:
    """Counts, one row per group and one column per statement; every vote counts, also on what was excluded.

    Attributes:
        agree: number of agree votes.
        disagree: number of disagree votes.
        seen: number of votes, passes included.
    """

    agree: Whole
    disagree: Whole
    seen: Whole

    def total(self) -> "Tallies":
        """All groups in one."""
        return Tallies(*(part.sum(axis=0, keepdims=True) for part in (self.agree, self.disagree, self.seen)))

    def first(self, number: int) -> "Tallies":
        """The first so many groups."""
        return Tallies(self.agree[:number], self.disagree[:number], self.seen[:number])

    def rest(self) -> "Tallies":
        """For each group, all others in one."""
        return Tallies(
            *(part.sum(axis=0, keepdims=True) - part for part in (self.agree, self.disagree, self.seen)),
        )


def tally(votes: Votes, group: Whole, number: int) -> Tallies:
    """Count by group; participants of group -1 are left out."""
    counted = np.zeros((3, number, votes.shape[1]), dtype=np.int64)
    for first in range(0, votes.shape[0], _BLOCK):
        last = min(first + _BLOCK, votes.shape[0])
        entries = slice(int(votes.starts[first]), int(votes.starts[last]))
        member = (group[first:last, None] == np.arange(number)).astype(np.float64)
        block = sparse.csr_array(
            (
                _PACKED[votes.values[entries] + 1],
                votes.columns[entries],
                (votes.starts[first : last + 1] - votes.starts[first]).astype(votes.columns.dtype),
            ),
            shape=(last - first, votes.shape[1]),
        )
        packed = (block.T @ member).T.astype(np.int64)
        for place in range(3):
            counted[place] += packed >> place * _BITS & _BLOCK
    agree, disagree, passed = counted
    return Tallies(agree, disagree, agree + disagree + passed)


def share(part: Whole, seen: Whole) -> Real:
    """(part + 1) / (seen + 2)."""
    shares: Real = (part + 1) / (seen + 2)
    return shares


def proportion_test(part: Whole, seen: Whole) -> Real:
    """The z of a proportion against one half, one added to both counts."""
    number = seen + 1
    z: Real = 2 * np.sqrt(number) * ((part + 1) / number - 0.5)
    return z


def group_aware_consensus(tallies: Tallies) -> Real:
    """The product over the groups of the share that agrees."""
    product: Real = share(tallies.agree, tallies.seen).prod(axis=0)
    return product


def priorities(tallies: Tallies, extremity: Real, votes: Votes) -> Real:
    """Polis's weight of each statement in routing."""
    total = tallies.total()
    agree, seen = total.agree[0], total.seen[0]
    passed = seen - agree - total.disagree[0]
    importance = (1 - share(passed, seen)) * (extremity + 1) * share(agree, seen)
    weight: Real = (importance * (1 + 8 * 2.0 ** (-seen / 5))) ** 2
    return np.where(votes.meta, META_PRIORITY, weight)


def agreed_by_all(part: Whole, seen: Whole, votes: Votes) -> tuple[int, ...]:
    """Places of at most five statements that most of all participants share, the clearest first."""
    p, z = share(part, seen), proportion_test(part, seen)
    clear = np.flatnonzero((p > 0.5) & (z > SIGNIFICANT) & ~votes.excluded)  # noqa: PLR2004 - a majority
    order = np.lexsort((votes.first[clear], -(p * z)[clear]))
    return tuple(clear[order[:_SHOWN]].tolist())
