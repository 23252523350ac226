"""The auditor's pages and the log for programs."""

import io
import json
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from conftest import Cast, Clock
from dejiro.apps.audit import services
from dejiro.apps.audit.access import reads_content
from dejiro.apps.audit.labels import label_of
from dejiro.apps.audit.selectors import body_names
from dejiro.apps.needs.services import voice_create
from dejiro.cores.bundle import standalone
from dejiro.cores.bundle.verify import verify_bundle
from dejiro.cores.merkle.proofs import extends
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.checkpoints import key_replace, public_key
from dejiro.foundation.ledger.models import Checkpoint, Entry
from dejiro.foundation.ledger.selectors import log_size

pytestmark = pytest.mark.django_db
SECRET = "窓口用のタブレットを40台"


def say(actor: Actor, title: str = "タブレット") -> Entry:
    voice_create(actor=actor, title=title, body=SECRET, category="devices")
    return Entry.objects.latest("index")


@pytest.fixture
def entry(cast: Cast) -> Entry:
    """What 奥多摩町 did last."""
    return say(cast.okutama)


def status(cast: Cast, key: str, url: str) -> int:
    client = Client()
    if key:
        cast.login(client, cast.actor(key))
    response = client.get(url)
    response.close()
    return response.status_code


PUBLIC = ("/audit/", "/audit/entries/", "/audit/entries/0/", "/audit/dejiro_verify.py")
AUDITORS = ("/audit/verify/", "/audit/log.zip", "/audit/checkpoints/sign/")


@pytest.mark.parametrize("url", PUBLIC)
@pytest.mark.parametrize("key", ["", "okutama", "resident", "company", "auditor"])
def test_everybody_reads_the_public_pages(cast: Cast, entry: Entry, url: str, key: str) -> None:
    assert status(cast, key, url) == 200


@pytest.mark.parametrize("url", AUDITORS)
@pytest.mark.parametrize(
    ("key", "expected"), [("", 302), ("okutama", 403), ("coordinator", 403), ("expert", 403), ("auditor", 200)]
)
def test_only_auditors_sign_check_and_take_the_whole(
    cast: Cast, entry: Entry, url: str, key: str, expected: int
) -> None:
    assert status(cast, key, url) == expected


@pytest.mark.parametrize("url", ["/audit/entries/99999/", "/audit/checkpoints/99999.txt"])
def test_what_is_not_there_is_not_found(client: Client, entry: Entry, url: str) -> None:
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("key", "reads"),
    [
        ("", False),
        ("ome", False),
        ("coordinator", False),
        ("okutama", True),
        ("okutama_chief", True),
        ("auditor", True),
    ],
)
def test_only_auditors_and_the_acting_body_read_what_a_record_says(
    cast: Cast, entry: Entry, key: str, *, reads: bool
) -> None:
    client = Client()
    if key:
        cast.login(client, cast.actor(key))
    page = client.get(f"/audit/entries/{entry.pk}/").content.decode()
    assert ("$sealed" in page) is reads
    assert ("内容を読めるのは" in page) is not reads
    found = client.get(f"/api/ledger/entries/{entry.pk}/").json()
    assert (found["data"] is not None) is reads


def test_the_successor_reads_what_the_records_of_a_merged_body_say(cast: Cast, entry: Entry, clock: Clock) -> None:
    cast.merge("133086", "132055", date(2026, 10, 12))
    for moment, reads in (("2026-10-11T10:00:00+09:00", False), ("2026-10-12T10:00:00+09:00", True)):
        clock.move_to(moment)
        assert reads_content(cast.ome, entry) is reads
    assert not reads_content(cast.hinohara, entry)


def test_everybody_reads_which_keys_signed_from_when_to_when(
    cast: Cast, client: Client, entry: Entry, settings: Settings
) -> None:
    old = public_key().hex()
    key_replace(actor=SYSTEM, seed=bytes(range(32)))
    settings.LEDGER_KEY = bytes(range(32)).hex()
    new = public_key().hex()
    page = client.get("/audit/").content.decode()
    assert page.index(new) < page.index(old)
    assert "使用中" in page
    found = client.get("/audit/keys.json").json()
    assert [one["key"] for one in found["keys"]] == [old, new]
    assert [(one["old"], one["new"]) for one in found["changes"]] == [(old, new)]
    listed = client.get("/api/ledger/keys/").json()["items"]
    assert [(one["key"], one["until"] is None) for one in listed] == [(old, False), (new, True)]
    Entry.objects.filter(action="ledger.key.change").update(leaf="{}")
    assert "鍵の履歴が正しくありません" in client.get("/audit/").content.decode()
    assert client.get("/audit/keys.json").status_code == client.get("/api/ledger/keys/").status_code == 404


