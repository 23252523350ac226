import json
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, models
from pytest_django import Settings

from conftest import Cast
from dejiro.cli import main
from dejiro.cli.backups import archive, load, rows, save
from dejiro.cli.backups.archive import BackupFault
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.services import record
from dejiro.foundation.organizations.models import Organization

pytestmark = pytest.mark.django_db
UNTOUCHED = {"django_migrations", "sqlite_sequence", "dejiro_cache"}


@pytest.fixture
def backup(tmp_path: Path, cast: Cast, settings: Settings) -> Path:
    """A backup of the cast, with one file and one act in the log."""
    (settings.FILES_DIR / "ab").mkdir(parents=True)
    (settings.FILES_DIR / "ab" / "cd").write_bytes(b"specification")
    Session.objects.create(session_key="k1", session_data="z", expire_date=datetime(2027, 4, 1, tzinfo=UTC))
    record(actor=cast.okutama, action="test.backup", subject="test:1", data={"quantity": 40})
    path = tmp_path / "backup.zip"
    assert main(["backup", str(path)]) == 0
    return path


def test_every_table_is_in_the_backup() -> None:
    known = {rows.table_name(model) for model in rows.tables()}
    assert set(connection.introspection.table_names()) - known <= UNTOUCHED


def test_a_restore_gives_back_every_row_the_files_and_the_log(backup: Path, settings: Settings) -> None:
    before = {rows.table_name(model): rows.digest_of(model) for model in rows.tables()}
    Organization.objects.filter(code="133086").update(name="別の町")
    Session.objects.all().delete()
    (settings.FILES_DIR / "ab" / "cd").unlink()
    (settings.FILES_DIR / "later").write_bytes(b"x")
    assert main(["restore", str(backup), "--replace", "--yes"]) == 0
    assert {rows.table_name(model): rows.digest_of(model) for model in rows.tables()} == before
    assert (settings.FILES_DIR / "ab" / "cd").read_bytes() == b"specification"
    assert not (settings.FILES_DIR / "later").exists()


def test_rows_written_after_a_restore_get_fresh_numbers(backup: Path, cast: Cast) -> None:
    load.load(backup, replace=True)
    highest = Organization.objects.order_by("pk").last()
    assert highest is not None
    made = Organization.objects.create(kind="company", code="1", name="新", valid_from=date(2026, 10, 5))
    assert made.pk > highest.pk
    record(actor=cast.okutama, action="test.after", subject="test:2", data={})


