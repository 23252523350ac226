"""Which statement somebody sees next: drawn by the core, from what the last computation left behind.

Before there is a computed result, every statement has the same chance.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np

from dejiro.cores.opinion.factors import Factors
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.routing import Routing, next_statements, routing_of, with_statements

Json = Any
SEEDS = 2**32


@dataclass(frozen=True)
class Offer:
    """A statement that is shown, by number, and the chance with which it was drawn."""

    number: int
    propensity: float


def routing_state(votes: Votes, factors: Factors) -> Json:
    """Return what routing needs to know of a conversation, to be stored; it holds nothing about any participant."""
    state = routing_of(votes, factors)
    return {
        "statements": state.statements.tolist(),
        "open": state.open.tolist(),
        "seen": state.seen.tolist(),
        "people": state.people,
        "mean": state.mean,
        "loadings": state.loadings.tolist(),
        "inverse": state.inverse.tolist(),
        "reach": state.reach.tolist(),
    }


def choose(left: Sequence[int], own: Mapping[int, int], stored: Json | None, chance: Random) -> Offer | None:
    """Return what to show next; None when nothing is left.

    Args:
        left: numbers of the statements on which the person may vote and has not.
        own: the person's votes by number.
        stored: what `routing_state` left behind; None before the first result.
        chance: source of randomness.
    """
    if not left:
        return None
    if stored is None:
        return Offer(chance.choice(left), 1 / len(left))
    state = with_statements(_loaded(stored), left)
    closed = {number: None for number in state.statements.tolist() if number not in {*left, *own}}
    drawn = next_statements(state, {**closed, **own}, seed=chance.randrange(SEEDS))
    return Offer(drawn[0].statement, drawn[0].propensity) if drawn else None


def _loaded(stored: Json) -> Routing:
    return Routing(
        np.array(stored["statements"], dtype=np.int64),
        np.array(stored["open"], dtype=np.bool_),
        np.array(stored["seen"], dtype=np.int64),
        stored["people"],
        stored["mean"],
        np.array(stored["loadings"], dtype=np.float64),
        np.array(stored["inverse"], dtype=np.float64),
        np.array(stored["reach"], dtype=np.float64),
    )
