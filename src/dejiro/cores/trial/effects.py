"""Effects with their intervals: two shares, two means, and a series before and after."""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from scipy.special import ndtri, stdtrit

Real: TypeAlias = npt.NDArray[np.float64]
_LEAST_CORRELATION: Final = -0.5
_MOST_CORRELATION: Final = 0.95
_COEFFICIENTS: Final = 4


@dataclass(frozen=True, slots=True)
class Effect:
    """An estimate with its interval; a correlation where one was estimated beside."""

    estimate: float
    low: float
    high: float
    correlation: float | None = None

    def turned(self) -> "Effect":
        """The effect where less is better."""
        return Effect(-self.estimate, -self.high, -self.low, self.correlation)


def of_proportions(successes: tuple[int, int], tries: tuple[int, int], *, confidence: float) -> Effect:
    """The difference of two shares, the first less the second.

    The interval joins Wilson's two intervals; it never leaves -1 to 1 and holds its confidence on small numbers.
    Source: Newcombe 1998 (Statistics in Medicine 17:873), method 10.

    Args:
        successes: with the pilot, and without.
        tries: the same; at least 1 each.
        confidence: two-sided.

    >>> found = of_proportions((56, 48), (70, 80), confidence=0.95)
    >>> round(found.estimate, 4), round(found.low, 4), round(found.high, 4)
    (0.2, 0.0524, 0.3339)
    """
    z = float(ndtri((1 + confidence) / 2))
    (one, one_low, one_high), (two, two_low, two_high) = (
        _wilson(done, number, z) for done, number in zip(successes, tries, strict=True)
    )
    below = np.hypot(one - one_low, two_high - two)
    above = np.hypot(one_high - one, two - two_low)
    return Effect(one - two, float(one - two - below), float(one - two + above))


def of_means(pilot: Real, comparison: Real, *, confidence: float) -> Effect:
    """The difference of two means, the variances being their own.

    Source: Welch 1947.

    Args:
        pilot: values, at least two.
        comparison: values, at least two.
        confidence: two-sided.
    """
    parts = [float(values.var(ddof=1)) / len(values) for values in (pilot, comparison)]
    estimate, error = float(pilot.mean() - comparison.mean()), sum(parts) ** 0.5
    if not error:
        return Effect(estimate, estimate, estimate)
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(values) - 1) for part, values in zip(parts, (pilot, comparison), strict=True)
    )
    reach = float(stdtrit(freedom, (1 + confidence) / 2)) * error
    return Effect(estimate, estimate - reach, estimate + reach)


def of_interruption(period: npt.NDArray[np.int64], value: Real, *, confidence: float) -> Effect:
    """How far a series lies, on average from the start on, from where its own trend would have led.

    A line before and another line after, with errors of which each is correlated with the one before; the correlation
    is the one with the greatest restricted likelihood, and periods may be missing. O(periods^3) a step.
    Source: segmented regression, Wagner et al. 2002; restricted likelihood, Patterson and Thompson 1971.

    Args:
        period: number of each period, negative before the start; at least five in all, with some on either side.
        value: in the same order.
        confidence: two-sided.
    """
    design, asked = segments(period)
    apart = np.abs(period[:, None] - period[None, :])
    if np.allclose(design @ np.linalg.lstsq(design, value)[0], value, rtol=0, atol=1e-9 * (1 + np.abs(value).max())):
        estimate = float(asked @ np.linalg.lstsq(design, value)[0])
        return Effect(estimate, estimate, estimate, 0.0)
    found = minimize_scalar(
        lambda correlation: _misfit(design, value, apart, correlation),
        bounds=(_LEAST_CORRELATION, _MOST_CORRELATION),
        method="bounded",
        options={"xatol": 1e-6},
    )
    line, variance, inverse, _ = _fitted(design, value, apart, float(found.x))
    estimate, error = float(asked @ line), float(np.sqrt(variance * (asked @ inverse @ asked)))
    reach = float(stdtrit(len(value) - _COEFFICIENTS, (1 + confidence) / 2)) * error
    return Effect(estimate, estimate - reach, estimate + reach, float(found.x))


def segments(period: npt.NDArray[np.int64]) -> tuple[Real, Real]:
    """The regression on both lines, and the weights of its coefficients in the mean effect from the start on."""
    after = (period >= 0).astype(np.float64)
    design = np.column_stack([np.ones(len(period)), period, after, after * period])
    return design, np.array([0, 0, 1, float(period[period >= 0].mean())])


def _wilson(successes: int, number: int, z: float) -> tuple[float, float, float]:
    share, extra = successes / number, z * z / number
    middle = (share + extra / 2) / (1 + extra)
    reach = z * (share * (1 - share) / number + extra / (4 * number)) ** 0.5 / (1 + extra)
    return share, middle - reach, middle + reach


def _fitted(design: Real, value: Real, apart: Real, correlation: float) -> tuple[Real, float, Real, float]:
    """Coefficients, variance, inverse of the normal matrix, and the logarithms of the determinants."""
    root = np.linalg.cholesky(_correlations(apart, correlation))
    white, seen = np.linalg.solve(root, design), np.linalg.solve(root, value)
    inverse = np.linalg.inv(white.T @ white)
    line = inverse @ (white.T @ seen)
    variance = float(((seen - white @ line) ** 2).sum()) / (len(value) - design.shape[1])
    sizes = 2 * float(np.log(np.diag(root)).sum()) - float(np.linalg.slogdet(inverse)[1])
    return line, variance, inverse, sizes


def _correlations(apart: Real, correlation: float) -> Real:
    return np.where(apart == 0, 1.0, correlation**apart)


def _misfit(design: Real, value: Real, apart: Real, correlation: float) -> float:
    """Minus twice the restricted log likelihood, up to a constant."""
    _, variance, _, sizes = _fitted(design, value, apart, correlation)
    return float((len(value) - design.shape[1]) * np.log(variance) + sizes)
