import dataclasses
from collections import Counter

import numpy as np
import pytest

from dejiro.cores.opinion.factors import Factors, fit, information
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.routing import (
    FLOOR,
    Routing,
    Shown,
    next_statements,
    propensities,
    routing_of,
    with_statements,
)
from dejiro.cores.opinion.tests.oracle import some_votes

PEOPLE, STATEMENTS = 60, 12
DRAWS = 2_000


@pytest.fixture(scope="module")
def votes() -> Votes:
    who, what, value = some_votes(PEOPLE, STATEMENTS, seed=0)
    kept = (what != 5) | (who % 8 == 0)
    return votes_of(who[kept], what[kept], value[kept], rejected=[3], meta=[4])


@pytest.fixture(scope="module")
def factors(votes: Votes) -> Factors:
    return fit(votes, 2, seed=0)


@pytest.fixture(scope="module")
def state(votes: Votes, factors: Factors) -> Routing:
    return routing_of(votes, factors)


@pytest.fixture(scope="module")
def drawn(state: Routing) -> list[Shown]:
    return [next_statements(state, {0: 1}, seed=seed)[0] for seed in range(DRAWS)]


def chances(state: Routing, seen: dict[int, int | None]) -> dict[int, float]:
    return dict(zip(state.statements.tolist(), propensities(state, seen).tolist(), strict=True))


def test_what_was_seen_or_taken_out_is_not_shown(state: Routing) -> None:
    shown = next_statements(state, {0: 1, 1: None}, seed=1, count=50)

    assert {one.statement for one in shown} == set(range(2, STATEMENTS)) - {3, 4}
    assert len(shown) == STATEMENTS - 4


def test_chances_sum_to_one_and_none_is_below_the_floor(state: Routing) -> None:
    found = chances(state, {0: 1, 1: -1})
    open_ones = [key for key, chance in found.items() if chance > 0]

    assert sum(found.values()) == pytest.approx(1)
    assert len(open_ones) == STATEMENTS - 4
    assert min(found[key] for key in open_ones) > FLOOR / len(open_ones)


def test_what_few_have_heard_comes_far_more_often_than_by_chance(state: Routing) -> None:
    found = chances(state, {0: 1})

    assert max(found, key=found.__getitem__) == 5
    assert found[5] > 2 / (STATEMENTS - 3)
    assert len({round(chance, 6) for chance in found.values() if chance}) > 5


def test_what_is_shown_is_shown_as_often_as_it_says(state: Routing, drawn: list[Shown]) -> None:
    times = Counter(one.statement for one in drawn)

    for key, chance in chances(state, {0: 1}).items():
        assert times[key] / DRAWS == pytest.approx(chance, abs=4 * (chance * (1 - chance) / DRAWS) ** 0.5)


def test_a_shown_statement_carries_its_chance_given_those_before_it(state: Routing) -> None:
    first, second = next_statements(state, {0: 1}, seed=7, count=2)
    expected = chances(state, {0: 1})

    assert first.propensity == pytest.approx(expected[first.statement])
    assert second.propensity == pytest.approx(expected[second.statement] / (1 - first.propensity))


def test_votes_weighted_by_their_chances_give_the_mean_of_all_statements(state: Routing, drawn: list[Shown]) -> None:
    """Horvitz and Thompson: what routing prefers does not bias the estimate."""
    plain = sum(one.statement for one in drawn) / DRAWS
    weighted = sum(one.statement / one.propensity for one in drawn) / DRAWS / (STATEMENTS - 3)
    true = np.mean([key for key, chance in chances(state, {0: 1}).items() if chance])

    assert weighted == pytest.approx(true, rel=0.05)
    assert abs(plain - true) > 3 * abs(weighted - true)


def test_the_same_seed_shows_the_same(state: Routing) -> None:
    assert next_statements(state, {0: 1}, seed=3, count=4) == next_statements(state, {0: 1}, seed=3, count=4)
    assert len({next_statements(state, {0: 1}, seed=seed, count=3) for seed in range(20)}) > 10


def test_when_all_is_seen_nothing_is_shown(state: Routing) -> None:
    assert next_statements(state, dict.fromkeys(range(STATEMENTS)), seed=0) == ()


def test_information_is_the_fall_of_the_variance_of_all_expected_votes(
    votes: Votes, factors: Factors, state: Routing, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against the definition: invert the matrices with and without the vote, and add up the variances."""
    monkeypatch.setattr("dejiro.cores.opinion.routing.FLOOR", 0)
    monkeypatch.setattr("dejiro.cores.opinion.routing.NOVELTY", 0)
    seen = {0: 1, 1: -1}
    ridge = np.diag([2.0, 6, 6])
    sides = [np.column_stack([np.ones(len(part)), part[:, 1:]]) for part in (factors.people, factors.statements)]
    people, statements = sides
    own = statements[[0, 1]]
    precision = own.T @ own + ridge
    rest = np.array([seen[at] - factors.mean - factors.statements[at, 0] for at in (0, 1)])
    person = np.array([1, *np.linalg.solve(precision, own.T @ rest)[1:]])
    heard = statements[~votes.excluded]

    def fall(block: np.ndarray, row: np.ndarray, over: np.ndarray) -> float:
        before, after = np.linalg.inv(block), np.linalg.inv(block + np.outer(row, row))
        return float(np.einsum("ia,ab,ib->", over, before - after, over))

    blocks = information(votes, factors.people)
    gain = {
        int(at): fall(blocks[at], person, people) + fall(precision, statements[at], heard)
        for at in np.flatnonzero(~votes.excluded)
        if at not in seen
    }

    found = chances(state, dict(seen))

    assert {key: found[key] for key in gain} == pytest.approx(
        {key: one / sum(gain.values()) for key, one in gain.items()}
    )


def test_a_new_statement_joins_with_nothing_known_about_it(state: Routing) -> None:
    longer = with_statements(state, [0, 99, -1])

    assert longer.statements.tolist() == [-1, *range(STATEMENTS), 99]
    found = chances(longer, {0: 1, 99: 1})
    assert found[-1] == max(found.values())
    assert found[99] == 0
    np.testing.assert_array_equal(with_statements(longer, [99]).inverse, longer.inverse)


def test_a_conversation_without_votes_shows_all_alike() -> None:
    empty = votes_of([], [], [], statements=[4, 5, 6, 7])
    state = routing_of(empty, fit(empty, 2, seed=0))

    assert chances(state, {}) == pytest.approx(dict.fromkeys((4, 5, 6, 7), 0.25))
    assert next_statements(state, {}, seed=0, count=1) == (Shown(6, 0.25),)


def test_tables_of_different_sizes_are_refused(state: Routing) -> None:
    with pytest.raises(ValueError, match="そろっていません"):
        dataclasses.replace(state, seen=state.seen[:3])
    with pytest.raises(ValueError, match="参加者1人以上"):
        dataclasses.replace(state, people=0)
