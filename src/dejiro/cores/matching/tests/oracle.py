"""Small problems, and all their matchings tried one by one."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product

from hypothesis import strategies as st

from dejiro.cores.matching.model import Applicant, Matching, Post, Problem, Region

Held = dict[str, str | None]


def posts_of(matching: Matching) -> Held:
    return {placement.applicant: placement.post for placement in matching.placements}


def all_stable(problem: Problem) -> Iterator[Held]:
    """Every stable matching without caps, by the plain definition of stability."""
    posts = {post.id: post for post in problem.posts}
    for choice in product(*[(*person.prefers, None) for person in problem.applicants]):
        held = dict(zip((person.id for person in problem.applicants), choice, strict=True))
        inside = {name: [who for who, post in held.items() if post == name] for name in posts}
        if any(len(people) > posts[name].quota for name, people in inside.items()):
            continue
        if any(post is not None and who not in posts[post].ranks for who, post in held.items()):
            continue
        if not any(
            blocks(posts[name], person, held[person.id], inside[name])
            for person in problem.applicants
            for name in person.prefers
        ):
            yield held


def blocks(post: Post, person: Applicant, now: str | None, inside: list[str]) -> bool:
    if person.id not in post.ranks or person.id in inside:
        return False
    if now is not None and person.prefers.index(now) < person.prefers.index(post.id):
        return False
    mine = post.ranks.index(person.id)
    return len(inside) < post.quota or any(post.ranks.index(other) > mine for other in inside)


def false_lists(problem: Problem, name: str) -> Iterator[Problem]:
    """The problem with every other list that the applicant could state."""
    names = [post.id for post in problem.posts]
    for size in range(len(names) + 1):
        for prefers in permutations(names, size):
            people = tuple(
                replace(person, prefers=prefers) if person.id == name else person for person in problem.applicants
            )
            yield replace(problem, applicants=people)


@st.composite
def problems(draw: st.DrawFn, *, people: int = 5, posts: int = 4, caps: bool = True) -> Problem:
    names = [f"p{at}" for at in range(draw(st.integers(1, people)))]
    offers = [f"x{at}" for at in range(draw(st.integers(1, posts)))]
    regions = [Region(name, draw(st.integers(0, 4))) for name in ("east", "west")] if caps else []
    made = []
    for offer in offers:
        region = draw(st.sampled_from([None, *regions])) if regions else None
        ranks = tuple(draw(st.permutations(names)))[: draw(st.integers(0, 9))]
        made.append(Post(offer, draw(st.integers(1, 3)), ranks, None if region is None else region.id))
    if draw(st.booleans()):
        made = with_targets(draw, made, regions)
    wishes = (Applicant(name, tuple(draw(st.permutations(offers)))[: draw(st.integers(0, 9))]) for name in names)
    return Problem(tuple(wishes), tuple(made), tuple(regions))


def with_targets(draw: st.DrawFn, posts: list[Post], regions: list[Region]) -> list[Post]:
    left = {region.id: region.cap for region in regions}
    found = []
    for post in posts:
        target = None
        if post.region is not None:
            target = draw(st.integers(0, min(post.quota, left[post.region])))
            left[post.region] -= target
        found.append(replace(post, target=target))
    return found