def test_who_signs_with_a_retired_key_is_told(cast: Cast, client: Client, entry: Entry) -> None:
    key_replace(actor=SYSTEM, seed=bytes(range(32)))
    say(cast.okutama)
    cast.login(client, cast.auditor)
    answer = client.post("/audit/checkpoints/sign/", {"submission": "7f8b2f9e-2a7d-4a53-a5ad-1f9d6c3f2f10"})
    assert answer.status_code == 422
    assert "使うことになっている鍵ではありません" in answer.content.decode()


def test_not_even_an_auditor_reads_what_residents_wrote(cast: Cast, client: Client) -> None:
    record = say(cast.resident)
    cast.login(client, cast.auditor)
    page = client.get(f"/audit/entries/{record.pk}/").content.decode()
    assert SECRET not in page
    assert "林 さくら" not in page


def test_the_list_names_acts_and_bodies_and_is_narrowed(client: Client, entry: Entry) -> None:
    page = client.get("/audit/entries/", {"action": "needs.voice.create"}).content.decode()
    assert "奥多摩町" in page
    assert label_of("needs.voice.create") in page
    assert f"/audit/entries/{entry.pk}/" in client.get("/audit/entries/", {"subject": entry.subject}).content.decode()
    assert "この条件の記録はありません" in client.get("/audit/entries/", {"subject": "no\x00such"}).content.decode()


def test_an_act_without_words_is_shown_by_its_name() -> None:
    assert label_of("a.b.c") == "a.b.c"


def test_the_system_acts_for_no_body(cast: Cast) -> None:
    assert body_names(["", "133086"]) == {"133086": "奥多摩町"}


