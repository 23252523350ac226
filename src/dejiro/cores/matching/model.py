"""Applicants, posts and regions, and who takes which post, as values that cannot be wrong in form."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from dejiro.cores.documents.faults import Fault, identifier, refuse
from dejiro.cores.matching.faults import identifiers, repeated, strangers, whole_number

Reason = Literal["not-ranked", "quota", "cap"]
Kind = Literal["rank", "quota", "cap"]


@dataclass(frozen=True, slots=True)
class Applicant:
    """A person who takes one post whole.

    Args:
        id: identifier, unique among the applicants.
        prefers: posts that the person would take, the most wanted first.

    Raises:
        ProblemError: with every fault of the applicant.
    """

    id: str
    prefers: tuple[str, ...]

    def __post_init__(self) -> None:
        refuse([*identifier(self.id, "$.id"), *identifiers(self.prefers, "$.prefers")])


@dataclass(frozen=True, slots=True)
class Post:
    """A post with one or more places of the same kind.

    Args:
        id: identifier, unique among the posts.
        quota: places, 1 or more.
        ranks: applicants that the body would take, the best first; who is not listed is not taken.
        region: region whose cap the post counts against; None for none.
        target: places that the post fills before any post of its region gets more than its own; None to share the
            cap in proportion to the quotas. In one region all posts state it, or none.

    Raises:
        ProblemError: with every fault of the post.
    """

    id: str
    quota: int
    ranks: tuple[str, ...]
    region: str | None = None
    target: int | None = None

    def __post_init__(self) -> None:
        faults = [*identifier(self.id, "$.id"), *whole_number(self.quota, "$.quota", low=1)]
        faults += identifiers(self.ranks, "$.ranks")
        faults += [] if self.region is None else identifier(self.region, "$.region")
        wrong = [] if self.target is None else whole_number(self.target, "$.target", low=0)
        if self.target is not None and not faults and not wrong and self.target > self.quota:
            wrong = [Fault("$.target", f"quota より大きい: {self.target}", f"{self.quota} 以下")]
        if self.target is not None and self.region is None:
            wrong = [Fault("$.target", "region がありません", "region と共に書くか、消す")]
        refuse([*faults, *wrong])


@dataclass(frozen=True, slots=True)
class Region:
    """A region in whose posts at most `cap` people are placed.

    Raises:
        ProblemError: with every fault of the region.
    """

    id: str
    cap: int

    def __post_init__(self) -> None:
        refuse([*identifier(self.id, "$.id"), *whole_number(self.cap, "$.cap", low=0)])


@dataclass(frozen=True)
class Problem:
    """Everybody's lists, the quotas and the caps.

    The order of `posts` is the order in which the posts of a region take turns beyond their targets.

    Raises:
        ProblemError: with every fault that shows between the parts.
    """

    applicants: tuple[Applicant, ...]
    posts: tuple[Post, ...]
    regions: tuple[Region, ...] = ()

    def __post_init__(self) -> None:
        people, posts = [entry.id for entry in self.applicants], [entry.id for entry in self.posts]
        regions = [entry.id for entry in self.regions]
        faults = [
            *repeated(people, "$.applicants", ".id"),
            *repeated(posts, "$.posts", ".id"),
            *repeated(regions, "$.regions", ".id"),
        ]
        for at, applicant in enumerate(self.applicants):
            faults += strangers(applicant.prefers, posts, f"$.applicants[{at}].prefers", "posts")
        for at, post in enumerate(self.posts):
            faults += strangers(post.ranks, people, f"$.posts[{at}].ranks", "applicants")
            if post.region is not None and post.region not in regions:
                faults.append(
                    Fault(f"$.posts[{at}].region", f"知らない識別子です: {post.region!r}", "regions にある id")
                )
        for at, region in enumerate(self.regions):
            faults += self._faults_of_targets(f"$.regions[{at}]", region)
        refuse(faults)

    def _faults_of_targets(self, path: str, region: Region) -> list[Fault]:
        stated = [post.target for post in self.posts if post.region == region.id]
        targets = [target for target in stated if target is not None]
        if targets and len(targets) < len(stated):
            return [Fault(path, "target のある posts とない posts があります", "すべてに書くか、どれにも書かない")]
        if sum(targets) > region.cap:
            return [Fault(f"{path}.cap", f"target の合計 {sum(targets)} より小さい: {region.cap}", "合計以上の上限")]
        return []

    @cached_property
    def targets(self) -> Mapping[str, int]:
        """The target of every post, by id."""
        found = {post.id: post.quota if post.target is None else post.target for post in self.posts}
        for region in self.regions:
            posts = [post for post in self.posts if post.region == region.id]
            if all(post.target is None for post in posts):
                found |= proportional(region.cap, posts)
        return found

    @cached_property
    def rank(self) -> Mapping[str, Mapping[str, int]]:
        """The place of every applicant on every post's list, from 0."""
        return {post.id: {name: at for at, name in enumerate(post.ranks)} for post in self.posts}


def proportional(cap: int, posts: Iterable[Post]) -> dict[str, int]:
    """The cap shared in proportion to the quotas by largest remainder, ties to the earlier post."""
    quotas = {post.id: post.quota for post in posts}
    total = sum(quotas.values())
    if total <= cap:
        return quotas
    shares = {name: cap * quota // total for name, quota in quotas.items()}
    by_remainder = sorted(quotas, key=lambda name: -(cap * quotas[name] % total))
    for name in by_remainder[: cap - sum(shares.values())]:
        shares[name] += 1
    return shares


@dataclass(frozen=True, slots=True)
class Refusal:
    """A post that would have been better for the applicant than what they got, and why they did not get it.

    Attributes:
        reason: the post does not rank the applicant; its places went to people it ranks higher; or the region's cap is
            used up.
        instead: who has the places that count: those of the post, or all of the region.
    """

    post: str
    reason: Reason
    instead: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change that alone gives the applicant this post or a better one.

    Attributes:
        kind: the applicant's place on the post's list (from 1), the post's quota, or the region's cap.
        value: its new value.
        result: the post that the applicant then gets.
    """

    post: str
    kind: Kind
    value: int
    result: str


@dataclass(frozen=True, slots=True)
class Placement:
    """What an applicant gets: a post or None, and who refused them before."""

    applicant: str
    post: str | None
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True, slots=True)
class Matching:
    """One placement per applicant, in the problem's order."""

    placements: tuple[Placement, ...]

    def post_of(self, name: str) -> str | None:
        """The post of the applicant called `name`.

        Raises:
            KeyError: there is no such applicant.
        """
        for placement in self.placements:
            if placement.applicant == name:
                return placement.post
        raise KeyError(name)
