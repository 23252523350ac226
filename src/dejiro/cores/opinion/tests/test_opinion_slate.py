from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.check import check
from dejiro.cores.opinion.factors import fit
from dejiro.cores.opinion.model import votes_of
from dejiro.cores.opinion.slate import Claim, Slate, choose
from dejiro.cores.opinion.space import in_conversation
from dejiro.cores.opinion.tests.conversations import conversation
from dejiro.cores.opinion.tests.oracle import some_votes

BALLOTS = st.lists(st.lists(st.integers(0, 5), max_size=4), min_size=1, max_size=7)
CAMPS = [(1, 2, 3, 4)] * 6 + [(7, 8)] * 3
RIGHT = choose(CAMPS, 3)


def left_out(ballots: list[list[int]], chosen: set[int], size: int) -> bool:
    """Whether any set of people who agree on l statements, and are l/k of all, has nobody with l statements inside."""
    approved = [set(ballot) for ballot in ballots]
    for number in range(1, len(approved) + 1):
        for group in combinations(approved, number):
            common = len(set.intersection(*group))
            for level in range(1, min(common, size) + 1):
                if number * size >= level * len(approved) and all(len(one & chosen) < level for one in group):
                    return True
    return False


@given(BALLOTS, st.integers(1, 4))
def test_no_group_of_like_minded_people_is_left_out(ballots: list[list[int]], size: int) -> None:
    slate = choose(ballots, size)

    assert not left_out(ballots, set(slate.statements), size)
    assert check(ballots, slate) == ()
    assert slate.owed <= len(slate.statements) <= size


@given(BALLOTS, st.integers(1, 4), st.data())
def test_the_checker_accepts_another_slate_only_if_it_represents_everybody(
    ballots: list[list[int]], size: int, data: st.DataObject
) -> None:
    slate = choose(ballots, size)
    known = sorted({one for ballot in ballots for one in ballot})
    other = tuple(data.draw(st.permutations(known)))[: len(slate.statements)]
    approved = [set(ballot) for ballot in ballots]
    claims = tuple(
        Claim(
            one,
            tuple(
                sum(one in ballot and len(ballot & set(other)) < level for ballot in approved)
                for level in range(1, size + 1)
            ),
        )
        for one in known
        if one not in other
    )

    if check(ballots, replace(slate, statements=other, claims=claims)) == ():
        assert not left_out(ballots, set(other), size)


def test_the_larger_camp_does_not_take_everything() -> None:
    assert sorted(RIGHT.statements) == [1, 2, 7]


def test_what_is_not_owed_fills_up() -> None:
    slate = choose([(1,), (2,), (3,), (), (), (), ()], 2)

    assert (slate.statements, slate.owed, slate.claims) == ((1, 2), 0, (Claim(3, (1, 1)),))


def test_without_an_approval_there_is_no_slate() -> None:
    assert (choose([(), ()], 3).statements, choose([], 3).statements) == ((), ())
    assert check([], choose([], 3)) == ()


@pytest.mark.parametrize(
    ("wrong", "complaint"),
    [
        (replace(RIGHT, people=8), "人数が違います: 8 → 9"),
        (replace(RIGHT, statements=(1, 2, 2)), "意見の数が違います: 3 → 重複なく3"),
        (replace(RIGHT, statements=(1, 2, 99)), "だれも賛成していない意見が入っています → 賛成のある意見だけ"),
        (replace(RIGHT, statements=(1, 2, 3)), "意見7に賛成する3人には1件が足りません → この意見を入れます"),
        (replace(RIGHT, claims=()), "意見3の数え方が違います: None → (0, 0, 6)"),
    ],
)
def test_a_false_slate_is_found_out(wrong: Slate, complaint: str) -> None:
    assert complaint in check(CAMPS, wrong)


def test_who_did_not_vote_approves_of_what_the_model_expects() -> None:
    who, what, vote = some_votes(60, 14, seed=3, share=0.7)
    votes = votes_of(who, what, vote, rejected=[5])
    factors = fit(votes, 2, seed=0)
    inside = votes.cast > 8

    ballots = approvals(votes, inside, factors)

    assert len(ballots) == inside.sum()
    for row, ballot in zip(np.flatnonzero(inside), ballots, strict=True):
        cast = {int(w): int(v) for p, w, v in zip(who, what, vote, strict=True) if p == row}
        for statement in range(14):
            expected = factors.predict(np.array([row], dtype=np.int32), np.array([statement], dtype=np.int32))[0] > 0.5
            approves = cast[statement] > 0 if statement in cast else expected
            assert (statement in ballot) == (approves and statement != 5)


def test_the_slate_of_a_real_conversation_passes_its_check() -> None:
    votes = conversation("uberx").votes
    ballots = approvals(votes, in_conversation(votes), fit(votes, 2, seed=0))

    slate = choose(ballots, 7)

    assert (len(ballots), len(slate.statements)) == (1218, 7)
    assert check(ballots, slate) == ()
