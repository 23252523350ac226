from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.trial.effects import of_means, of_proportions
from dejiro.cores.trial.model import Assumed, Plan
from dejiro.cores.trial.power import detectable, power, size_for
from dejiro.cores.trial.tests.cases import CHANGES, MEANS, PLANS, SERIES, SHARES

HALF = replace(SHARES, assumed=Assumed(0.25, base=0.5))
ONE = replace(MEANS, assumed=Assumed(1, spread=1))


def test_power_of_shares_is_that_of_the_textbook() -> None:
    """R's power.prop.test(p1 = .50, p2 = .75): power .740 with 50 each, 76.7 each for .90."""
    assert power(HALF, 50) == pytest.approx(0.740, abs=5e-4)
    assert size_for(HALF, 0.9) == 77


def test_power_of_means_is_that_of_the_textbook() -> None:
    """R's power.t.test(delta = 1): power .8689528 with 20 each, 22.02 each for .90."""
    assert power(ONE, 20) == pytest.approx(0.8689528, abs=1e-6)
    assert size_for(ONE, 0.9) == 23


def test_units_that_stay_much_as_they_are_need_fewer() -> None:
    """The variance of a change is twice (1 - correlation) that of a value."""
    half = replace(CHANGES, assumed=Assumed(2, spread=3, correlation=0.5))

    assert power(half, 20) == pytest.approx(power(replace(MEANS, assumed=Assumed(2, spread=3)), 20))
    assert size_for(replace(half, assumed=Assumed(2, spread=3, correlation=0.9))) < size_for(half)  # type: ignore[operator]


@given(st.sampled_from([HALF, ONE, CHANGES]), st.integers(2, 500), st.integers(1, 200))
def test_more_observations_never_have_less_power(plan: Plan, size: int, more: int) -> None:
    assert power(plan, size) <= power(plan, size + more) + 1e-12


@given(st.sampled_from(list(PLANS.values())), st.floats(0.01, 0.4), st.floats(0.01, 0.09))
def test_a_larger_effect_never_has_less_power(plan: Plan, effect: float, more: float) -> None:
    assert power(plan, expected=effect) <= power(plan, expected=effect + more) + 1e-12


@pytest.mark.parametrize("plan", [HALF, ONE, CHANGES, SERIES])
def test_the_size_is_the_smallest_and_the_effect_the_least(plan: Plan) -> None:
    size = size_for(plan)
    assert size is not None
    assert power(plan, size) >= 0.8
    assert size == 8 or power(plan, size - 1) < 0.8

    least = detectable(plan)
    assert least is not None
    assert power(plan, expected=least * 1.0001) >= 0.8 > power(plan, expected=least * 0.999)


def test_a_series_that_runs_longer_can_have_less_power() -> None:
    """The further the old trend is led on, the less is known of it."""
    assert power(SERIES, 100) < power(SERIES, 12)
    assert size_for(replace(SERIES, assumed=Assumed(0.1, spread=5))) is None


def test_what_no_size_can_show_is_told() -> None:
    assert size_for(replace(SHARES, assumed=Assumed(1e-6, base=0.5))) is None
    assert detectable(replace(SHARES, size=2, assumed=Assumed(0.01, base=0.9))) is None


def test_to_beat_a_margin_takes_more() -> None:
    assert size_for(replace(HALF, adopt_above=0.1)) > size_for(HALF)  # type: ignore[operator]
    assert power(replace(HALF, better="lower")) == pytest.approx(power(HALF))


def test_the_promised_power_is_what_the_rule_has() -> None:
    """2,000 simulated pilots of the planned size: how often the lower end lies above 0."""
    chance = np.random.default_rng(0)
    draws = zip(chance.binomial(77, 0.75, 2000).tolist(), chance.binomial(77, 0.5, 2000).tolist(), strict=True)
    shares = np.mean([of_proportions(draw, (77, 77), confidence=0.95).low > 0 for draw in draws])
    pairs = [(chance.normal(1, 1, 23), chance.normal(0, 1, 23)) for _ in range(2000)]
    means = np.mean([of_means(*pair, confidence=0.95).low > 0 for pair in pairs])

    assert shares == pytest.approx(power(HALF, 77), abs=0.025)
    assert means == pytest.approx(power(ONE, 23), abs=0.025)
