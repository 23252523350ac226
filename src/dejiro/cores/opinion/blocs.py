"""Participants whose votes are as good as the same and came within an hour: to be looked at, no proof of anything.

Candidates come from locality-sensitive hashing, and every candidate pair is compared exactly; nobody is compared with
everybody. Source: min-wise hashing in bands, Broder 1997 and Indyk and Motwani 1998.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.special import gammaln

from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.model import Votes

LIKENESS: Final = 0.9
"""Jaccard index of two people's answers (a statement and the vote on it) from which they are as good as the same."""
WINDOW: Final = 3_600_000
"""Milliseconds between the first votes of two."""
FEWEST: Final = 5
_FEWEST_VOTES: Final = 8
_FEWEST_BITS: Final = 10.0
"""Equal answers that one in a thousand would share by chance are no news."""
_SURE: Final = float(np.log2(100))
"""A bloc is told when fewer than one in a hundred conversations would hold one like it by chance."""
_BANDS: Final = 8
_ROWS: Final = 4
_NEIGHBOURS: Final = 16
_BLOCK: Final = 100_000


@dataclass(frozen=True, slots=True)
class Bloc:
    """People who voted as good as the same.

    Attributes:
        people: ids, ascending.
        votes: fewest votes of one of them.
        first: milliseconds of the first vote of the first of them; None where times are not known.
        last: of the first vote of the last of them.
        bits: how unlikely the likeliest of its pairs is, were every vote drawn by the shares of all; in bits.
    """

    people: tuple[int, ...]
    votes: int
    first: int | None
    last: int | None
    bits: float


def blocs_of(votes: Votes) -> tuple[Bloc, ...]:
    """Blocs of at least five people, the largest first; without times the window is left out.

    Seeded by itself, so that the same votes give the same blocs. O(votes) for each of 32 hashes; a participant is
    compared with at most 16 neighbours in time in each of 8 bands.
    """
    active = votes.part(participants=votes.cast >= _FEWEST_VOTES)
    if active.shape[0] < FEWEST:
        return ()
    start = np.zeros(active.shape[0], dtype=np.int64)
    if active.times is not None:
        start = np.minimum.reduceat(active.times, active.starts[:-1])
    token = active.columns.astype(np.int64) * 3 + active.values + 1
    one, other = _candidates(active, token, start)
    like, bits = _like(active, token, one, other)
    return _gathered(active, start, (one[like], other[like], bits[like]))


def _candidates(votes: Votes, token: Whole, start: Whole) -> tuple[Whole, Whole]:
    """Pairs that fall in one bucket of some band and stand close to each other there in time."""
    chance = np.random.default_rng(0)
    found = []
    for _ in range(_BANDS):
        key = np.zeros(votes.shape[0], dtype=np.uint64)
        for _ in range(_ROWS):
            order = chance.permutation(3 * votes.shape[1]).astype(np.int32)
            least = np.minimum.reduceat(order[token], votes.starts[:-1])
            key = key * np.uint64(1_000_003) + least.astype(np.uint64)
        by_time = np.lexsort((start, key))
        for step in range(1, min(_NEIGHBOURS, len(key) - 1) + 1):
            one, other = by_time[:-step], by_time[step:]
            near = (key[one] == key[other]) & (start[other] - start[one] <= WINDOW)
            found.append(np.stack([np.minimum(one, other)[near], np.maximum(one, other)[near]]))
    pairs = np.unique(np.concatenate(found, axis=1), axis=1)
    return pairs[0], pairs[1]


def _like(votes: Votes, token: Whole, one: Whole, other: Whole) -> tuple[Flags, Real]:
    """Which pairs are as good as the same, and the bits of what they share."""
    width = 3 * votes.shape[1]
    shares = (np.bincount(token, minlength=width) + 1) / (np.bincount(token // 3, minlength=width // 3) + 3).repeat(3)
    table = sparse.csr_array((np.ones(len(token)), token, votes.starts), shape=(votes.shape[0], width))
    equal, bits = np.zeros(len(one)), np.zeros(len(one))
    for first in range(0, len(one), _BLOCK):
        part = slice(first, first + _BLOCK)
        shared = table[one[part]].multiply(table[other[part]]).tocsr()
        equal[part], bits[part] = shared.sum(axis=1), shared @ -np.log2(shares)
    together = votes.cast[one] + votes.cast[other] - equal
    return (equal >= LIKENESS * together) & (equal >= _FEWEST_VOTES) & (bits >= _FEWEST_BITS), bits


def _gathered(votes: Votes, start: Whole, pairs: tuple[Whole, Whole, Real]) -> tuple[Bloc, ...]:
    """Chains of like pairs that are too long and too unlikely for chance."""
    one, other, bits = pairs
    people = votes.shape[0]
    links = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(people, people))
    label = connected_components(links, directed=False)[1]
    size = np.bincount(label)
    weakest = np.full(len(size), np.inf)
    np.minimum.at(weakest, label[one], bits)
    found = []
    for bloc in np.flatnonzero(size >= FEWEST).tolist():
        members = np.flatnonzero(label == bloc)
        if (size[bloc] - 1) * weakest[bloc] - _ways(people, int(size[bloc])) >= _SURE:
            ids = tuple(votes.participants[members].tolist())
            first, last = (
                (None, None) if votes.times is None else (int(start[members].min()), int(start[members].max()))
            )
            found.append(Bloc(ids, int(votes.cast[members].min()), first, last, float(weakest[bloc])))
    return tuple(sorted(found, key=lambda each: (-len(each.people), each.people)))


def _ways(people: int, size: int) -> float:
    """Bits of the number of ways to take so many of the people."""
    return float((gammaln(people + 1) - gammaln(size + 1) - gammaln(people - size + 1)) / np.log(2))
