"""`dejiro verify` says what it found and ends with 0, 1 or 2."""

import argparse
from pathlib import Path

import pytest

from dejiro.cores.bundle.cli import add_arguments, run
from dejiro.cores.bundle.tests.support import SEED, Log, edited, replacing
from dejiro.cores.merkle.checkpoints import public_key


def verify(*words: str | Path) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args([str(word) for word in words]))


@pytest.fixture
def bundle(log: Log, tmp_path: Path) -> Path:
    path = tmp_path / "bundle.zip"
    path.write_bytes(log.bundle())
    return path


def test_a_good_bundle_ends_with_zero(bundle: Path, log: Log, capsys: pytest.CaptureFixture[str]) -> None:
    old = bundle.with_name("checkpoint.txt")
    old.write_text(log.checkpoint(3, at="2026-10-05T01:30:00.000000Z"), encoding="utf-8")
    assert verify(bundle, "--key", public_key(SEED).hex(), "--checkpoint", old) == 0
    assert capsys.readouterr().out.endswith("\n合格\n")


def test_a_forged_bundle_ends_with_one_and_a_line_per_fault(
    bundle: Path, log: Log, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle.write_bytes(edited(log.whole(), replacing("entries.jsonl", b'"n":3', b'"n":4')))
    assert verify(bundle) == 1
    said = capsys.readouterr()
    assert said.err.splitlines() == [
        "不合格 [root] entries.jsonl: 記録から計算した根が、署名された根と違います。記録が書き換えられています。"
    ]
    assert said.out.endswith("不合格（1件）\n")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("{bundle}", "--key", "zz"), "--key: 鍵は16進64桁"),
        (("{bundle}.missing",), "読めません"),
        (("{bundle}", "--checkpoint", "{bundle}"), "UTF-8の文字として"),
        (("{text}",), "ZIPファイルとして開けません"),
    ],
)
def test_what_cannot_be_read_ends_with_two(
    bundle: Path, words: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = bundle.with_name("text.zip")
    text.write_text("束ではない", encoding="utf-8")
    assert verify(*(word.format(bundle=bundle, text=text) for word in words)) == 2
    assert message in capsys.readouterr().err
