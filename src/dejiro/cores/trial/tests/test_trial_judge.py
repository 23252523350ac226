from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from dejiro.cores.trial.check import check
from dejiro.cores.trial.faults import TrialError
from dejiro.cores.trial.judge import judge
from dejiro.cores.trial.model import Design, LeftOut, Observation, Plan, Step, Verdict
from dejiro.cores.trial.tests.cases import (
    AFTER,
    CHANGES,
    DUE,
    END,
    MEANS,
    PLANS,
    REGISTERED,
    SERIES,
    SHARES,
    START,
    changes,
    data,
    line,
    months,
    shares,
    values,
)

DESIGNS = list(PLANS)
LARGE: dict[Design, float] = {"proportions": 0.3, "means": 6, "difference_in_differences": 8, "interrupted": 9}


@pytest.mark.parametrize("design", DESIGNS)
def test_a_large_effect_is_adopted_and_none_is_not(design: Design) -> None:
    plan = PLANS[design]
    large = judge(plan, data(design, LARGE[design]), on=AFTER)
    harmful = judge(plan, data(design, -LARGE[design]), on=AFTER)

    assert (large.outcome, large.reason) == ("adopt", "above")
    assert large.estimate == pytest.approx(LARGE[design], rel=0.35)
    assert (harmful.outcome, harmful.reason) == ("stop", "too_small")


def test_between_both_lines_nothing_is_decided() -> None:
    found = judge(SHARES, shares(112, 100), on=AFTER)

    assert (found.outcome, found.reason) == ("inconclusive", "between")
    assert (found.pilot, found.comparison, found.missing) == (200, 200, 0)


def test_an_effect_that_is_sure_but_not_worth_it_is_stopped() -> None:
    large = replace(SHARES, size=20_000, worthwhile=0.05)

    assert judge(large, shares(10_500, 10_100, of=20_000), on=AFTER).outcome == "stop"


def test_the_rule_seldom_adopts_what_does_nothing_and_seldom_stops_what_is_worth_it() -> None:
    nothing = [judge(MEANS, data("means", 0, seed=seed), on=AFTER).outcome for seed in range(400)]
    worth = [judge(MEANS, data("means", MEANS.worthwhile, seed=seed), on=AFTER).outcome for seed in range(400)]

    assert nothing.count("adopt") / 400 < 0.05
    assert worth.count("stop") / 400 < 0.05
    assert worth.count("adopt") / 400 == pytest.approx(0.84, abs=0.06)


@pytest.mark.parametrize("design", DESIGNS)
def test_nothing_is_decided_before_the_due_day_is_over(design: Design) -> None:
    found = judge(PLANS[design], data(design, LARGE[design]), on=DUE)

    assert (found.outcome, found.reason) == ("inconclusive", "not_over")
    assert found.estimate is not None


@pytest.mark.parametrize("design", ["proportions", "means", "difference_in_differences"])
def test_too_few_decide_nothing(design: Design) -> None:
    plan = replace(PLANS[design], size=1000)

    assert judge(plan, data(design, LARGE[design]), on=AFTER).reason == "too_few"


@pytest.mark.parametrize("design", ["proportions", "means", "difference_in_differences"])
def test_without_data_there_is_no_effect(design: Design) -> None:
    found = judge(PLANS[design], [], on=AFTER)

    assert (found.outcome, found.reason, found.estimate, found.low) == ("inconclusive", "too_few", None, None)


def test_a_series_without_data_is_all_missing() -> None:
    assert judge(SERIES, [], on=AFTER).reason == "too_many_missing"


def test_equal_values_decide_nothing() -> None:
    assert judge(MEANS, values([1] * 40, [5] * 40), on=AFTER).reason == "no_spread"
    assert judge(SERIES, months([5] * 24 + [9] * 12), on=AFTER).reason == "no_spread"


