import io
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pytest_django import Settings

from dejiro.foundation.calendars.periods import Month
from dejiro.foundation.exchange import CellFault, Column, Kind, Table, TableFault, read_table
from dejiro.foundation.exchange.sources import BLANK_LIMIT
from dejiro.foundation.exchange.values import value_of
from dejiro.foundation.files.kinds import OLD_OFFICE

NAME = Column("name", "契約名", aliases=("件名",), length=10)
QUANTITY = Column("quantity", "数量", Kind.INTEGER, minimum=1, maximum=9_999)
ENDS = Column("ends_on", "満了日", Kind.DATE, required=False)
MONTH = Column("month", "開始月", Kind.MONTH, required=False)
WAY = Column("way", "方式", Kind.CHOICE, required=False, choices={"a": "個別契約", "b": "共同調達"})
COLUMNS = (NAME, QUANTITY, ENDS, MONTH, WAY)


def read(content: bytes | str, columns: tuple[Column, ...] = COLUMNS, *, limit: int = 5_000) -> Table:
    return read_table(io.BytesIO(content.encode() if isinstance(content, str) else content), columns, limit=limit)


def faults(content: bytes | str, columns: tuple[Column, ...] = COLUMNS, *, limit: int = 5_000) -> list[CellFault]:
    with pytest.raises(TableFault) as raised:
        read(content, columns, limit=limit)
    return raised.value.faults


def one(kind: Kind, written: object) -> object:
    """Return what a single cell of a workbook is read as."""
    column = Column("x", "値", kind, choices={"a": "個別契約", "b": "共同調達"})
    return read(workbook([["値"], [written]]), (column,)).rows[0].values["x"]


def workbook(rows: list[list[object]], *, hidden: bool = False) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    if hidden:
        sheet.sheet_state = "hidden"
        book.create_sheet("2").append(["契約名"])
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


TEXT = "契約名,数量,満了日\r\n端末①髙,40,2027/3/31\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_a_csv_is_read_however_it_was_saved(encoding: str) -> None:
    (row,) = read(TEXT.encode(encoding)).rows
    assert row.values == {
        "name": "端末①髙",
        "quantity": 40,
        "ends_on": date(2027, 3, 31),
        "month": None,
        "way": None,
    }


@pytest.mark.parametrize("separator", ["\t", ";", ","])
def test_other_separators_are_understood(separator: str) -> None:
    assert read(TEXT.replace(",", separator)).rows[0].values["quantity"] == 40


def test_a_workbook_is_read_from_its_first_visible_sheet() -> None:
    rows: list[list[object]] = [["契約名", "数量"], ["端末", 40.0]]
    assert read(workbook(rows)).rows[0].values["quantity"] == 40
    assert faults(workbook(rows, hidden=True))[0].column == "数量"


def test_titles_above_aliases_order_widths_units_and_blank_rows_do_not_matter() -> None:
    rows: list[list[object]] = [
        ["契約台帳"],
        [],
        ["備考", "数 量（台）", "件名"],
        [None, "４０台", "端末"],
        [],
        ["済", 1, "公印"],
    ]
    table = read(workbook(rows))
    assert [(row.number, row.values["name"], row.values["quantity"]) for row in table.rows] == [
        (4, "端末", 40),
        (6, "公印", 1),
    ]
    assert table.ignored == ("備考",)


def test_every_fault_is_named_by_row_and_column() -> None:
    found = faults("契約名,数量,満了日,方式\n,三台,来年,くじ\n端末,0,R8.13.1,a\nとても長い名前の契約です,10000,,\n")
    assert [(fault.row, fault.column) for fault in found] == [
        (2, "契約名"),
        (2, "数量"),
        (2, "方式"),
        (2, "満了日"),
        (3, "数量"),
        (3, "満了日"),
        (4, "契約名"),
        (4, "数量"),
    ]
    assert str(found[1]) == "2行目「数量」：「三台」は整数として読めません。例：1200"
    assert "個別契約、共同調達" in found[2].message
    assert "10文字以内" in found[6].message


def test_a_long_list_of_faults_is_summed_up() -> None:
    with pytest.raises(TableFault, match="ほかに10件あります") as raised:
        read("契約名,数量\n" + "端末,x\n" * 20)
    assert len(raised.value.faults) == 20
    assert raised.value.field == "file"


def test_a_missing_column_is_named_with_the_headings_expected() -> None:
    (fault,) = faults("契約名,台数\n端末,1\n")
    assert (fault.row, fault.column) == (0, "数量")
    assert "契約名、数量、満了日、開始月、方式" in fault.message


