"""`dejiro merkle` on a file of lines."""

import argparse
import io
import json
from pathlib import Path

import pytest

from dejiro.cores.merkle.cli import add_arguments, run


def merkle(*words: str) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(words))


@pytest.fixture
def lines(tmp_path: Path) -> Path:
    path = tmp_path / "lines.txt"
    path.write_text("声\n課題\n約束\n効果\n横展開", encoding="utf-8")
    return path


def proof_of(lines: Path, capsys: pytest.CaptureFixture[str], *words: str) -> Path:
    assert merkle("prove", str(lines), *words) == 0
    path = lines.with_name("proof.json")
    path.write_text(capsys.readouterr().out, encoding="utf-8")
    return path


def changed(path: Path, **fields: object) -> str:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | fields), encoding="utf-8")
    return str(path)


def test_the_root_of_no_lines_is_the_empty_hash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "none").write_bytes(b"")
    assert merkle("root", str(tmp_path / "none")) == 0
    assert capsys.readouterr().out.startswith("0 e3b0c44298fc1c14")


def test_a_last_line_needs_no_end(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert merkle("root", str(lines)) == 0
    first = capsys.readouterr().out
    lines.write_text(lines.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert merkle("root", str(lines)) == 0
    assert capsys.readouterr().out == first


def test_standard_input_is_read_for_a_dash(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n")))
    assert merkle("root", "-") == 0
    assert capsys.readouterr().out.startswith("1 6e340b9cffb37a98")


def test_an_inclusion_proof_holds_for_its_line_and_root(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = proof_of(lines, capsys, "--index", "3")
    root = json.loads(proof.read_text(encoding="utf-8"))["root"]
    assert merkle("verify", str(proof), "--root", root.upper(), "--line", "効果") == 0
    assert "成り立ちます" in capsys.readouterr().out


def test_a_consistency_proof_holds_for_the_kept_root(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    merkle("root", str(lines), "--size", "3")
    kept = capsys.readouterr().out.split()[1]
    proof = proof_of(lines, capsys, "--old", "3")
    assert merkle("verify", str(proof), "--old-root", kept) == 0


def test_a_proof_is_not_about_another_line_root_or_history(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    proof = proof_of(lines, capsys, "--index", "3")
    assert merkle("verify", str(proof), "--line", "別の行") == 1
    assert merkle("verify", str(proof), "--root", "00" * 32) == 1
    assert merkle("verify", changed(proof, index=2)) == 1
    messages = capsys.readouterr().err
    assert "leafは" in messages
    assert "rootは" in messages
    assert "成り立ちません" in messages


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"kind": "other"}, "$.kind"),
        ({"size": "5"}, "$.size: 整数"),
        ({"index": True}, "$.index: 整数"),
        ({"leaf": "zz"}, "$.leaf: 16進64桁"),
        ({"root": None}, "$.root: 16進64桁"),
        ({"proof": {}}, "$.proof: ハッシュの配列"),
        ({"proof": ["00"]}, "$.proof[0]: 16進64桁"),
    ],
)
def test_a_field_that_is_wrong_is_named(
    lines: Path, capsys: pytest.CaptureFixture[str], fields: dict[str, object], message: str
) -> None:
    proof = proof_of(lines, capsys, "--index", "3")
    assert merkle("verify", changed(proof, **fields)) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ("root", "{lines}", "--size", "6"),
        ("root", "{lines}", "--size", "-1"),
        ("root", "{lines}.missing"),
        ("prove", "{lines}", "--index", "5"),
        ("prove", "{lines}", "--old", "6"),
        ("verify", "{lines}"),
    ],
)
def test_bad_input_ends_with_two(lines: Path, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert merkle(*(word.format(lines=lines) for word in words)) == 2
    assert capsys.readouterr().err


def test_a_proof_file_holds_an_object(lines: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines.write_text("[]", encoding="utf-8")
    assert merkle("verify", str(lines)) == 2
    assert "連想配列" in capsys.readouterr().err
