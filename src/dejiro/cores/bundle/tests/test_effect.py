"""Effects are summed exactly, the bad ones with the good ones."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.cores.bundle.effect import EffectFault, EffectRow, effect_summary, exact, rows_from_json, rows_to_json
from dejiro.cores.merkle.canonical import Json

measures = st.integers(-1000, 1000) | st.decimals(-1000, 1000, places=2) | st.fractions(-99, 99, max_denominator=12)
rows = st.builds(EffectRow, st.text(max_size=6), measures, measures, st.just("lower"), st.integers(1, 9))


@given(st.lists(rows, min_size=1, max_size=6))
def test_totals_are_the_sums_of_their_rows(some: list[EffectRow]) -> None:
    summary = effect_summary(some)
    change = sum((Fraction(row.measured) - Fraction(row.baseline)) * row.quantity for row in some)
    units = sum(row.quantity for row in some)
    assert Fraction(str(summary["change_total"])) == change
    assert Fraction(str(summary["mean_change"])) * units == change
    assert Fraction(str(summary["measured_total"])) - Fraction(str(summary["baseline_total"])) == change
    assert summary["count"] == len(some)


@given(st.lists(rows, max_size=6))
def test_rows_come_back_from_their_json(some: list[EffectRow]) -> None:
    assert rows_to_json(rows_from_json(rows_to_json(some))) == rows_to_json(some)


def test_what_grew_worse_is_shown() -> None:
    summary = effect_summary([EffectRow("133086", 10, 12, "lower"), EffectRow("132055", 5, 5, "lower")])
    assert (summary["improved"], summary["unchanged"], summary["worsened"]) == (0, 1, 1)
    assert summary["change_total"] == "2"
    assert summary["rows"] == [
        {"organization": "133086", "change": "2", "relative_change": "1/5", "better": False, "worse": True},
        {"organization": "132055", "change": "0", "relative_change": "0", "better": False, "worse": False},
    ]


def test_more_can_be_better() -> None:
    assert effect_summary([EffectRow("133086", 10, 12, "higher")])["improved"] == 1


def test_no_share_of_nothing() -> None:
    summary = effect_summary([EffectRow("133086", 0, 3, "lower")])
    assert summary["relative_change"] is None


def test_no_effect_without_a_measurement() -> None:
    with pytest.raises(EffectFault, match="1件もありません"):
        effect_summary([])


def test_opposite_measures_are_not_summed() -> None:
    with pytest.raises(EffectFault, match="向きごと"):
        effect_summary([EffectRow("a", 1, 2, "lower"), EffectRow("b", 1, 2, "higher")])


@pytest.mark.parametrize("value", [1.5, None, True, "", "1e9", "1/0", "NaN", Decimal("NaN"), "1" * 21, "１"])
def test_a_measure_that_is_not_exact_is_refused(value: object) -> None:
    with pytest.raises(EffectFault, match="baseline: 整数か"):
        exact(value, "baseline")


GOOD: dict[str, Json] = {"organization": "133086", "baseline": "1", "measured": "2", "direction": "lower"}


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({}, r"\$: 測定値の配列"),
        ([GOOD, 1], r"\$\[1\]\.row"),
        ([{"organization": "133086"}], r"\$\[0\]\.row"),
        ([GOOD | {"extra": 1}], r"\$\[0\]\.row"),
        ([GOOD | {"organization": 1}], r"\$\[0\]\.organization"),
        ([GOOD | {"quantity": "2"}], r"\$\[0\]\.quantity"),
        ([GOOD | {"quantity": 0}], r"\$\[0\]\.quantity"),
        ([GOOD | {"quantity": True}], r"\$\[0\]\.quantity"),
        ([GOOD | {"direction": "left"}], r"\$\[0\]\.direction"),
        ([GOOD | {"baseline": None}], r"\$\[0\]\.baseline"),
        ([GOOD | {"measured": "x"}], r"\$\[0\]\.measured"),
    ],
)
def test_a_row_that_is_wrong_is_named(value: Json, message: str) -> None:
    with pytest.raises(EffectFault, match=message):
        rows_from_json(value)
