import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import transaction
from django.http import Http404
from pytest_django import DjangoAssertNumQueries, Settings

from dejiro.foundation.accounts.actors import NOBODY, Actor
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.files import services, storage
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.files.services import attach, sweep
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.models import Organization

pytestmark = pytest.mark.django_db
SUBJECT = "needs.voice:12"
TWO_DAYS = 2 * 24 * 3600


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path / "files"
    return tmp_path / "files"


@pytest.fixture
def actor() -> Actor:
    defaults = {"name": "奥多摩町", "kind": Organization.Kind.MUNICIPALITY, "valid_from": date(2000, 1, 1)}
    okutama, _ = Organization.objects.get_or_create(code="133086", valid_to=None, defaults=defaults)
    user = User.objects.create(email="files@example.jp", name="添付 花子")
    return Actor(user, okutama, frozenset({Role.MEMBER}))


def upload(name: str = "控え.txt", content: bytes = b"text") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def kept() -> list[Path]:
    return list(storage.stored())


def age(path: Path) -> None:
    moment = path.stat().st_mtime - TWO_DAYS
    os.utime(path, (moment, moment))


def test_a_file_is_kept_under_its_hash_with_a_row_and_an_entry(actor: Actor) -> None:
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload("../花子の\u202e控え.txt"))
    assert storage.path_of(attachment.sha256).read_bytes() == b"text"
    assert attachments_of(SUBJECT) == [attachment]
    assert str(attachment) == "花子の控え.txt"
    assert (attachment.name, attachment.size, attachment.content_type) == ("花子の控え.txt", 4, "text/plain")
    entry = Entry.objects.get(subject=SUBJECT)
    assert entry.action == "files.attachment.add"


def test_neither_the_name_nor_the_hash_stands_in_the_log_in_clear(actor: Actor) -> None:
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload("花子.txt"))
    leaf = Entry.objects.get(subject=SUBJECT).leaf
    assert "花子" not in leaf
    assert attachment.sha256 not in leaf


def test_equal_files_are_kept_once(actor: Actor) -> None:
    attach(actor=actor, subject=SUBJECT, upload=upload("1.txt"))
    attach(actor=actor, subject=SUBJECT, upload=upload("2.txt"))
    assert len(kept()) == 1
    assert len(attachments_of(SUBJECT)) == 2


def test_a_lying_file_leaves_nothing(actor: Actor) -> None:
    with pytest.raises(Refusal, match="中身はテキストです") as refused:
        attach(actor=actor, subject=SUBJECT, upload=upload("見積.pdf"))
    assert refused.value.field == "file"
    assert kept() == []
    assert not Entry.objects.filter(subject=SUBJECT).exists()


def test_a_file_that_is_too_large_leaves_nothing(actor: Actor, settings: Settings) -> None:
    settings.MAXIMUM_UPLOAD_BYTES = 3
    with pytest.raises(Refusal, match="大きすぎます"):
        attach(actor=actor, subject=SUBJECT, upload=upload())
    assert kept() == []


def test_a_record_holds_so_many_files_and_no_more(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "LIMIT", 1)
    attach(actor=actor, subject=SUBJECT, upload=upload())
    with pytest.raises(Refusal, match="1個まで"):
        attach(actor=actor, subject=SUBJECT, upload=upload())


def test_nobody_adds_nothing() -> None:
    with pytest.raises(NotYours, match="ログイン"):
        attach(actor=NOBODY, subject=SUBJECT, upload=upload())


def test_what_an_abandoned_transaction_left_is_swept_after_a_day(
    actor: Actor, capsys: pytest.CaptureFixture[str]
) -> None:
    with transaction.atomic():
        attach(actor=actor, subject=SUBJECT, upload=upload())
        transaction.set_rollback(True)
    assert not Attachment.objects.filter(subject=SUBJECT).exists()
    (path,) = kept()
    assert sweep() == 0
    age(path)
    call_command("files_sweep")
    assert "1個" in capsys.readouterr().out
    assert kept() == []


def test_bytes_with_a_row_are_never_swept(actor: Actor) -> None:
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload())
    age(storage.path_of(attachment.sha256))
    assert sweep() == 0
    assert len(kept()) == 1


def test_bytes_sent_again_are_young_again(actor: Actor) -> None:
    path = storage.path_of(storage.store(b"text"))
    age(path)
    attach(actor=actor, subject=SUBJECT, upload=upload())
    assert storage.age_of(path) < TWO_DAYS


def test_bytes_swept_in_the_middle_of_adding_are_put_back(actor: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "_record", lambda _actor, attachment: storage.path_of(attachment.sha256).unlink())
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload())
    assert storage.path_of(attachment.sha256).exists()


def test_a_full_disk_leaves_no_half_file(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        storage.store(b"text")
    assert kept() == []


def test_a_download_is_saved_never_shown(actor: Actor) -> None:
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload('見積 "1".txt', b"<script>"))
    response = download(attachment)
    assert b"".join(response) == b"<script>"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%A6%8B%E7%A9%8D")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Type"] == "text/plain"
    response.close()


def test_bytes_that_are_gone_are_said_to_be_gone(actor: Actor) -> None:
    attachment = attach(actor=actor, subject=SUBJECT, upload=upload())
    storage.path_of(attachment.sha256).unlink()
    with pytest.raises(Http404, match="見つかりません"):
        download(attachment)


def test_attachments_are_read_in_one_query(actor: Actor, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(3):
        attach(actor=actor, subject=SUBJECT, upload=upload(f"{number}.txt"))
    with django_assert_num_queries(1):
        found = [(each.organization.name, each.uploaded_by.name) for each in attachments_of(SUBJECT)]
    assert found == [("奥多摩町", "添付 花子")] * 3


def test_an_upload_without_a_name_is_refused(actor: Actor) -> None:
    nameless = upload()
    nameless.file = io.BytesIO(b"text")
    object.__setattr__(nameless, "_name", None)
    with pytest.raises(Refusal, match="「添付」の中身はテキスト"):
        attach(actor=actor, subject=SUBJECT, upload=nameless)
