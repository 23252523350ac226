"""Base clusters of participants, and groups."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Flags, Real, Whole
from dejiro.cores.opinion.kmeans import kmeans, means, nearest, silhouette, spread

BASE_CLUSTERS: Final = 100
MOST_GROUPS: Final = 5
OUTSIDE: Final = -1
_PER_GROUP: Final = 12
"""One more group may be tried for so many base clusters."""
_STEPS: Final = 100
_STILL: Final = 0.01
_SAMPLE: Final = 8_000


@dataclass(frozen=True, eq=False)
class Clusters:
    """Base clusters of participants, and groups of base clusters.

    Attributes:
        base: base cluster per participant, -1 outside the conversation.
        centres: position per base cluster.
        sizes: participants per base cluster.
        base_group: group per base cluster, from the largest (0) to the smallest.
        silhouettes: by number of groups that was tried.
    """

    base: Whole
    centres: Real
    sizes: Whole
    base_group: Whole
    silhouettes: dict[int, float]

    @property
    def number(self) -> int:
        """How many groups there are; 0 in an empty conversation."""
        return int(self.base_group.max(initial=-1)) + 1

    @property
    def group(self) -> Whole:
        """Group per participant, -1 outside the conversation."""
        if not len(self.base_group):
            return self.base
        return np.where(self.base < 0, OUTSIDE, self.base_group[self.base])


def clusters_of(points: Real, inside: Flags, *, seed: int, group: Whole | None = None) -> Clusters:
    """Gather the participants inside the conversation in at most 100 base clusters and 2 to 5 groups.

    The number of groups is the one with the best silhouette over the base clusters. The groups themselves are found on
    the participants; the few base clusters that straddle a border are split there.

    Args:
        points: position per participant, n x d.
        inside: who takes part.
        seed: of the restarts.
        group: group per participant where it is settled already.
    """
    there = points[inside]
    label, centres = base_of(there, seed=seed)
    silhouettes = _silhouettes(centres, np.bincount(label, minlength=len(centres)).astype(np.float64), seed)
    number = max(silhouettes, key=lambda k: (silhouettes[k], -k), default=1)
    among = group_people(there, number, seed=seed) if group is None else group[inside]
    wide = int(among.max(initial=0)) + 1
    pairs, label, sizes = np.unique(label * wide + among, return_inverse=True, return_counts=True)
    base = np.full(len(points), OUTSIDE, dtype=np.int64)
    base[inside] = label
    middle = means(there, np.ones(len(there)), label, np.zeros((len(pairs), points.shape[1])))
    return Clusters(base, middle, sizes, pairs % wide, silhouettes)


def group_people(points: Real, number: int, *, seed: int) -> Whole:
    """Group participants by position, the largest group first."""
    if number < 2 or not len(points):  # noqa: PLR2004 - one group is no question
        return np.zeros(len(points), dtype=np.int64)
    return kmeans(points, np.ones(len(points)), number, seed=seed)


def base_of(points: Real, *, seed: int) -> tuple[Whole, Real]:
    """At most 100 clusters of participants, in order of position; with fewer distinct positions, one for each.

    Returns:
        The cluster per participant, and the centres.
    """
    found, label, size = np.unique(
        points[:, 0] + 1j * points[:, 1], return_inverse=True, return_counts=True
    )  # Complex numbers sort by the first coordinate, then by the second, and far faster than rows do.
    distinct = np.stack([found.real, found.imag], axis=1)
    if len(distinct) <= BASE_CLUSTERS:
        return label, distinct
    chance = np.random.default_rng(seed)
    if len(distinct) > _SAMPLE:
        some = np.sort(chance.choice(len(distinct), _SAMPLE, replace=False))
        distinct, size = distinct[some], size[some]
    weights = size.astype(np.float64)
    centres = spread(distinct, weights, BASE_CLUSTERS, chance)[0]
    for _ in range(_STEPS):
        moved = means(distinct, weights, nearest(distinct, centres), centres)
        still = float(np.abs(moved - centres).max()) < _STILL
        centres = moved
        if still:
            break
    centres = centres[np.lexsort(centres.T[::-1])]
    used, label = np.unique(nearest(points, centres), return_inverse=True)
    return label.reshape(-1), centres[used]


def _silhouettes(centres: Real, sizes: Real, seed: int) -> dict[int, float]:
    most = min(MOST_GROUPS, 2 + len(centres) // _PER_GROUP, len(centres))
    return {k: silhouette(centres, kmeans(centres, sizes, k, seed=seed)) for k in range(2, most + 1)}
