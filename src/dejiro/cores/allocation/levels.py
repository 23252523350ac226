"""Filling bodies to one level: how high it comes, and what it means in whole units."""

import numpy as np

from dejiro.cores.allocation.arrays import Real, Whole

_TOTAL_NOISE = 1e-12
_NOISE = 1e-6
"""Of a unit: what floats may be wrong by, and more."""


def level_of(total: int, weights: Real, low: Whole, high: Whole) -> float:
    """The lowest level t at which sum(clip(weights x t, low, high) - low) is `total`.

    Args:
        total: half-days to share out, 0 to sum(high - low).
        weights: (n,) entitlements, above 0.
        low: (n,) half-days that each body has anyway.
        high: (n,) half-days at which it is full.

    >>> level_of(6, np.array([1.0, 2.0, 1.0]), np.array([0, 0, 9]), np.array([9, 9, 9]))
    2.0
    """
    steps = np.unique(np.concatenate([low / weights, high / weights]))
    below, above = 0, len(steps) - 1
    reached = total * (1 - _TOTAL_NOISE)
    while above - below > 1:
        middle = (below + above) // 2
        enough = _filled(steps[middle], weights, low, high) >= reached
        below, above = (below, middle) if enough else (middle, above)
    if above <= below or total <= 0:
        return float(steps[0]) if len(steps) else 0.0
    rising = (low / weights <= steps[below]) & (high / weights >= steps[above])
    rest = total - _filled(steps[below], weights[~rising], low[~rising], high[~rising]) + low[rising].sum()
    return float(np.clip(rest / weights[rising].sum(), steps[below], steps[above]))


def _filled(level: float, weights: Real, low: Whole, high: Whole) -> float:
    return float((np.clip(weights * level, low, high) - low).sum())


def units_of(level: float, weights: Real, low: Whole, high: Whole, scale: int) -> tuple[Whole, Whole]:
    """What `level` gives above `low`: (n,) whole units rounded down, and (n,) 1 where there was something to round.

    Args:
        level: half-days per entitlement.
        weights: (n,) entitlements.
        low: (n,) half-days that each body has anyway.
        high: (n,) half-days at which it is full.
        scale: units in a half-day.
    """
    exact = np.clip((weights * level - low) * scale, 0, (high - low) * scale)
    units = np.floor(exact + _NOISE).astype(np.int64)
    return units, (exact - units > _NOISE).astype(np.int64)
