"""How far a map can be trusted: does it come out again from half of the statements, and from half of the people?

Source: adjusted Rand index, Hubert and Arabie 1985; stability of a cluster by its Jaccard index, Hennig 2007.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np

from dejiro.cores.opinion.analysis import Analysis
from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.clusters import group_people
from dejiro.cores.opinion.factors import fit
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.positions import correlation, positions
from dejiro.cores.opinion.space import means, space_of

LEAST_AGREEMENT: Final = 0.40
"""Split-half agreement below which no groups are drawn."""
LEAST_STABILITY: Final = 0.60
"""Stability of a group below which no groups are drawn; below it a cluster is not to be trusted (Hennig)."""
_SPLITS: Final = 3
_SAMPLES: Final = 10
_FEWEST: Final = 5
"""Votes that somebody, or a statement, needs in each half."""


@dataclass(frozen=True, slots=True)
class Reliability:
    """What comes out again.

    Attributes:
        statements_halved: adjusted Rand index of the groups from two halves of the statements, mean of three splits.
        people_halved: rank correlation of the statements' consensus in two halves of the people, mean of three splits.
        groups: for each group, the mean Jaccard index with its like in a random half of the people, ten times.
        draw: whether the groups may be drawn.
        reason: why not, in a sentence; empty if they may.
    """

    statements_halved: float
    people_halved: float
    groups: tuple[float, ...]
    draw: bool
    reason: str


def reliability_of(analysis: Analysis) -> Reliability:
    """Repeat the analysis on halves; as many fits as 26 conversations of half the size."""
    chance = np.random.default_rng(analysis.seed)
    halved = _mean([_groups_again(analysis, chance) for _ in range(_SPLITS)])
    ranked = _mean([_consensus_again(analysis, chance) for _ in range(_SPLITS)])
    stable = np.array([_stability(analysis, chance) for _ in range(_SAMPLES)]).mean(axis=0)
    reason = _reason(analysis.clusters.number, halved, stable)
    return Reliability(halved, ranked, tuple(stable.tolist()), not reason, reason)


def adjusted_rand(one: Whole, other: Whole) -> float:
    """How far two groupings agree: 1 for equal ones, about 0 for unrelated ones and for what has only one group."""
    if not len(one):
        return 0.0
    table = np.zeros((int(one.max()) + 1, int(other.max()) + 1))
    np.add.at(table, (one, other), 1)
    both, rows, columns = (_pairs(counts) for counts in (table, table.sum(axis=1), table.sum(axis=0)))
    expected = rows * columns / max(_pairs(np.array([len(one)])), 1)
    most = (rows + columns) / 2
    return (both - expected) / (most - expected) if most > expected else 0.0


def _pairs(counts: Real | Whole) -> float:
    return float((counts * (counts - 1) / 2).sum())


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def _people(analysis: Analysis, votes: Votes) -> Real:
    """Positions in the map of other votes, made the same way."""
    if analysis.model is None:
        return space_of(votes).people
    return positions(votes, fit(votes, analysis.model.rank, seed=analysis.seed)).people


def _halves(number: int, chance: np.random.Generator) -> Iterator[Flags]:
    first = chance.permutation(number) < number // 2
    yield first
    yield ~first


def _groups_again(analysis: Analysis, chance: np.random.Generator) -> float:
    votes, usable = analysis.votes, ~analysis.votes.excluded
    halves = [votes.part(votes=(half & usable)[votes.columns]) for half in _halves(votes.shape[1], chance)]
    both = analysis.inside & (np.minimum(halves[0].cast, halves[1].cast) >= _FEWEST)
    number = analysis.clusters.number
    first, second = (group_people(_people(analysis, half)[both], number, seed=analysis.seed) for half in halves)
    return adjusted_rand(first, second)


def _consensus_again(analysis: Analysis, chance: np.random.Generator) -> float:
    votes = analysis.votes
    halves = [votes.part(participants=half) for half in _halves(votes.shape[0], chance)]
    counts = [np.bincount(half.columns, minlength=votes.shape[1]) for half in halves]
    both = (np.minimum(*counts) >= _FEWEST) & ~votes.excluded
    first, second = (_consensus(analysis, half)[both] for half in halves)
    return correlation(first, second)


def _consensus(analysis: Analysis, votes: Votes) -> Real:
    if analysis.model is None:
        return means(votes)
    return fit(votes, analysis.model.rank, seed=analysis.seed).statements[:, 0]


def _stability(analysis: Analysis, chance: np.random.Generator) -> Real:
    """For each group, the Jaccard index with the group most like it among a random half of the people."""
    half = next(_halves(analysis.votes.shape[0], chance))
    there = half & analysis.inside
    people = _people(analysis, analysis.votes.part(participants=half))[analysis.inside[half]]
    again = group_people(people, analysis.clusters.number, seed=analysis.seed)
    before = analysis.clusters.group[there]
    return np.array([_likeness(before == one, again) for one in range(analysis.clusters.number)])


def _likeness(members: Flags, again: Whole) -> float:
    """The greatest Jaccard index of a group with any of the others."""
    shares = [(members & (again == one)).sum() / (members | (again == one)).sum() for one in np.unique(again)]
    return float(max(shares, default=0.0))


def _reason(number: int, halved: float, stable: Real) -> str:
    if number <= 1:
        return "グループに分けられるだけの違いがありません。"
    if halved < LEAST_AGREEMENT:
        return (
            f"意見を半分ずつに分けて計算すると、グループの一致度が{halved:.2f}しかありません"
            f"（目安は{LEAST_AGREEMENT:.2f}以上）。"
        )
    if float(stable.min()) < LEAST_STABILITY:
        return (
            f"参加者の半分で計算し直すと、再現する割合が{stable.min():.2f}しかないグループがあります"
            f"（目安は{LEAST_STABILITY:.2f}以上）。"
        )
    return ""
