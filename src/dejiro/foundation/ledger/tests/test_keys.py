"""The key that signs the log is changed, and what was signed before holds as it did."""

import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from conftest import Clock
from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.merkle.checkpoints import CheckpointFault, open_checkpoint, public_key, sign
from dejiro.cores.merkle.keychanges import KeyChange, changes_from_json, key_change, spans
from dejiro.foundation.ledger.bundles import write_bundle, write_log_bundle
from dejiro.foundation.ledger.checkpoints import checkpoint_sign, key_fault, key_replace
from dejiro.foundation.ledger.checkpoints import public_key as key_of_settings
from dejiro.foundation.ledger.keys import history, key_changes, key_periods
from dejiro.foundation.ledger.models import Checkpoint, Entry
from dejiro.foundation.ledger.services import Platform
from dejiro.foundation.ledger.tests.support import Act
from dejiro.foundation.ledger.verification import verify_log

pytestmark = pytest.mark.django_db
NEW, THIRD, STRANGE = bytes([7]) * 32, bytes([8]) * 32, bytes([9]) * 32


def bundle() -> bytes:
    file = io.BytesIO()
    write_bundle(file, subjects=["needs.voice:1"], figures=[], title="声")
    return file.getvalue()


def whole() -> bytes:
    file = io.BytesIO()
    write_log_bundle(file)
    return file.getvalue()


def replace_key(settings: Settings, seed: bytes = NEW) -> None:
    key_replace(actor=Platform(), seed=seed)
    settings.LEDGER_KEY = seed.hex()


def published() -> tuple[KeyChange, ...]:
    return changes_from_json(json.dumps(history(key_of_settings())))


def faults(data: bytes, **known: object) -> set[str]:
    return {fault.code for fault in verify_bundle(io.BytesIO(data), **known).faults}  # type: ignore[arg-type]


def alone(data: bytes, tmp_path: Path, *words: str) -> int:
    """Return what the stand-alone verifier ends with; KEYS stands for the history as it is published now."""
    path, keys = tmp_path / "bundle.zip", tmp_path / "now.json"
    path.write_bytes(data)
    keys.write_text(json.dumps(history(key_of_settings())), encoding="utf-8")
    return standalone.main([str(path), *(str(keys) if word == "KEYS" else word for word in words)])


def test_the_log_says_which_key_signed_from_when_to_when(seven: list[Entry], settings: Settings, clock: Clock) -> None:
    old = key_of_settings()
    checkpoint_sign()
    clock.move_to("2026-10-06T10:00:00+09:00")
    replace_key(settings)
    assert [(one.key, one.since, one.until) for one in key_periods(key_of_settings())] == [
        (old, datetime.fromisoformat("2026-10-05T10:00:00+09:00"), clock.now()),
        (public_key(NEW), clock.now(), None),
    ]
    assert [
        (row.size, open_checkpoint(row.note, key).size)
        for row, key in zip(Checkpoint.objects.all(), [old, public_key(NEW)], strict=True)
    ] == [(7, 7), (8, 8)]
    entry = Entry.objects.get(pk=7)
    assert (entry.action, entry.subject) == ("ledger.key.change", "ledger.key:signing")


def test_the_log_verifies_after_two_changes_with_what_every_key_signed(
    seven: list[Entry], act: Act, settings: Settings
) -> None:
    checkpoint_sign()
    replace_key(settings)
    act()
    checkpoint_sign()
    replace_key(settings, THIRD)
    check = verify_log()
    assert (check.good, check.message) == (True, "")
    assert Checkpoint.objects.count() == 4


def test_until_the_settings_have_the_new_key_nothing_is_signed(seven: list[Entry], act: Act) -> None:
    key_replace(actor=Platform(), seed=NEW)
    act()
    with pytest.raises(CheckpointFault, match="台帳がいま使うことになっている鍵ではありません"):
        checkpoint_sign()


def test_a_key_that_was_only_set_anew_signs_nothing_and_changes_nothing(
    seven: list[Entry], act: Act, settings: Settings
) -> None:
    checkpoint_sign()
    assert key_fault() == ""
    settings.LEDGER_KEY = NEW.hex()
    act()
    for do in (checkpoint_sign, lambda: key_replace(actor=Platform(), seed=THIRD)):
        with pytest.raises(CheckpointFault, match="dejiro change-ledger-key で替え"):
            do()
    assert "change-ledger-key" in key_fault()
    assert key_changes() == ()


def test_a_key_is_not_changed_twice_before_the_settings_have_it(seven: list[Entry]) -> None:
    key_replace(actor=Platform(), seed=NEW)
    with pytest.raises(CheckpointFault, match="使うことになっている鍵ではありません"):
        key_replace(actor=Platform(), seed=THIRD)
    assert len(key_changes()) == 1


@pytest.mark.parametrize("seed", [NEW, THIRD])
def test_a_key_that_is_or_was_in_use_does_not_come_again(seven: list[Entry], settings: Settings, seed: bytes) -> None:
    replace_key(settings)
    replace_key(settings, THIRD)
    with pytest.raises(CheckpointFault, match="前に使った鍵"):
        key_replace(actor=Platform(), seed=seed)


