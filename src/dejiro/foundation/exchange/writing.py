"""Writes tables that open well in a spreadsheet, print well, and never run anything."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from dejiro.foundation.exchange.columns import Column, Kind
from dejiro.foundation.exchange.formulas import armed, is_formula

CELL_LIMIT: Final = 32_767
WIDTHS: Final = (6, 50)
SHEET_NAME_LIMIT: Final = 31
SHEET_NAME_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
DATE_FORMAT: Final = 'yyyy"年"m"月"d"日"'

Values = Mapping[str, object]


def write_csv(rows: Iterable[Values], columns: Sequence[Column]) -> bytes:
    """Return a CSV in UTF-8 with mark and CRLF. In the demo it has one more column that says 架空 in every row.

    A text that a spreadsheet would take for a formula gets an apostrophe before it, which `read_table` takes off again.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream)
    writer.writerow([_shown(heading) for heading in _headings(columns)])
    writer.writerows([_shown(value) for value in values] for values in _lines(rows, columns))
    return stream.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Values], columns: Sequence[Column], *, title: str, footer: str = "") -> bytes:
    """Return a workbook of one sheet: headings bold, frozen and repeated on every page, landscape, one page wide.

    Every text is stored as text and marked so that it stays text when it is edited. In the demo there is one more
    column that says 架空, and so does the footer.

    Args:
        rows: values by column key.
        columns: which values, in this order.
        title: stands at the head of every page and names the sheet.
        footer: stands at the foot of every page.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title.translate(SHEET_NAME_FORBIDDEN).strip()[:SHEET_NAME_LIMIT] or _("表")
    lines = [_headings(columns), *_lines(rows, columns)]
    for number, values in enumerate(lines, 1):
        for place, value in enumerate(values, 1):
            _fill(sheet.cell(number, place), value)
    _dress(sheet, lines)
    _print_well(sheet, title, footer)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _headings(columns: Sequence[Column]) -> list[object]:
    marks = [_("架空")] if settings.DEMO else []
    return [*(str(column.heading) for column in columns), *marks]


def _lines(rows: Iterable[Values], columns: Sequence[Column]) -> Iterable[list[object]]:
    marks = [_("架空のデータ")] if settings.DEMO else []
    return ([*(_value(column, row.get(column.key)) for column in columns), *marks] for row in rows)


def _value(column: Column, value: object) -> object:
    if column.kind is Kind.CHOICE:
        return str(column.choices.get(str(value), "" if value is None else value))
    if isinstance(value, bool):
        return _("はい") if value else _("いいえ")
    return value.date() if isinstance(value, datetime) else value


def _shown(value: object) -> object:
    """Return numbers as they are, so that -5 stays a number; everything else as a text that nothing runs."""
    return value if isinstance(value, int) else "" if value is None else armed(str(value))


def _fill(cell: Cell | MergedCell, value: object) -> None:
    assert isinstance(cell, Cell)
    if value is None:
        return
    if isinstance(value, int):
        cell.value, cell.number_format = value, "#,##0"
    elif isinstance(value, date):
        cell.value, cell.number_format = value, DATE_FORMAT
    else:
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", str(value))[:CELL_LIMIT]
        cell.data_type = "s"
        cell.quotePrefix = is_formula(str(value))
    cell.alignment = Alignment(vertical="top", wrap_text=True)


def _dress(sheet: Worksheet, lines: Sequence[Sequence[object]]) -> None:
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E8F1FE")
    for place, values in enumerate(zip(*lines, strict=True), 1):
        width = max(_width(str(value)) for value in values if value is not None)
        sheet.column_dimensions[get_column_letter(place)].width = min(max(width + 2, WIDTHS[0]), WIDTHS[1])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions


def _width(text: str) -> int:
    """Return how many half-width columns the longest line takes."""
    lines = text.splitlines() or [""]
    return max(sum(2 if unicodedata.east_asian_width(letter) in "FWA" else 1 for letter in line) for line in lines)


def _print_well(sheet: Worksheet, title: str, footer: str) -> None:
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"
    words = [_("架空のデータ")] * settings.DEMO + [footer] * bool(footer)
    head, foot = sheet.oddHeader, sheet.oddFooter
    assert head is not None
    assert foot is not None
    head.left.text, foot.left.text, foot.right.text = _literal(title), _literal("　".join(words)), "&P / &N"


def _literal(text: str) -> str:
    """Return a text for a page's head or foot, in which & begins a command."""
    return text.replace("&", "&&")[:200]
