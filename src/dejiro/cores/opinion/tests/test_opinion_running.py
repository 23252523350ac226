import numpy as np
import pytest

from dejiro.cores.opinion.analysis import Analysis, Mode, analyze
from dejiro.cores.opinion.arrays import Real, Whole
from dejiro.cores.opinion.factors import RIDGE_FACTOR, fit, people_anew, person_of
from dejiro.cores.opinion.faults import VotesError
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.running import Running, cast, start
from dejiro.cores.opinion.tests.conversations import conversation
from dejiro.cores.opinion.tests.oracle import some_votes

STATEMENTS = 14
NEW = [(3, 5, -1), (3, 6, 1), (999, 5, 1), (999, 2, 0), (4, 13, 1), (6, 12, -1), (6, 11, 1), (3, 5, 1), (7, 0, 1)]


def rows() -> tuple[Whole, Whole, Whole, Whole]:
    """Sixty people; nobody has voted on 12 and 13 yet; a vote every second."""
    who, what, value = some_votes(60, STATEMENTS, seed=2)
    kept = (what < 12) & ~((who == 3) & np.isin(what, [5, 6])) & ~((who == 6) & (what == 11))
    return who[kept], what[kept], value[kept], np.random.default_rng(0).permutation(int(kept.sum()))


def before(*, timed: bool) -> Votes:
    who, what, value, time = rows()
    return votes_of(who, what, value, time if timed else None, rejected=[7], meta=[8], statements=range(STATEMENTS))


def after(*, timed: bool) -> Votes:
    who, what, value, time = rows()
    new = np.array(NEW).T
    return votes_of(
        np.concatenate([who, new[0]]),
        np.concatenate([what, new[1]]),
        np.concatenate([value, new[2]]),
        np.concatenate([time, len(time) + np.arange(len(NEW))]) if timed else None,
        rejected=[7],
        meta=[8],
        statements=range(STATEMENTS),
    )


def ran(mode: Mode, *, timed: bool = True) -> Running:
    votes = before(timed=timed)
    known = {
        (int(votes.participants[row]), int(votes.statements[column])): int(value)
        for row, column, value in zip(votes.rows, votes.columns, votes.values, strict=True)
    }
    running = start(analyze(votes, mode=mode, rank=2))
    for who, what, value in NEW:
        running = cast(running, who, what, value, known.get((who, what)))
        known[who, what] = value
    return running


def full(running: Running, *, timed: bool = True) -> Analysis:
    """A full pass with the groups of the last one."""
    votes, old = after(timed=timed), running.analysis
    groups = dict(zip(old.votes.participants.tolist(), old.clusters.group.tolist(), strict=True))
    group = np.array([groups.get(one, -1) for one in votes.participants.tolist()])
    return analyze(votes, mode="reference", groups=group)


@pytest.mark.parametrize("timed", [True, False])
def test_counts_and_what_follows_from_them_are_those_of_a_full_pass(timed: bool) -> None:  # noqa: FBT001
    running = ran("reference", timed=timed)
    whole = full(running, timed=timed)

    for name in ("agree", "disagree", "seen"):
        np.testing.assert_array_equal(getattr(running.everybody, name), getattr(whole.everybody, name))
        np.testing.assert_array_equal(getattr(running.by_group, name), getattr(whole.by_group, name))
    assert running.representative() == whole.representative
    assert (running.agreed(), running.disagreed()) == (whole.agreed, whole.disagreed)
    np.testing.assert_array_equal(running.consensus(), whole.consensus)
    np.testing.assert_array_equal(running.order.first, whole.votes.first)
    assert running.new == len(NEW)


def test_routing_weights_are_those_of_a_full_pass_at_the_last_extremity() -> None:
    running = ran("reference")
    stretched = (running.analysis.space.extremity + 1) / (full(running).space.extremity + 1)

    np.testing.assert_allclose(
        np.delete(running.priority(), 8), np.delete(full(running).priority * stretched**2, 8), rtol=1e-12
    )
    assert running.priority()[8] == 49


def solved(votes: Votes, mean: float, people: Real, place: int) -> Real:
    """A statement's row by its normal equations, the people being given."""
    cast_here = votes.columns == place
    row = people[votes.rows[cast_here]]
    features = np.column_stack([np.ones(len(row)), row[:, 1:]])
    rest = votes.values[cast_here] - mean - row[:, 0]
    return np.asarray(np.linalg.solve(features.T @ features + np.diag([2.0, 6, 6]), features.T @ rest))


def test_rows_of_statements_are_those_of_a_full_solve_with_the_people_given() -> None:
    running = ran("model")
    assert running.analysis.model is not None
    assert running.statements is not None
    factors, votes = running.analysis.model.factors, after(timed=True)
    people = np.zeros((votes.shape[0], 3))
    people[np.searchsorted(votes.participants, running.analysis.votes.participants)] = factors.people

    for place in set(range(STATEMENTS)) - {7, 8}:
        np.testing.assert_allclose(running.statements[place], solved(votes, factors.mean, people, place), atol=1e-10)
    bridging = running.bridging()
    assert bridging is not None
    assert bridging[5] == pytest.approx(factors.mean + running.statements[5, 0])


def test_a_vote_on_what_was_taken_out_moves_no_row() -> None:
    running = start(analyze(before(timed=True), rank=2))

    moved = cast(running, 3, 7, 1, 1)

    assert moved.statements is running.statements
    np.testing.assert_array_equal(moved.everybody.seen, running.everybody.seen)


def test_a_person_by_one_solve_is_that_of_the_full_solve() -> None:
    votes = conversation("biodiversity").votes
    factors = fit(votes, 2, seed=0)
    whole = people_anew(votes, factors, RIDGE_FACTOR)

    for row in (0, 17, 400):
        own = slice(int(votes.starts[row]), int(votes.starts[row + 1]))
        used = ~votes.excluded[votes.columns[own]]
        places = votes.columns[own][used]
        found, _ = person_of(factors.mean, factors.statements[places], votes.values[own][used].astype(np.float64))
        np.testing.assert_allclose(found, whole[row], atol=1e-10)


def test_a_full_pass_is_due_after_one_vote_in_a_hundred_or_when_a_statement_moves() -> None:
    votes = conversation("biodiversity").votes
    running = start(analyze(votes, mode="reference"))
    assert not running.due()
    for at in range(votes.count // 100 + 1):
        running = cast(running, 10**6 + at, int(votes.statements[0]), 1)
    assert running.due()

    modelled = start(analyze(votes, rank=1))
    rare = int(votes.statements[np.flatnonzero(~votes.excluded)[0]])
    assert not modelled.due()
    for at in range(60):
        modelled = cast(modelled, 10**6 + at, rare, -1)
    assert modelled.new < votes.count / 100
    assert modelled.due()


def test_what_is_no_vote_or_no_statement_is_refused() -> None:
    running = start(analyze(before(timed=True), mode="reference"))

    with pytest.raises(VotesError, match="vote: 投票の値ではありません: 2"):
        cast(running, 1, 1, 2)
    with pytest.raises(VotesError, match="before: 投票の値ではありません: 3"):
        cast(running, 1, 1, 1, 3)
    with pytest.raises(VotesError, match="前回の計算にない意見です: 77"):
        cast(running, 1, 77, 1)
