"""Intercepts and a low rank on the votes that were cast: v_ij = mean + b_i + c_j + u_i . w_j.

Fitted by exact alternating ridge regression. Source of the model: Wojcik et al. 2022 (arXiv:2210.15723).
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import sparse

from dejiro.cores.opinion.arrays import Index, Real
from dejiro.cores.opinion.model import Votes

RIDGE_INTERCEPT: Final = 2.0
RIDGE_FACTOR: Final = 6.0
RANKS: Final = (1, 2, 3, 4)
_SWEEPS: Final = 15
_FOLDS: Final = 3
_MOST_FOR_RANK: Final = 800
"""Participants whose votes decide about the rank; a seeded sample where there are more."""


@dataclass(frozen=True, eq=False)
class Factors:
    """A fitted model; people and statements in the order of the votes.

    Attributes:
        mean: mean vote.
        people: n x (1 + d): how much somebody agrees with whatever it is, then the factors.
        statements: C x (1 + d): how much everybody agrees with it (the bridging consensus), then the loadings.
        noise: variance of a vote about its prediction.
        spread: covariance of each row of `statements` given the people, C x (1 + d) x (1 + d).
    """

    mean: float
    people: Real
    statements: Real
    noise: float
    spread: Real

    def predict(self, rows: Index, columns: Index) -> Real:
        """Expected vote of each pair of a participant's and a statement's place."""
        people, statements = self.people[rows], self.statements[columns]
        expected: Real = self.mean + people[:, 0] + statements[:, 0] + (people[:, 1:] * statements[:, 1:]).sum(axis=1)
        return expected


@dataclass(frozen=True, eq=False)
class _Side:
    """Residuals about the mean, rows being those that are solved for; `cast` has a 1 for each vote."""

    residual: sparse.csr_array
    cast: sparse.csr_array

    def solve(self, other: Real, ridge: Real) -> tuple[Real, Real]:
        """Ridge regression of every row on the other side: solutions, and the matrices that were solved with."""
        features = features_of(other)
        blocks = blocks_of(self.cast, features) + np.diag(ridge)
        right = self.residual @ features - self.cast @ (other[:, :1] * features)
        solutions: Real = np.linalg.solve(blocks, right[:, :, None])[:, :, 0]
        return solutions, blocks


def fit(votes: Votes, rank: int, *, seed: int) -> Factors:
    """Fit with so many factors to the votes on what is not excluded; O(votes * rank^2) a sweep."""
    counted = votes.part(votes=~votes.excluded[votes.columns])
    mean, by_person, by_statement = _sides(counted)
    statements = np.zeros((votes.shape[1], rank + 1))
    statements[:, 1:] = 0.3 * np.random.default_rng(seed).standard_normal((votes.shape[1], rank))
    ridge = _ridge(rank, RIDGE_FACTOR)
    for _ in range(_SWEEPS):
        people, people_blocks = by_person.solve(statements, ridge)
        statements, blocks = by_statement.solve(people, ridge)
    rough = Factors(mean, people, statements, 1.0, _inverse(blocks))
    misses = counted.values - rough.predict(counted.rows, counted.columns)
    free = counted.count - _used(_inverse(people_blocks), ridge) - _used(rough.spread, ridge)
    noise = float((misses**2).sum()) / max(free, 1.0)
    return Factors(mean, people, statements, noise, noise * rough.spread)


def features_of(side: Real) -> Real:
    """What one side brings to the regression of the other: a 1 for the intercept, then its factors."""
    return np.column_stack([np.ones(len(side)), side[:, 1:]])


def blocks_of(cast: sparse.csr_array, features: Real) -> Real:
    """For each row of `cast`, the sum of the features' outer products over its votes: rows x (1 + d) x (1 + d)."""
    width = features.shape[1]
    products = (features[:, :, None] * features[:, None, :]).reshape(len(features), width * width)
    return np.asarray(cast @ products).reshape(-1, width, width)


def information(votes: Votes, people: Real) -> Real:
    """The matrices that the statements are solved with, the people being given; C x (1 + d) x (1 + d)."""
    counted = votes.part(votes=~votes.excluded[votes.columns])
    cast = counted.matrix(np.ones(counted.count)).T.tocsr()
    return blocks_of(cast, features_of(people)) + np.diag(_ridge(people.shape[1] - 1, RIDGE_FACTOR))


def person_of(mean: float, statements: Real, values: Real) -> tuple[Real, Real]:
    """One participant by one ridge regression, the statements being given; O(votes * d^2 + d^3).

    Args:
        mean: mean vote.
        statements: rows of `Factors.statements`, those that the participant voted on.
        values: the votes, in the same order.

    Returns:
        The participant's row of `Factors.people`, and the inverse of the matrix that it was solved with.
    """
    features = features_of(statements)
    block = features.T @ features + np.diag(_ridge(statements.shape[1] - 1, RIDGE_FACTOR))
    inverse = _inverse(block)
    return inverse @ (features.T @ (values - mean - statements[:, 0])), inverse


def people_anew(votes: Votes, factors: Factors, ridge_factor: float) -> Real:
    """The people's side solved again, the factors held back more or less."""
    _, by_person, _ = _sides(votes.part(votes=~votes.excluded[votes.columns]))
    return by_person.solve(factors.statements, _ridge(factors.people.shape[1] - 1, ridge_factor))[0]


def errors_by_rank(votes: Votes, *, seed: int) -> dict[int, float]:
    """Mean squared error on held-out votes, three folds, for each number of factors that is tried."""
    chance = np.random.default_rng(seed)
    people = votes.shape[0]
    some = np.zeros(people, dtype=np.bool_)
    some[chance.permutation(people)[:_MOST_FOR_RANK]] = True
    kept = votes.part(participants=some)
    kept = kept.part(votes=~kept.excluded[kept.columns])
    fold = chance.integers(0, _FOLDS, kept.count)
    return {
        rank: sum(_misses(kept, fold == at, rank, seed) for at in range(_FOLDS)) / max(kept.count, 1) for rank in RANKS
    }


def _misses(votes: Votes, held: np.ndarray[tuple[int], np.dtype[np.bool_]], rank: int, seed: int) -> float:
    model = fit(votes.part(votes=~held), rank, seed=seed)
    return float(((votes.values[held] - model.predict(votes.rows[held], votes.columns[held])) ** 2).sum())


def _sides(votes: Votes) -> tuple[float, _Side, _Side]:
    mean = float(votes.values.mean(dtype=np.float64)) if votes.count else 0.0
    residual = votes.matrix(votes.values - mean)
    cast = votes.matrix(np.ones(votes.count))
    return mean, _Side(residual, cast), _Side(residual.T.tocsr(), cast.T.tocsr())


def _ridge(rank: int, factor: float) -> Real:
    return np.array([RIDGE_INTERCEPT, *[factor] * rank])


def _inverse(blocks: Real) -> Real:
    return np.asarray(np.linalg.inv(blocks), dtype=np.float64)


def _used(inverse: Real, ridge: Real) -> float:
    """Degrees of freedom that one side takes: of every row, its width less what the ridge holds back."""
    held_back = float((np.diagonal(inverse, axis1=1, axis2=2) * ridge).sum())
    return float(inverse.shape[0] * inverse.shape[1]) - held_back
