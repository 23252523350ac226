import csv
import io
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from pytest_django import Settings

from dejiro.foundation.calendars.periods import Month
from dejiro.foundation.exchange import Column, Kind, read_table, write_csv, write_xlsx

COLUMNS = (
    Column("name", "契約名", required=False, length=40_000),
    Column("quantity", "数量", Kind.INTEGER, required=False),
    Column("ends_on", "満了日", Kind.DATE, required=False),
    Column("month", "開始月", Kind.MONTH, required=False),
    Column("way", "方式", Kind.CHOICE, required=False, choices={"a": "個別契約", "b": "共同調達"}),
)
ROWS: list[dict[str, object]] = [
    {"name": "端末", "quantity": 1200, "ends_on": date(2027, 3, 31), "month": Month("2027-04"), "way": "b"},
    {"name": "公印", "quantity": -5, "ends_on": None, "month": None, "way": None},
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"]
LETTERS = st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff\ufffe\uffff")


@pytest.fixture(params=[True, False], ids=["demo", "production"], autouse=True)
def demo(request: pytest.FixtureRequest, settings: Settings) -> None:
    settings.DEMO = request.param


def sheet_of(content: bytes) -> Worksheet:
    sheet = load_workbook(io.BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def xlsx(rows: list[dict[str, object]]) -> bytes:
    return write_xlsx(rows, COLUMNS, title="契約台帳", footer="奥多摩町")


@pytest.mark.parametrize("write", [lambda rows: write_csv(rows, COLUMNS), xlsx], ids=["csv", "xlsx"])
def test_what_is_written_is_read_back(write: object) -> None:
    assert callable(write)
    table = read_table(io.BytesIO(write(ROWS)), COLUMNS)
    assert [row.values for row in table.rows] == ROWS


@pytest.mark.parametrize(
    "write", [write_csv, lambda rows, columns: write_xlsx(rows, columns, title="x")], ids=["csv", "xlsx"]
)
@pytest.mark.usefixtures("demo")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(st.text(LETTERS, min_size=1).filter(str.strip) | st.text("'=+-@a", min_size=1))
def test_any_text_is_read_back(write: Callable[[object, object], bytes], text: str) -> None:
    column = (Column("name", "契約名", length=40_000),)
    table = read_table(io.BytesIO(write([{"name": text}], column)), column)
    assert table.rows[0].values["name"] == unicodedata.normalize("NFC", text).strip()


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_is_a_formula(text: str) -> None:
    content = write_csv([{"name": text}], (Column("name", text),)).decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    assert f"'{text}" in cells
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text: str) -> None:
    cell = sheet_of(xlsx([{"name": text}]))["A2"]
    assert cell.data_type == "s"
    assert cell.quotePrefix


def test_a_csv_opens_in_a_spreadsheet_as_it_is() -> None:
    content = write_csv(ROWS, COLUMNS)
    assert content.startswith(b"\xef\xbb\xbf")
    assert b"\r\n" in content
    assert "端末,1200,2027-03-31,2027-04,共同調達" in content.decode("utf-8-sig")


def test_numbers_below_zero_stay_numbers() -> None:
    assert ",-5," in write_csv(ROWS, COLUMNS).decode("utf-8-sig")


def test_in_the_demo_every_export_says_that_it_is_fictional(settings: Settings) -> None:
    demo = settings.DEMO
    assert write_csv(ROWS, COLUMNS).decode("utf-8-sig").count("架空") == (3 if demo else 0)
    sheet = sheet_of(xlsx(ROWS))
    assert [row[-1] for row in sheet.iter_rows(values_only=True)].count("架空のデータ") == (2 if demo else 0)
    assert sheet.oddFooter is not None
    assert sheet.oddFooter.left.text == ("架空のデータ　奥多摩町" if demo else "奥多摩町")


def test_a_workbook_prints_well() -> None:
    sheet = sheet_of(xlsx(ROWS))
    assert sheet["A1"].font.b
    assert sheet.freeze_panes == "A2"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, sheet.page_setup.fitToHeight) == ("landscape", 0)
    assert sheet.column_dimensions["C"].width == 12


def test_an_ampersand_at_the_head_of_a_page_is_no_command() -> None:
    sheet = sheet_of(write_xlsx(ROWS, COLUMNS, title="A&B [1]/2", footer=""))
    assert sheet.title == "A&B  1  2"
    assert sheet.oddHeader is not None
    assert sheet.oddHeader.left.text == "A&&B [1]/2"


def test_a_table_without_rows_or_title_is_still_a_table() -> None:
    assert sheet_of(write_xlsx([], COLUMNS, title="/")).title == "表"


def test_truths_moments_and_control_characters_are_written_plainly() -> None:
    rows: list[dict[str, object]] = [
        {"name": True},
        {"name": False},
        {"name": datetime(2026, 4, 1, tzinfo=UTC)},
        {"name": "端\x07末"},
    ]
    sheet = sheet_of(xlsx(rows))
    assert [sheet.cell(row, 1).value for row in range(2, 6)] == ["はい", "いいえ", datetime(2026, 4, 1), "端末"]  # noqa: DTZ001  # a spreadsheet knows no zone
