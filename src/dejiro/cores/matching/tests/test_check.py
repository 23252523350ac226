from collections.abc import Sequence

import pytest

from dejiro.cores.matching.check import check
from dejiro.cores.matching.model import Applicant, Matching, Placement, Post, Problem, Reason, Refusal, Region

PEOPLE = (Applicant("a", ("x", "y")), Applicant("b", ("x", "y")), Applicant("c", ("y", "x")))
ALL = ("a", "b", "c")


def problem(*, cap: int | None = None, quota: int = 1) -> Problem:
    region = None if cap is None else "west"
    regions = () if cap is None else (Region("west", cap),)
    return Problem(PEOPLE, (Post("x", quota, ALL, region), Post("y", quota, ALL, region)), regions)


def matching(*posts: str | None, why: Sequence[tuple[Refusal, ...]] = ((), (), ())) -> Matching:
    return Matching(tuple(map(Placement, ALL, posts, why)))


def no(post: str, reason: Reason, *instead: str) -> Refusal:
    return Refusal(post, reason, instead)


STABLE = matching("x", "y", None, why=((), (no("x", "quota", "a"),), (no("y", "quota", "b"), no("x", "quota", "a"))))


def paths(case: Problem, answer: Matching) -> list[str]:
    return [fault.path for fault in check(case, answer)]


def test_a_stable_matching_is_accepted() -> None:
    assert check(problem(), STABLE) == ()


def test_missing_people_are_told() -> None:
    assert paths(problem(), Matching(STABLE.placements[1:])) == ["$.placements"]


def test_a_post_that_does_not_rank_its_holder_is_told() -> None:
    strict = Problem(PEOPLE, (Post("x", 1, ("b",)), Post("y", 1, ALL)))

    assert paths(strict, STABLE) == ["$.placements[0].post"]


def test_overfull_posts_and_regions_are_told() -> None:
    assert "$.placements" in paths(problem(), matching("x", "x", "y"))
    assert "$.placements" in paths(problem(cap=1), STABLE)


def test_refusals_that_are_left_out_are_told() -> None:
    assert paths(problem(), matching("x", "y", None)) == ["$.placements[1].refusals", "$.placements[2].refusals"]


def test_a_false_reason_is_told() -> None:
    why = ((), (no("x", "cap", "a"),), STABLE.placements[2].refusals)

    assert paths(problem(), matching("x", "y", None, why=why)) == ["$.placements[1].refusals[0]"]


def test_a_pair_that_is_better_off_together_is_told() -> None:
    envious = ((no("x", "quota", "b"),), (), (no("y", "quota", "a"), no("x", "quota", "b")))

    assert paths(problem(), matching("y", "x", None, why=envious)) == ["$.placements[0].post"]


def test_a_place_that_stays_free_is_told() -> None:
    why = ((), (), (no("y", "quota"), no("x", "quota", "a", "b")))

    assert paths(problem(quota=2), matching("x", "x", None, why=why)) == ["$.placements[2].post"]
    assert paths(problem(cap=3, quota=2), matching("x", "x", None, why=why)) == ["$.placements[2].post"]


def test_a_full_region_excuses_a_free_place() -> None:
    why = ((), (), (no("y", "cap", "a", "b"), no("x", "quota", "a", "b")))

    assert check(problem(cap=2, quota=2), matching("x", "x", None, why=why)) == ()


@pytest.mark.parametrize(("targets", "sound"), [((0, 1), True), ((1, 0), False)])
def test_a_move_within_a_full_region_must_not_bring_its_posts_nearer_to_their_targets(
    targets: tuple[int, int], *, sound: bool
) -> None:
    person = (Applicant("a", ("x", "y")),)
    posts = (Post("x", 2, ("a",), "west", targets[0]), Post("y", 2, ("a",), "west", targets[1]))
    answer = Matching((Placement("a", "y", (no("x", "cap", "a"),)),))

    assert (check(Problem(person, posts, (Region("west", 1),)), answer) == ()) is sound
