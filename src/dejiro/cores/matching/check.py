"""Checks a matching from the lists alone: shares no code with `solve`."""

from collections.abc import Iterator

from dejiro.cores.documents.faults import Fault
from dejiro.cores.matching.model import Applicant, Matching, Placement, Post, Problem

Held = dict[str, list[str]]


def check(problem: Problem, matching: Matching) -> tuple[Fault, ...]:
    """Everything that is wrong with a matching; empty if it is feasible, stable, and gives true reasons.

    Stable means: an applicant who would rather have a post that ranks them meets, there, (1) no free place and nobody
    whom the post ranks lower; or (2) a free place, but a full region, nobody whom the post ranks lower, and, if the
    applicant already has a place in that region, no move that would bring the two posts nearer to their targets.

    Source:
        Kamada and Kojima 2015, definition of stability with target capacities.
    """
    names = [placement.applicant for placement in matching.placements]
    if names != [person.id for person in problem.applicants]:
        return (Fault("$.placements", "応募者の並びが違います", "applicants の順に一人ずつ"),)
    faults = list(_unwilling(problem, matching))
    if faults:
        return tuple(faults)
    held: Held = {post.id: [] for post in problem.posts}
    for placement in matching.placements:
        if placement.post is not None:
            held[placement.post].append(placement.applicant)
    faults = list(_overfull(problem, held))
    for at, (person, placement) in enumerate(zip(problem.applicants, matching.placements, strict=True)):
        faults += _envy(problem, held, person, placement, f"$.placements[{at}]")
    return tuple(faults)


def _unwilling(problem: Problem, matching: Matching) -> Iterator[Fault]:
    posts = {post.id: post for post in problem.posts}
    for at, (person, placement) in enumerate(zip(problem.applicants, matching.placements, strict=True)):
        wanted = placement.post
        if wanted is not None and (wanted not in person.prefers or person.id not in posts[wanted].ranks):
            yield Fault(f"$.placements[{at}].post", f"双方の希望にありません: {wanted!r}", "互いの名簿にある相手")


def _overfull(problem: Problem, held: Held) -> Iterator[Fault]:
    for post in problem.posts:
        if len(held[post.id]) > post.quota:
            yield Fault("$.placements", f"{post.id} に {len(held[post.id])} 人います", f"{post.quota} 人まで")
    for region in problem.regions:
        people = _in_region(problem, held, region.id)
        if len(people) > region.cap:
            yield Fault("$.placements", f"{region.id} に {len(people)} 人います", f"{region.cap} 人まで")


def _in_region(problem: Problem, held: Held, region: str) -> list[str]:
    return [name for post in problem.posts if post.region == region for name in held[post.id]]


def _envy(problem: Problem, held: Held, person: Applicant, placement: Placement, path: str) -> Iterator[Fault]:
    posts = {post.id: post for post in problem.posts}
    better = person.prefers
    if placement.post is not None:
        better = better[: better.index(placement.post)]
    if [refusal.post for refusal in placement.refusals] != list(better):
        yield Fault(f"{path}.refusals", "断られた先の並びが違います", "決まった先より上位の希望を順に")
        return
    for at, refusal in enumerate(placement.refusals):
        post = posts[refusal.post]
        reason, instead = _why(problem, held, person.id, placement.post, post)
        if reason is None:
            yield Fault(f"{path}.post", f"{person.id} と {post.id} は互いに今より良い", "安定な組合せ")
        elif (refusal.reason, sorted(refusal.instead)) != (reason, sorted(instead)):
            yield Fault(f"{path}.refusals[{at}]", f"理由が違います: {refusal.reason!r}", repr((reason, instead)))


def _why(problem: Problem, held: Held, name: str, now: str | None, post: Post) -> tuple[str | None, list[str]]:
    """Why the pair does not block, and who has the places that count; None if it blocks."""
    if name not in post.ranks:
        return "not-ranked", []
    holders = held[post.id]
    if any(post.ranks.index(other) > post.ranks.index(name) for other in holders):
        return None, []
    if len(holders) >= post.quota:
        return "quota", holders
    cap = next((region.cap for region in problem.regions if region.id == post.region), None)
    people = [] if post.region is None else _in_region(problem, held, post.region)
    if cap is None or len(people) < cap:
        return None, []
    old = next((other for other in problem.posts if other.id == now and other.region == post.region), None)
    if old is not None:
        excess = len(holders) + 1 - problem.targets[post.id]
        if excess <= len(held[old.id]) - 1 - problem.targets[old.id]:
            return None, []
    return "cap", people
