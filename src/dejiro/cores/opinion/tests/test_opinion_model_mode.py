import json

import numpy as np
import pytest
from scipy.stats import rankdata, spearmanr

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.arrays import Flags, Real
from dejiro.cores.opinion.factors import errors_by_rank, fit
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.positions import correlation, leakage, model_of, positions
from dejiro.cores.opinion.result import to_json
from dejiro.cores.opinion.space import space_of
from dejiro.cores.opinion.tests.conversations import NAMES, conversation
from dejiro.cores.opinion.tests.oracle import some_votes


def area(score: Real, agrees: Flags) -> float:
    """The area under the curve: how often an agree vote has the higher score."""
    n, m = int(agrees.sum()), int((~agrees).sum())
    return float((rankdata(score)[agrees].sum() - n * (n + 1) / 2) / (n * m))


def usable(name: str) -> Votes:
    """Participants with seven votes or more, statements that were not rejected and have five."""
    votes = conversation(name).votes
    votes = votes.part(votes=~votes.excluded[votes.columns])
    votes = votes.part(votes=np.bincount(votes.columns, minlength=votes.shape[1])[votes.columns] >= 5)
    return votes.part(participants=votes.cast >= 7)


def held_out(votes: Votes, fold: Flags, rank: int) -> tuple[float, float]:
    """Areas of the model and of Polis's map on the agree and disagree votes of a fold."""
    training, asked = votes.part(votes=~fold), fold & (votes.values != 0)
    rows, columns, agrees = votes.rows[asked], votes.columns[asked], votes.values[asked] > 0
    space = space_of(training)
    polis = space.centre[columns] + (space.people[rows] * space.components.T[columns]).sum(axis=1)
    return area(fit(training, rank, seed=0).predict(rows, columns), agrees), area(polis, agrees)


def five_folds(votes: Votes) -> Real:
    """Mean areas over five folds; the rank is chosen without the first."""
    fold = np.random.default_rng(0).integers(0, 5, votes.count)
    errors = errors_by_rank(votes.part(votes=fold != 0), seed=0)
    rank = min(errors, key=errors.__getitem__)
    areas: Real = np.array([held_out(votes, fold == at, rank) for at in range(5)])
    return np.asarray(areas.mean(axis=0))


def test_the_model_predicts_held_out_votes_better_than_polis() -> None:
    model, polis = np.array([five_folds(usable(name)) for name in NAMES]).T

    assert model.mean() >= 0.876 > polis.mean()
    assert (model > polis).mean() >= 2 / 3


def test_the_map_says_next_to_nothing_about_the_number_of_votes() -> None:
    told = []
    for name in NAMES:
        votes = usable(name)
        told.append(abs(leakage(votes, positions(votes, fit(votes, 2, seed=0)).people).votes))

    assert np.mean(told) <= 0.10
    assert max(told) <= 0.15


def test_the_intervals_hold_the_true_consensus_as_often_as_they_say() -> None:
    chance = np.random.default_rng(4)
    true = chance.normal(scale=0.4, size=60)
    people, loadings, bias = (
        chance.normal(size=(400, 1)),
        chance.normal(size=(60, 1)),
        chance.normal(scale=0.3, size=400),
    )
    vote = 0.1 + bias[:, None] + true + 0.5 * people @ loadings.T + chance.normal(scale=0.6, size=(400, 60))
    who, what = np.nonzero(chance.random(vote.shape) < 0.2)
    votes = votes_of(who, what, np.clip(np.rint(vote[who, what]), -1, 1))
    scaled = np.array([np.clip(np.rint(vote[:, at]), -1, 1).mean() for at in range(60)])

    model = model_of(votes, seed=0)

    inside = (model.low <= scaled) & (scaled <= model.high)
    assert 0.75 <= inside.mean() <= 1
    assert spearmanr(model.bridging, true).statistic > 0.9


def test_a_map_has_one_axis_where_there_is_one_factor() -> None:
    votes = votes_of(*some_votes(40, 12, seed=1), rejected=[3])

    space = positions(votes, fit(votes, 1, seed=0))

    assert np.ptp(space.people[:, 0]) > 0
    assert not space.people[:, 1].any()
    assert not space.statements[3].any()


def test_the_map_lies_along_the_principal_axes_of_the_model() -> None:
    votes = usable("biodiversity")
    factors = fit(votes, 2, seed=0)

    space = positions(votes, factors)

    assert np.abs(space.components @ space.components.T - np.eye(2)).max() < 1e-9
    assert np.abs(space.people.mean(axis=0)).max() < 1e-9
    assert abs(space.people[:, 0] @ space.people[:, 1]) < 1e-6 * (space.people**2).sum()


def test_the_model_reaches_the_file_with_its_intervals() -> None:
    votes = votes_of(*some_votes(40, 12, seed=1))

    found = json.loads(to_json(analyze(votes, seed=3)))

    assert found["mode"] == "model"
    assert list(found["model"]["errors"]) == ["1", "2", "3", "4"]
    assert all(
        low < middle < high
        for low, middle, high in zip(*(found["model"][part] for part in ("low", "bridging", "high")), strict=True)
    )
    assert to_json(analyze(votes, seed=3)) == to_json(analyze(votes, seed=3))
    assert set(found["leakage"]) == {"votes", "agree_rate"}
    assert json.loads(to_json(analyze(votes, mode="reference")))["model"] is None


@pytest.mark.parametrize("rows", [[], [(1, 1, 1)], [(1, 1, 1), (2, 1, -1)], [(1, 1, 0), (2, 2, 0)]])
def test_a_tiny_conversation_can_be_fitted(rows: list[tuple[int, int, int]]) -> None:
    votes = votes_of(*np.array(rows, dtype=np.int64).reshape(-1, 3).T)

    found = json.loads(to_json(analyze(votes)))

    assert len(found["model"]["bridging"]) == votes.shape[1]
    assert found["notes"] or found["k"] == 2


def test_what_does_not_vary_has_no_correlation() -> None:
    assert correlation(np.zeros(3), np.arange(3.0)) == 0
    assert correlation(np.array([1.0, 2.0, 5.0]), np.arange(3.0)) == pytest.approx(1)
