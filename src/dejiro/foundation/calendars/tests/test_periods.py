from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from dejiro.foundation import clock
from dejiro.foundation.calendars import EraYear, FiscalYear, Month, wareki
from dejiro.foundation.clock import now

DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(1873, 1, 1), "明治6年1月1日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1912, 7, 30), "大正元年7月30日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1926, 12, 25), "昭和元年12月25日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1989, 1, 8), "平成元年1月8日"),
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(2026, 10, 5), "令和8年10月5日"),
    ],
)
def test_a_date_bears_the_era_of_its_day(day: date, label: str) -> None:
    assert wareki(day) == label


def test_a_date_before_the_gregorian_calendar_is_refused() -> None:
    with pytest.raises(ValueError, match="1873"):
        EraYear.of(date(1872, 12, 31))


@pytest.mark.parametrize(
    ("year", "label"),
    [(1988, "昭和63年度"), (1989, "平成元年度"), (2018, "平成30年度"), (2019, "令和元年度"), (2026, "令和8年度")],
)
def test_a_fiscal_year_bears_one_name(year: int, label: str) -> None:
    assert FiscalYear(year).label == label


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    year = FiscalYear(2027)
    assert (year.starts_on, year.ends_on) == (date(2027, 4, 1), date(2028, 3, 31))
    assert date(2028, 2, 29) in year
    assert date(2028, 4, 1) not in year
    assert str(year) == "2027"


@pytest.mark.parametrize("year", [1872, 9999])
def test_an_impossible_fiscal_year_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="between"):
        FiscalYear(year)


@given(DAYS)
def test_every_day_lies_in_the_fiscal_year_that_it_is_given(day: date) -> None:
    year = FiscalYear.of(day)
    assert day in year
    assert day not in year.plus(1)
    assert year.ends_on + timedelta(days=1) == year.plus(1).starts_on
    assert Month.of(day) in year.months


@given(DAYS, st.integers(-500, 500))
def test_months_add_up(day: date, offset: int) -> None:
    month = Month.of(day)
    assert month.plus(offset).plus(-offset) == month
    assert month.until(month.plus(offset)) == offset
    assert (month.plus(offset) > month) == (offset > 0)


@given(DAYS)
def test_a_month_holds_its_days_and_reads_back(day: date) -> None:
    month = Month.of(day)
    assert month.starts_on <= day <= month.ends_on
    assert Month.parse(str(month)) == month == Month.parse(month.label)
    assert month.fiscal_year == FiscalYear.of(day)


@pytest.mark.parametrize("text", ["2027-04", "2027/4", "2027年4月", " ２０２７－０４ ", "2027.04"])
def test_a_month_is_read_as_people_write_it(text: str) -> None:
    assert Month.parse(text) == Month("2027-04")


@pytest.mark.parametrize("text", ["2027-13", "2027-00", "0000-04", "4月", "", "2027-04-01", "二〇二七年四月"])
def test_what_is_not_a_month_gets_a_sentence_that_says_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="2027-04 のように"):
        Month.parse(text)


@pytest.mark.parametrize("text", ["2027-4", "2027-13", "0000-01", "2027-04\n"])
def test_a_month_is_kept_in_one_form_only(text: str) -> None:
    with pytest.raises(ValueError, match="YYYY-MM"):
        Month(text)


def test_a_month_has_a_label() -> None:
    assert Month("2027-04").label == "2027年4月"


def test_the_day_in_japan_begins_nine_hours_before_that_of_greenwich(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 31, 15, 0, tzinfo=UTC))
    assert clock.today() == date(2027, 4, 1)
    assert FiscalYear.of(clock.today()) == FiscalYear(2027)


def test_the_clock_runs_from_the_set_moment(settings: Settings) -> None:
    settings.CLOCK = "2026-10-05T10:00:00+09:00"
    started = datetime.fromisoformat(settings.CLOCK)
    assert started <= now() < started + timedelta(days=1)


def test_without_a_set_moment_the_clock_is_the_machines(settings: Settings) -> None:
    settings.CLOCK = ""
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
