"""A plan that is fixed before the start, what is observed, and the verdict."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from dejiro.cores.trial.faults import Fault, TrialError

Design = Literal["proportions", "means", "difference_in_differences", "interrupted"]
Better = Literal["higher", "lower"]
Arm = Literal["pilot", "comparison"]
Step = Literal["day", "week", "month"]
Outcome = Literal["adopt", "stop", "inconclusive"]
Reason = Literal["above", "too_small", "between", "not_over", "too_few", "too_many_missing", "no_spread"]

FEWEST_PERIODS: Final = 8
"""Periods on either side of an interruption, Penfold and Zhang 2013."""
_FEWEST: Final = 2


@dataclass(frozen=True, slots=True)
class Assumed:
    """What is assumed before the start, for the sample size alone; the verdict does not use it.

    Attributes:
        expected: the effect that the pilot is hoped to have, towards the better; above `Plan.adopt_above`.
        base: share of successes without the pilot, between 0 and 1; for proportions only.
        spread: standard deviation of a value (means), of a unit's value (difference in differences), of a period's
            value about the trend (interrupted).
        correlation: of a unit's value before and after, or of one period with the next; 0 to below 1.
    """

    expected: float
    base: float | None = None
    spread: float | None = None
    correlation: float = 0.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What is registered before the start and cannot be changed after.

    Attributes:
        metric: what is measured, in words with its unit.
        design: proportions and means compare two arms; difference in differences compares the changes of units in two
            arms; interrupted compares one series with its own trend before the start.
        better: whether more or less of the metric is wanted. Effects count towards the better.
        adopt_above: adopt when the whole interval lies above this; at least 0.
        worthwhile: smallest effect of interest; stop when the whole interval lies below it.
        registered: day of registration.
        start: first day of the pilot, on or after the registration.
        end: last day of the pilot.
        due: last day on which data may be recorded, on or after the end.
        size: planned number for each arm: observations, units, or (interrupted) periods from the start on.
        assumed: for the sample size.
        compare_from: first day of the time before the start that is compared with; None where the design needs none.
        step: length of a period; for interrupted only.
        confidence: of the two-sided interval.
        most_missing: share of what was planned or seen that may be missing.

    Raises:
        TrialError: with the path of what does not fit.
    """

    metric: str
    design: Design
    better: Better
    adopt_above: float
    worthwhile: float
    registered: date
    start: date
    end: date
    due: date
    size: int
    assumed: Assumed
    compare_from: date | None = None
    step: Step | None = None
    confidence: float = 0.95
    most_missing: float = 0.1

    def __post_init__(self) -> None:
        faults = [*_words(self), *_figures(self), *_dates(self), *_assumed(self)]
        if faults:
            raise TrialError(faults)

    @property
    def with_before(self) -> bool:
        """Whether the design compares with a time before the start."""
        return self.design in {"difference_in_differences", "interrupted"}

    def period(self, day: date) -> int:
        """Number of the period of a day; 0 is the one that begins at the start, negative ones lie before."""
        if self.step == "month":
            return 12 * (day.year - self.start.year) + day.month - self.start.month
        return (day - self.start).days // (7 if self.step == "week" else 1)


@dataclass(frozen=True, slots=True)
class Observation:
    """One line of data.

    Attributes:
        unit: who or what was observed: a case, a desk, a municipality.
        arm: with the pilot or without.
        day: day that the value is about.
        recorded: day on which it was written down.
        value: the value; for proportions the number of successes; None where it is missing.
        of: for proportions, the number of tries; otherwise 1.
    """

    unit: str
    arm: Arm
    day: date
    recorded: date
    value: float | None
    of: int = 1


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Lines that were not used, by the first reason that holds.

    Attributes:
        before_registration: about days before the registration that are not compared with.
        outside: about other days outside the planned time.
        late: recorded after the due day.
        missing: without a value.
    """

    before_registration: int = 0
    outside: int = 0
    late: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the registered rule says about the data.

    Attributes:
        plan: digest of the plan that was applied.
        outcome: adopt, stop or inconclusive.
        reason: why.
        judged: day of the judgement.
        estimate: effect towards the better; None where it cannot be computed.
        low: lower end of its interval.
        high: upper end.
        pilot: number of observations, units or periods with the pilot.
        comparison: the same without it, or before it.
        missing: share that is missing.
        correlation: of one period with the next, as estimated; for interrupted only.
        left_out: lines that were not used.
    """

    plan: str
    outcome: Outcome
    reason: Reason
    judged: date
    estimate: float | None
    low: float | None
    high: float | None
    pilot: int
    comparison: int
    missing: float
    correlation: float | None
    left_out: LeftOut


