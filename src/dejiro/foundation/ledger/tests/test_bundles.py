"""What the platform hands out verifies offline with both verifiers."""

import io
from pathlib import Path

import pytest
from pytest_django import Settings

from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.effect import EffectRow, effect_summary, rows_to_json
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.foundation.ledger.bundles import Figure, write_bundle, write_log_bundle
from dejiro.foundation.ledger.checkpoints import checkpoint_sign, public_key
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.tests.support import Act

pytestmark = pytest.mark.django_db

ROWS = [EffectRow("133086", "12.50", "9", "lower", 40), EffectRow("132055", 10, 11, "lower", 900)]
FIGURE = Figure("effect-3", "effect", rows_to_json(ROWS), effect_summary(ROWS))
ROUND = "commitments.round:3"


@pytest.fixture
def decided(act: Act, seven: list[Entry]) -> str:
    """A kept checkpoint, after which the round was decided."""
    kept = checkpoint_sign().note
    act(ROUND, "commitments.effect.publish", **FIGURE.digests())
    act()
    return kept


def both_accept(bundle: bytes, old: str, tmp_path: Path) -> tuple[str, ...]:
    report = verify_bundle(io.BytesIO(bundle), key=public_key(), old=old)
    assert report.good, report.faults
    (tmp_path / "bundle.zip").write_bytes(bundle)
    (tmp_path / "old.txt").write_text(old, encoding="utf-8")
    assert standalone.main([str(tmp_path / "bundle.zip"), "--checkpoint", str(tmp_path / "old.txt")]) == 0
    return report.facts


def test_a_bundle_of_a_subject_verifies_and_continues_every_checkpoint(decided: str, tmp_path: Path) -> None:
    file = io.BytesIO()
    assert write_bundle(file, subjects=[ROUND, "needs.voice:2"], figures=[FIGURE], title="効果") == 3
    facts = both_accept(file.getvalue(), decided, tmp_path)
    assert facts[1] == "題名: 【架空】効果（題名には署名がありません）"
    assert "記録7番（commitments.effect.publish" in facts[-1]


def test_the_whole_log_verifies(decided: str, tmp_path: Path) -> None:
    file = io.BytesIO()
    assert write_log_bundle(file) == 9
    assert "台帳のすべての記録から根を計算し直し" in both_accept(file.getvalue(), decided, tmp_path)[3]


def test_a_figure_that_nobody_recorded_does_not_verify(seven: list[Entry]) -> None:
    file = io.BytesIO()
    write_bundle(file, subjects=["needs.voice:0"], figures=[FIGURE], title="効果")
    report = verify_bundle(io.BytesIO(file.getvalue()))
    assert [fault.code for fault in report.faults] == ["not-recorded"]


def test_only_the_demo_is_marked_as_fiction(seven: list[Entry], settings: Settings) -> None:
    settings.DEMO = False
    file = io.BytesIO()
    write_log_bundle(file)
    assert verify_bundle(io.BytesIO(file.getvalue())).facts[1].startswith("題名: 台帳の全体")


def test_no_name_leaves_the_platform(seven: list[Entry]) -> None:
    file = io.BytesIO()
    write_log_bundle(file)
    (path := io.BytesIO(file.getvalue())).seek(0)
    assert "山田".encode() not in b"".join(standalone._Bundle(path).lines())
