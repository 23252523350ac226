"""What would give an applicant a post that refused them: single changes, each tried by solving again."""

from collections.abc import Iterator
from dataclasses import replace

from dejiro.cores.matching.model import Change, Kind, Matching, Post, Problem, Refusal
from dejiro.cores.matching.solve import outcome


def explain(problem: Problem, matching: Matching, name: str) -> tuple[Change, ...]:
    """The smallest single changes that give the applicant a post that refused them, or one that they like better.

    For every refusal: the lowest place on the post's list that is enough, one more place in the post, one more place
    under the region's cap. A change that alone does not help is left out.

    Args:
        problem: what was solved.
        matching: what `solve` found.
        name: an applicant.

    Raises:
        KeyError: there is no such applicant.
    """
    placement = next((entry for entry in matching.placements if entry.applicant == name), None)
    if placement is None:
        raise KeyError(name)
    person = next(entry for entry in problem.applicants if entry.id == name)
    found = []
    for refusal in placement.refusals:
        good = person.prefers[: person.prefers.index(refusal.post) + 1]
        seen: set[Kind] = set()
        for kind, value, changed in _changes(problem, refusal, name):
            result = None if kind in seen else _post_of(changed, name)
            if result in good:
                seen.add(kind)
                found.append(Change(refusal.post, kind, value, result))
    return tuple(found)


def _post_of(problem: Problem, name: str) -> str | None:
    return next((post for post, names in outcome(problem).items() if name in names), None)


def _changes(problem: Problem, refusal: Refusal, name: str) -> Iterator[tuple[Kind, int, Problem]]:
    post = next(entry for entry in problem.posts if entry.id == refusal.post)
    others = tuple(other for other in post.ranks if other != name)
    last = problem.rank[post.id].get(name, len(others) + 1)
    for at in range(last - 1, -1, -1):
        yield "rank", at + 1, _with_post(problem, replace(post, ranks=(*others[:at], name, *others[at:])))
    if refusal.reason != "not-ranked":
        yield "quota", post.quota + 1, _with_post(problem, replace(post, quota=post.quota + 1))
        for region in problem.regions:
            if region.id == post.region:
                wider = replace(region, cap=region.cap + 1)
                regions = tuple(wider if entry is region else entry for entry in problem.regions)
                yield "cap", wider.cap, replace(problem, regions=regions)


def _with_post(problem: Problem, post: Post) -> Problem:
    return replace(problem, posts=tuple(post if entry.id == post.id else entry for entry in problem.posts))
