import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from dejiro.cores.trial.effects import Effect, of_interruption, of_means, of_proportions
from dejiro.cores.trial.tests.cases import trend

NEWCOMBE = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0),
    (10, 10, 0, 10, 0.6075, 1.0),
]


@pytest.mark.parametrize(("a", "m", "b", "n", "low", "high"), NEWCOMBE)
def test_intervals_of_shares_are_those_that_were_published(
    a: int, m: int, b: int, n: int, low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    found = of_proportions((a, b), (m, n), confidence=0.95)

    assert found.low == pytest.approx(low, abs=6e-5)
    assert found.high == pytest.approx(high, abs=6e-5)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_swapping_the_arms_turns_the_effect(m: int, n: int, data: st.DataObject) -> None:
    a, b = data.draw(st.integers(0, m)), data.draw(st.integers(0, n))
    one = of_proportions((a, b), (m, n), confidence=0.9)
    other = of_proportions((b, a), (n, m), confidence=0.9).turned()

    assert (one.estimate, one.low, one.high) == pytest.approx((other.estimate, other.low, other.high))
    assert -1 - 1e-9 <= one.low <= one.estimate + 1e-9
    assert one.estimate - 1e-9 <= one.high <= 1 + 1e-9


def test_the_interval_of_means_is_that_of_scipy() -> None:
    chance = np.random.default_rng(0)
    one, other = chance.normal(3, 2, 12), chance.normal(1, 5, 30)
    oracle = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.9)

    found = of_means(one, other, confidence=0.9)

    assert (found.low, found.high) == pytest.approx((oracle.low, oracle.high))
    assert of_means(other + 7, one + 7, confidence=0.9).turned().low == pytest.approx(found.low)


def test_means_without_spread_have_no_interval() -> None:
    assert of_means(np.ones(3), np.zeros(3), confidence=0.95) == Effect(1, 1, 1)


def test_a_series_without_errors_is_recovered_and_has_no_interval() -> None:
    period = np.arange(-10, 6)
    after = period >= 0

    found = of_interruption(
        period, np.asarray(3.0 + 2 * period + after * (4 + period), dtype=np.float64), confidence=0.95
    )

    assert found == Effect(pytest.approx(4 + 2.5), found.estimate, found.estimate, 0.0)  # type: ignore[arg-type]


def test_uncorrelated_errors_give_what_least_squares_give() -> None:
    """With the correlation held at 0 the interval is the textbook's; its own is close to it."""
    chance = np.random.default_rng(4)
    period = np.arange(-30, 30)
    value = chance.normal(size=60) + 3 * (period >= 0)
    after = (period >= 0).astype(float)
    design = np.column_stack([np.ones(60), period, after, after * period])
    line, squares, *_ = np.linalg.lstsq(design, value)
    asked = np.array([0, 0, 1, 14.5])
    error = (squares[0] / 56 * asked @ np.linalg.inv(design.T @ design) @ asked) ** 0.5

    found = of_interruption(period, value, confidence=0.95)

    assert found.estimate == pytest.approx(float(asked @ line), abs=error / 4)
    assert (found.high - found.low) / 2 == pytest.approx(float(error * stats.t.ppf(0.975, 56)), rel=0.25)
    assert found.correlation is not None
    assert abs(found.correlation) < 0.3


@given(st.floats(-50, 50), st.floats(-5, 5), st.floats(0.1, 10), st.integers(-40, 40))
def test_a_line_under_a_series_or_another_unit_changes_nothing(
    level: float, slope: float, unit: float, shift: int
) -> None:
    chance = np.random.default_rng(1)
    period = np.delete(np.arange(-12, 12), [3, 17])
    value = chance.normal(size=22)
    one = of_interruption(period, value, confidence=0.95)

    other = of_interruption(period, unit * (value + level + slope * period), confidence=0.95)

    assert (other.estimate, other.low, other.high) == pytest.approx(
        (unit * one.estimate, unit * one.low, unit * one.high), rel=1e-3, abs=1e-3 * unit
    )


def covered(found: Effect, true: float) -> bool:
    return found.low <= true <= found.high


@pytest.mark.parametrize(("p", "q", "n"), [(0.5, 0.4, 30), (0.05, 0.1, 40), (0.9, 0.9, 25)])
def test_the_interval_of_shares_covers_as_often_as_it_says(p: float, q: float, n: int) -> None:
    chance = np.random.default_rng(0)
    draws = zip(chance.binomial(n, p, 2000).tolist(), chance.binomial(n, q, 2000).tolist(), strict=True)
    share = np.mean([covered(of_proportions(draw, (n, n), confidence=0.9), p - q) for draw in draws])

    assert 0.875 < share < 0.96


def test_the_interval_of_means_covers_as_often_as_it_says() -> None:
    chance = np.random.default_rng(0)
    pairs = [(chance.normal(1, 1, 8), chance.normal(0, 4, 15)) for _ in range(2000)]
    share = np.mean([covered(of_means(*pair, confidence=0.9), 1) for pair in pairs])

    assert share == pytest.approx(0.9, abs=0.02)


@pytest.mark.parametrize("correlation", [0.0, 0.5])
def test_the_interval_of_a_series_covers_almost_as_often_as_it_says(correlation: float) -> None:
    chance = np.random.default_rng(0)
    period = np.arange(-24, 12)
    found = [
        of_interruption(period, trend(36, 2, chance, correlation=correlation), confidence=0.95) for _ in range(150)
    ]

    assert 0.87 < np.mean([covered(one, 2) for one in found]) <= 1
