import io
import zipfile
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from dejiro.foundation.files import archives
from dejiro.foundation.files.archives import ArchiveError, open_archive, read_entry
from dejiro.foundation.files.kinds import KindError, kind_of
from dejiro.foundation.files.names import LENGTH, safe_name

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20
MAIN = "application/vnd.openxmlformats-officedocument.{}.main+xml"


def workbook() -> bytes:
    stream = io.BytesIO()
    Workbook().save(stream)
    return stream.getvalue()


def packed(entries: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return stream.getvalue()


def office(main: str, **parts: bytes) -> bytes:
    types = f'<Types><Override PartName="/a.xml" ContentType="{main}"/></Types>'
    return packed({"[Content_Types].xml": types, **parts})


def answer(content: bytes, name: str) -> str:
    """Return the kind or the refusal's sentence; any other exception passes."""
    try:
        return kind_of(content, name).content_type
    except KindError as error:
        return str(error)


ACCEPTED = {
    "要領.pdf": (b"%PDF-1.7\n", "application/pdf"),
    "図.PNG": (PNG, "image/png"),
    "写真.jpeg": (b"\xff\xd8\xff\xe0", "image/jpeg"),
    "動き.gif": (b"GIF89a", "image/gif"),
    "表.csv": ("\ufeff品目,数量\n端末,40\n".encode(), "text/csv"),
    "控え.txt": ("端末の更新".encode("cp932"), "text/plain"),
    "一覧.xlsx": (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "仕様.docx": (
        office(MAIN.format("wordprocessingml.document")),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ),
    "説明.pptx": (
        office(MAIN.format("presentationml.presentation"), **{"ppt/embeddings/a.xlsx": workbook()}),
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ),
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_a_file_is_known_by_its_content(name: str) -> None:
    content, content_type = ACCEPTED[name]
    assert kind_of(content, name).content_type == content_type


REFUSED = {
    "empty": ("表.csv", b"", "空のファイル"),
    "lies about its kind": ("見積.pdf", workbook(), "中身はExcelブックです。正しい拡張子（.xlsx）"),
    "picture called text": ("図.txt", PNG, "中身はPNG画像です"),
    "no ending": ("README", b"text", "中身はテキストです"),
    "program": ("図.png", b"MZ\x90\0\x03", "受け付けない種類"),
    "control characters": ("表.csv", b"a,b\0c", "受け付けない種類"),
    "old office": ("表.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "古い形式"),
    "plain archive": ("まとめ.zip", packed({"a.txt": b"a"}), "ZIPファイルは受け付けません"),
    "macro by type": ("表.xlsx", office("application/vnd.ms-excel.sheet.macroEnabled.main+xml"), "マクロ付き"),
    "macro by part": (
        "表.xlsx",
        office(MAIN.format("spreadsheetml.sheet"), **{"xl/vbaProject.bin": b"x"}),
        "マクロ付き",
    ),
    "old macro sheet": (
        "表.xlsx",
        office(MAIN.format("spreadsheetml.sheet"), **{"xl/macrosheets/sheet1.xml": b"x"}),
        "マクロ付き",
    ),
    "broken archive": ("表.xlsx", b"PK\x03\x04 broken", "壊れています"),
    "broken types": ("表.xlsx", packed({"[Content_Types].xml": b"<Types"}), "壊れています"),
    "entity expansion": (
        "表.xlsx",
        packed({"[Content_Types].xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "壊れています",
    ),
    "endless types": ("表.xlsx", packed({"[Content_Types].xml": b" " * 1024 * 1025}), "ZIPファイルは受け付けません"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_not_accepted_says_why(case: str) -> None:
    name, content, message = REFUSED[case]
    with pytest.raises(KindError, match=message):
        kind_of(content, name)


def test_a_bomb_by_ratio_is_not_opened() -> None:
    with pytest.raises(ArchiveError, match="圧縮率"):
        open_archive(packed({"a": b"\0" * 6 * 1024 * 1024}))


def test_a_bomb_by_size_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArchiveError, match="大きすぎます"):
        open_archive(packed({"a": b"12345"}), budget=archives.Budget(size=4))


def test_a_bomb_by_number_is_not_opened() -> None:
    with pytest.raises(ArchiveError, match="大きすぎます"):
        open_archive(packed({str(number): b"" for number in range(5001)}))


def test_sizes_inside_inner_archives_count() -> None:
    inner = packed({"a": b"1" * 600})
    with pytest.raises(ArchiveError, match="大きすぎます"):
        open_archive(packed({"b": inner}), budget=archives.Budget(size=len(inner) + 500))


def test_archives_nested_too_deep_are_not_opened() -> None:
    with pytest.raises(ArchiveError, match="入れ子"):
        open_archive(packed({"a": packed({"b": packed({"c": b"text"})})}))


def test_entries_that_share_their_bytes_are_not_opened() -> None:
    content = packed({"a": b"one", "b": b"two"}, zipfile.ZIP_STORED)
    second = content.rindex(b"PK\x01\x02")
    shared = content[: second + 42] + b"\0\0\0\0" + content[second + 46 :]
    with pytest.raises(ArchiveError, match="構造"):
        open_archive(shared)


def test_an_encrypted_archive_is_not_opened() -> None:
    content = packed({"a": b"one"})
    place = content.index(b"PK\x01\x02") + 8
    with pytest.raises(ArchiveError, match="パスワード"):
        open_archive(content[:place] + b"\x01" + content[place + 1 :])


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "C:/a"])
def test_an_entry_that_points_elsewhere_is_not_opened(name: str) -> None:
    with pytest.raises(ArchiveError, match="場所"):
        open_archive(packed({name: b"one"}))


def test_an_entry_that_is_not_there_is_a_fault() -> None:
    with pytest.raises(ArchiveError, match="壊れています"):
        read_entry(open_archive(packed({"a": b"one"})), "b")


def test_a_damaged_entry_is_said_to_be_damaged() -> None:
    content = bytearray(packed({"[Content_Types].xml": b"<Types/>" * 50}))
    content[60:64] = b"\xff\xff\xff\xff"
    with pytest.raises(KindError, match="壊れています"):
        kind_of(bytes(content), "表.xlsx")


@given(st.binary(max_size=60).map(lambda tail: b"PK\x03\x04" + tail) | st.binary(max_size=60), st.text(max_size=20))
def test_any_bytes_are_accepted_or_refused_never_worse(content: bytes, name: str) -> None:
    assert answer(content, safe_name(name))


@given(st.integers(0, 3000), st.integers(0, 255))
def test_a_damaged_workbook_is_accepted_or_refused_never_worse(place: int, value: int) -> None:
    content = bytearray(ACCEPTED["一覧.xlsx"][0])
    content[place % len(content)] = value
    assert answer(bytes(content), "一覧.xlsx")


NAMES = {
    "見積.pdf": "見積.pdf",
    "か\u3099.txt": "が.txt",
    "../../etc/passwd": "passwd",
    "C:\\Users\\a\\表.csv": "表.csv",
    "表\u202eslx.exe": "表slx.exe",
    "a\0b\r\n.txt": "ab.txt",
    "CON.txt": "_CON.txt",
    "com1": "_com1",
    'a<b>:"|?*.txt': "a_b______.txt",
    "  . ": "添付",
    "": "添付",
    "あ" * 200 + ".xlsx": "あ" * 145 + ".xlsx",
    "い" * 200: "い" * 150,
    "う" * 160 + "." + "e" * 20: "う" * 150,
}


@pytest.mark.parametrize("name", NAMES)
def test_a_name_hides_nothing(name: str) -> None:
    assert safe_name(name) == NAMES[name]


@given(st.text(max_size=400))
def test_any_name_becomes_a_safe_one_and_stays_it(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe) <= LENGTH
    assert not set(safe) & set('/\\\0\n\r<>:"|?*\u202e')
    assert safe_name(safe) == safe
