import argparse
import json
from pathlib import Path

import pytest

from dejiro.cores.textmatch.cli import add_arguments, run
from dejiro.cores.textmatch.io import read_documents

LINES = """{"key": "1", "text": "端末の共同購入をしたい"}

{"key": 2, "text": "公印の廃止"}
{"key": "3", "text": "端末の更新"}
"""


@pytest.fixture
def documents(tmp_path: Path) -> str:
    path = tmp_path / "documents.jsonl"
    path.write_text(LINES, encoding="utf-8")
    return str(path)


def dejiro(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([*words, "--characters"]))


def test_search_marks_what_matched(documents: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("search", "共同購入", "--documents", documents, "--limit", "1") == 0
    assert "1  端末の【共同購入】をしたい" in capsys.readouterr().out


def test_hits_as_json(documents: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("search", "公印の廃止", "--documents", documents, "--json") == 0
    (hit,) = [hit for hit in json.loads(capsys.readouterr().out) if hit["score"] > 0.9]
    assert hit["key"] == "2"
    assert [(p["start"], p["end"]) for p in hit["passages"]] == [(0, 5)]


def test_similar_documents_by_key(documents: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("similar", "1", "--documents", documents) == 0
    assert capsys.readouterr().out.split()[1] == "3"


def test_nothing_found_is_said(documents: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("search", "zzz", "--documents", documents) == 0
    assert capsys.readouterr().out == "似た文書はありません。\n"


def test_an_unknown_key_is_said(documents: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert dejiro("similar", "9", "--documents", documents) == 2
    assert "識別子「9」の文書はありません" in capsys.readouterr().err


def test_csv_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "documents.CSV"
    path.write_text('\ufeffkey,text\na,"1行目\n2行目"\n', encoding="utf-8")
    assert [(d.key, d.text) for d in read_documents(path)] == [("a", "1行目\n2行目")]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "1行目: JSONとして読めません"),
        ("[]", "1行目: keyとtext"),
        ('{"key": "", "text": "端末"}', "1行目: keyとtext"),
        ('{"key": "a", "text": "端末"}\n{"key": "a", "text": "端末"}', "2行目: 識別子「a」が重複"),
    ],
)
def test_a_faulty_line_is_named(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match=message):
        read_documents(path)


@pytest.mark.parametrize("content", [None, "端末".encode("cp932")])
def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, content: bytes | None, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "documents.jsonl"
    if content:
        path.write_bytes(content)
    assert dejiro("search", "端末", "--documents", str(path)) == 2
    assert "documents.jsonl: 読めません" in capsys.readouterr().err
