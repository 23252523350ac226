import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.clusters import base_of, clusters_of
from dejiro.cores.opinion.kmeans import kmeans, nearest
from dejiro.cores.opinion.model import votes_of
from dejiro.cores.opinion.repness import repness_of
from dejiro.cores.opinion.result import to_json
from dejiro.cores.opinion.space import in_conversation, space_of
from dejiro.cores.opinion.tallies import Tallies, tally
from dejiro.cores.opinion.tests.conversations import conversation, with_times
from dejiro.cores.opinion.tests.oracle import adjusted_rand, dense_map, full, some_votes, z_two


@pytest.mark.parametrize("width", [5, 90])
def test_the_sparse_map_is_polis_to_the_number(width: int) -> None:
    votes = votes_of(*some_votes(40, width, seed=3), rejected=[2], meta=[4])

    space = space_of(votes)

    centre, components, people = dense_map(votes)
    np.testing.assert_allclose(space.centre, centre, atol=1e-12)
    np.testing.assert_allclose(space.components, components, atol=1e-9)
    np.testing.assert_allclose(space.people, people, atol=1e-9)
    np.testing.assert_allclose(
        space.statements, (np.sqrt(width) * (1 - centre) * components).T * ~votes.excluded[:, None], atol=1e-9
    )


def test_single_precision_is_as_good_as_the_eye(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = votes_of(*some_votes(60, 90, seed=5))
    exact = space_of(votes)

    monkeypatch.setattr("dejiro.cores.opinion.space._SINGLE_FROM", 10)

    np.testing.assert_allclose(space_of(votes).people, exact.people, atol=1e-3)


def test_more_people_than_fit_in_one_block_are_counted_to_the_last() -> None:
    people = 70_000
    who, what = np.repeat(np.arange(people), 2), np.tile([4, 9], people)
    value = np.where(what == 4, 1, who % 3 - 1)
    group = np.arange(people) % 2

    counts = tally(votes_of(who, what, value), group, 2)

    for label in (0, 1):
        inside = group[who] == label
        expected = [[np.count_nonzero(inside & (what == at) & (value == vote)) for at in (4, 9)] for vote in (1, -1)]
        assert counts.agree[label].tolist() == expected[0]
        assert counts.disagree[label].tolist() == expected[1]
        assert counts.seen[label].tolist() == [people // 2] * 2


def test_in_conversation_is_who_voted_seven_times_or_one_of_the_fifteen_most_active() -> None:
    votes = votes_of(*some_votes(40, 30, seed=1, share=0.3))
    small = votes_of(np.repeat(np.arange(20), 2), np.tile([1, 2], 20), np.ones(40))
    few = votes_of([1, 1, 2], [1, 2, 1], [1, 1, 1])
    lazy = votes_of([*range(20), 3, 5], [*range(20), 1, 2], [1] * 22)

    assert np.array_equal(in_conversation(votes), votes.cast >= 7)
    assert in_conversation(small).sum() == 20
    assert in_conversation(few).tolist() == [True, True]
    assert np.flatnonzero(in_conversation(lazy)).tolist() == [*range(15)]


@pytest.mark.parametrize(
    ("name", "least_near", "least_ari"),
    [
        ("biodiversity", 0.97, 0.8),
        ("austria-5twd", 0.97, 0.8),
        ("austria-2vkx", 0.97, 0.8),
        ("uberx", 0.97, 0.8),
        ("seattle", 0.97, 0.8),
        ("austria-7z7e", 0.97, 0.8),
        ("bowling-green", 0.97, 0),
        ("affordable-housing", 0.97, 0),
    ],
)
def test_the_map_and_the_groups_agree_with_what_polis_exported(name: str, least_near: float, least_ari: float) -> None:
    export = conversation(name)
    found = analyze(export.votes, mode="reference")
    ids = export.votes.participants.tolist()
    known = np.array([at for at, one in enumerate(ids) if one in export.groups])
    given_group = np.array([export.groups[ids[at]] for at in known])
    points = found.space.people[known]

    labels, given_group = np.unique(given_group, return_inverse=True)
    centroids = np.array([points[given_group == at].mean(axis=0) for at in range(len(labels))])
    ours = found.clusters.group[known]

    assert (nearest(points, centroids) == given_group).mean() >= least_near
    assert adjusted_rand(ours[ours >= 0], given_group[ours >= 0]) >= least_ari


def test_the_counts_by_group_are_those_of_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    votes = votes_of(*some_votes(30, 8, seed=2), rejected=[1])
    group = np.arange(30) % 3 - 1
    table = full(votes)
    monkeypatch.setattr("dejiro.cores.opinion.tallies._BLOCK", 7)

    counted = tally(votes, group, 2)

    for at in (0, 1):
        assert counted.agree[at].tolist() == (table[group == at] == 1).sum(axis=0).tolist()
        assert counted.disagree[at].tolist() == (table[group == at] == -1).sum(axis=0).tolist()
        assert counted.seen[at].tolist() == (~np.isnan(table[group == at])).sum(axis=0).tolist()


def test_repness_is_the_published_formula() -> None:
    tallies = Tallies(np.array([[8, 0], [1, 9]]), np.array([[1, 0], [7, 0]]), np.array([[10, 0], [9, 9]]))

    found = repness_of(tallies).at(0, 0)

    assert (found.agrees, found.success, found.trials) == (True, 8, 10)
    assert found.p_success == pytest.approx(9 / 12)
    assert found.p_test == pytest.approx(2 * np.sqrt(11) * (9 / 11 - 0.5))
    assert found.repness == pytest.approx((9 / 12) / (2 / 11))
    assert found.repness_test == pytest.approx(z_two(8, 1, 10, 9))
    assert repness_of(tallies).at(1, 1).repness_test == z_two(9, 0, 9, 0) == 0


def test_what_stands_for_a_group_follows_the_rules_of_polis() -> None:
    found = analyze(conversation("biodiversity").votes, mode="reference")

    for chosen in found.representative:
        assert len(chosen) == 5
        assert sum(one.best_agree for one in chosen) <= 1
        assert [one.agrees for one in chosen] == sorted((one.agrees for one in chosen), reverse=True)
        assert all(one.best_agree or (one.repness_test > 1.2816 and one.p_test > 1.2816) for one in chosen)
        assert not any(found.votes.excluded[one.place] for one in chosen)


def test_an_agreement_that_stands_out_less_gives_way() -> None:
    agree = {1: (6, 1), 2: (9, 2), 3: (0, 0)}
    rows = [
        (who + 10 * group, what, 1 if who < agree[what][group] else -1)
        for group in (0, 1)
        for who in range(10)
        for what in (1, 2)
    ]
    votes = votes_of(*np.array(rows).T, statements=[3])
    groups = np.repeat([0, 1], 10)

    found = analyze(votes, mode="reference", groups=groups)

    best = [[(one.place, one.agrees) for one in chosen if one.best_agree] for chosen in found.representative]
    assert best == [[(1, True)], []]
    assert [one.place for one in found.representative[1]] == [1, 0]


def test_routing_weights_are_the_published_formula() -> None:
    votes = votes_of(*some_votes(40, 10, seed=4), meta=[9], rejected=[8])

    found = analyze(votes, mode="reference")

    a, d, s = (part.sum(axis=0) for part in (found.by_group.agree, found.by_group.disagree, found.by_group.seen))
    passed = s - a - d
    weight = (1 - (passed + 1) / (s + 2)) * (found.space.extremity + 1) * (a + 1) / (s + 2) * (1 + 8 * 2 ** (-s / 5))
    np.testing.assert_allclose(found.priority[:9], weight[:9] ** 2)
    assert found.priority[9] == 49
    assert len(set(found.priority.round(6))) == 10
    expected = np.prod((found.by_group.agree + 1) / (found.by_group.seen + 2), axis=0)
    np.testing.assert_allclose(found.consensus, expected)


def test_the_same_votes_in_another_order_give_the_same_bytes() -> None:
    rows = np.stack(some_votes(50, 12, seed=6))
    shuffled = rows[:, np.random.default_rng(1).permutation(rows.shape[1])]

    one, other = (to_json(analyze(votes_of(*table), mode="reference", seed=4)) for table in (rows, shuffled))

    assert one == other


def test_both_exports_give_the_same_map() -> None:
    wide, long = (
        json.loads(to_json(analyze(read("london").votes, mode="reference"))) for read in (conversation, with_times)
    )

    for part in ("centre", "components", "participants", "statements", "base_clusters", "k", "silhouettes"):
        assert wide[part] == long[part]


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(24)), st.permutations(range(9)))
def test_other_names_for_people_and_statements_change_nothing_else(people: list[int], statements: list[int]) -> None:
    who, what, vote = some_votes(24, 9, seed=8, share=0.95)

    one = analyze(votes_of(who, what, vote), mode="reference")
    other = analyze(votes_of(np.array(people)[who], np.array(statements)[what], vote), mode="reference")

    np.testing.assert_allclose(other.space.people[people], one.space.people, atol=1e-9)
    np.testing.assert_allclose(other.consensus[statements], one.consensus)
    assert adjusted_rand(other.clusters.group[people], one.clusters.group) == pytest.approx(1)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 29))
