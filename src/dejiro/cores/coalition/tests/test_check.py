from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dejiro.cores.coalition import check as checker
from dejiro.cores.coalition.check import check
from dejiro.cores.coalition.explain import explain
from dejiro.cores.coalition.io import Json, answer_from_json, answer_to_json
from dejiro.cores.coalition.model import Answer, Change, Leaving, Outsider, Problem, Proof, Tier
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.tests.oracle import problems, town

TIERS = (Tier(1, 20), Tier(30, 12))
CAST = (town("a"), town("b"), town("c", 12, max_unit_price=14), town("d", 3, min_members=9))
PROBLEM = Problem(CAST, TIERS, 100)
ANSWER = explain(PROBLEM, solve(PROBLEM))


@settings(max_examples=80, deadline=None)
@given(st.one_of(problems(most=5), problems(most=5, restricted=True)))
def test_every_answer_passes_the_check(problem: Problem) -> None:
    assert check(problem, explain(problem, solve(problem))) == ()


def leaves(value: Json, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key, inner in value.items() for leaf in leaves(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [leaf for at, inner in enumerate(value) for leaf in leaves(inner, (*path, at))]
    return [path]


def other(value: Json) -> Json:
    if value == []:
        return ["x"]
    if isinstance(value, bool) or value is None:
        return None
    return value + 1 if isinstance(value, int) else value + "x"


def altered(document: Json, path: tuple[Any, ...]) -> Json:
    if not path:
        return other(document)
    if isinstance(document, dict):
        return {key: altered(inner, path[1:]) if key == path[0] else inner for key, inner in document.items()}
    return [altered(inner, path[1:]) if at == path[0] else inner for at, inner in enumerate(document)]


DOCUMENT = answer_to_json(ANSWER)
ALTERABLE = [path for path in leaves(DOCUMENT) if altered(DOCUMENT, path) != DOCUMENT and path[0] != "proof"]


@pytest.mark.parametrize("path", ALTERABLE, ids=lambda path: ".".join(map(str, path)))
def test_an_answer_with_any_figure_or_name_altered_is_rejected(path: tuple[Any, ...]) -> None:
    assert check(PROBLEM, ANSWER) == ()
    assert check(PROBLEM, answer_from_json(altered(DOCUMENT, path))) != ()


def test_a_smaller_group_is_rejected_even_with_right_figures() -> None:
    smaller = solve(Problem(CAST[:2], TIERS, 100))

    assert check(Problem((*CAST[:2], town("e")), TIERS, 100), smaller)[0].path == "$.members"
    assert (
        check(Problem((*CAST[:2], town("e")), TIERS, 100), replace(smaller, proof=Proof("milp", optimal=False))) == ()
    )


def test_no_group_where_there_is_one_is_rejected() -> None:
    nobody = Answer(None, (), 0, None, 0, (), Proof("fixed-point", optimal=True))

    assert check(PROBLEM, nobody)[0].path == "$.members"
    assert check(PROBLEM, replace(nobody, total=3, start="2027-04"))[0].path == "$.start"


@pytest.mark.parametrize(
    "proof",
    [
        Proof("guess", optimal=True),  # type: ignore[arg-type]
        Proof("milp", optimal=True, bound=9),
        Proof("milp", optimal=False, bound=1),
    ],
)
def test_a_proof_that_does_not_fit_the_group_is_rejected(proof: Proof) -> None:
    assert check(PROBLEM, replace(ANSWER, proof=proof)) != ()


@pytest.mark.parametrize(
    "change",
    [
        Change("max_unit_price", 10**9),
        Change("max_unit_price", 13),
        Change("quantity", 0),
        Change("starts", ()),
        Change("starts", 5),
        Change("colour", 5),  # type: ignore[arg-type]
        Change("min_members", 1),
    ],
)
def test_a_change_that_is_too_large_too_small_or_none_at_all_is_rejected(change: Change) -> None:
    assert ANSWER.outside is not None
    assert check(PROBLEM, replace(ANSWER, outside=(replace(ANSWER.outside[0], change=change), ANSWER.outside[1]))) != ()


def large(count: int = 14) -> Problem:
    """More members than the checker tries groups of, with room for half of them."""
    return Problem(tuple(town(f"{at:02d}", 2 + at % 3) for at in range(count)), TIERS, 100, capacity=20)


def test_a_large_problem_under_capacity_is_checked_by_what_can_be_added() -> None:
    late = town("z", 2, starts=("2027-07",))
    problem = replace(large(), members=(*large().members, late, replace(late, id="y")))
    answer = explain(problem, solve(problem))
    smaller = solve(replace(problem, capacity=12))

    assert check(problem, answer) == ()
    assert check(problem, replace(smaller, proof=Proof("milp", optimal=True)))[0].path == "$.members"


def test_in_a_large_problem_explanations_are_sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checker, "_SMALL", 0)
    monkeypatch.setattr(checker, "_MOST_RECOUNTS", 1)
    assert ANSWER.outside is not None
    assert ANSWER.if_leaves is not None
    wrong = (ANSWER.outside[0], Outsider("d", "price", Change("min_members", 1)))
    gone = (ANSWER.if_leaves[0], Leaving("b", ("a",), 5, ()))

    assert check(PROBLEM, replace(ANSWER, outside=wrong, if_leaves=gone)) == ()


def test_explanations_of_strangers_are_rejected() -> None:
    assert ANSWER.outside is not None
    assert ANSWER.if_leaves is not None
    stranger = (*ANSWER.outside, Outsider("z", "price", Change("min_members", 1)))
    leaver = (*ANSWER.if_leaves, Leaving("z", (), None, ()))

    assert [fault.path for fault in check(PROBLEM, replace(ANSWER, outside=stranger))] == ["$.outside"]
    assert [fault.path for fault in check(PROBLEM, replace(ANSWER, if_leaves=leaver))] == ["$.if_leaves"]
