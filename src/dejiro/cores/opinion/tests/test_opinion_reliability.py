import numpy as np
import pytest

from dejiro.cores.opinion.analysis import Mode, analyze
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.reliability import adjusted_rand, reliability_of
from dejiro.cores.opinion.tests import oracle
from dejiro.cores.opinion.tests.conversations import conversation


def camps(*sizes: int, statements: int = 40, noise: float = 0.3) -> Votes:
    """Camps that answer alike, each vote being turned with some chance."""
    chance = np.random.default_rng(0)
    answers = chance.choice([-1, 1], size=(len(sizes), statements))
    table = np.repeat(answers, sizes, axis=0) * np.where(chance.random((sum(sizes), statements)) < noise, -1, 1)
    who, what = np.nonzero(np.ones(table.shape))
    return votes_of(who, what, table[who, what])


def test_two_clear_camps_come_out_again() -> None:
    found = reliability_of(analyze(camps(60, 60, noise=0.1), mode="reference"))

    assert (found.draw, found.reason) == (True, "")
    assert found.statements_halved > 0.9
    assert min(found.groups) > 0.9


@pytest.mark.parametrize("mode", ["reference", "model"])
def test_groups_of_pure_chance_are_not_drawn(mode: Mode) -> None:
    found = reliability_of(analyze(camps(120, noise=0.5), mode=mode))

    assert not found.draw
    assert "意見を半分ずつ" in found.reason
    assert abs(found.statements_halved) < 0.2


def test_a_group_that_half_of_the_people_do_not_show_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dejiro.cores.opinion.reliability.LEAST_STABILITY", 1.01)

    found = reliability_of(analyze(camps(40, 40, noise=0.1), mode="reference"))

    assert "参加者の半分" in found.reason


def test_the_consensus_of_a_real_conversation_comes_out_again() -> None:
    found = reliability_of(analyze(conversation("biodiversity").votes))

    assert found.people_halved > 0.8
    assert len(found.groups) == 2


@pytest.mark.parametrize("rows", [[], [(1, 1, 1)], [(1, 1, 1), (2, 1, -1)]])
def test_a_tiny_conversation_has_no_groups_to_trust(rows: list[tuple[int, int, int]]) -> None:
    votes = votes_of(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)

    assert not reliability_of(analyze(votes, mode="reference")).draw


def test_agreement_is_that_of_the_oracle() -> None:
    chance = np.random.default_rng(1)
    one, other = chance.integers(0, 3, 50), chance.integers(0, 4, 50)

    assert adjusted_rand(one, other) == pytest.approx(oracle.adjusted_rand(one, other))
    assert adjusted_rand(one, one) == 1
    assert adjusted_rand(one * 0, other * 0) == 0