def test_who_is_there_twice_stands_twice_in_the_same_place_and_counts_twice(seed: int, twin: int) -> None:
    who, what, vote = some_votes(30, 12, seed=seed, share=0.95)
    own = who == twin
    rows = (np.where(own, 30, who)[own], what[own], vote[own])
    with_twin = [np.concatenate(parts) for parts in zip((who, what, vote), rows, strict=True)]

    alone, doubled = (analyze(votes_of(*rows), mode="reference") for rows in ((who, what, vote), with_twin))

    at = doubled.space.people
    np.testing.assert_allclose(at[30], at[twin], atol=1e-12)
    assert doubled.clusters.base[30] == doubled.clusters.base[twin]
    before, after = (tally(one.votes, np.zeros(size, dtype=np.int64), 1) for one, size in ((alone, 30), (doubled, 31)))
    added = np.bincount(what[own & (vote > 0)], minlength=12)
    assert (after.agree[0] - before.agree[0]).tolist() == added.tolist()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_everybody_there_twice_changes_no_place_and_stays_with_the_copy(seed: int) -> None:
    who, what, vote = some_votes(30, 12, seed=seed, share=0.95)
    rows = [np.concatenate([who, who + 30]), np.concatenate([what, what]), np.concatenate([vote, vote])]

    once, twice = (analyze(votes_of(*table), mode="reference") for table in ((who, what, vote), rows))

    np.testing.assert_allclose(twice.space.centre, once.space.centre, atol=1e-12)
    np.testing.assert_allclose(twice.space.people, np.tile(once.space.people, (2, 1)), atol=1e-6)
    assert twice.clusters.group[:30].tolist() == twice.clusters.group[30:].tolist()


