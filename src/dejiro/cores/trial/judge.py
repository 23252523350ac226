"""The registered rule applied to the data: adopt, stop, or inconclusive."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from dejiro.cores.trial.effects import Effect, Real, of_interruption, of_means, of_proportions
from dejiro.cores.trial.faults import Fault, TrialError
from dejiro.cores.trial.io import digest
from dejiro.cores.trial.model import LeftOut, Observation, Outcome, Plan, Reason, Verdict

_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class _Found:
    """What the used lines say: the effect, numbers in both arms, and the share that is missing."""

    effect: Effect | None
    pilot: int
    comparison: int
    missing: float


def judge(plan: Plan, observations: Sequence[Observation], *, on: date) -> Verdict:
    """Apply the rule that was registered.

    Stop when the whole interval lies below `worthwhile`; otherwise adopt when it lies above `adopt_above`; otherwise
    the pilot is inconclusive. It is inconclusive whatever the interval says as long as the due day is not over, the
    planned size is not reached, too much is missing, or nothing varies: who looks early or often finds what is not
    there.

    Args:
        plan: as registered.
        observations: all lines that there are; lines about other days or recorded late are left out and counted.
        on: day of the judgement.

    Raises:
        TrialError: a line cannot be part of such data; nothing is judged.
    """
    faults = list(_faults(plan, observations))
    if faults:
        raise TrialError(faults)
    used, left_out = _sorted_out(plan, observations)
    found = {
        "proportions": _proportions,
        "means": _means,
        "difference_in_differences": _changes,
        "interrupted": _series,
    }[plan.design](plan, used, left_out)
    effect = found.effect if found.effect is None or plan.better == "higher" else found.effect.turned()
    outcome, reason = _rule(plan, found, effect, on)
    return Verdict(
        plan=digest(plan),
        outcome=outcome,
        reason=reason,
        judged=on,
        estimate=None if effect is None else effect.estimate,
        low=None if effect is None else effect.low,
        high=None if effect is None else effect.high,
        pilot=found.pilot,
        comparison=found.comparison,
        missing=found.missing,
        correlation=None if effect is None else effect.correlation,
        left_out=left_out,
    )


def _rule(plan: Plan, found: _Found, effect: Effect | None, on: date) -> tuple[Outcome, Reason]:
    obstacle = _obstacle(plan, found, on)
    if effect is None or obstacle:
        return "inconclusive", obstacle or "too_few"
    if effect.low == effect.high:
        return "inconclusive", "no_spread"
    if effect.high < plan.worthwhile:
        return "stop", "too_small"
    return ("adopt", "above") if effect.low > plan.adopt_above else ("inconclusive", "between")


def _obstacle(plan: Plan, found: _Found, on: date) -> Reason | None:
    """Why nothing can be decided yet, whatever the interval says."""
    if on <= plan.due:
        return "not_over"
    if found.missing > plan.most_missing:
        return "too_many_missing"
    return "too_few" if _short(plan, found) else None


def _short(plan: Plan, found: _Found) -> bool:
    """Whether there is less than planned; what may be missing is not asked for."""
    least = plan.size * (1 - plan.most_missing) - 1e-9
    return found.pilot < least or (plan.design != "interrupted" and found.comparison < least)


def _faults(plan: Plan, observations: Sequence[Observation]) -> Iterator[Fault]:
    seen: set[tuple[str, date]] = set()
    arms: dict[str, str] = {}
    for at, one in enumerate(observations):
        where = f"observations[{at}]"
        if one.recorded < one.day:
            yield Fault(f"{where}.recorded", f"対象の日より前です: {one.recorded}", f"{one.day}以降の日")
        if (one.unit, one.day) in seen:
            yield Fault(where, f"同じものの同じ日が2行あります: {one.unit} {one.day}", "1行")
        if arms.setdefault(one.unit, one.arm) != one.arm:
            yield Fault(f"{where}.arm", f"途中で群が変わっています: {one.unit}", arms[one.unit])
        if plan.design == "interrupted" and one.arm != "pilot":
            yield Fault(f"{where}.arm", "比べる相手のない設計です", "pilot")
        seen.add((one.unit, one.day))
        yield from _value_faults(plan, one, where)


def _value_faults(plan: Plan, one: Observation, where: str) -> Iterator[Fault]:
    if plan.design != "proportions" and one.of != 1:
        yield Fault(f"{where}.of", f"割合ではありません: {one.of}", "1")
    if one.of < 1:
        yield Fault(f"{where}.of", f"少なすぎます: {one.of}", "1以上")
    if one.value is None:
        return
    if not np.isfinite(one.value):
        yield Fault(f"{where}.value", f"数ではありません: {one.value}", "有限の数")
    elif plan.design == "proportions" and not (0 <= one.value <= one.of and one.value == int(one.value)):
        yield Fault(f"{where}.value", f"成功の数になりません: {one.value}", f"0から{one.of}までの整数")


def _sorted_out(plan: Plan, observations: Sequence[Observation]) -> tuple[list[Observation], LeftOut]:
    first = plan.start if plan.compare_from is None else plan.compare_from
    used: list[Observation] = []
    count: defaultdict[str, int] = defaultdict(int)
    for one in observations:
        if not first <= one.day <= plan.end:
            count["before_registration" if one.day < min(plan.registered, first) else "outside"] += 1
        elif one.recorded > plan.due:
            count["late"] += 1
        elif one.value is None:
            count["missing"] += 1
        else:
            used.append(one)
    return used, LeftOut(**count)


def _values(used: Sequence[Observation], arm: str) -> Real:
    return np.array([one.value for one in used if one.arm == arm], dtype=np.float64)


def _gap(left_out: LeftOut, used: int) -> float:
    """Share of the lines of the planned time that are late or without a value."""
    lost = left_out.late + left_out.missing
    return lost / max(lost + used, 1)


def _proportions(plan: Plan, used: Sequence[Observation], left_out: LeftOut) -> _Found:
    done, tries = (
        tuple(sum(int(getattr(one, name) or 0) for one in used if one.arm == arm) for arm in ("pilot", "comparison"))
        for name in ("value", "of")
    )
    effect = None
    if min(tries) > 0:
        effect = of_proportions((done[0], done[1]), (tries[0], tries[1]), confidence=plan.confidence)
    return _Found(effect, tries[0], tries[1], _gap(left_out, len(used)))


def _means(plan: Plan, used: Sequence[Observation], left_out: LeftOut) -> _Found:
    return _compared(plan, _values(used, "pilot"), _values(used, "comparison"), _gap(left_out, len(used)))


def _compared(plan: Plan, pilot: Real, comparison: Real, missing: float) -> _Found:
    effect = None
    if min(len(pilot), len(comparison)) >= _FEWEST:
        effect = of_means(pilot, comparison, confidence=plan.confidence)
    return _Found(effect, len(pilot), len(comparison), missing)


def _changes(plan: Plan, used: Sequence[Observation], left_out: LeftOut) -> _Found:
    """Each unit's mean from the start on, less its mean before; who lacks either is missing."""
    sides: dict[str, tuple[list[float], list[float]]] = {}
    arms = {one.unit: one.arm for one in used}
    for one in used:
        sides.setdefault(one.unit, ([], []))[one.day >= plan.start].append(one.value or 0.0)
    change = {
        unit: float(np.mean(after) - np.mean(before)) for unit, (before, after) in sides.items() if before and after
    }
    pilot, comparison = (
        np.array([change[unit] for unit in sorted(change) if arms[unit] == arm]) for arm in ("pilot", "comparison")
    )
    torn = (len(sides) - len(change)) / max(len(sides), 1)
    return _compared(plan, pilot, comparison, max(torn, _gap(left_out, len(used))))


def _series(plan: Plan, used: Sequence[Observation], left_out: LeftOut) -> _Found:
    """The mean of each period; a period of the planned time without a value is missing."""
    by_period: defaultdict[int, list[float]] = defaultdict(list)
    for one in used:
        by_period[plan.period(one.day)].append(one.value or 0.0)
    period = np.array(sorted(by_period), dtype=np.int64)
    value = np.array([np.mean(by_period[at]) for at in period.tolist()])
    planned = plan.size - plan.period(plan.compare_from or plan.start)
    after = int(np.count_nonzero(period >= 0))
    effect = None
    if min(after, len(period) - after) >= _FEWEST and len(period) > 2 * _FEWEST:
        effect = of_interruption(period, value, confidence=plan.confidence)
    return _Found(effect, after, len(period) - after, max(1 - len(period) / planned, _gap(left_out, len(used))))