def test_lines_that_do_not_count_are_counted() -> None:
    late = Observation("遅", "pilot", END, DUE + timedelta(days=1), 1)
    extra = [
        line("前", "pilot", REGISTERED - timedelta(days=1), 1),
        line("間", "pilot", START - timedelta(days=1), 1),
        line("後", "pilot", END + timedelta(days=1), 1),
        late,
        line("欠", "comparison", START, None),
    ]

    found = judge(SHARES, [*shares(130, 100), *extra], on=AFTER)

    assert found.left_out == LeftOut(before_registration=1, outside=2, late=1, missing=1)
    assert found.missing == pytest.approx(2 / 22)
    assert found.estimate == judge(SHARES, shares(130, 100), on=AFTER).estimate


def test_too_much_that_is_missing_decides_nothing() -> None:
    lost = [line(f"欠{at}", "pilot", START, None) for at in range(3)]

    assert judge(SHARES, [*shares(160, 100), *lost], on=AFTER).reason == "too_many_missing"


def test_a_unit_without_a_before_is_missing() -> None:
    lines = data("difference_in_differences", 8)
    kept = [one for one in lines if one.unit not in {"pilot0", "comparison1"} or one.day >= START]

    found = judge(CHANGES, kept, on=AFTER)

    assert (found.pilot, found.comparison) == (19, 19)
    assert found.missing == pytest.approx(0.05)
    assert found.outcome == "adopt"
    assert check(CHANGES, kept, found) == ()


def test_a_baseline_may_lie_before_the_registration() -> None:
    assert judge(CHANGES, data("difference_in_differences", 8), on=AFTER).left_out == LeftOut()


def test_common_shocks_and_levels_of_units_do_not_count() -> None:
    chance = np.random.default_rng(3)
    moved = chance.normal(0, 3, 40)
    pilot, comparison = moved[:20], moved[20:]
    one = judge(CHANGES, changes((pilot + 5).tolist(), comparison.tolist(), seed=1), on=AFTER)
    other = judge(CHANGES, changes((pilot + 105).tolist(), (comparison + 100).tolist(), seed=2), on=AFTER)

    assert (one.estimate, one.low) == pytest.approx((other.estimate, other.low))


def test_a_gap_in_a_series_is_bridged_and_many_are_not() -> None:
    lines = data("interrupted", 9)

    bridged = judge(SERIES, lines[:5] + lines[6:30] + lines[31:], on=AFTER)
    torn = judge(SERIES, lines[::2], on=AFTER)

    assert (bridged.outcome, bridged.pilot, bridged.comparison) == ("adopt", 11, 23)
    assert torn.reason == "too_many_missing"


def test_days_and_weeks_are_periods_too() -> None:
    chance = np.random.default_rng(0)
    steps: tuple[tuple[Step, int], ...] = (("day", 1), ("week", 7))
    for step, length in steps:
        plan = replace(
            SERIES,
            step=step,
            end=START + timedelta(days=20 * length - 1),
            size=20,
            compare_from=START - timedelta(days=20 * length),
        )
        lines = [
            line(f"{part}", "pilot", START + timedelta(days=length * at + part), 50 + 9 * (at >= 0) + chance.normal())
            for at in range(-20, 20)
            for part in range(length)
        ]
        found = judge(plan, lines, on=AFTER)
        assert (found.outcome, found.pilot, found.comparison) == ("adopt", 20, 20)


def test_the_order_of_the_lines_does_not_matter() -> None:
    for design in DESIGNS:
        lines = data(design, LARGE[design])
        one, other = judge(PLANS[design], lines, on=AFTER), judge(PLANS[design], lines[::-1], on=AFTER)
        assert one.estimate == pytest.approx(other.estimate)
        assert one.outcome == other.outcome


