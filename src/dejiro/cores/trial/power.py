"""How sure a plan is to end in adoption, if the effect is as hoped; and how many it takes."""

from collections.abc import Callable
from typing import Final

import numpy as np
from scipy.special import ndtr, ndtri, stdtrit
from scipy.stats import nct

from dejiro.cores.trial.effects import segments
from dejiro.cores.trial.model import FEWEST_PERIODS, Plan

USUAL: Final = 0.8
MOST: Final = 10_000_000
"""A size above this is none."""
MOST_PERIODS: Final = 60


def power(plan: Plan, size: int | None = None, expected: float | None = None) -> float:
    """The chance that the interval lies above `adopt_above`, if the effect is as assumed.

    Args:
        plan: with what is assumed.
        size: for each arm, or periods from the start on; by default the planned one.
        expected: the effect, towards the better; by default the assumed one.

    Source: Fleiss 1981 for shares; noncentral t for means; the same with the variance of generalised least squares for
    a series.
    """
    number = plan.size if size is None else size
    effect = plan.assumed.expected if expected is None else expected
    if plan.assumed.base is not None:
        return _of_shares(plan, plan.assumed.base, number, effect)
    error, freedom = _error(plan, number)
    critical = float(stdtrit(freedom, (1 + plan.confidence) / 2))
    return float(nct.sf(critical, freedom, (effect - plan.adopt_above) / error))


def size_for(plan: Plan, least: float = USUAL) -> int | None:
    """The smallest size with at least so much power; None where no size has it.

    A series is asked for at most 60 periods: the longer it runs, the less is known of where its old trend would have
    led, so that power rises first and falls then.

    >>> from datetime import date
    >>> from dejiro.cores.trial.model import Assumed, Plan
    >>> days = [date(2026, 4, 1), date(2026, 5, 1), date(2026, 7, 31), date(2026, 8, 15)]
    >>> plan = Plan("窓口での完了率", "proportions", "higher", 0, 0.25, *days, 50, Assumed(0.25, base=0.5))
    >>> size_for(plan, 0.9)
    77
    """
    if plan.design == "interrupted":
        periods = range(FEWEST_PERIODS, MOST_PERIODS + 1)
        return next((number for number in periods if power(plan, number) >= least), None)
    return _least(lambda number: power(plan, number) >= least)


def detectable(plan: Plan, least: float = USUAL) -> float | None:
    """The smallest effect for which the planned size has so much power, to six digits; None where there is none."""
    limit = 1e6 * (plan.assumed.spread or 1)
    if plan.assumed.base is not None:
        limit = (1 - plan.assumed.base if plan.better == "higher" else plan.assumed.base) - 1e-9
    low, high = plan.adopt_above, limit
    if power(plan, expected=high) < least:
        return None
    while high - low > 1e-7 * high:
        middle = (low + high) / 2
        low, high = (low, middle) if power(plan, expected=middle) >= least else (middle, high)
    return float(f"{high:.6g}")


def _of_shares(plan: Plan, base: float, number: int, effect: float) -> float:
    """Normal approximation; under no effect the shares are pooled, otherwise each has its own variance."""
    other = base + (effect if plan.better == "higher" else -effect)
    apart = (base * (1 - base) + other * (1 - other)) / number
    middle = (base + other) / 2
    together = 2 * middle * (1 - middle) / number if not plan.adopt_above else apart
    reach = float(ndtri((1 + plan.confidence) / 2)) * together**0.5
    return float(ndtr((effect - plan.adopt_above - reach) / apart**0.5))


def _error(plan: Plan, number: int) -> tuple[float, int]:
    """Standard error of the effect, and its degrees of freedom."""
    spread, correlation = plan.assumed.spread or 1.0, plan.assumed.correlation
    if plan.design == "interrupted":
        assert plan.compare_from is not None
        period = np.arange(plan.period(plan.compare_from), number)
        design, asked = segments(period)
        shared = correlation ** np.abs(period[:, None] - period[None, :])
        normal = design.T @ np.linalg.solve(shared, design)
        return spread * float(asked @ np.linalg.solve(normal, asked)) ** 0.5, len(period) - len(asked)
    change = 2 * (1 - correlation) if plan.design == "difference_in_differences" else 1.0
    return spread * (2 * change / number) ** 0.5, 2 * number - 2


def _least(holds: Callable[[int], bool]) -> int | None:
    """The least number from 2 on for which it holds; it holds for all above."""
    low, high = 1, 2
    while not holds(high):
        if high >= MOST:
            return None
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
