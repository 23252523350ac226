"""Turns an upload into rows of raw cells, whichever way it was saved."""

import csv
import io
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from dejiro.foundation.exchange.faults import table_fault
from dejiro.foundation.exchange.formulas import disarmed
from dejiro.foundation.exchange.values import Cell
from dejiro.foundation.files.archives import BROKEN as BROKEN_ARCHIVE
from dejiro.foundation.files.archives import ZIP_MAGIC, ArchiveError, open_archive
from dejiro.foundation.files.kinds import OLD_OFFICE, XLSX, KindError, office_kind

COLUMN_LIMIT: Final = 200
# Sheets are often formatted far below their last entry.
BLANK_LIMIT: Final = 2_000
UTF16_MARKS: Final = (b"\xff\xfe", b"\xfe\xff")
SEPARATORS: Final = "\t,;"


def rows_of(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield (row number from 1, cells) of what is not blank.

    Raises:
        TableFault: if the file is none that is read, or is broken.
    """
    if content.startswith(OLD_OFFICE):
        raise table_fault(_("古い形式（.xls）かパスワード付きのファイルです。.xlsx 形式で保存し直してください。"))
    rows = _workbook(content) if content.startswith(ZIP_MAGIC) else _separated(decode(content))
    return ((number, cells) for number, cells in rows if any(cell not in (None, "") for cell in cells))


def decode(content: bytes) -> str:
    """Return the text of a CSV in UTF-8 with or without mark, UTF-16 with mark, or Shift_JIS as Windows writes it.

    Raises:
        TableFault: if it is none of these.
    """
    encodings = ("utf-16",) if content.startswith(UTF16_MARKS) else ("utf-8-sig", "cp932")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise table_fault(_("CSVまたはXLSXとして読めません。文字コードはUTF-8かShift_JISにしてください。"))


def _separated(text: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=lambda mark: (first.count(mark), mark == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        for number, cells in enumerate(reader, 1):
            yield number, [disarmed(cell) for cell in cells[:COLUMN_LIMIT]]
    except csv.Error as error:
        raise table_fault(
            _('%(line)d行目あたりの引用符（"）の使い方が正しくないため、読めません。') % {"line": reader.line_num}
        ) from error


def _workbook(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    _check_workbook(content)
    try:
        with warnings.catch_warnings():
            # What a spreadsheet adds and this reader drops (validations, headers) is no concern of the importer.
            warnings.simplefilter("ignore", UserWarning)
            yield from _sheet_rows(content)
    except BROKEN as error:
        raise table_fault(_("Excelブックが壊れています。もう一度保存してから送ってください。")) from error


def _check_workbook(content: bytes) -> None:
    try:
        with open_archive(content) as archive:
            kind = office_kind(archive)
    except (ArchiveError, KindError) as error:
        raise table_fault(str(error)) from error
    if kind is not XLSX:
        raise table_fault(_("ファイルの中身は%(kind)sです。ExcelブックかCSVを選んでください。") % {"kind": kind.label})


def _sheet_rows(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Read the first visible sheet's values as last calculated."""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    try:
        sheet = next((sheet for sheet in book.worksheets if sheet.sheet_state == "visible"), None)
        if sheet is None:
            return
        sheet.reset_dimensions()
        blank = 0
        for number, cells in enumerate(sheet.iter_rows(max_col=COLUMN_LIMIT, values_only=True), 1):
            blank = 0 if any(cell not in (None, "") for cell in cells) else blank + 1
            if blank > BLANK_LIMIT:
                return
            yield number, [cell if isinstance(cell, Cell) else str(cell) for cell in cells]
    finally:
        book.close()


# Everything that openpyxl raises over a damaged workbook, besides what its parsers do.
BROKEN: Final = (
    *BROKEN_ARCHIVE,
    InvalidFileException,
    DefusedXmlException,
    SyntaxError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
)