@pytest.mark.parametrize(
    ("rows", "groups", "notes"),
    [
        ([], 0, ["投票がまだありません。", "グループに分けられるだけの違いがありません。"]),
        (
            [(1, 1, 1)],
            1,
            ["すべての投票が同じ答えです。立場の違いは見えません。", "グループに分けられるだけの違いがありません。"],
        ),
        (
            [(1, 1, 0), (2, 1, 0), (1, 2, 0)],
            1,
            ["すべての投票がパスです。", "グループに分けられるだけの違いがありません。"],
        ),
        ([(1, 1, 1), (2, 1, -1)], 2, []),
    ],
)
def test_a_tiny_conversation_gets_an_honest_result(
    rows: list[tuple[int, int, int]], groups: int, notes: list[str]
) -> None:
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)

    found = json.loads(to_json(analyze(votes_of(*table.T), mode="reference")))

    assert (found["k"], found["notes"]) == (groups, notes)
    assert found["counts"]["votes"] == len(rows)


def test_a_group_that_nobody_can_tell_apart_has_a_statement_or_none() -> None:
    found = analyze(votes_of([1, 2], [1, 1], [0, 0], rejected=[1]), mode="reference")

    assert found.representative == ((),)


def test_thousands_of_people_are_sampled_and_settled_in_exact_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = np.random.default_rng(0)
    points = chance.normal(size=(900, 2)) + np.repeat([[0, 0], [9, 9], [0, 9]], [500, 300, 100], axis=0)
    monkeypatch.setattr("dejiro.cores.opinion.kmeans._SAMPLE", 200)
    monkeypatch.setattr("dejiro.cores.opinion.clusters._SAMPLE", 200)

    found = clusters_of(points, np.ones(900, dtype=np.bool_), seed=0)

    assert np.bincount(found.group).tolist() == [500, 300, 100]
    assert found.sizes.sum() == 900
    assert len(base_of(points, seed=0)[1]) <= 100


def test_more_clusters_than_points_are_not_made() -> None:
    points = np.array([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])

    assert kmeans(points, np.ones(3), 3, seed=0).tolist() == [0, 0, 1]


def test_k_means_that_does_not_come_to_rest_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    points = np.random.default_rng(2).normal(size=(300, 2))
    monkeypatch.setattr("dejiro.cores.opinion.kmeans._STEPS", 1)
    monkeypatch.setattr("dejiro.cores.opinion.clusters._STEPS", 1)

    assert set(kmeans(points, np.ones(300), 4, seed=0)) == {0, 1, 2, 3}
    assert len(base_of(points, seed=0)[1]) <= 100
