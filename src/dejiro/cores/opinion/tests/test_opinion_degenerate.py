"""Conversations in which there is little or nothing to find."""

import json

import pytest

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.model import votes_of
from dejiro.cores.opinion.positions import model_of
from dejiro.cores.opinion.reliability import reliability_of
from dejiro.cores.opinion.result import to_json
from dejiro.cores.opinion.robustness import robustness_of
from dejiro.cores.opinion.slate import choose

STATEMENTS = 8


def result_of(people: int, vote: int, mode: str) -> dict[str, object]:
    """The whole result when everybody gives the same answer to everything."""
    rows = [(who, what) for who in range(people) for what in range(STATEMENTS)]
    votes = votes_of([who for who, _ in rows], [what for _, what in rows], [vote] * len(rows))
    found = analyze(votes, mode="reference" if mode == "reference" else "model")
    model = found.model or model_of(votes, seed=0)
    slate = choose(approvals(votes, found.inside, model.factors), 3)
    text = to_json(found, reliability_of(found), slate, robustness_of(found, model.factors, slate))
    read = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no number of JSON"))
    assert isinstance(read, dict)
    return read


@pytest.mark.parametrize("mode", ["model", "reference"])
@pytest.mark.parametrize("vote", [1, 0, -1])
@pytest.mark.parametrize("people", [0, 1, 2, 40])
def test_the_same_answer_from_all_gives_a_result_of_plain_numbers(people: int, vote: int, mode: str) -> None:
    found = result_of(people, vote, mode)

    assert found["k"] == min(people, 1)
