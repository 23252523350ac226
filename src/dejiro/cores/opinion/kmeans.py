"""Seeded, weighted k-means, all restarts at once, and the silhouette; the order of the points does not matter."""

from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Real, Whole

_RESTARTS: Final = 8
_TRIAL: Final = 3
"""After so many steps only the most promising runs go on."""
_PROMISING: Final = 3
_STEPS: Final = 50
_BLOCK: Final = 512
"""Points at once, so that their scores stay in the processor's cache."""
_SAMPLE: Final = 8_000
"""Above so many points the restarts run on a seeded sample and end with two exact steps on all points."""


def kmeans(points: Real, weights: Real, number: int, *, seed: int) -> Whole:
    """The best of eight starts by k-means++.

    Args:
        points: n x d.
        weights: positive, one per point.
        number: how many clusters are asked for; fewer come out where there are fewer distinct points.
        seed: of the starts.

    Returns:
        The cluster per point, from the heaviest (0) to the lightest.
    """
    order = np.lexsort(points.T[::-1])
    chance = np.random.default_rng(seed)
    if len(order) > _SAMPLE:
        order = order[np.sort(chance.choice(len(order), _SAMPLE, replace=False))]
    centres = _best(points[order], weights[order], number, chance)
    if len(points) > _SAMPLE:
        centres = means(points, weights, nearest(points, centres), centres)
    return by_weight(nearest(points, centres), weights)


def spread(points: Real, weights: Real, number: int, chance: np.random.Generator, *, starts: int = 1) -> Real:
    """k-means++: each next start is drawn by weight times squared distance to the nearest one so far.

    Returns:
        starts x number x d.
    """
    columns, gap = np.ascontiguousarray(points.T), np.full((starts, len(points)), np.inf)
    chosen, draws = np.empty((starts, number), dtype=np.int64), chance.random((number, starts, 1))
    pull = np.tile(np.cumsum(weights), (starts, 1))
    for at in range(number):
        chosen[:, at] = np.minimum((pull <= draws[at] * pull[:, -1:]).sum(axis=1), len(points) - 1)
        np.minimum(gap, _squared(columns, points[chosen[:, at], None])[:, 0], out=gap)
        np.cumsum(weights * gap, axis=1, out=pull)
    return points[chosen]


def means(points: Real, weights: Real, label: Whole, centres: Real) -> Real:
    """Weighted mean of each cluster; an empty one stays where it was."""
    number = len(centres)
    weight = np.bincount(label, weights=weights, minlength=number)
    sums = np.stack([np.bincount(label, weights=weights * column, minlength=number) for column in points.T], axis=1)
    moved: Real = np.where(weight[:, None] > 0, sums / np.where(weight > 0, weight, 1)[:, None], centres)
    return moved


def nearest(points: Real, centres: Real) -> Whole:
    """The nearest centre of every point; the first of equally near ones."""
    label = np.empty(len(points), dtype=np.int64)
    left = np.column_stack([points, np.ones(len(points))])
    right = np.vstack([-centres.T, (centres * centres).sum(axis=1) / 2])
    score = np.empty((min(_BLOCK, len(points)), len(centres)))
    for first in range(0, len(points), _BLOCK):
        block = left[first : first + _BLOCK]
        label[first : first + _BLOCK] = np.matmul(block, right, out=score[: len(block)]).argmin(axis=1)
    return label


def by_weight(label: Whole, weights: Real) -> Whole:
    """Number clusters anew from the heaviest to the lightest, empty ones left out."""
    used, label = np.unique(label, return_inverse=True)
    rank = np.empty(len(used), dtype=np.int64)
    rank[np.argsort(-np.bincount(label, weights=weights), kind="stable")] = np.arange(len(used))
    return rank[label]


def silhouette(points: Real, label: Whole) -> float:
    """Mean over points of (b - a) / max(a, b), Euclidean and unweighted; 0 for a singleton."""
    member = np.eye(int(label.max()) + 1)[label]
    total = np.sqrt(_squared(np.ascontiguousarray(points.T), points[None])[0]) @ member
    row, size = np.arange(len(points)), member.sum(axis=0)
    own = total[row, label] / np.maximum(size[label] - 1, 1)
    apart = total / size
    apart[row, label] = np.inf
    other = apart.min(axis=1)
    value = np.where(size[label] > 1, (other - own) / np.maximum(np.maximum(own, other), 1e-300), 0.0)
    return float(value.mean())


def _squared(columns: Real, centres: Real) -> Real:
    """Squared distances of n points, d x n, to R sets of k centres: R x k x n; the many stand last, as is fast."""
    total: Real = np.square(columns[0] - centres[:, :, 0, None])
    for axis in range(1, len(columns)):
        difference = columns[axis] - centres[:, :, axis, None]
        total += np.square(difference, out=difference)
    return total


def _least(squared: Real) -> tuple[Whole, Real]:
    """The nearest centre of every point, the first of equally near ones, and how far it is: R x n each."""
    gap, label = squared[:, 0].copy(), np.zeros((len(squared), squared.shape[2]), dtype=np.int64)
    for centre in range(1, squared.shape[1]):
        label[squared[:, centre] < gap] = centre
        np.minimum(gap, squared[:, centre], out=gap)
    return label, gap


def _best(points: Real, weights: Real, number: int, chance: np.random.Generator) -> Real:
    """Centres of the run with the least weighted squared distance; one that stands still is left alone."""
    columns = np.ascontiguousarray(points.T)
    centres = spread(points, weights, number, chance, starts=_RESTARTS)
    label, gap = _least(_squared(columns, centres))
    repeated, weighing = np.tile(points, (_RESTARTS, 1)), np.tile(weights, _RESTARTS)
    live = np.arange(_RESTARTS)
    for step in range(_STEPS):
        if step == _TRIAL:
            live = np.intersect1d(live, np.argsort(gap @ weights, kind="stable")[:_PROMISING])
        if not len(live):
            break
        some, runs = len(live) * len(points), number * np.arange(len(live))[:, None]
        flat = centres[live].reshape(-1, centres.shape[2])
        moved = means(repeated[:some], weighing[:some], (label[live] + runs).ravel(), flat)
        centres[live] = moved.reshape(-1, *centres.shape[1:])
        found, gap[live] = _least(_squared(columns, centres[live]))
        still = (found == label[live]).all(axis=1)
        label[live] = found
        live = live[~still]
    best: Real = centres[int((gap @ weights).argmin())]
    return best
