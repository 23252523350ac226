"""What would change without those who carry the result, without any one day, and without any cohort.

Source: dropping the few whose influence adds up most, Broderick, Giordano and Meager 2020 (arXiv:2011.14999).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from dejiro.cores.opinion.analysis import Analysis, analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.arrays import Flags, Index, Real, Whole
from dejiro.cores.opinion.blocs import Bloc, blocs_of
from dejiro.cores.opinion.factors import Factors, features_of, fit
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.positions import Model
from dejiro.cores.opinion.reliability import adjusted_rand
from dejiro.cores.opinion.slate import Slate, choose

INFLUENTIAL: Final = 0.05
"""Share of the participants that is left out for its influence."""
LISTED: Final = 10
FEWEST_SEEN: Final = 5
_MOST_DAYS: Final = 30
_LEAST_OF_DAY: Final = 0.01
_DAY: Final = 86_400_000
_JST: Final = 9 * 3_600_000

Kind = Literal["influential", "day", "cohort"]


@dataclass(frozen=True, slots=True)
class Without:
    """What is different when a part of the votes is left out.

    Attributes:
        kind: those with most influence, a day, or a cohort.
        label: the day (JST, ISO), the cohort's name; empty for the influential.
        people: participants whose votes are left out, all or some.
        votes: votes left out.
        consensus_lost: statements that leave the consensus list.
        consensus_gained: statements that enter it.
        groups: number of groups then.
        rand: adjusted Rand index of the groups before and after, over those who are in both.
        slate_lost: statements that leave the representative slate.
        slate_gained: statements that enter it.
    """

    kind: Kind
    label: str
    people: int
    votes: int
    consensus_lost: tuple[int, ...]
    consensus_gained: tuple[int, ...]
    groups: int
    rand: float
    slate_lost: tuple[int, ...]
    slate_gained: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Robustness:
    """How far the result hangs on a few.

    Attributes:
        consensus: the consensus list with everybody: at most ten ids, the clearest first.
        without: what changes, part by part.
        days_passed_over: days that were not tried: below 1 % of the votes, or not among the thirty with most.
        blocs: people whose votes are as good as the same.
    """

    consensus: tuple[int, ...]
    without: tuple[Without, ...]
    days_passed_over: int
    blocs: tuple[Bloc, ...]


@dataclass(frozen=True, slots=True)
class _Left:
    """Part of the votes to leave out; `kept` has a flag per vote."""

    kind: Kind
    label: str
    kept: Flags


def robustness_of(
    analysis: Analysis, factors: Factors, slate: Slate, cohorts: Mapping[int, str] | None = None
) -> Robustness:
    """Analyse anew without each part; one fit for each.

    Args:
        analysis: of all votes.
        factors: the fit that the slate's approvals were read from; its number of factors is kept.
        slate: of all votes.
        cohorts: name of the cohort of each participant, by id; who has none is in none.
    """
    days, passed_over = _days(analysis.votes)
    parts = [*_influential(analysis), *days, *_cohorts(analysis.votes, cohorts or {})]
    rank = factors.people.shape[1] - 1
    changes = tuple(_without(analysis, part, rank, slate) for part in parts)
    return Robustness(consensus_list(analysis), changes, passed_over, blocs_of(analysis.votes))


def consensus_list(analysis: Analysis) -> tuple[int, ...]:
    """At most ten statements that bridge the camps most, seen by five people or more; the clearest first.

    By the model's bridging consensus; in reference mode by group-aware consensus.
    """
    return tuple(analysis.votes.statements[_ranked(analysis)[:LISTED]].tolist())


def influence(analysis: Analysis) -> Real:
    """What each participant does for the consensus list as it is.

    By how much the mean consensus of the list, less that of the next ten statements, would fall without them; to first
    order: for the model the influence of a row in a ridge regression, in reference mode the derivative of the logarithm
    of group-aware consensus. In the order of the participants.
    """
    votes, ranked = analysis.votes, _ranked(analysis)
    weight = np.zeros(votes.shape[1])
    for part, sign in ((ranked[:LISTED], 1), (ranked[LISTED : 2 * LISTED], -1)):
        weight[part] = sign / max(len(part), 1)
    used = weight[votes.columns] != 0
    rows, columns = votes.rows[used], votes.columns[used]
    values = votes.values[used].astype(np.float64)
    if analysis.model is not None:
        pull = _pull_on_model(analysis.model, rows, columns, values)
    else:
        group = analysis.clusters.group[rows]
        counts = analysis.by_group
        share = (values > 0) / (counts.agree[group, columns] + 1) - 1 / (counts.seen[group, columns] + 2)
        pull = np.where(group >= 0, share, 0.0)
    return np.bincount(rows, weights=pull * weight[columns], minlength=votes.shape[0]).astype(np.float64)


def _pull_on_model(model: Model, rows: Index, columns: Index, values: Real) -> Real:
    factors = model.factors
    missed = values - factors.predict(rows, columns)
    return np.asarray((factors.spread[columns, 0] * features_of(factors.people[rows])).sum(axis=1) * missed)


def _ranked(analysis: Analysis) -> Whole:
    """Places of statements by consensus, the clearest first."""
    value = analysis.consensus if analysis.model is None else analysis.model.bridging
    usable = np.flatnonzero((analysis.everybody.seen[0] >= FEWEST_SEEN) & ~analysis.votes.excluded)
    return usable[np.argsort(-value[usable], kind="stable")]


def _influential(analysis: Analysis) -> Iterator[_Left]:
    votes = analysis.votes
    number = int(INFLUENTIAL * votes.shape[0])
    if number:
        out = np.zeros(votes.shape[0], dtype=np.bool_)
        out[np.argsort(-influence(analysis), kind="stable")[:number]] = True
        yield _Left("influential", "", ~out[votes.rows])


def _days(votes: Votes) -> tuple[list[_Left], int]:
    """The days with most votes, in order of time, and how many were passed over."""
    if votes.times is None:
        return [], 0
    day = (votes.times + _JST) // _DAY
    found, number = np.unique(day, return_counts=True)
    busy = found[np.argsort(-number, kind="stable")][:_MOST_DAYS]
    tried = [each for each in sorted(busy.tolist()) if number[found == each][0] >= _LEAST_OF_DAY * votes.count]
    return [_Left("day", str(np.datetime64(each, "D")), day != each) for each in tried], len(found) - len(tried)


def _cohorts(votes: Votes, cohorts: Mapping[int, str]) -> Iterator[_Left]:
    names = np.array([cohorts.get(one, "") for one in votes.participants.tolist()])
    for name in sorted({*names.tolist()} - {""}):
        yield _Left("cohort", str(name), (names != name)[votes.rows])


def _without(analysis: Analysis, left: _Left, rank: int, slate: Slate) -> Without:
    votes = analysis.votes.part(votes=left.kept)
    votes = votes.part(participants=votes.cast > 0)
    again = analyze(votes, mode=analysis.mode, seed=analysis.seed, rank=rank)
    factors = fit(votes, rank, seed=analysis.seed) if again.model is None else again.model.factors
    chosen = choose(approvals(votes, again.inside, factors), slate.size).statements
    return Without(
        left.kind,
        left.label,
        len(np.unique(analysis.votes.rows[~left.kept])),
        int(np.count_nonzero(~left.kept)),
        *_moved(consensus_list(analysis), consensus_list(again)),
        again.clusters.number,
        _agreement(analysis, again),
        *_moved(slate.statements, chosen),
    )


def _moved(before: Sequence[int], after: Sequence[int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What is lost and what is gained, by id."""
    return tuple(sorted(set(before) - set(after))), tuple(sorted(set(after) - set(before)))


def _agreement(analysis: Analysis, again: Analysis) -> float:
    before = analysis.clusters.group[np.searchsorted(analysis.votes.participants, again.votes.participants)]
    both = (before >= 0) & (again.clusters.group >= 0)
    return adjusted_rand(before[both], again.clusters.group[both])
