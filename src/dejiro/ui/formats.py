"""How figures, dates and terms are written on a page. Without a value a dash stands."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Final

from django.conf import settings
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

NOTHING: Final = "—"
CENT: Final = Decimal("0.01")
# A list writes the same few days in every row; so many are remembered, in each language.
DAYS_KEPT: Final = 4096
Number = int | float | Decimal | Fraction
UNITS: Final[Mapping[str, Callable[[Any], str]]] = {
    "団体": lambda n: ngettext("{n}団体", "{n}団体", n),
    "件": lambda n: ngettext("{n}件", "{n}件", n),
    "か月": lambda n: ngettext("{n}か月", "{n}か月", n),
    "席": lambda n: ngettext("{n}席", "{n}席", n),
    "本": lambda n: ngettext("{n}本", "{n}本", n),
    "人": lambda n: ngettext("{n}人", "{n}人", n),
}
WEEKDAYS: Final[tuple[Promise, ...]] = (
    pgettext_lazy("曜日", "月"),
    pgettext_lazy("曜日", "火"),
    pgettext_lazy("曜日", "水"),
    pgettext_lazy("曜日", "木"),
    pgettext_lazy("曜日", "金"),
    pgettext_lazy("曜日", "土"),
    pgettext_lazy("曜日", "日"),
)
# Figures in Japanese, names in English.
MONTHS: Final[tuple[Promise, ...]] = (
    pgettext_lazy("月の名", "1"),
    pgettext_lazy("月の名", "2"),
    pgettext_lazy("月の名", "3"),
    pgettext_lazy("月の名", "4"),
    pgettext_lazy("月の名", "5"),
    pgettext_lazy("月の名", "6"),
    pgettext_lazy("月の名", "7"),
    pgettext_lazy("月の名", "8"),
    pgettext_lazy("月の名", "9"),
    pgettext_lazy("月の名", "10"),
    pgettext_lazy("月の名", "11"),
    pgettext_lazy("月の名", "12"),
)


def number(value: Number | None) -> str:
    """Return a number with its thousands apart; a fraction is rounded half up to two decimals.

    >>> number(1200), number(Fraction(10_000, 3)), number(2.50)
    ('1,200', '3,333.33', '2.5')
    """
    if value is None:
        return NOTHING
    if isinstance(value, int):
        return f"{value:,}"
    rounded = _decimal(value).quantize(CENT, rounding=ROUND_HALF_UP)
    text = f"{rounded:,}"
    return text.rstrip("0").rstrip(".")


def yen(value: Number | None) -> str:
    """Return an amount of money: 「3,000円」."""
    return NOTHING if value is None else _("{amount}円").format(amount=number(value))


def count(value: Number | None, unit: str) -> str:
    """Return a quantity with its unit: 「40台」. The platform's own units are said in the reader's language."""
    if value is None:
        return NOTHING
    say = UNITS.get(unit)
    return say(value).format(n=number(value)) if say else f"{number(value)}{unit}"


def jdate(value: date | None) -> str:
    """Return a day: 「2026年10月5日（月）」. A moment is shown as the day it is in Japan."""
    return NOTHING if value is None else _day_text(day_of(value), get_language())


def jdatetime(value: datetime | None) -> str:
    """Return a moment in Japan: 「2026年10月5日（月）10:00」."""
    if value is None:
        return NOTHING
    local = _local(value)
    day = _day_text(local.date(), get_language())
    return _("{date}{hour:02}:{minute:02}").format(date=day, hour=local.hour, minute=local.minute)


def wareki(value: date | None) -> str:
    """Return a day in the Japanese era: 「令和8年10月5日」."""
    return NOTHING if value is None else str(_calendar("wareki")(day_of(value)))


def month_label(value: object) -> str:
    """Return a month: 「2027年4月」, from "2027-04", from something that is written so, or from a day."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        year, month = value.year, value.month
    else:
        year, month = (int(part) for part in str(value).split("-")[:2])
    return _("{year}年{month}月").format(year=year, month=month_name(month))


def month_name(month: int) -> str:
    """Return what a month, 1 to 12, is called within a date."""
    return str(MONTHS[month - 1])


def due(value: date | None) -> str:
    """Return how long there is until a term ends: 「あと2開庁日」, 「今日まで」, 「3日超過」."""
    if value is None:
        return NOTHING
    now: datetime = _calendar("now")()
    this_day, last_day = day_of(now), day_of(value)
    if last_day < this_day:
        return _("{days}日超過").format(days=(this_day - last_day).days)
    if last_day == this_day:
        over = isinstance(value, datetime) and _local(value) < now
        return _("本日 期限切れ") if over else _("今日まで")
    return _days_left(this_day, last_day, get_language())


def today() -> date:
    """Return the platform's present day in Japan."""
    now: datetime = _calendar("now")()
    return day_of(now)


def day_of(value: date) -> date:
    """Return the day on which a moment lies in Japan, or the day itself."""
    return _local(value).date() if isinstance(value, datetime) else value


@lru_cache(maxsize=DAYS_KEPT)
def _day_text(day: date, _language: str | None) -> str:
    return _("{year}年{month}月{day}日（{weekday}）").format(
        year=day.year, month=month_name(day.month), day=day.day, weekday=WEEKDAYS[day.weekday()]
    )


@lru_cache(maxsize=DAYS_KEPT)
def _days_left(this_day: date, last_day: date, _language: str | None) -> str:
    open_days: int = _calendar("business_days_between")(this_day, last_day)
    return _("あと{days}開庁日").format(days=open_days) if open_days else _("次の開庁日より前")


def _local(value: datetime) -> datetime:
    # The platform has one time zone, so nobody's own is asked for: that would cost more than the rest.
    return value.astimezone(timezone.get_default_timezone()) if timezone.is_aware(value) else value


def _decimal(value: Number) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(str(value))


def _calendar(name: str) -> Callable[..., Any]:
    # The design system stands below the calendar; the settings name whom it asks.
    found: Callable[..., Any] = import_string(settings.UI_CALENDAR[name])
    return found