def test_a_database_that_is_not_empty_is_refused(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", str(backup)]) == 1
    assert "--replace" in capsys.readouterr().err


@pytest.mark.parametrize(("typed", "code"), [("", 1), ("other", 1), (None, 0)])
def test_replacing_wants_the_name_of_the_database(
    backup: Path, monkeypatch: pytest.MonkeyPatch, typed: str | None, code: int
) -> None:
    name = str(connection.settings_dict["NAME"])
    monkeypatch.setattr(sys, "stdin", StringIO(f"{name if typed is None else typed}\n"))
    assert main(["restore", str(backup), "--replace"]) == code


def test_the_backup_is_for_its_owner_only(backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0


def test_a_backup_is_never_written_over(backup: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = backup.read_bytes()
    assert main(["backup", str(backup)]) == 1
    assert backup.read_bytes() == before
    assert "別の名前" in capsys.readouterr().err


def test_a_folder_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "/nowhere/backup.zip"]) == 1
    assert "/nowhere/backup.zip" in capsys.readouterr().err


def test_a_backup_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full_disk(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(save, "write_files", full_disk)
    assert main(["backup", str(tmp_path / "b.zip")]) == 1
    assert list(tmp_path.glob("*b.zip*")) == []


Change = Callable[[dict[str, bytes]], None]


def altered(backup: Path, change: Change) -> Path:
    """Return a copy of the backup whose members were changed."""
    with zipfile.ZipFile(backup) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    path = backup.with_name("altered.zip")
    with zipfile.ZipFile(path, "w") as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def with_manifest(**values: object) -> Change:
    def change(members: dict[str, bytes]) -> None:
        members[archive.MANIFEST] = json.dumps({**json.loads(members[archive.MANIFEST]), **values}).encode()

    return change


def with_member(name: str, content: bytes) -> Change:
    return lambda members: members.update({name: content})


def with_file_outside(members: dict[str, bytes]) -> None:
    members["files/../../evil"] = members.pop("files/ab/cd")
    manifest = json.loads(members[archive.MANIFEST])
    manifest["files"] = {"../../evil": manifest["files"]["ab/cd"]}
    members[archive.MANIFEST] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (with_member("tables/organizations_organization.jsonl", b"[]\n"), "変わっています"),
        (with_member("files/ab/cd", b"forged"), "変わっています"),
        (with_member("tables/more.jsonl", b""), "目録と一致しません"),
        (lambda members: members.pop("files/ab/cd"), "目録と一致しません"),
        (lambda members: members.pop(archive.MANIFEST), "目録"),
        (with_manifest(format="dejiro-backup-9"), "形式"),
        (with_manifest(migrations=["needs.0099_later"]), "版"),
        (with_manifest(surprise=1), "目録"),
        (with_manifest(log_root="00" * 32), "根"),
        (with_file_outside, "場所"),
    ],
)
def test_an_altered_backup_is_refused_and_nothing_changes(
    backup: Path, settings: Settings, change: Change, message: str
) -> None:
    Organization.objects.filter(code="133086").update(name="いまの名前")
    with pytest.raises(BackupFault, match=message):
        load.load(altered(backup, change), replace=True)
    assert Organization.objects.get(code="133086").name == "いまの名前"
    assert (settings.FILES_DIR / "ab" / "cd").read_bytes() == b"specification"


def test_a_backup_that_was_cut_off_is_refused(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(BackupFault, match="途中で切れて"):
        load.load(backup)


def test_a_member_that_cannot_be_unpacked_is_found_out(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    at = content.find(b"tables/ledger_entry.jsonl") + 60
    content[at : at + 8] = b"\xff" * 8
    backup.write_bytes(content)
    with pytest.raises(BackupFault, match="ledger_entry"):
        load.load(backup, replace=True)


def test_a_table_that_reads_back_otherwise_undoes_the_restore(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Organization.objects.filter(code="133086").update(name="いまの名前")
    monkeypatch.setattr(load, "digest_of", lambda _model: (0, ""))
    with pytest.raises(BackupFault, match="一致しません"):
        load.load(backup, replace=True)
    assert Organization.objects.get(code="133086").name == "いまの名前"


def test_a_line_that_is_not_a_row_undoes_the_restore(backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "verify", lambda _archive, _manifest: None)
    forged = altered(backup, with_member("tables/ledger_entry.jsonl", b"[1]\n"))
    with pytest.raises(BackupFault, match="元のまま"):
        load.load(forged, replace=True)
    assert Entry.objects.exists()


def test_a_first_restore_needs_no_folder_for_files(backup: Path, settings: Settings, tmp_path: Path) -> None:
    settings.FILES_DIR = tmp_path / "fresh" / "files"
    load.load(backup, replace=True)
    assert (settings.FILES_DIR / "ab" / "cd").read_bytes() == b"specification"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (models.BinaryField(), b"\x00\xff"),
        (models.DateTimeField(), datetime(2026, 10, 5, 1, 2, 3, 4, tzinfo=UTC)),
        (models.DateField(), date(2026, 10, 5)),
        (models.TimeField(), time(17, 15)),
        (models.DurationField(), timedelta(days=-1, microseconds=5)),
        (models.DecimalField(max_digits=5, decimal_places=2), Decimal("0.10")),
        (models.UUIDField(), UUID(int=7)),
        (models.TextField(), "髙﨑𠮷野家"),
        (models.FloatField(), 0.1),
        (models.JSONField(), {"b": [1, None], "a": "あ"}),
    ],
)
def test_a_value_comes_back_as_it_went(field: models.Field[object, object], value: object) -> None:
    assert rows.reader(field)(json.loads(json.dumps(rows.plain(value)))) == value
