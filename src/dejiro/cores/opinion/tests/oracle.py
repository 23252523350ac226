"""Polis's formulas as a reader would write them: full tables and loops."""

import numpy as np

from dejiro.cores.opinion.arrays import Real, Whole
from dejiro.cores.opinion.model import Votes


def full(votes: Votes) -> Real:
    """The full table with nan where nobody voted."""
    table = np.full(votes.shape, np.nan)
    table[votes.rows, votes.columns] = votes.values
    return table


def dense_map(votes: Votes) -> tuple[Real, Real, Real]:
    """Centre, components and projections by a full singular value decomposition of the filled table."""
    raw = full(votes)
    raw[:, votes.excluded] = 0
    seen = ~np.isnan(raw)
    centre = np.array([column[~np.isnan(column)].mean() for column in raw.T])
    filled = np.where(seen, raw, centre) - centre
    components = np.linalg.svd(filled)[2][:2]
    components = np.array([line if line[np.abs(line).argmax()] > 0 else -line for line in components])
    people = np.array(
        [
            np.sqrt(votes.shape[1] / seen[row].sum()) * (filled[row][seen[row]] @ components[:, seen[row]].T)
            for row in range(votes.shape[0])
        ]
    )
    return centre, components, people


def z_two(s1: int, s2: int, n1: int, n2: int) -> float:
    """Two-proportion test with one added to each count."""
    s1, s2, n1, n2 = s1 + 1, s2 + 1, n1 + 1, n2 + 1
    p = (s1 + s2) / (n1 + n2)
    if p in {0, 1}:
        return 0.0
    return float((s1 / n1 - s2 / n2) / np.sqrt(p * (1 - p) * (1 / n1 + 1 / n2)))


def adjusted_rand(one: Whole, other: Whole) -> float:
    """How far two partitions agree, 1 for equal ones and about 0 for unrelated ones."""
    table = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(table, (one, other), 1)

    def pairs(counts: Real) -> float:
        return float((counts * (counts - 1) / 2).sum())

    both, rows, columns = pairs(table), pairs(table.sum(axis=1)), pairs(table.sum(axis=0))
    expected = rows * columns / pairs(np.array([table.sum()]))
    return (both - expected) / ((rows + columns) / 2 - expected)


def some_votes(people: int, statements: int, *, seed: int, share: float = 0.5) -> tuple[Whole, Whole, Whole]:
    """Two camps, noise and gaps."""
    chance = np.random.default_rng(seed)
    camp = np.where(np.arange(people) % 3 == 0, 1, -1)
    pull = camp[:, None] * chance.normal(size=statements) + 0.4 * chance.normal(size=(people, statements)) + 0.2
    cast = chance.random((people, statements)) < share
    cast[:, 0] = True
    cast[0] = True
    who, what = np.nonzero(cast)
    return who, what, np.where(pull > 0.3, 1, np.where(pull < -0.3, -1, 0))[who, what]