@pytest.mark.parametrize(
    ("plan", "lines", "told"),
    [
        (MEANS, [Observation("a", "pilot", END, START, 1)], "observations[0].recorded: 対象の日より前です"),
        (MEANS, [line("a", "pilot", START, 1), line("a", "pilot", START, 2)], "observations[1]: 同じものの同じ日"),
        (MEANS, [line("a", "pilot", START, 1), line("a", "comparison", END, 2)], "observations[1].arm: 途中で群が"),
        (SERIES, [line("a", "comparison", START, 1)], "observations[0].arm: 比べる相手のない"),
        (MEANS, [line("a", "pilot", START, 1, of=2)], "observations[0].of: 割合ではありません: 2"),
        (SHARES, [line("a", "pilot", START, 0, of=0)], "observations[0].of: 少なすぎます: 0"),
        (MEANS, [line("a", "pilot", START, float("nan"))], "observations[0].value: 数ではありません: nan"),
        (SHARES, [line("a", "pilot", START, 3, of=2)], "observations[0].value: 成功の数になりません: 3"),
        (SHARES, [line("a", "pilot", START, 0.5)], "observations[0].value: 成功の数になりません: 0.5"),
    ],
)
def test_data_that_cannot_be_are_refused_with_their_place(plan: Plan, lines: list[Observation], told: str) -> None:
    with pytest.raises(TrialError) as raised:
        judge(plan, lines, on=AFTER)

    assert told in str(raised.value)


@pytest.mark.parametrize("design", DESIGNS)
@pytest.mark.parametrize("share", [0, 0.5, 1, -1])
def test_the_checker_agrees_with_every_right_verdict(design: Design, share: float) -> None:
    lines = data(design, share * LARGE[design], seed=5)

    assert check(PLANS[design], lines, judge(PLANS[design], lines, on=AFTER)) == ()
    assert check(PLANS[design], lines, judge(PLANS[design], lines, on=DUE)) == ()
    assert check(PLANS[design], lines[:3], judge(PLANS[design], lines[:3], on=AFTER)) == ()
    assert check(PLANS[design], [], judge(PLANS[design], [], on=AFTER)) == ()


def test_the_checker_agrees_where_nothing_varies() -> None:
    for plan, lines in ((MEANS, values([1] * 40, [5] * 40)), (SERIES, months([5] * 24 + [9] * 12))):
        assert check(plan, lines, judge(plan, lines, on=AFTER)) == ()


Alter = Callable[[Verdict], Verdict]


@pytest.mark.parametrize(
    ("alter", "told"),
    [
        (lambda one: replace(one, plan="0" * 64), "登録された計画と違う"),
        (lambda one: replace(one, outcome="stop"), "判定が登録された規則と違います: stop → adopt"),
        (lambda one: replace(one, judged=DUE), "判定が登録された規則と違います: adopt → inconclusive"),
        (lambda one: replace(one, estimate=one.estimate + 0.01), "効果が違います"),
        (lambda one: replace(one, low=one.low + 0.01), "下端が違います"),
        (lambda one: replace(one, high=None), "効果が違います"),
        (lambda one: replace(one, pilot=1), "数が違います"),
        (lambda one: replace(one, missing=0.05), "欠けた割合が違います"),
        (lambda one: replace(one, left_out=LeftOut(late=1)), "遅れた行の数が違います"),
        (lambda one: replace(one, left_out=LeftOut(outside=1)), "足しても全体になりません"),
    ],
)
@pytest.mark.parametrize("design", DESIGNS)
def test_the_checker_finds_what_was_altered(design: Design, alter: Alter, told: str) -> None:
    lines = data(design, LARGE[design])

    found = check(PLANS[design], lines, alter(judge(PLANS[design], lines, on=AFTER)))

    assert told in "\n".join(found)


def test_the_checker_finds_a_less_likely_correlation() -> None:
    lines = data("interrupted", 9)
    verdict = replace(judge(SERIES, lines, on=AFTER), correlation=-0.4)

    assert "期間どうしの相関が違います: -0.4" in "\n".join(check(SERIES, lines, verdict))


def test_a_day_far_away_is_no_day_of_the_pilot() -> None:
    found = judge(MEANS, [line("a", "pilot", date(2001, 1, 1), 1)], on=AFTER)

    assert found.left_out == LeftOut(before_registration=1)