def test_missing_columns_are_named_together_and_the_advice_is_given_once() -> None:
    (fault,) = faults("名前,台数\n端末,1\n")
    assert (fault.row, fault.column) == (0, "契約名、数量")
    assert str(fault).count("見出しは次のとおり") == 1


def test_a_heading_that_stands_twice_is_refused() -> None:
    (fault,) = faults("契約名,数量,件名\n端末,1,端末\n")
    assert str(fault) == "1行目「契約名」：この見出しの列が2つあります。"


WHOLE: dict[str, tuple[bytes | str, str]] = {
    "nothing": ("", "何も入力されていません"),
    "only headings": ("契約名,数量\n\n", "見出しの下に行がありません"),
    "neither encoding": (b"\x81\xff\xff\xff", "文字コード"),
    "nul": ("契約名,数量\n端\0末,1\n", "文字コード"),
    "open quote": ('契約名,数量\n"端末,1\n', "引用符"),
    "old format": (OLD_OFFICE, ".xls）"),
    "broken workbook": (b"PK\x03\x04rest", "壊れています"),
    "empty workbook": (workbook([]), "何も入力されていません"),
}


@pytest.mark.parametrize("case", WHOLE)
def test_a_table_that_cannot_be_read_says_why(case: str) -> None:
    content, message = WHOLE[case]
    (fault,) = faults(content)
    assert message in str(fault)


def test_too_many_rows_are_refused() -> None:
    (fault,) = faults("契約名,数量\n" + "端末,1\n" * 4, limit=3)
    assert "3行以内" in fault.message


def test_a_file_that_is_too_large_is_refused(settings: Settings) -> None:
    settings.MAXIMUM_UPLOAD_BYTES = 3
    assert "大きすぎます" in faults("契約名,数量\n端末,1\n")[0].message


