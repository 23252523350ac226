"""Which statement a participant is shown next: what tells most, without leaving any statement unheard.

The variance of an expected vote comes down when either side of it is known better. Under the fitted model a vote of i
on j takes from the columns' side n * f A⁻¹ F A⁻¹ f / (1 + f A⁻¹ f), f being (1, u_i), A the matrix of j's regression
and F the mean of f fᵀ over all people; the rows' side is its mirror image. Both are known before the vote is cast.
Source: sequential design in Bayesian linear regression, MacKay 1992 (formula of the expected reduction of variance).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.factors import RIDGE_FACTOR, RIDGE_INTERCEPT, Factors, features_of, information, person_of
from dejiro.cores.opinion.model import Votes

FLOOR: Final = 0.2
"""Share of the draws that goes to all open statements alike: none is shown less often than this over their number."""
NOVELTY: Final = 0.2
"""Share of the draws that goes by 1 / (1 + votes so far); the rest goes by information."""


@dataclass(frozen=True, eq=False)
class Routing:
    """What routing needs to know of a conversation; it holds nothing about any participant.

    Attributes:
        statements: ids, ascending.
        open: which of them may be shown.
        seen: votes so far.
        people: number of participants, at least 1.
        mean: mean vote.
        loadings: C x (1 + d), the statements of the fitted model.
        inverse: inverse of the matrix of each statement's regression, C x (1 + d) x (1 + d).
        reach: mean of f fᵀ over the participants, f being (1, factors).
    """

    statements: Whole
    open: Flags
    seen: Whole
    people: int
    mean: float
    loadings: Real
    inverse: Real
    reach: Real

    def __post_init__(self) -> None:
        number, width = self.loadings.shape
        shapes = (self.statements.shape, self.open.shape, self.seen.shape, self.inverse.shape, self.reach.shape)
        if shapes != ((number,), (number,), (number,), (number, width, width), (width, width)) or self.people < 1:
            raise ValueError(
                f"意見ごとの表の大きさがそろっていません: {shapes} → 意見{number}件、幅{width}、参加者1人以上"
            )


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement that was drawn, and the chance that it had.

    Attributes:
        statement: id.
        propensity: chance at its draw, given what was drawn before it; log it, its inverse is the weight of the vote.
    """

    statement: int
    propensity: float


def routing_of(votes: Votes, factors: Factors) -> Routing:
    """What routing needs, from a fitted model; O(votes), once for each fit."""
    features = features_of(factors.people)
    reach = np.zeros((features.shape[1], features.shape[1]))
    reach[0, 0] = 1
    if len(features):
        reach = features.T @ features / len(features)
    return Routing(
        votes.statements,
        ~votes.excluded,
        np.bincount(votes.columns, minlength=votes.shape[1]).astype(np.int64),
        max(len(features), 1),
        factors.mean,
        factors.statements,
        np.asarray(np.linalg.inv(information(votes, factors.people)), dtype=np.float64),
        reach,
    )


def with_statements(state: Routing, ids: Iterable[int]) -> Routing:
    """The same with new statements, of which nothing is known yet; ids that are there already stay as they are."""
    new = np.setdiff1d(np.fromiter(ids, dtype=np.int64), state.statements)
    width = state.loadings.shape[1]
    prior = np.diag(1 / np.array([RIDGE_INTERCEPT, *[RIDGE_FACTOR] * (width - 1)]))
    all_ids = np.concatenate([state.statements, new])
    order = np.argsort(all_ids)
    return replace(
        state,
        statements=all_ids[order],
        open=np.concatenate([state.open, np.ones(len(new), dtype=np.bool_)])[order],
        seen=np.concatenate([state.seen, np.zeros(len(new), dtype=np.int64)])[order],
        loadings=np.concatenate([state.loadings, np.zeros((len(new), width))])[order],
        inverse=np.concatenate([state.inverse, np.broadcast_to(prior, (len(new), width, width))])[order],
    )


def propensities(state: Routing, seen: Mapping[int, int | None]) -> Real:
    """The chance of each statement to be shown next; O(C d² + votes d²).

    Args:
        state: the conversation as of its last fit.
        seen: the participant's votes by statement id; None for one that was shown and not voted on.

    Returns:
        In the order of `state.statements`; 0 for what was seen or is closed, and otherwise the sum is 1.
    """
    free = state.open & ~np.isin(state.statements, np.fromiter(seen, dtype=np.int64))
    chance = np.zeros(len(free))
    places = np.flatnonzero(free)
    if len(places):
        fresh, gain = 1 / (1.0 + state.seen[places]), _gain(state, places, seen)
        informed = (1 - FLOOR - NOVELTY) * gain / gain.sum()
        chance[places] = FLOOR / len(places) + NOVELTY * fresh / fresh.sum() + informed
    return chance


def next_statements(state: Routing, seen: Mapping[int, int | None], *, seed: int, count: int = 1) -> tuple[Shown, ...]:
    """Draw the next statements for a participant, without repetition.

    Args:
        state: the conversation as of its last fit.
        seen: the participant's votes by statement id; None for one that was shown and not voted on.
        seed: of the draw, another one for each draw; the same seed draws the same statements.
        count: how many, at least 1; fewer come out where fewer are left.
    """
    chance = np.random.default_rng(seed)
    weights = propensities(state, seen)
    ids, weights = state.statements[weights > 0], weights[weights > 0]
    drawn: list[Shown] = []
    for _ in range(min(count, len(ids))):
        pull = np.cumsum(weights)
        place = int(np.searchsorted(pull[:-1], chance.random() * pull[-1], side="right"))
        drawn.append(Shown(int(ids[place]), float(weights[place] / pull[-1])))
        ids, weights = np.delete(ids, place), np.delete(weights, place)
    return tuple(drawn)


def _gain(state: Routing, places: Whole, seen: Mapping[int, int | None]) -> Real:
    """By how much a vote on each of these lowers the variance of all expected votes, in units of the noise."""
    known = {key: vote for key, vote in seen.items() if vote is not None}
    own = np.isin(state.statements, np.fromiter(known, dtype=np.int64))
    values = np.array([known[key] for key in state.statements[own].tolist()], dtype=np.float64)
    row, inverse = person_of(state.mean, state.loadings[own], values)
    person = np.concatenate([[1.0], row[1:]])
    features = features_of(state.loadings)
    across = features[state.open].T @ features[state.open]
    pulled = state.inverse[places] @ person
    column = ((pulled @ state.reach) * pulled).sum(axis=1) / (1 + pulled @ person)
    asked = features[places]
    turned = asked @ inverse
    line = ((turned @ across) * turned).sum(axis=1) / (1 + (turned * asked).sum(axis=1))
    return np.asarray(state.people * column + line)
