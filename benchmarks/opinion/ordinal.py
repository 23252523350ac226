"""Does an ordinal likelihood predict votes better than the squares that model mode is fitted by?

    python benchmarks/opinion/ordinal.py

The same model (two intercepts, low rank, ridge) is fitted to the three answers by a cumulative logit: disagree, pass
and agree are parts of one scale, cut at two thresholds. Each sweep replaces the votes by the working answers of the
logit under a constant bound of its curvature and solves the same two ridge regressions. Printed is the area under the
curve on held-out agree and disagree votes, five folds, for each conversation; ridges for the logit are tried on a grid
and the best one by the mean over all is taken, which favours the logit.
"""

from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Flags, Real
from dejiro.cores.opinion.factors import _Side, errors_by_rank, fit
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.tests.conversations import NAMES
from dejiro.cores.opinion.tests.test_opinion_model_mode import area, usable

CURVATURE: Final = 0.25
SWEEPS: Final = 30
RIDGES: Final = ((0.3, 1.0), (0.5, 3.0), (0.5, 6.0), (1.0, 6.0), (1.0, 12.0))
"""Of the intercepts and of the factors, in units of the logit's log-likelihood."""


def ordinal(votes: Votes, rank: int, ridge: tuple[float, float]) -> tuple[Real, Real]:
    """Rows of people and of statements, intercept first, fitted by the cumulative logit."""
    holding = np.array([ridge[0], *[ridge[1]] * rank]) / CURVATURE
    statements = np.zeros((votes.shape[1], rank + 1))
    statements[:, 1:] = 0.3 * np.random.default_rng(0).standard_normal((votes.shape[1], rank))
    people = np.zeros((votes.shape[0], rank + 1))
    cast = votes.matrix(np.ones(votes.count))
    turned = cast.T.tocsr()
    cuts = thresholds(votes)
    for _ in range(SWEEPS):
        people, _blocks = side(votes, cast, people, statements, cuts, turn=False).solve(statements, holding)
        statements, _blocks = side(votes, turned, people, statements, cuts, turn=True).solve(people, holding)
        cuts += shift(votes, people, statements, cuts)
    return people, statements


def thresholds(votes: Votes) -> Real:
    """Where the scale is cut when nothing is known but how often each answer is given."""
    below = np.array([(votes.values < 0).mean(), (votes.values <= 0).mean()]).clip(1e-3, 1 - 1e-3)
    cuts: Real = np.log(below / (1 - below)) + np.array([0.0, 1e-3])
    return cuts


def side(votes: Votes, cast: object, people: Real, statements: Real, cuts: Real, *, turn: bool) -> _Side:
    """The working answers: where the score stands, moved by its slope over the bound of the curvature."""
    score = score_of(votes, people, statements)
    working = votes.matrix(score + slope(votes, score, cuts) / CURVATURE)
    return _Side(working.T.tocsr() if turn else working, cast)  # type: ignore[arg-type]


def score_of(votes: Votes, people: Real, statements: Real) -> Real:
    one, other = people[votes.rows], statements[votes.columns]
    score: Real = one[:, 0] + other[:, 0] + (one[:, 1:] * other[:, 1:]).sum(axis=1)
    return score


def bounds(votes: Votes, score: Real, cuts: Real) -> tuple[Real, Real]:
    """The chances of an answer below, and of an answer up to, what was given."""
    low, high = 1 / (1 + np.exp(score - cuts[0])), 1 / (1 + np.exp(score - cuts[1]))
    return np.select([votes.values < 0, votes.values == 0], [0.0, low], high), np.select(
        [votes.values < 0, votes.values == 0], [low, high], 1.0
    )


def slope(votes: Votes, score: Real, cuts: Real) -> Real:
    """Of the log-likelihood by the score: F(lower) + F(upper) - 1."""
    lower, upper = bounds(votes, score, cuts)
    return lower + upper - 1


def shift(votes: Votes, people: Real, statements: Real, cuts: Real) -> Real:
    """One bounded step of the two thresholds up the log-likelihood."""
    score = score_of(votes, people, statements)
    lower, upper = bounds(votes, score, cuts)
    inside = np.maximum(upper - lower, 1e-9)
    at_upper, at_lower = upper * (1 - upper) / inside, -lower * (1 - lower) / inside
    low = np.where(votes.values < 0, at_upper, np.where(votes.values == 0, at_lower, 0.0)).mean()
    high = np.where(votes.values == 0, at_upper, np.where(votes.values > 0, at_lower, 0.0)).mean()
    return np.array([low, high])


def areas(votes: Votes, fold: Flags, rank: int) -> list[float]:
    """Of the squares, then of the logit under each ridge, on the agree and disagree votes of a fold."""
    training, asked = votes.part(votes=~fold), fold & (votes.values != 0)
    rows, columns, agrees = votes.rows[asked], votes.columns[asked], votes.values[asked] > 0
    found = [area(fit(training, rank, seed=0).predict(rows, columns), agrees)]
    for ridge in RIDGES:
        people, statements = ordinal(training, rank, ridge)
        score = people[rows, 0] + statements[columns, 0] + (people[rows, 1:] * statements[columns, 1:]).sum(axis=1)
        found.append(area(score, agrees))
    return found


def main() -> None:
    print("areas: squares, then the logit at " + ", ".join(f"{one}/{other}" for one, other in RIDGES))
    table = []
    for name in NAMES:
        votes = usable(name)
        fold = np.random.default_rng(0).integers(0, 5, votes.count)
        errors = errors_by_rank(votes.part(votes=fold != 0), seed=0)
        rank = min(errors, key=errors.__getitem__)
        table.append(np.mean([areas(votes, fold == at, rank) for at in range(5)], axis=0))
        print(f"{name:<22} rank {rank}   " + "  ".join(f"{one:.4f}" for one in table[-1]), flush=True)
    mean = np.mean(table, axis=0)
    best = 1 + int(mean[1:].argmax())
    print(f"{'mean':<31}" + "  ".join(f"{one:.4f}" for one in mean))
    better = sum(row[best] > row[0] for row in table)
    print(f"the logit at its best ridge: {mean[best] - mean[0]:+.4f} in the mean, better on {better} of {len(table)}")


if __name__ == "__main__":
    main()