def replaced(content: bytes, name: str, new: bytes) -> bytes:
    """Return a workbook in which one part is another."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry in old.namelist():
            archive.writestr(entry, new if entry == name else old.read(entry))
    return stream.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
PARTS = [SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]
EVIL_SHEETS = {
    "entities": b'<!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><worksheet>&d;</worksheet>',
    "cut off": b"<worksheet><sheetData><row>",
    "not xml": b"\0\1\2",
}


@pytest.mark.parametrize("case", EVIL_SHEETS)
def test_a_malicious_or_broken_sheet_is_refused(case: str) -> None:
    (fault,) = faults(replaced(workbook([["契約名"]]), SHEET, EVIL_SHEETS[case]))
    assert "壊れています" in fault.message


def test_a_bomb_is_refused() -> None:
    (fault,) = faults(replaced(workbook([["契約名"]]), SHEET, b" " * 20_000_000))
    assert "圧縮率" in fault.message


def test_another_kind_of_document_is_refused() -> None:
    types = zipfile.ZipFile(io.BytesIO(workbook([]))).read("[Content_Types].xml")
    content = replaced(
        workbook([]),
        "[Content_Types].xml",
        types.replace(b"spreadsheetml.sheet.main", b"wordprocessingml.document.main"),
    )
    assert "中身はWord文書です" in faults(content)[0].message


def test_a_sheet_formatted_far_below_its_end_is_read_to_its_end() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["契約名", "数量"])
    sheet.append(["端末", 1])
    sheet.cell(BLANK_LIMIT + 10, 1).value = "遠い"
    assert len(read(saved(book)).rows) == 1


def test_a_workbook_without_a_visible_sheet_is_empty() -> None:
    content = workbook([["契約名", "数量"], ["端末", 1]])
    part = zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml")
    hidden = replaced(content, "xl/workbook.xml", part.replace(b'state="visible"', b'state="hidden"'))
    assert "何も入力されていません" in faults(hidden)[0].message


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("1,200円", 1200),
        ("１２００", 1200),
        ("￥1,200", 1200),
        ("▲5", -5),
        ("-5", -5),
        ("△ 1,000 円", -1000),
        (40, 40),
        (40.0, 40),
        ("40.0", 40),
        ("40台", 40),
    ],
)
def test_numbers_are_read_as_offices_write_them(written: object, number: int) -> None:
    assert one(Kind.INTEGER, written) == number


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("1.5", "整数"),
        (1.5, "整数"),
        ("3千円", "1円"),
        ("12,00", "整数"),
        ("1" * 16, "大きすぎ"),
        (date(2026, 4, 1), "整数"),
    ],
)
def test_what_is_no_whole_number_is_refused(written: object, message: str) -> None:
    with pytest.raises(TableFault, match=message):
        one(Kind.INTEGER, written)


@pytest.mark.parametrize(
    "written",
    [
        "2026/4/1",
        "2026-04-01",
        "2026年4月1日",
        "２０２６．４．１",
        "20260401",
        "令和8年4月1日",
        "令和８年４月１日（水）",
        "R8.4.1",
        "r8/4/1",
        "平成38年4月1日",
        "H38.4.1",
        date(2026, 4, 1),
        datetime(2026, 4, 1, 9, 0),  # noqa: DTZ001  # a spreadsheet knows no zone
    ],
)
def test_days_are_read_as_offices_write_them(written: object) -> None:
    assert one(Kind.DATE, written) == date(2026, 4, 1)


def test_the_first_year_of_an_era_has_its_own_name() -> None:
    assert one(Kind.DATE, "令和元年5月1日") == date(2019, 5, 1)
    assert one(Kind.DATE, "昭和64年1月7日") == date(1989, 1, 7)


@pytest.mark.parametrize("written", ["2026/2/29", "令和0年4月1日x", "4/1", "R8.13.1", "来年"])
def test_what_is_no_day_is_refused(written: str) -> None:
    with pytest.raises(TableFault, match="日付として読めません"):
        one(Kind.DATE, written)


@pytest.mark.parametrize(
    "written", ["2027-04", "2027/4", "2027年4月", "令和9年4月", "R9.4", "2027/4/15", date(2027, 4, 15)]
)
def test_months_are_read_as_offices_write_them(written: object) -> None:
    assert one(Kind.MONTH, written) == Month("2027-04")


@pytest.mark.parametrize("written", ["2027-13", "4月", "春"])
def test_what_is_no_month_is_refused(written: str) -> None:
    with pytest.raises(TableFault, match="年月として読めません"):
        one(Kind.MONTH, written)


@pytest.mark.parametrize(("written", "value"), [("個別契約", "a"), ("共同 調達", "b"), ("Ａ", "a")])
def test_choices_are_understood_by_label_and_by_value(written: str, value: str) -> None:
    assert one(Kind.CHOICE, written) == value


@pytest.mark.parametrize(
    ("written", "text"),
    [(133086.0, "133086"), (1.5, "1.5"), (date(2026, 4, 1), "2026-04-01"), ("か\u3099", "が"), (True, "True")],
)
def test_texts_are_read_from_any_cell(written: object, text: str) -> None:
    assert one(Kind.TEXT, written) == text


def test_cells_that_no_file_gives_are_read_too() -> None:
    assert value_of(QUANTITY, 40.0) == 40
    assert value_of(ENDS, date(2026, 4, 1)) == date(2026, 4, 1)


def test_control_characters_are_refused() -> None:
    assert "制御文字" in faults("契約名,数量\n端\x07末,1\n")[0].message


def test_a_fault_shows_no_more_of_a_cell_than_helps() -> None:
    assert "「" + "あ" * 20 + "…」" in faults("契約名,数量\n端末," + "あ" * 50 + "\n")[0].message


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: f"契約名,数量\n{text}".encode()))
def test_any_bytes_are_read_or_refused_never_worse(content: bytes) -> None:
    try:
        table = read(content)
    except TableFault as fault:
        table = Table((), (str(fault),))
    assert table.rows or table.ignored


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_000), st.integers(0, 255))
def test_a_damaged_workbook_is_read_or_refused_never_worse(place: int, value: int) -> None:
    content = bytearray(workbook([["契約名", "数量"], ["端末", 40]]))
    content[place % len(content)] = value
    try:
        table = read(bytes(content))
    except TableFault as fault:
        table = Table((), (str(fault),))
    assert table.rows or table.ignored


@given(
    st.sampled_from([SHEET, "xl/workbook.xml", "xl/styles.xml", "[Content_Types].xml"]),
    st.integers(0, 5_000),
    st.integers(0, 255),
)
def test_a_workbook_with_a_damaged_part_is_read_or_refused_never_worse(part: str, place: int, value: int) -> None:
    whole = workbook([["契約名", "数量"], ["端末", 40]])
    content = bytearray(zipfile.ZipFile(io.BytesIO(whole)).read(part))
    content[place % len(content)] = value
    try:
        table = read(replaced(whole, part, bytes(content)))
    except TableFault as fault:
        table = Table((), (str(fault),))
    assert table.rows or table.ignored