def test_signing_keeps_the_log_as_it_stands(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    assert client.get("/audit/checkpoints/sign/").status_code == 200
    submission = {"submission": "7f8b2f9e-2a7d-4a53-a5ad-1f9d6c3f2f10"}
    assert client.post("/audit/checkpoints/sign/", submission).status_code == 302
    assert Checkpoint.objects.get().size == log_size()
    note = client.get(f"/audit/checkpoints/{log_size()}.txt")
    assert note.content.decode() == Checkpoint.objects.get().note
    assert "署名したチェックポイント" in client.get("/audit/").content.decode()


def test_a_form_that_was_not_asked_for_signs_nothing(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    assert client.post("/audit/checkpoints/sign/", {"submission": "no"}).status_code == 422
    assert not Checkpoint.objects.exists()


def test_the_services_ask_for_the_role_themselves(cast: Cast, entry: Entry) -> None:
    for act in (services.checkpoint_sign, services.log_verify):
        with pytest.raises(NotYours):
            act(actor=cast.okutama)


def test_the_whole_log_verifies_offline_with_both_verifiers(
    cast: Cast, client: Client, entry: Entry, tmp_path: Path
) -> None:
    cast.login(client, cast.auditor)
    bundle = b"".join(client.get("/audit/log.zip").streaming_content)  # type: ignore[attr-defined]  # a download
    assert verify_bundle(io.BytesIO(bundle), key=public_key()).good
    (tmp_path / "log.zip").write_bytes(bundle)
    program = b"".join(client.get("/audit/dejiro_verify.py").streaming_content)  # type: ignore[attr-defined]  # a download
    assert program == Path(standalone.__file__).read_bytes()
    assert standalone.main([str(tmp_path / "log.zip")]) == 0


def test_a_flipped_byte_in_a_bundle_is_found(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    bundle = b"".join(client.get("/audit/log.zip").streaming_content)  # type: ignore[attr-defined]  # a download
    assert not verify_bundle(io.BytesIO(flipped(bundle)), key=public_key()).good


def flipped(bundle: bytes) -> bytes:
    """Return the bundle with one digit of an entry changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(bundle)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"133086", b"133087") if "entries" in name else content)
    return out.getvalue()


def test_the_page_finds_a_record_that_was_rewritten(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    assert "異常はありません" in client.get("/audit/verify/").content.decode()
    Entry.objects.filter(pk=entry.pk).update(leaf=entry.leaf.replace("133086", "133087"))
    page = client.get("/audit/verify/").content.decode()
    assert "書き換えが見つかりました" in page
    assert f"第{entry.pk}号" in page


def test_an_empty_log_is_explained(client: Client, db: None) -> None:
    page = client.get("/audit/").content.decode()
    assert "チェックポイントは、まだありません" in page
    assert "決定は、まだありません" in page


def api(client: Client, url: str) -> Any:  # noqa: ANN401  # JSON
    response = client.get(f"/api/ledger{url}")
    assert response.status_code == 200, response.content
    return response.json()


def test_a_program_of_an_auditor_has_the_whole_log_checked(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    good = api(client, "/check/")
    assert (good["good"], good["size"], len(good["root"])) == (True, log_size(), 64)
    Entry.objects.filter(pk=entry.pk).update(leaf=entry.leaf.replace("133086", "133087"))
    assert api(client, "/check/")["bad_index"] == entry.pk
    cast.login(client, cast.okutama)
    assert client.get("/api/ledger/check/").status_code == 403


def test_programs_list_acts_and_prove_them(cast: Cast, client: Client, entry: Entry) -> None:
    rows = api(client, f"/entries/?subject={entry.subject}")["items"]
    assert [(row["index"], row["organization_code"]) for row in rows] == [(entry.pk, "133086")]
    found = api(client, f"/entries/{entry.pk}/")
    assert found["leaf_hash"] == rows[0]["leaf_hash"]
    assert found["size"] == log_size()
    assert client.get("/api/ledger/entries/99999/").status_code == 404


def test_programs_prove_that_the_log_continues_a_checkpoint(cast: Cast, client: Client, entry: Entry) -> None:
    cast.login(client, cast.auditor)
    signed = client.post("/api/ledger/checkpoints/", "{}", content_type="application/json")
    assert signed.status_code == 201
    say(cast.ome)
    say(cast.hinohara)
    assert [row["size"] for row in api(client, "/checkpoints/")["items"]] == [signed.json()["size"]]
    proof = api(client, f"/checkpoints/{signed.json()['size']}/consistency/")
    roots = [bytes.fromhex(proof[name]) for name in ("old_root", "new_root")]
    path = [bytes.fromhex(node) for node in proof["path"]]
    assert extends(roots[0], proof["old_size"], roots[1], proof["new_size"], path)
    assert (proof["old_size"], proof["new_size"]) == (log_size() - 2, log_size())
    assert client.get("/api/ledger/checkpoints/99999/consistency/").status_code == 404


def test_a_checkpoint_beyond_the_log_has_no_proof(client: Client, entry: Entry) -> None:
    Checkpoint.objects.create(size=log_size() + 5, root=b"0" * 32, note="", signed_at=entry.at)
    assert client.get(f"/api/ledger/checkpoints/{log_size() + 5}/consistency/").status_code == 404


@pytest.mark.parametrize("key", ["okutama", "coordinator"])
def test_programs_of_others_sign_nothing(cast: Cast, client: Client, entry: Entry, key: str) -> None:
    cast.login(client, cast.actor(key))
    answer = client.post("/api/ledger/checkpoints/", json.dumps({}), content_type="application/json")
    assert answer.status_code == 403
    assert not Checkpoint.objects.exists()


@pytest.mark.parametrize("url", ["/audit/", "/audit/entries/"])
def test_a_page_takes_the_same_queries_however_long_the_log(cast: Cast, client: Client, entry: Entry, url: str) -> None:
    few = count(client, url)
    for actor in (cast.ome, cast.hinohara, cast.akiruno, cast.resident):
        for number in range(5):
            say(actor, f"声{number}")
    assert count(client, url) == few <= 8


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_an_entry_reads_in_english_as_english_is_written(entry: Entry) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/audit/entries/{entry.index}/").content.decode()
    assert "奥多摩町 (133086)" in page
    assert "5 October 2026 (Mon), 10:00" in page
