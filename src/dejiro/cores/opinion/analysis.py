"""One conversation, analysed."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.clusters import Clusters, clusters_of
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.positions import Leakage, Model, leakage, model_of, positions
from dejiro.cores.opinion.repness import Representative, repness_of, representatives
from dejiro.cores.opinion.space import Space, in_conversation, space_of
from dejiro.cores.opinion.tallies import Tallies, agreed_by_all, group_aware_consensus, priorities, tally

Mode = Literal["reference", "model"]


@dataclass(frozen=True, eq=False)
class Analysis:
    """What the votes say.

    Attributes:
        inside: who takes part in the grouping.
        everybody: counts over all participants, one row.
        by_group: counts over the members of each group.
        representative: for each group, at most five statements.
        agreed: places of statements that most of all participants agree with; the clearest first.
        disagreed: the same for disagreeing.
        consensus: group-aware consensus per statement.
        priority: Polis's routing weight per statement.
        leakage: how far the map is about something else than opinion.
        model: the fitted model; None in reference mode.
        notes: what a reader of the figures must know, in sentences.
    """

    mode: Mode
    seed: int
    votes: Votes
    space: Space
    inside: Flags
    clusters: Clusters
    everybody: Tallies
    by_group: Tallies
    representative: tuple[tuple[Representative, ...], ...]
    agreed: tuple[int, ...]
    disagreed: tuple[int, ...]
    consensus: Real
    priority: Real
    leakage: Leakage
    model: Model | None
    notes: tuple[str, ...]


def analyze(
    votes: Votes, *, mode: Mode = "model", seed: int = 0, groups: Whole | None = None, rank: int | None = None
) -> Analysis:
    """Analyse one conversation.

    Args:
        votes: the last vote of everybody on everything.
        mode: ``model`` fits intercepts and factors to the votes that were cast; ``reference`` is Polis's pipeline
            to the number. Agree is +1 in both.
        seed: of k-means and of the fit; the same votes and seed give the same result to the byte.
        groups: group per participant (-1 for none) where it is settled elsewhere; otherwise it is found.
        rank: number of factors of the model where it is settled elsewhere; otherwise it is found.

    >>> from dejiro.cores.opinion.model import votes_of
    >>> found = analyze(votes_of([1, 1, 2, 2, 3, 3], [7, 8, 7, 8, 7, 8], [1, 1, 1, 0, -1, 1]), mode="reference")
    >>> found.everybody.agree.tolist(), found.clusters.number
    ([[2, 2]], 2)
    """
    inside = in_conversation(votes) if groups is None else groups >= 0
    model = model_of(votes, seed=seed, rank=rank) if mode == "model" else None
    space = space_of(votes) if model is None else positions(votes, model.factors)
    clusters = clusters_of(space.people, inside, seed=seed, group=groups)
    counts = tally(votes, np.where(clusters.group < 0, clusters.number, clusters.group), clusters.number + 1)
    everybody, by_group = counts.total(), counts.first(clusters.number)
    return Analysis(
        mode,
        seed,
        votes,
        space,
        inside,
        clusters,
        everybody,
        by_group,
        representatives(repness_of(by_group), votes),
        agreed_by_all(everybody.agree[0], everybody.seen[0], votes),
        agreed_by_all(everybody.disagree[0], everybody.seen[0], votes),
        group_aware_consensus(by_group),
        priorities(by_group, space.extremity, votes),
        leakage(votes, space.people),
        model,
        tuple(_notes(votes, clusters)),
    )


def _notes(votes: Votes, clusters: Clusters) -> list[str]:
    """What is special about a conversation that is too small or too uniform for a map."""
    notes = []
    if not votes.count:
        notes.append("投票がまだありません。")
    elif not np.any(votes.values):
        notes.append("すべての投票がパスです。")
    elif len(votes.values) and votes.values.min() == votes.values.max():
        notes.append("すべての投票が同じ答えです。立場の違いは見えません。")
    if clusters.number <= 1:
        notes.append("グループに分けられるだけの違いがありません。")
    return notes
