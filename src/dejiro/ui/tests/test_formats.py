from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from conftest import Clock
from dejiro.ui import formats

MONDAY = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0円"),
        (3_000, "3,000円"),
        (-1_234_567, "-1,234,567円"),
        (Fraction(10_000, 3), "3,333.33円"),
        (Decimal("2480.50"), "2,480.5円"),
        (1200.0, "1,200円"),
        (None, "—"),
    ],
)
def test_money_is_written_in_yen(value: formats.Number | None, text: str) -> None:
    assert formats.yen(value) == text


@given(st.integers())
def test_a_written_number_reads_back(value: int) -> None:
    assert int(formats.number(value).replace(",", "")) == value


@given(st.fractions(min_value=-(10**9), max_value=10**9))
def test_a_written_fraction_is_within_half_a_hundredth(value: Fraction) -> None:
    assert abs(Fraction(formats.number(value).replace(",", "")) - value) <= Fraction(1, 200)


def test_a_quantity_carries_its_unit() -> None:
    assert formats.count(1_200, "台") == "1,200台"
    assert formats.count(None, "台") == "—"
    assert [formats.count(3, unit) for unit in formats.UNITS] == ["3団体", "3件", "3か月", "3席", "3本", "3人"]


def test_a_day_is_written_with_its_weekday() -> None:
    assert formats.jdate(MONDAY) == "2026年10月5日（月）"
    assert formats.jdate(None) == "—"


def test_a_moment_is_written_as_in_japan() -> None:
    late_in_london = datetime(2026, 10, 4, 23, 5, tzinfo=UTC)
    assert formats.jdate(late_in_london) == "2026年10月5日（月）"
    assert formats.jdatetime(late_in_london) == "2026年10月5日（月）08:05"
    assert formats.jdatetime(None) == "—"


def test_a_naive_moment_is_taken_as_it_stands() -> None:
    assert formats.jdatetime(datetime(2026, 10, 5, 9, 0)) == "2026年10月5日（月）09:00"  # noqa: DTZ001  # the point


def test_a_day_in_the_japanese_era() -> None:
    assert formats.wareki(MONDAY) == "令和8年10月5日"
    assert formats.wareki(None) == "—"


@pytest.mark.parametrize("value", ["2027-04", "2027-04-01", date(2027, 4, 30), datetime(2027, 4, 1, tzinfo=UTC)])
def test_a_month_is_written_from_whatever_names_it(value: object) -> None:
    assert formats.month_label(value) == "2027年4月"


@pytest.mark.parametrize("value", [None, ""])
def test_no_month_is_a_dash(value: object) -> None:
    assert formats.month_label(value) == "—"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (date(2026, 10, 7), "あと2開庁日"),
        (date(2026, 10, 13), "あと5開庁日"),
        (MONDAY, "今日まで"),
        (datetime(2026, 10, 5, 8, 15, tzinfo=UTC), "今日まで"),
        (datetime(2026, 10, 5, 0, 59, tzinfo=UTC), "本日 期限切れ"),
        (date(2026, 10, 2), "3日超過"),
        (None, "—"),
    ],
)
def test_a_term_says_how_long_there_is(value: date | None, text: str) -> None:
    assert formats.due(value) == text


def test_a_term_on_a_closed_day_ends_before_the_office_opens(clock: Clock) -> None:
    clock.move_to("2026-10-10T09:00+09:00")
    assert formats.due(date(2026, 10, 11)) == "次の開庁日より前"


def test_the_present_day_is_the_platforms() -> None:
    assert formats.today() == MONDAY


def test_a_day_a_moment_and_a_month_are_written_in_english_as_english_does() -> None:
    with translation.override("en"):
        assert formats.jdate(MONDAY) == "5 October 2026 (Mon)"
        assert formats.jdatetime(datetime(2026, 10, 4, 23, 5, tzinfo=UTC)) == "5 October 2026 (Mon), 08:05"
        assert formats.month_label("2027-04") == "April 2027"
        assert formats.wareki(MONDAY) == "5 October Reiwa 8"


def test_a_missing_number_is_a_dash() -> None:
    assert formats.number(None) == "—"
