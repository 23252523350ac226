import dataclasses

import numpy as np
import pytest

from dejiro.cores.opinion.analysis import Analysis, Mode, analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.arrays import Flags
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.positions import model_of
from dejiro.cores.opinion.robustness import LISTED, Robustness, consensus_list, influence, robustness_of
from dejiro.cores.opinion.slate import choose
from dejiro.cores.opinion.tests.conversations import conversation
from dejiro.cores.opinion.tests.oracle import some_votes


def robust(votes: Votes, mode: Mode = "model", cohorts: dict[int, str] | None = None) -> Robustness:
    analysis = analyze(votes, mode=mode)
    factors = (analysis.model or model_of(votes, seed=0)).factors
    return robustness_of(analysis, factors, choose(approvals(votes, analysis.inside, factors), 5), cohorts)


def camps(people: int = 80, statements: int = 30) -> Votes:
    return votes_of(*some_votes(people, statements, seed=1))


def gap(analysis: Analysis, list_before: tuple[int, ...], next_before: tuple[int, ...]) -> float:
    """Mean consensus of a list of ids less that of the next ones."""
    value = np.log(analysis.consensus) if analysis.model is None else analysis.model.bridging
    place = {key: at for at, key in enumerate(analysis.votes.statements.tolist())}
    first, second = (np.mean([value[place[key]] for key in ids]) for ids in (list_before, next_before))
    return float(first - second)


@pytest.mark.parametrize("mode", ["model", "reference"])
def test_influence_foretells_how_far_the_list_falls_without_somebody(mode: Mode) -> None:
    votes = camps()
    whole = analyze(votes, mode=mode, rank=2)
    own = influence(whole)
    ranked = np.argsort(-(whole.consensus if whole.model is None else whole.model.bridging), kind="stable")
    lists = [tuple(votes.statements[ranked[part]].tolist()) for part in (slice(LISTED), slice(LISTED, 2 * LISTED))]
    assert lists[0] == consensus_list(whole)

    def falls(out: Flags) -> float:
        groups = whole.clusters.group[~out]
        again = analyze(votes.part(participants=~out), mode=mode, rank=2, groups=groups)
        return gap(whole, *lists) - gap(again, *lists)

    one_out = np.eye(votes.shape[0], dtype=np.bool_)
    some = np.argsort(own)[[0, 1, 2, 20, 40, 60, -3, -2, -1]]
    fallen = [falls(one_out[at]) for at in some]

    assert np.corrcoef(own[some], fallen)[0, 1] > 0.95
    assert np.sign(fallen[0]) == np.sign(own[some[0]]) == -1
    assert fallen[-1] > 0


def test_the_influential_change_more_than_as_many_others() -> None:
    votes = conversation("biodiversity").votes
    chance = np.random.default_rng(0).permutation(votes.shape[0])[: int(0.05 * votes.shape[0])]
    cohorts = {int(votes.participants[at]): "偶然" for at in chance}

    found = robust(votes, cohorts=cohorts).without
    influential, others = found[0], found[-1]

    assert (influential.kind, others.kind, others.label) == ("influential", "cohort", "偶然")
    assert influential.people == others.people == 26
    assert len(influential.consensus_lost) > len(others.consensus_lost)
    assert len(influential.consensus_lost) == len(influential.consensus_gained)
    assert 0.8 < influential.rand < 1


def test_days_are_those_of_japan_and_empty_ones_are_passed_over() -> None:
    votes = camps()
    midnight = 1_600_000_000_000 // 86_400_000 * 86_400_000
    times = np.full(votes.count, midnight + 14 * 3_600_000)
    times[: votes.count // 2] += 2 * 3_600_000
    times[0] += 5 * 86_400_000

    found = robust(dataclasses.replace(votes, times=times), mode="reference")

    days = [one for one in found.without if one.kind == "day"]
    assert [one.label for one in days] == ["2020-09-13", "2020-09-14"]
    assert sum(one.votes for one in days) == votes.count - 1
    assert found.days_passed_over == 1


def test_the_same_result_comes_without_who_says_nothing() -> None:
    votes = camps()
    found = robust(votes, cohorts={999: "だれもいない", 0: ""})

    assert [one.kind for one in found.without] == ["influential"]


def test_what_is_left_out_is_counted() -> None:
    votes = camps()
    found = robust(votes, mode="reference", cohorts=dict.fromkeys(range(40), "前半"))

    cohort = found.without[-1]
    assert (cohort.people, cohort.votes) == (40, int(votes.cast[:40].sum()))
    assert cohort.groups >= 2


@pytest.mark.parametrize("mode", ["model", "reference"])
def test_a_conversation_of_one_is_left_as_it_is(mode: Mode) -> None:
    found = robust(votes_of([1, 1], [1, 2], [1, -1]), mode=mode, cohorts={1: "ひとり"})

    assert found.consensus == ()
    assert [(one.people, one.groups, one.rand) for one in found.without] == [(1, 0, 0.0)]
    assert found.blocs == ()
