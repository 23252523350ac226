"""Checks a verdict from the plan and the data alone: plain Python, shares no code with `judge` and `effects`.

Wilson's ends are not taken from the formula but are the shares at which the score test turns; a series is fitted by the
normal equations with the full matrix of correlations, and no other correlation may be likelier than the stated one.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import NormalDist, fmean, variance
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from dejiro.cores.trial.io import digest
from dejiro.cores.trial.model import Observation, Plan, Verdict

_CLOSE: Final = 1e-6
_STEPS: Final = 200
_GRID: Final = tuple(at / 50 for at in range(-25, 48))
_LIKELIER: Final = 1e-3

Real = npt.NDArray[np.float64]


def check(plan: Plan, observations: Sequence[Observation], verdict: Verdict) -> tuple[str, ...]:
    """Everything that is wrong with a verdict; empty if it is what the plan says about the data.

    Args:
        plan: as registered.
        observations: all lines, also those that were left out.
        verdict: what is to be proven.
    """
    used = [one for one in observations if _counts(plan, one)]
    return (*_lines(plan, observations, used, verdict), *_figures(plan, used, verdict), *_outcome(plan, verdict))


def _counts(plan: Plan, one: Observation) -> bool:
    first = plan.compare_from or plan.start
    return first <= one.day <= plan.end and one.recorded <= plan.due and one.value is not None


def _lines(plan: Plan, lines: Sequence[Observation], used: list[Observation], verdict: Verdict) -> Iterator[str]:
    if verdict.plan != digest(plan):
        yield "登録された計画と違う計画の判定です → 登録のときの計画"
    out = verdict.left_out
    if len(used) + out.before_registration + out.outside + out.late + out.missing != len(lines):
        yield f"使った行と除いた行を足しても全体になりません → {len(lines)}行"
    if abs(_missing(plan, lines, used) - verdict.missing) > _CLOSE:
        yield f"欠けた割合が違います: {verdict.missing} → {_missing(plan, lines, used):.9g}"
    late = sum(
        1 for one in lines if (plan.compare_from or plan.start) <= one.day <= plan.end and one.recorded > plan.due
    )
    if late != out.late:
        yield f"遅れた行の数が違います: {out.late} → {late}"


def _figures(plan: Plan, used: list[Observation], verdict: Verdict) -> Iterator[str]:
    counts, expected = _expected(plan, used, verdict.correlation)
    if (verdict.pilot, verdict.comparison) != counts:
        yield f"数が違います: {(verdict.pilot, verdict.comparison)} → {counts}"
    stated = (verdict.estimate, verdict.low, verdict.high)
    if (expected is None) != (None in stated):
        yield f"効果が違います: {stated} → {expected}"
    elif expected is not None:
        if verdict.correlation is not None and verdict.low != verdict.high:
            yield from _likelier(plan, used, verdict.correlation)
        if plan.better == "lower":
            expected = (-expected[0], -expected[2], -expected[1])
        for name, one, other in zip(("効果", "下端", "上端"), stated, expected, strict=True):
            if one is None or not math.isclose(one, other, rel_tol=_CLOSE, abs_tol=_CLOSE * _unit(expected)):
                yield f"{name}が違います: {one} → {other:.9g}"


def _unit(expected: tuple[float, float, float]) -> float:
    return max(1e-6, expected[2] - expected[1], *map(abs, expected))


def _outcome(plan: Plan, verdict: Verdict) -> Iterator[str]:
    decided = "inconclusive"
    if verdict.low is not None and verdict.high is not None and _ready(plan, verdict):
        if verdict.high < plan.worthwhile:
            decided = "stop"
        elif verdict.low > plan.adopt_above:
            decided = "adopt"
    if verdict.outcome != decided:
        yield f"判定が登録された規則と違います: {verdict.outcome} → {decided}"


def _ready(plan: Plan, verdict: Verdict) -> bool:
    least = plan.size * (1 - plan.most_missing) - 1e-9
    numbers = [verdict.pilot] if plan.design == "interrupted" else [verdict.pilot, verdict.comparison]
    complete = min(numbers) >= least and verdict.missing <= plan.most_missing
    return complete and verdict.judged > plan.due and verdict.low != verdict.high


def _missing(plan: Plan, lines: Sequence[Observation], used: list[Observation]) -> float:
    """Share of lines without a value in time; at least the share of units or periods that are incomplete."""
    due = [one for one in lines if (plan.compare_from or plan.start) <= one.day <= plan.end]
    share = 1 - len(used) / max(len(due), 1) if due else 0.0
    if plan.design == "interrupted":
        planned = plan.period(plan.end) - plan.period(plan.compare_from or plan.start) + 1
        share = max(share, 1 - len({plan.period(one.day) for one in used}) / planned)
    elif plan.design == "difference_in_differences":
        units = {one.unit for one in used}
        complete = sum(
            len(_changes_of(plan, [one for one in used if one.arm == arm])) for arm in ("pilot", "comparison")
        )
        share = max(share, (len(units) - complete) / max(len(units), 1))
    return share


Numbers = tuple[tuple[int, int], tuple[float, float, float] | None]


def _expected(plan: Plan, used: list[Observation], correlation: float | None) -> Numbers:
    if plan.design == "proportions":
        return _shares(plan, used)
    if plan.design == "interrupted":
        return _line(plan, used, correlation)
    if plan.design == "means":
        parts = [[one.value or 0.0 for one in used if one.arm == arm] for arm in ("pilot", "comparison")]
    else:
        parts = [_changes_of(plan, [one for one in used if one.arm == arm]) for arm in ("pilot", "comparison")]
    counts = (len(parts[0]), len(parts[1]))
    if min(counts) < 2:  # noqa: PLR2004 - one value has no variance
        return counts, None
    squares = [variance(part) / len(part) for part in parts]
    middle, error = fmean(parts[0]) - fmean(parts[1]), math.sqrt(sum(squares))
    if not error:
        return counts, (middle, middle, middle)
    freedom = sum(squares) ** 2 / sum(one * one / (len(part) - 1) for one, part in zip(squares, parts, strict=True))
    reach = error * float(student.ppf((1 + plan.confidence) / 2, freedom))
    return counts, (middle, middle - reach, middle + reach)


def _changes_of(plan: Plan, used: list[Observation]) -> list[float]:
    changes = []
    for unit in sorted({one.unit for one in used}):
        own = [one for one in used if one.unit == unit]
        after = [one.value or 0.0 for one in own if one.day >= plan.start]
        before = [one.value or 0.0 for one in own if one.day < plan.start]
        if after and before:
            changes.append(fmean(after) - fmean(before))
    return changes


def _shares(plan: Plan, used: list[Observation]) -> Numbers:
    done = [sum(int(one.value or 0) for one in used if one.arm == arm) for arm in ("pilot", "comparison")]
    of = [sum(one.of for one in used if one.arm == arm) for arm in ("pilot", "comparison")]
    if not min(of):
        return (of[0], of[1]), None
    z = NormalDist().inv_cdf((1 + plan.confidence) / 2)
    one, other = done[0] / of[0], done[1] / of[1]
    ends = [(_turning(p, n, z, 0.0), _turning(p, n, z, 1.0)) for p, n in ((one, of[0]), (other, of[1]))]
    below = math.sqrt((one - ends[0][0]) ** 2 + (ends[1][1] - other) ** 2)
    above = math.sqrt((ends[0][1] - one) ** 2 + (other - ends[1][0]) ** 2)
    return (of[0], of[1]), (one - other, one - other - below, one - other + above)


def _turning(share: float, number: int, z: float, far: float) -> float:
    """The share between `share` and `far` at which the score test turns, by halving."""
    near = share
    for _ in range(_STEPS):
        middle = (near + far) / 2
        if abs(share - middle) <= z * math.sqrt(middle * (1 - middle) / number):
            near = middle
        else:
            far = middle
    return near


def _line(plan: Plan, used: list[Observation], correlation: float | None) -> Numbers:
    periods = sorted({plan.period(one.day) for one in used})
    after = sum(1 for at in periods if at >= 0)
    counts = (after, len(periods) - after)
    if min(counts) < 2 or len(periods) < 5:  # noqa: PLR2004 - two lines take four points
        return counts, None
    value = np.array([fmean([one.value or 0.0 for one in used if plan.period(one.day) == at]) for at in periods])
    line, normal, noise, _ = _normal_equations(periods, value, correlation or 0.0)
    asked = np.array([0, 0, 1, fmean([at for at in periods if at >= 0])])
    reach = math.sqrt(noise * float(asked @ normal @ asked)) * float(
        student.ppf((1 + plan.confidence) / 2, len(periods) - 4)
    )
    middle = float(asked @ line)
    return counts, (middle, middle - reach, middle + reach)


def _likelier(plan: Plan, used: list[Observation], correlation: float) -> Iterator[str]:
    """A correlation on a grid that is likelier than the stated one."""
    periods = sorted({plan.period(one.day) for one in used})
    value = np.array([fmean([one.value or 0.0 for one in used if plan.period(one.day) == at]) for at in periods])
    stated = _normal_equations(periods, value, correlation)[3]
    best = min(_GRID, key=lambda one: _normal_equations(periods, value, one)[3])
    if _normal_equations(periods, value, best)[3] < stated - _LIKELIER:
        yield f"期間どうしの相関が違います: {correlation} → {best}に近い値"


def _normal_equations(periods: list[int], value: Real, correlation: float) -> tuple[Real, Real, float, float]:
    """Coefficients, inverse of the normal matrix, variance, and minus twice the restricted log likelihood."""
    rows = np.array([[1, at, at >= 0, at * (at >= 0)] for at in periods], dtype=np.float64)
    shared = np.array([[correlation ** abs(a - b) if a != b else 1.0 for b in periods] for a in periods])
    weight = np.linalg.inv(shared)
    normal: Real = np.asarray(np.linalg.inv(rows.T @ weight @ rows), dtype=np.float64)
    line: Real = normal @ rows.T @ weight @ value
    missed = value - rows @ line
    free = len(periods) - 4
    noise = max(float(missed @ weight @ missed), 0.0) / free
    sizes = math.log(np.linalg.det(shared)) - math.log(np.linalg.det(normal))
    return line, normal, noise, free * math.log(max(noise, 1e-300)) + sizes