def test_old_and_new_bundles_verify_under_either_key_with_the_history(
    seven: list[Entry], settings: Settings, tmp_path: Path
) -> None:
    old, parts = key_of_settings(), [bundle(), whole()]
    replace_key(settings)
    new = key_of_settings()
    for data in (*parts, bundle(), whole()):
        assert faults(data) == set()
        for key in (old, new):
            assert faults(data, key=key, changes=published()) == set()
            assert alone(data, tmp_path, "--key", key.hex(), "--keys", "KEYS") == 0


def test_a_checkpoint_kept_from_before_is_continued_by_a_new_bundle(
    seven: list[Entry], settings: Settings, tmp_path: Path
) -> None:
    kept = checkpoint_sign().note
    replace_key(settings)
    for data in (bundle(), whole()):
        assert faults(data, old=kept) == {"checkpoint"}
        assert faults(data, old=kept, changes=published()) == set()
        note = tmp_path / "kept.txt"
        note.write_text(kept, encoding="utf-8")
        assert alone(data, tmp_path, "--checkpoint", str(note)) == 1
        assert alone(data, tmp_path, "--checkpoint", str(note), "--keys", "KEYS") == 0


def test_a_bundle_by_an_unknown_key_is_refused_with_a_clear_word(
    seven: list[Entry], settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, own = bundle(), key_of_settings()
    replace_key(settings)
    (fault,) = verify_bundle(io.BytesIO(data), key=public_key(STRANGE), changes=published()).faults
    assert (fault.code, "指定された鍵" in fault.message, "--keys" in fault.message) == ("other-key", True, True)
    assert faults(data, key=public_key(NEW)) == {"other-key"}
    assert alone(data, tmp_path, "--key", public_key(STRANGE).hex(), "--keys", "KEYS") == 1
    assert "指定された鍵ではありません" in capsys.readouterr().err
    assert alone(data, tmp_path, "--key", own.hex()) == 0


def test_a_retired_key_signs_no_later_log(seven: list[Entry], settings: Settings, tmp_path: Path) -> None:
    stolen = settings.LEDGER_KEY
    replace_key(settings)
    changes, keys = published(), json.dumps(history(key_of_settings()))
    settings.LEDGER_KEY = stolen
    Entry.objects.filter(pk=7).update(action="needs.voice.create")
    Checkpoint.objects.filter(size=8).delete()
    forged = bundle()
    assert faults(forged) == set()
    assert faults(forged, key=public_key(NEW), changes=changes) == {"retired-key"}
    path = tmp_path / "keys.json"
    path.write_text(keys, encoding="utf-8")
    assert alone(forged, tmp_path, "--keys", str(path)) == 1


def test_a_retired_key_signs_no_checkpoint_to_compare_a_log_with(
    seven: list[Entry], settings: Settings, tmp_path: Path
) -> None:
    stolen = bytes.fromhex(settings.LEDGER_KEY)
    replace_key(settings)
    by_new = checkpoint_sign().note
    note = tmp_path / "kept.txt"
    for kept, good in ((by_new, True), (sign(open_checkpoint(by_new, public_key(NEW)), stolen), False)):
        note.write_text(kept, encoding="utf-8")
        for data in (bundle(), whole()):
            assert faults(data, old=kept, changes=published()) == (set() if good else {"checkpoint"})
            assert alone(data, tmp_path, "--checkpoint", str(note), "--keys", "KEYS") == (0 if good else 1)


def test_a_history_that_is_forged_or_another_logs_is_refused(
    seven: list[Entry], settings: Settings, tmp_path: Path
) -> None:
    data, own = bundle(), bytes.fromhex(settings.LEDGER_KEY)
    unsigned = KeyChange("dejiro.demo/ledger", public_key(own), public_key(STRANGE), 7, "", b"", b"")
    assert faults(data, changes=[unsigned]) == {"key-history"}
    other = key_change("other.example/ledger", own, STRANGE, 7, "2026-10-05T01:00:00.000000Z")
    assert faults(data, changes=[other]) == {"key-history"}
    for change in (unsigned, other):
        forged = tmp_path / "forged.json"
        forged.write_text(json.dumps({"changes": [change.to_json()]}), encoding="utf-8")
        assert alone(data, tmp_path, "--keys", str(forged)) == 1
    first, second = (key_change("o", *pair, size, "") for pair, size in (((own, NEW), 7), ((THIRD, STRANGE), 9)))
    with pytest.raises(CheckpointFault, match="2件目"):
        spans(public_key(own), [first, second])
    for text in ("{", "[]", '{"origin": "o", "changes": [{"old": "zz"}]}'):
        with pytest.raises(CheckpointFault, match="鍵の履歴"):
            changes_from_json(text)


def test_a_change_that_was_altered_in_the_log_is_found(seven: list[Entry], settings: Settings) -> None:
    replace_key(settings)
    entry = Entry.objects.get(pk=7)
    assert len(key_changes()) == 1
    Entry.objects.filter(pk=7).update(leaf=entry.leaf.replace('"size":7', '"size":6'))
    check = verify_log()
    assert not check.good
    assert "鍵の履歴" in check.message
