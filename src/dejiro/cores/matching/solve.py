"""Flexible deferred acceptance: the applicants ask in their order, the regions keep whom they can."""

from collections.abc import Iterator, Mapping, Sequence

from dejiro.cores.matching.model import Applicant, Matching, Placement, Post, Problem, Refusal

Asking = Mapping[str, Sequence[str]]
"""Applicants who ask for, or hold a place in, each post."""


def solve(problem: Problem) -> Matching:
    """The outcome of flexible deferred acceptance: stable under the caps, and nobody gains by a false list.

    Who is free asks the best post that has not refused them. A region then looks at all who ask its posts: each post
    keeps its best up to its target, then the posts take turns in the problem's order, one person at a time, until
    quotas or the cap are full. A post without a region keeps its best up to its quota. Whoever is not kept is refused
    for good.

    Args:
        problem: lists, quotas and caps.

    Returns:
        One placement per applicant, with every refusal and its reason.

    Source:
        Kamada and Kojima, "Efficient Matching under Distributional Constraints", American Economic Review 105(1), 2015.

    >>> from dejiro.cores.matching.model import Applicant, Post, Region
    >>> people = (Applicant("a", ("x", "y")), Applicant("b", ("x", "y")), Applicant("c", ("x",)))
    >>> posts = (Post("x", 2, ("a", "b", "c"), "west"), Post("y", 1, ("b", "a"), "west"))
    >>> matching = solve(Problem(people, posts, (Region("west", 2),)))
    >>> [(placement.applicant, placement.post) for placement in matching.placements]
    [('a', 'x'), ('b', 'x'), ('c', None)]
    """
    held = outcome(problem)
    post_of = {name: post for post, names in held.items() for name in names}
    posts = {post.id: post for post in problem.posts}
    inside = {
        region.id: tuple(name for post in problem.posts if post.region == region.id for name in held[post.id])
        for region in problem.regions
    }
    return Matching(
        tuple(
            Placement(person.id, post_of.get(person.id), tuple(_refusals(problem, held, posts, inside, person)))
            for person in problem.applicants
        )
    )


def outcome(problem: Problem) -> dict[str, list[str]]:
    """Who holds each post, by the post's id."""
    groups = _groups(problem)
    group_of = {post.id: at for at, (posts, _) in enumerate(groups) for post in posts}
    lists = {person.id: iter(person.prefers) for person in problem.applicants}
    held: dict[str, list[str]] = {post.id: [] for post in problem.posts}
    free = list(lists)
    while free:
        touched = set()
        for name in free:
            post = next((post for post in lists[name] if name in problem.rank[post]), None)
            if post is not None:
                held[post].append(name)
                touched.add(group_of[post])
        free = []
        for at in sorted(touched):
            posts, cap = groups[at]
            kept = chosen(problem, posts, cap, held)
            free += [name for post in posts for name in held[post.id] if name not in kept[post.id]]
            held |= kept
    return held


def _groups(problem: Problem) -> list[tuple[list[Post], int]]:
    regions = [([post for post in problem.posts if post.region == region.id], region.cap) for region in problem.regions]
    return regions + [([post], post.quota) for post in problem.posts if post.region is None]


def chosen(problem: Problem, posts: Sequence[Post], cap: int, asking: Asking) -> dict[str, list[str]]:
    """Whom the posts of one region keep of those who ask, each post's best first."""
    waiting = {post.id: sorted(asking[post.id], key=problem.rank[post.id].__getitem__) for post in posts}
    kept = {post.id: waiting[post.id][: problem.targets[post.id]] for post in posts}
    room = cap - sum(map(len, kept.values()))
    while room:
        open_posts = [post for post in posts if len(kept[post.id]) < min(post.quota, len(waiting[post.id]))]
        if not open_posts:
            break
        for post in open_posts[:room]:
            kept[post.id].append(waiting[post.id][len(kept[post.id])])
        room -= len(open_posts[:room])
    return kept


def _refusals(
    problem: Problem, held: Asking, posts: Mapping[str, Post], inside: Mapping[str, tuple[str, ...]], person: Applicant
) -> Iterator[Refusal]:
    for wanted in person.prefers:
        if person.id in held[wanted]:
            return
        post, holders = posts[wanted], tuple(held[wanted])
        if person.id not in problem.rank[wanted]:
            yield Refusal(wanted, "not-ranked", ())
        elif post.region is None or len(holders) == post.quota:
            yield Refusal(wanted, "quota", holders)
        else:
            yield Refusal(wanted, "cap", inside[post.region])
