"""Reads one cell the way people in offices write it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Final

from django.utils.translation import gettext as _

from dejiro.foundation.calendars.periods import Month
from dejiro.foundation.exchange.columns import Column, Kind, Value, folded

Cell = str | int | float | date | None

ERAS: Final = {"令和": 2018, "r": 2018, "平成": 1988, "h": 1988, "昭和": 1925, "s": 1925}
UNITS: Final = (
    "円|台|人|名|件|個|本|式|校|室|箇所|か所|ヶ所|ヵ所|口|回|部|冊|枚|団体|ライセンス|か月|ヶ月|ヵ月|年|日|時間"
)
NUMBER: Final = re.compile(rf"¥?(?P<sign>[-+▲△−]?)¥?(?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)(?:\.0+)?(?:{UNITS})?")
THOUSANDS: Final = re.compile(r".*\d(千|百|万|億)円?")
DIGITS_LIMIT: Final = 15
YEAR: Final = r"(?:(?P<era>令和|平成|昭和|[rhs])(?P<number>元|\d{1,2})|(?P<year>\d{4}))"
DATE: Final = re.compile(rf"{YEAR}(?:年|[./-])(?P<month>\d{{1,2}})(?:月|[./-])(?P<day>\d{{1,2}})日?(?:\(.\))?")
PLAIN_DATE: Final = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})")
MONTH: Final = re.compile(rf"{YEAR}(?:年|[./-])(?P<month>\d{{1,2}})月?")
CONTROL: Final = frozenset(chr(code) for code in (*range(32), 127) if chr(code) not in "\t\n\r")


def text_of(cell: Cell) -> str:
    """Return a cell as text: without surrounding space, in NFC, whole numbers without a fraction."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    if isinstance(cell, datetime) and cell.time() == time.min:
        cell = cell.date()
    text = "" if cell is None else str(cell)
    return unicodedata.normalize("NFC", text).strip()


def value_of(column: Column, cell: Cell) -> Value:
    """Return what the cell says; None when it is blank.

    Raises:
        ValueError: with a sentence that says what to write.
    """
    if text_of(cell) == "":
        if column.required:
            raise ValueError(_("必ず入力してください。"))
        return None
    return READERS[column.kind](column, cell)


def _plain(cell: Cell) -> str:
    return "".join(unicodedata.normalize("NFKC", text_of(cell)).lower().split())


def _text(column: Column, cell: Cell) -> str:
    text = text_of(cell)
    if CONTROL & set(text):
        raise ValueError(_("使えない文字（制御文字）が含まれています。"))
    if len(text) > column.length:
        excess = {"limit": column.length, "length": len(text)}
        raise ValueError(_("%(limit)d文字以内で入力してください（今は%(length)d文字）。") % excess)
    return text


def _integer(column: Column, cell: Cell) -> int:
    plain = _plain(cell)
    found = NUMBER.fullmatch(plain)
    if not found or isinstance(cell, date):
        raise ValueError(_integer_advice(plain) % {"given": _short(cell)})
    digits = found["digits"].replace(",", "")
    if len(digits) > DIGITS_LIMIT:
        raise ValueError(_("数が大きすぎます。"))
    number = -int(digits) if found["sign"] in {"-", "▲", "△", "−"} else int(digits)
    if column.minimum is not None and number < column.minimum:
        raise ValueError(_("%(least)s以上の数を入力してください。") % {"least": f"{column.minimum:,}"})
    if column.maximum is not None and number > column.maximum:
        raise ValueError(_("%(most)s以下の数を入力してください。") % {"most": f"{column.maximum:,}"})
    return number


def _integer_advice(plain: str) -> str:
    if THOUSANDS.fullmatch(plain):
        return _("「%(given)s」は千や万の単位を使わず、1円・1台単位の整数で入力してください。")
    return _("「%(given)s」は整数として読めません。例：1200")


def _date(_column: Column, cell: Cell) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    plain = _plain(cell)
    found = DATE.fullmatch(plain) or PLAIN_DATE.fullmatch(plain)
    day = _day(found.groupdict()) if found else None
    if day is None:
        raise ValueError(
            _("「%(given)s」は日付として読めません。例：2026/4/1、令和8年4月1日、R8.4.1") % {"given": _short(cell)}
        )
    return day


def _day(parts: Mapping[str, str | None]) -> date | None:
    try:
        return date(_year(parts), int(parts["month"] or 0), int(parts.get("day") or 1))
    except ValueError:
        return None


def _year(parts: Mapping[str, str | None]) -> int:
    era, number = parts.get("era"), parts.get("number")
    if era and number:
        return ERAS[era] + (1 if number == "元" else int(number))
    return int(parts["year"] or 0)


def _month(_column: Column, cell: Cell) -> Month:
    if isinstance(cell, date):
        return Month.of(cell)
    plain = _plain(cell)
    found = MONTH.fullmatch(plain) or DATE.fullmatch(plain)
    day = _day(found.groupdict()) if found else None
    if day is None:
        raise ValueError(
            _("「%(given)s」は年月として読めません。例：2027-04、2027年4月、令和9年4月") % {"given": _short(cell)}
        )
    return Month.of(day)


def _choice(column: Column, cell: Cell) -> str:
    asked = folded(text_of(cell))
    for value, label in column.choices.items():
        if asked in {folded(value), folded(str(label))}:
            return value
    labels = _("、").join(str(label) for label in column.choices.values())
    raise ValueError(
        _("「%(given)s」は選べません。次から選んでください：%(labels)s") % {"given": _short(cell), "labels": labels}
    )


def _short(cell: Cell) -> str:
    text = text_of(cell)
    return text if len(text) <= 20 else f"{text[:20]}…"  # noqa: PLR2004  # as much as helps to recognise it


READERS: Final[Mapping[Kind, Callable[[Column, Cell], Value]]] = {
    Kind.TEXT: _text,
    Kind.INTEGER: _integer,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.CHOICE: _choice,
}