def _words(plan: Plan) -> Iterator[Fault]:
    if not plan.metric.strip():
        yield Fault("$.metric", "空です", "測るものと単位")
    for name, kind in (("design", Design), ("better", Better)):
        if getattr(plan, name) not in get_args(kind):
            yield Fault(f"$.{name}", f"知らない値です: {getattr(plan, name)!r}", "、".join(get_args(kind)))
    if (plan.step is not None) != (plan.design == "interrupted") or plan.step not in {None, *get_args(Step)}:
        yield Fault("$.step", f"合いません: {plan.step!r}", "interruptedのときだけ day、week、month")


def _figures(plan: Plan) -> Iterator[Fault]:
    if not 0 <= plan.adopt_above < math.inf:
        yield Fault("$.adopt_above", f"範囲外です: {plan.adopt_above}", "0以上の数")
    if not 0 < plan.worthwhile < math.inf or plan.worthwhile < plan.adopt_above:
        yield Fault("$.worthwhile", f"範囲外です: {plan.worthwhile}", "0より大きく adopt_above 以上の数")
    fewest = FEWEST_PERIODS if plan.design == "interrupted" else _FEWEST
    if plan.size < fewest:
        yield Fault("$.size", f"少なすぎます: {plan.size}", f"{fewest}以上")
    if not 0.5 <= plan.confidence < 1:  # noqa: PLR2004 - below one half it is no confidence
        yield Fault("$.confidence", f"範囲外です: {plan.confidence}", "0.5以上1未満")
    if not 0 <= plan.most_missing < 1:
        yield Fault("$.most_missing", f"範囲外です: {plan.most_missing}", "0以上1未満")


def _dates(plan: Plan) -> Iterator[Fault]:
    for earlier, later in (("registered", "start"), ("start", "end"), ("end", "due")):
        if getattr(plan, earlier) > getattr(plan, later):
            yield Fault(f"$.{later}", f"{earlier}より前です: {getattr(plan, later)}", f"{earlier}以降の日")
    if (plan.compare_from is not None) != plan.with_before:
        yield Fault("$.compare_from", f"合いません: {plan.compare_from}", "前後を比べる設計のときだけ、比べ始める日")
    elif plan.compare_from is not None and plan.compare_from >= plan.start:
        yield Fault("$.compare_from", f"開始より前ではありません: {plan.compare_from}", "startより前の日")
    elif plan.design == "interrupted":
        yield from _periods(plan)


def _periods(plan: Plan) -> Iterator[Fault]:
    if plan.step == "month" and plan.start.day != 1:
        yield Fault("$.start", f"月の初めではありません: {plan.start}", "月ごとに数えるときは1日")
    if plan.compare_from is not None and -plan.period(plan.compare_from) < FEWEST_PERIODS:
        yield Fault(
            "$.compare_from", f"開始前の期間が{-plan.period(plan.compare_from)}しかありません", f"{FEWEST_PERIODS}以上"
        )
    if plan.period(plan.end) + 1 != plan.size:
        yield Fault(
            "$.size", f"日程では{plan.period(plan.end) + 1}期間です: {plan.size}", "開始から終わりまでの期間の数"
        )


def _assumed(plan: Plan) -> Iterator[Fault]:
    assumed, shares = plan.assumed, plan.design == "proportions"
    if not plan.adopt_above < assumed.expected < math.inf:
        yield Fault("$.assumed.expected", f"範囲外です: {assumed.expected}", "adopt_aboveより大きい数")
    if (assumed.base is not None) != shares or (assumed.spread is not None) == shares:
        yield Fault("$.assumed", "baseとspreadが合いません", "proportionsではbaseだけ、ほかではspreadだけ")
    elif assumed.base is not None:
        hoped = assumed.base + (assumed.expected if plan.better == "higher" else -assumed.expected)
        if not (0 < assumed.base < 1 and 0 < hoped < 1):
            yield Fault("$.assumed.base", f"割合になりません: {assumed.base} → {hoped}", "効果を足しても0と1の間")
    elif assumed.spread is not None and not 0 < assumed.spread < math.inf:
        yield Fault("$.assumed.spread", f"範囲外です: {assumed.spread}", "0より大きい数")
    if not 0 <= assumed.correlation < 1:
        yield Fault("$.assumed.correlation", f"範囲外です: {assumed.correlation}", "0以上1未満")
