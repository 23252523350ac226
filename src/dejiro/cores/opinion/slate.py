"""A few statements in which every large enough group of like-minded people finds itself.

Source: Brill and Peters 2023 (arXiv:2302.01989): EJR+ and the greedy justified candidate rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from dejiro.cores.opinion.arrays import Whole


@dataclass(frozen=True, slots=True)
class Claim:
    """Why a statement outside the slate need not be in it.

    Attributes:
        statement: id.
        short: for 1, 2, … k: how many who approve of it have fewer than so many approved statements in the slate.
    """

    statement: int
    short: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Slate:
    """Chosen statements, and the counts that prove that they represent everybody.

    For no statement outside and no number l are there l/k of the people who approve of it and have fewer than l
    approved statements inside (EJR+; with l = 1 justified representation).

    Attributes:
        people: number of ballots.
        size: k, the number that was asked for.
        statements: ids, in the order in which they were taken.
        owed: how many of them, from the front, the rule demands; the others fill up.
        claims: one for each approved statement outside, by id.
    """

    people: int
    size: int
    statements: tuple[int, ...]
    owed: int
    claims: tuple[Claim, ...]


def choose(ballots: Sequence[Sequence[int]], size: int) -> Slate:
    """Take statements while one is owed to its approvers; then fill up with what most of the least served approve of.

    Args:
        ballots: ids that each participant approves of.
        size: how many statements, at least 1; fewer come out where fewer are approved by anybody.

    >>> choose([(1, 2), (1, 2), (1,), (3,), (3,), (4,)], 2).statements
    (1, 3)
    """
    ids, table = _table(ballots)
    held = np.zeros(len(ballots), dtype=np.int64)
    taken: list[int] = []
    for level in range(size, 0, -1):
        while (place := _owed(table, held, taken, level, size)) is not None:
            _take(table, held, taken, place)
    owed = len(taken)
    while len(taken) < min(size, len(ids)):
        served = table.T @ (1.0 / (1 + held))
        served[taken] = -1
        _take(table, held, taken, int(served.argmax()))
    short = np.array(
        [np.rint(table.T @ (held < level).astype(np.float64)) for level in range(1, size + 1)], dtype=np.int64
    )
    outside = sorted(set(range(len(ids))) - set(taken))
    claims = tuple(Claim(int(ids[place]), tuple(short[:, place].tolist())) for place in outside)
    return Slate(len(ballots), size, tuple(ids[taken].tolist()), owed, claims)


def _table(ballots: Sequence[Sequence[int]]) -> tuple[Whole, sparse.csr_array]:
    lengths = [len(set(ballot)) for ballot in ballots]
    flat = np.array([one for ballot in ballots for one in sorted(set(ballot))], dtype=np.int64)
    ids, columns = np.unique(flat, return_inverse=True)
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return ids, sparse.csr_array((np.ones(len(flat)), columns, starts), shape=(len(ballots), len(ids)))


def _owed(table: sparse.csr_array, held: Whole, taken: list[int], level: int, size: int) -> int | None:
    """The statement with most approvers who have fewer than `level`, if they are level/size of all people."""
    counts = table.T @ (held < level).astype(np.float64)
    counts[taken] = -1
    if not len(counts):
        return None
    best = int(counts.argmax())
    return best if counts[best] > 0 and counts[best] * size >= level * len(held) else None


def _take(table: sparse.csr_array, held: Whole, taken: list[int], place: int) -> None:
    taken.append(place)
    chosen = np.zeros(table.shape[1])
    chosen[place] = 1
    held += np.rint(table @ chosen).astype(np.int64)
