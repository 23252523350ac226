"""The map of the fitted model, and how far it is about how often and how gladly people vote."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Real, Whole
from dejiro.cores.opinion.factors import Factors, errors_by_rank, fit, people_anew
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.space import Space, means, signed

INTERVAL: Final = 1.6449
"""Normal deviations on either side of a 90 % interval."""
_BLOCK: Final = 16_384
_RIDGES: Final = (0.25, 0.5, 1.0, 2.0)


@dataclass(frozen=True, slots=True)
class Leakage:
    """What of the map is not opinion; correlations by rank, 0 being best.

    Attributes:
        votes: of the distance from the centre with the number of votes.
        agree_rate: of the positions along an axis with the share of agree votes; the greater of both axes, unsigned.
    """

    votes: float
    agree_rate: float


@dataclass(frozen=True, eq=False)
class Model:
    """The fitted model as the pages show it.

    Attributes:
        factors: the fit itself.
        errors: mean squared error on held-out votes, by number of factors; empty where the number was given.
        rank: the number of factors with the least error.
        bridging: consensus per statement: what is left of its mean vote when the camps are taken out.
        low: lower end of its 90 % interval.
        high: upper end.
    """

    factors: Factors
    errors: dict[int, float]
    rank: int
    bridging: Real
    low: Real
    high: Real


def model_of(votes: Votes, *, seed: int, rank: int | None = None) -> Model:
    """Fit the model; unless it is given, the number of factors is the one that predicts held-out votes best."""
    errors = errors_by_rank(votes, seed=seed) if rank is None else {}
    rank = min(errors, key=lambda one: (errors[one], one)) if rank is None else rank
    factors = fit(votes, rank, seed=seed)
    middle = factors.mean + factors.statements[:, 0]
    reach = INTERVAL * np.sqrt(factors.spread[:, 0, 0])
    return Model(factors, errors, rank, middle, middle - reach, middle + reach)


def positions(votes: Votes, factors: Factors) -> Space:
    """The map along the principal axes of the people's factors.

    A ridge pulls in whoever voted little, and noise drives them out; the people's side is solved again with the one
    ridge of four at which distance from the centre says least about the number of votes.
    """
    tried = [_principal(people_anew(votes, factors, ridge), factors) for ridge in _RIDGES]
    people, axes = min(tried, key=lambda found: abs(correlation(np.hypot(*found[0].T), votes.cast)))
    return Space(means(votes), axes.T, people, np.where(votes.excluded, 0, np.sqrt(len(axes)))[:, None] * axes)


def leakage(votes: Votes, people: Real) -> Leakage:
    """How far positions tell the number of votes and the share of agree votes."""
    rate = _ranks(_agreed(votes) / np.maximum(votes.cast, 1))
    by_axis = max(abs(_product(_ranks(axis), rate)) for axis in people.T)
    return Leakage(correlation(np.hypot(*people.T), votes.cast), by_axis)


def _agreed(votes: Votes) -> Whole:
    """Number of agree votes of each participant, in blocks, so that nothing is as long as the votes."""
    agreed = np.zeros(votes.shape[0], dtype=np.int64)
    for first in range(0, votes.shape[0], _BLOCK):
        starts = votes.starts[first : first + _BLOCK + 1]
        upto = np.cumsum(votes.values[starts[0] : starts[-1]] > 0, dtype=np.int64)
        agreed[first : first + _BLOCK] = np.diff(np.concatenate([[0], upto])[starts - starts[0]])
    return agreed


def correlation(one: Real, other: Real | Whole) -> float:
    """Spearman's rank correlation; 0 where one side does not vary."""
    return _product(_ranks(one), _ranks(other))


def _ranks(values: Real | Whole) -> Real:
    """Ranks about their mean, equal values at the middle of theirs; scipy.stats would cost 38 MB for this alone."""
    _, place, often = np.unique(values, return_inverse=True, return_counts=True)
    middle = np.cumsum(often) - (often - 1) / 2
    ranks: Real = middle[place] - (len(values) + 1) / 2
    return ranks


def _product(one: Real, other: Real) -> float:
    size = float(np.sqrt((one**2).sum() * (other**2).sum()))
    return float(one @ other) / size if size > 0 else 0.0


def _principal(people: Real, factors: Factors) -> tuple[Real, Real]:
    """Two principal axes of U Wᵀ, U centred: positions n x 2, and unit loadings C x 2."""
    middle = people[:, 1:].sum(axis=0) / max(len(people), 1)
    left, right = people[:, 1:] - middle, factors.statements[:, 1:]
    q_left, r_left = np.linalg.qr(left)
    q_right, r_right = np.linalg.qr(right)
    u, size, v = np.linalg.svd(r_left @ r_right.T)
    size = size[: min(2, u.shape[1], v.shape[0])]
    real = size > 1e-9 * max(float(size.max(initial=0)), 1e-9)
    at, axes = np.zeros((len(left), 2)), np.zeros((len(right), 2))
    found = np.flatnonzero(real)
    at[:, found] = (q_left @ u[:, found]) * size[found]
    axes[:, found] = q_right @ v[found].T
    sign = signed(axes.T)
    return at * sign, axes * sign
