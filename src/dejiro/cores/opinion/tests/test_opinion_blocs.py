import numpy as np
import pytest

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.blocs import WINDOW, Bloc, blocs_of
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.result import document
from dejiro.cores.opinion.robustness import Robustness
from dejiro.cores.opinion.tests.conversations import NAMES, conversation, with_times

BLOC = range(100_000, 100_012)


def with_bloc(votes: Votes, *, gap: int, turned: int) -> Votes:
    """Twelve more people give the same twenty answers, each with some of the answers turned, so far apart in time."""
    assert votes.times is not None
    chance = np.random.default_rng(0)
    columns = np.sort(chance.choice(votes.shape[1], 20, replace=False))
    answers = np.tile(chance.choice([-1, 1], size=20), (len(BLOC), 1))
    for row in range(len(BLOC)):
        answers[row, chance.choice(20, turned, replace=False)] *= -1
    when = int(votes.times.min()) + gap * np.arange(len(BLOC))
    return votes_of(
        np.concatenate([votes.participants[votes.rows], np.repeat(BLOC, 20)]),
        np.concatenate([votes.statements[votes.columns], np.tile(votes.statements[columns], len(BLOC))]),
        np.concatenate([votes.values, answers.ravel()]),
        np.concatenate([votes.times, when.repeat(20)]),
    )


@pytest.mark.parametrize("turned", [0, 1])
def test_a_bloc_is_found_although_its_votes_differ_a_little(turned: int) -> None:
    votes = with_bloc(with_times("biodiversity").votes, gap=60_000, turned=0)
    if turned:
        first = votes.participants[votes.rows] == BLOC[0]
        votes.values[np.flatnonzero(first)[:turned]] *= -1

    (found,) = blocs_of(votes)

    assert found.people == tuple(BLOC)
    assert (found.votes, found.bits > 12) == (20, True)
    assert (found.first, found.last) == (int(votes.times.min()), int(votes.times.min()) + 11 * 60_000)  # type: ignore[union-attr]


@pytest.mark.parametrize(("gap", "turned"), [(2 * WINDOW, 0), (60_000, 5)])
def test_who_votes_hours_apart_or_otherwise_is_no_bloc(gap: int, turned: int) -> None:
    assert blocs_of(with_bloc(with_times("biodiversity").votes, gap=gap, turned=turned)) == ()


def test_people_of_a_real_conversation_are_hardly_ever_taken_for_a_bloc() -> None:
    found = [bloc for name in NAMES for bloc in blocs_of(conversation(name).votes)]

    assert sum(len(bloc.people) for bloc in found) <= 17
    assert {bloc.first for bloc in found} == {None}


def test_a_crowd_that_agrees_with_everything_is_no_bloc() -> None:
    who, what = np.divmod(np.arange(400), 20)

    assert blocs_of(votes_of(who, what, np.ones(400, dtype=np.int64))) == ()


def test_blocs_stand_in_the_document_with_rounded_bits() -> None:
    bloc = Bloc((1, 2, 3, 4, 5), 20, None, None, 100 / 3)

    found = document(analyze(votes_of([1], [1], [1]), mode="reference"), robustness=Robustness((), (), 0, (bloc,)))

    assert found["robustness"]["blocs"] == (
        {"people": (1, 2, 3, 4, 5), "votes": 20, "first": None, "last": None, "bits": 33.3333333},
    )


def test_four_people_are_too_few_for_a_bloc() -> None:
    who, what = np.divmod(np.arange(40), 10)

    assert blocs_of(votes_of(who, what, np.tile([1, -1], 20))) == ()


def test_half_of_a_polarised_conversation_is_more_than_chance_but_needs_unlikely_votes() -> None:
    """Two camps of ten that answer fourteen statements in opposite ways: every pair shares fourteen bits."""
    who, what = np.divmod(np.arange(20 * 14), 14)

    found = blocs_of(votes_of(who, what, np.where(who < 10, 1, -1)))

    assert [bloc.people for bloc in found] == [tuple(range(10)), tuple(range(10, 20))]


def test_a_chain_that_chance_would_form_is_dropped() -> None:
    """Five of five hundred share eleven answers of a bit each: that is too likely to be told."""
    chance = np.random.default_rng(3)
    table = chance.choice([-1, 1], size=(500, 11))
    table[:5] = table[0]
    who, what = np.divmod(np.arange(500 * 11), 11)

    assert blocs_of(votes_of(who, what, table.ravel())) == ()
