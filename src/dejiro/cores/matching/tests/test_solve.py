from dataclasses import replace
from random import Random

from hypothesis import given, settings
from matching.games import HospitalResident

from dejiro.cores.matching.check import check
from dejiro.cores.matching.model import Applicant, Matching, Post, Problem, Region
from dejiro.cores.matching.solve import solve
from dejiro.cores.matching.tests.oracle import all_stable, false_lists, posts_of, problems


def preference(problem: Problem, name: str, post: str | None) -> int:
    prefers = next(person.prefers for person in problem.applicants if person.id == name)
    return len(prefers) if post not in prefers else prefers.index(post or "")


@settings(max_examples=300)
@given(problems(people=6))
def test_every_outcome_passes_the_check(problem: Problem) -> None:
    assert check(problem, solve(problem)) == ()


@settings(max_examples=120)
@given(problems(people=4, posts=3, caps=False))
def test_without_caps_everybody_gets_the_best_post_of_any_stable_matching(problem: Problem) -> None:
    found, stable = posts_of(solve(problem)), list(all_stable(problem))

    assert found in stable
    for name, post in found.items():
        assert preference(problem, name, post) == min(preference(problem, name, other[name]) for other in stable)


@settings(max_examples=120)
@given(problems(people=8, posts=4, caps=False))
def test_without_caps_a_published_library_finds_the_same(problem: Problem) -> None:
    assert posts_of(solve(problem)) == by_library(problem)


def by_library(problem: Problem) -> dict[str, str | None]:
    """What the library `matching` finds; it takes only lists that answer each other, and none that are empty."""
    prefers = {
        one.id: [post.id for name in one.prefers for post in problem.posts if post.id == name and one.id in post.ranks]
        for one in problem.applicants
    }
    ranks = {post.id: [name for name in post.ranks if post.id in prefers.get(name, ())] for post in problem.posts}
    quotas = {post.id: post.quota for post in problem.posts if ranks[post.id]}
    asking = {name: posts for name, posts in prefers.items() if posts}
    if not asking:
        return dict.fromkeys(prefers)
    asked = {name: people for name, people in ranks.items() if people}
    found = HospitalResident.create_from_dictionaries(asking, asked, quotas).solve(optimal="resident")
    placed = {person.name: post.name for post, people in found.items() for person in people}
    return {name: placed.get(name) for name in prefers}


@settings(max_examples=120)
@given(problems(people=5, posts=3, caps=False))
def test_a_post_that_is_not_full_has_the_same_people_in_every_stable_matching(problem: Problem) -> None:
    found, stable = posts_of(solve(problem)), list(all_stable(problem))

    for post in problem.posts:
        people = {name for name, where in found.items() if where == post.id}
        for other in stable:
            others = {name for name, where in other.items() if where == post.id}
            assert len(others) == len(people)
            assert others == people or len(people) == post.quota


@settings(max_examples=100)
@given(problems(people=4, posts=3))
def test_nobody_gains_by_a_false_list_with_caps_or_without(problem: Problem) -> None:
    for name, post in posts_of(solve(problem)).items():
        for lie in false_lists(problem, name):
            assert preference(problem, name, posts_of(solve(lie))[name]) >= preference(problem, name, post)


@settings(max_examples=60)
@given(problems(people=4, posts=3))
def test_the_outcome_does_not_hang_on_the_order_of_the_applicants(problem: Problem) -> None:
    turned = replace(problem, applicants=problem.applicants[::-1])

    assert posts_of(solve(turned)) == posts_of(solve(problem))


WEST = Region("west", 3)


def test_the_posts_of_a_region_share_its_cap_by_quota_and_give_away_what_they_do_not_need() -> None:
    people = tuple(Applicant(f"p{at}", ("city", "village") if at else ("village",)) for at in range(5))
    everybody = tuple(person.id for person in people)
    posts = (Post("city", 4, everybody, "west"), Post("village", 2, everybody, "west"))
    problem = Problem(people, posts, (WEST,))

    assert problem.targets == {"city": 2, "village": 1}
    assert posts_of(solve(problem)) == {"p0": "village", "p1": "city", "p2": "city", "p3": None, "p4": None}
    nobody_for_the_village = tuple(replace(person, prefers=("city",)) for person in people)
    alone = posts_of(solve(replace(problem, applicants=nobody_for_the_village)))
    assert alone == {"p0": "city", "p1": "city", "p2": "city", "p3": None, "p4": None}


def test_a_thousand_applicants_and_a_hundred_posts_in_ten_regions_are_stable() -> None:
    random = Random(1)
    people, posts = [f"p{at}" for at in range(1000)], [f"x{at}" for at in range(100)]
    problem = Problem(
        tuple(Applicant(name, tuple(random.sample(posts, 8))) for name in people),
        tuple(Post(name, 10, tuple(random.sample(people, 1000)), f"r{at // 10}") for at, name in enumerate(posts)),
        tuple(Region(f"r{at}", 60) for at in range(10)),
    )

    matching = solve(problem)
    placed = sum(placement.post is not None for placement in matching.placements)
    assert check(problem, matching) == ()
    assert 590 <= placed <= 600


def test_nobody_and_nothing_is_a_matching_too() -> None:
    assert solve(Problem((), ())) == Matching(())
    assert solve(Problem((Applicant("a", ()),), (Post("x", 1, ()),))).post_of("a") is None
