"""What each group says that the others do not.

Source: Polis math (formulas only), steps 11 and 12 of docs/explain/opinion.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.tallies import SIGNIFICANT, Tallies, proportion_test, share

_SHOWN: Final = 5


@dataclass(frozen=True, slots=True)
class Representative:
    """A statement that stands for a group.

    Attributes:
        place: column of the statement.
        agrees: whether the group stands out by agreeing with it.
        success: votes of the group on that side.
        trials: votes of the group.
        p_success: smoothed share.
        p_test: z of the share against one half.
        repness: share in the group over share in the rest.
        repness_test: z of the two shares.
        best_agree: picked because the group agrees, whether or not it stands out.
    """

    place: int
    agrees: bool
    success: int
    trials: int
    p_success: float
    p_test: float
    repness: float
    repness_test: float
    best_agree: bool = False

    @property
    def weight(self) -> float:
        """What sufficient statements are sorted by."""
        return self.repness * self.repness_test * self.p_success * self.p_test


@dataclass(frozen=True, eq=False)
class Repness:
    """Statistics by group and statement, for agreeing (index 0 of the first axis) and disagreeing (1).

    Attributes:
        share: smoothed share of the group, 2 x g x C.
        share_test: z of the share against one half.
        ratio: share in the group over share in the rest.
        ratio_test: z of the two shares.
    """

    tallies: Tallies
    share: Real
    share_test: Real
    ratio: Real
    ratio_test: Real

    def agrees(self) -> Flags:
        """Whether the group stands out by agreeing rather than by disagreeing."""
        flags: Flags = self.ratio_test[0] > self.ratio_test[1]
        return flags

    def at(self, group: int, place: int) -> Representative:
        """The statistics of the side on which the group stands out."""
        agrees = bool(self.agrees()[group, place])
        side = 0 if agrees else 1
        count = self.tallies.agree if agrees else self.tallies.disagree
        return Representative(
            place,
            agrees,
            int(count[group, place]),
            int(self.tallies.seen[group, place]),
            float(self.share[side, group, place]),
            float(self.share_test[side, group, place]),
            float(self.ratio[side, group, place]),
            float(self.ratio_test[side, group, place]),
        )


def repness_of(tallies: Tallies) -> Repness:
    """Compute the statistics of every group and statement."""
    rest = tallies.rest()
    sides = ((tallies.agree, rest.agree), (tallies.disagree, rest.disagree))
    return Repness(
        tallies,
        np.stack([share(own, tallies.seen) for own, _ in sides]),
        np.stack([proportion_test(own, tallies.seen) for own, _ in sides]),
        np.stack([share(own, tallies.seen) / share(other, rest.seen) for own, other in sides]),
        np.stack([_two_proportions(own, other, tallies.seen, rest.seen) for own, other in sides]),
    )


def representatives(repness: Repness, votes: Votes) -> tuple[tuple[Representative, ...], ...]:
    """At most five statements for each group, agreements first."""
    order = np.argsort(votes.first, kind="stable")
    places = [int(place) for place in order if not votes.excluded[place]]
    return tuple(_of_group(repness, group, places) for group in range(len(repness.tallies.seen)))


def _two_proportions(own: Whole, other: Whole, seen: Whole, other_seen: Whole) -> Real:
    """The z of two proportions, one added to each count; 0 where everybody is on one side."""
    n1, n2 = seen + 1, other_seen + 1
    pooled = (own + other + 2) / (n1 + n2)
    spread = pooled * (1 - pooled) * (1 / n1 + 1 / n2)
    difference = (own + 1) / n1 - (other + 1) / n2
    z: Real = np.where(spread > 0, difference / np.sqrt(np.where(spread > 0, spread, 1)), 0.0)
    return z


def _of_group(repness: Repness, group: int, places: list[int]) -> tuple[Representative, ...]:
    standing: Flags = (repness.ratio_test > SIGNIFICANT) & (repness.share_test > SIGNIFICANT)
    clear: Flags = np.logical_or(*standing[:, group])
    sufficient = [place for place in places if clear[place]]
    agreed = _best_agree(repness, group, places)
    if not sufficient:
        kept = agreed if agreed is not None else _best(repness, group, places)
        return () if kept is None else (_marked(repness, group, kept, agreed),)
    others = sorted((repness.at(group, place) for place in sufficient if place != agreed), key=lambda one: -one.weight)
    first: Iterable[Representative] = () if agreed is None else (_marked(repness, group, agreed, agreed),)
    return tuple(sorted([*first, *others][:_SHOWN], key=lambda one: not one.agrees))


def _marked(repness: Repness, group: int, place: int, agreed: int | None) -> Representative:
    return replace(repness.at(group, place), best_agree=place == agreed)


def _best(repness: Repness, group: int, places: list[int]) -> int | None:
    tests = repness.ratio_test[:, group].max(axis=0)
    return max(places, key=lambda place: float(tests[place]), default=None)


def _best_agree(repness: Repness, group: int, places: list[int]) -> int | None:
    """The statement that the group agrees with most; the kept one's standing decides by what the next is judged."""
    counts = repness.tallies.agree[group] + repness.tallies.disagree[group]
    p, z, ratio, test = (
        part[0, group] for part in (repness.share, repness.share_test, repness.ratio, repness.ratio_test)
    )
    agreeing, standing = p * z, ratio * test * p * z
    kept: int | None = None
    for place in places:
        if not counts[place]:
            continue
        if kept is None:
            better = z[place] > SIGNIFICANT or (ratio[place] > 1 and p[place] > 0.5)  # noqa: PLR2004 - a majority
        else:
            judged = standing if ratio[kept] > 1 else agreeing
            better = judged[place] > judged[kept]
        kept = place if better else kept
    return kept
