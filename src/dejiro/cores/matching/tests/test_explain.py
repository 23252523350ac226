import pytest
from hypothesis import given, settings

from dejiro.cores.matching import explain as explaining
from dejiro.cores.matching.explain import explain
from dejiro.cores.matching.model import Applicant, Change, Post, Problem, Refusal, Region
from dejiro.cores.matching.solve import solve
from dejiro.cores.matching.tests.oracle import posts_of, problems

PEOPLE = (Applicant("a", ("x",)), Applicant("b", ("x", "y", "z")), Applicant("c", ("y", "z")))
POSTS = (Post("x", 1, ("a", "b")), Post("y", 2, ("c", "b"), "west"), Post("z", 1, ("c",), "west"))
PROBLEM = Problem(PEOPLE, POSTS, (Region("east", 9), Region("west", 1)))


def test_every_refusal_names_its_reason_and_who_has_the_places() -> None:
    (placement,) = [entry for entry in solve(PROBLEM).placements if entry.applicant == "b"]

    assert placement.post is None
    assert placement.refusals == (
        Refusal("x", "quota", ("a",)),
        Refusal("y", "cap", ("c",)),
        Refusal("z", "not-ranked", ()),
    )


def test_the_smallest_changes_that_help_are_told() -> None:
    assert explain(PROBLEM, solve(PROBLEM), "b") == (
        Change("x", "rank", 1, "x"),
        Change("x", "quota", 2, "x"),
        Change("y", "rank", 1, "y"),
        Change("y", "cap", 2, "y"),
    )
    assert explain(PROBLEM, solve(PROBLEM), "a") == ()


def test_a_stranger_has_no_explanation() -> None:
    with pytest.raises(KeyError):
        explain(PROBLEM, solve(PROBLEM), "nobody")
    with pytest.raises(KeyError):
        solve(PROBLEM).post_of("nobody")


@settings(max_examples=80)
@given(problems(people=4, posts=3))
def test_every_change_told_does_what_it_says(problem: Problem) -> None:
    matching = solve(problem)
    for placement in matching.placements:
        refusals = {refusal.post: refusal for refusal in placement.refusals}
        for change in explain(problem, matching, placement.applicant):
            tried = explaining._changes(problem, refusals[change.post], placement.applicant)
            (changed,) = [after for kind, value, after in tried if (kind, value) == (change.kind, change.value)]
            assert posts_of(solve(changed))[placement.applicant] == change.result
