from datetime import date, timedelta

import jpholiday
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dejiro.foundation.calendars import (
    business_days_after,
    business_days_between,
    due_end_of,
    holidays_of,
    is_business_day,
)

DAYS = st.dates(date(2015, 1, 1), date(2040, 12, 31))
CLOSED = st.frozensets(DAYS, max_size=20)


def test_a_consultation_received_on_monday_is_due_on_wednesday() -> None:
    assert business_days_after(date(2026, 10, 5), 2) == date(2026, 10, 7)


def test_a_consultation_received_on_saturday_counts_from_monday() -> None:
    assert business_days_after(date(2026, 10, 3), 2) == date(2026, 10, 6)


def test_offices_are_closed_from_29_december_to_3_january() -> None:
    assert business_days_after(date(2026, 12, 28), 1) == date(2027, 1, 4)


def test_golden_week_of_the_change_of_era_lasts_ten_days() -> None:
    assert business_days_after(date(2019, 4, 26), 1) == date(2019, 5, 7)


def test_a_substitute_holiday_is_closed() -> None:
    assert not is_business_day(date(2026, 5, 6))


def test_the_29th_of_february_is_a_day_like_another() -> None:
    assert business_days_after(date(2028, 2, 28), 1) == date(2028, 2, 29)


def test_zero_days_after_a_holiday_is_the_next_open_day() -> None:
    assert business_days_after(date(2027, 1, 1), 0) == date(2027, 1, 4)
    assert business_days_after(date(2027, 1, 4), 0) == date(2027, 1, 4)


def test_a_bodys_own_closing_day_is_not_counted() -> None:
    assert business_days_after(date(2026, 10, 5), 1, frozenset({date(2026, 10, 6)})) == date(2026, 10, 7)


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        business_days_after(date(2026, 10, 5), -1)


def test_offices_close_at_quarter_past_five_in_japan() -> None:
    assert due_end_of(date(2026, 10, 7)).isoformat() == "2026-10-07T17:15:00+09:00"


@given(DAYS)
def test_open_days_agree_with_the_law_day_by_day(day: date) -> None:
    year_end = (day.month, day.day) in {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
    assert is_business_day(day) == (day.weekday() < 5 and not jpholiday.is_holiday(day) and not year_end)
    assert (day in holidays_of(day.year)) == (year_end or bool(jpholiday.is_holiday(day)))


@given(DAYS, st.integers(1, 60), CLOSED)
def test_the_nth_business_day_is_open_and_n_away(day: date, n: int, closed: frozenset[date]) -> None:
    end = business_days_after(day, n, closed)
    assert is_business_day(end, closed)
    assert business_days_between(day, end, closed) == n
    assert business_days_between(day, end - timedelta(days=1), closed) == n - 1


@given(DAYS, DAYS, CLOSED)
def test_counting_backwards_gives_the_same_number_with_a_minus(start: date, end: date, closed: frozenset[date]) -> None:
    assert business_days_between(start, end, closed) == -business_days_between(end, start, closed)


@given(DAYS, DAYS, DAYS)
def test_counts_add_up(first: date, second: date, third: date) -> None:
    whole = business_days_between(first, third)
    assert business_days_between(first, second) + business_days_between(second, third) == whole
