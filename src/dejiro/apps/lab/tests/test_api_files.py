"""What the pages take in as files, sent by a program: the same services and doors, faults by row and column."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.lab.models import Comment, Conversation, Intake, Statement
from dejiro.apps.lab.tests.conftest import SignIn, recorded
from dejiro.apps.lab.tests.test_comments import TABLE
from dejiro.apps.lab.tests.test_importing import COMMENTS, VOTES
from dejiro.foundation.accounts.actors import Actor

pytestmark = pytest.mark.django_db
SendFiles = Callable[..., Any]
WORDS = {"title": "図書館", "question": "どう変えますか。", "credit": "CC BY 4.0", "words": "ほかで行われました。"}


@pytest.fixture
def send_files(sign_in: SignIn) -> SendFiles:
    """Send fields and files as a form does; a file's content is bytes."""

    def make(who: Actor, path: str, key: uuid.UUID | None = None, **fields: str | bytes) -> Any:  # noqa: ANN401  # any answer
        data = {
            name: SimpleUploadedFile(f"{name}.csv", value) if isinstance(value, bytes) else value
            for name, value in fields.items()
        }
        headers = {"Idempotency-Key": str(key)} if key else {}
        return sign_in(who).post(f"/api/conversations/{path}", data, headers=headers)

    return make


def test_an_export_is_imported_once_however_often_it_is_sent_with_its_key(cast: Cast, send_files: SendFiles) -> None:
    key = uuid.uuid4()
    sent = [send_files(cast.okutama, "import/", key, **WORDS, votes=VOTES, comments=COMMENTS) for _time in range(2)]
    assert [one.status_code for one in sent] == [201, 201], sent[0].content
    assert sent[0].json() == sent[1].json()
    assert (sent[0].json()["status"], sent[0].json()["organization"]) == ("closed", "133086")
    assert recorded("lab.conversation.import")["votes"] == 12
    other = send_files(cast.okutama, "import/", key, **{**WORDS, "title": "別"}, votes=VOTES, comments=COMMENTS)
    assert (other.status_code, other.json()["code"]) == (422, "sent_before")
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize(
    ("votes", "comments", "error"),
    [
        (b"comment-id,voter-id,vote\r\n0,1,2\r\n", COMMENTS, {"field": "votes", "row": 2, "column": "votes.csv vote"}),
        (VOTES, COMMENTS + b"3,1\r\n", {"field": "comments", "row": 5, "column": "comments.csv"}),
        (VOTES, COMMENTS + b"3,1,\r\n", {"field": "comments", "row": None, "column": "comments.csv comment-body"}),
        (b"comment-id,voter-id,vote\r\n", COMMENTS, {"field": "votes", "row": None, "column": "votes.csv"}),
    ],
)
def test_an_export_at_fault_is_refused_by_file_row_and_column(
    cast: Cast, send_files: SendFiles, votes: bytes, comments: bytes, error: dict[str, object]
) -> None:
    refused = send_files(cast.coordinator, "import/", **WORDS, votes=votes, comments=comments)
    assert (refused.status_code, refused["Content-Type"]) == (422, "application/problem+json")
    assert refused.json()["code"] == "exchange.table"
    found = refused.json()["errors"][0]
    assert found.pop("message")
    assert found == error
    assert not Conversation.objects.exists()


def test_words_and_files_that_are_missing_or_cannot_be_kept_are_named(cast: Cast, send_files: SendFiles) -> None:
    refused = send_files(cast.okutama, "import/", title="図書館", votes=VOTES)
    fields = {one["field"] for one in refused.json()["errors"]}
    assert fields == {"form.question", "form.credit", "form.words", "file.comments"}
    refused = send_files(cast.okutama, "import/", **{**WORDS, "title": "図\x00"}, votes=VOTES, comments=COMMENTS)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "form.title")


def test_only_a_public_body_imports(cast: Cast, send_files: SendFiles) -> None:
    for who in (cast.company, cast.resident, cast.auditor):
        assert send_files(who, "import/", **WORDS, votes=VOTES, comments=COMMENTS).status_code == 403
    assert not Conversation.objects.exists()


def test_a_table_of_comments_is_taken_in_cut_set_aside_and_thrown_away(
    cast: Cast, opened: Conversation, send_files: SendFiles, sign_in: SignIn
) -> None:
    client, path = sign_in(cast.okutama), f"/api/conversations/{opened.pk}/"
    taken = send_files(cast.okutama, f"{opened.pk}/intakes/", file=TABLE.encode("cp932"))
    assert taken.status_code == 201, taken.content
    assert (taken.json()["number"], taken.json()["column"]) == (3, "ご意見")
    again = send_files(cast.okutama, f"{opened.pk}/intakes/", file=TABLE.encode("cp932"))
    assert (again.status_code, again.json()["code"]) == (422, "repeated")
    assert client.get(f"{path}intakes/").json() == [taken.json()]
    heaps = client.get(f"{path}comments/").json()["items"]
    assert [[one["row"] for one in heap["comments"]] for heap in heaps] == [[2, 3], [4]]
    first, other = (f"/api/conversations/comments/{heap['comments'][0]['id']}/" for heap in heaps)
    cut = client.post(f"{first}cut/", {"lines": ["夜も開けて", " "]}, content_type="application/json")
    assert [one["status"] for one in cut.json()] == ["waiting"], cut.content
    refused = client.post(f"{first}cut/", {"lines": ["夜も", "あ" * 141]}, content_type="application/json")
    assert refused.json()["errors"][0]["field"] == "lines"
    assert client.post(f"{other}aside/", {"aside": True}, content_type="application/json").status_code == 204
    heaps = client.get(f"{path}comments/").json()["items"]
    assert [(heap["cut"], heap["set_aside"]) for heap in heaps] == [(1, False), (0, True)]
    assert client.delete(f"/api/conversations/intakes/{taken.json()['id']}/").status_code == 204
    assert not Intake.objects.exists()
    assert not Statement.objects.filter(status="waiting").exists()


def test_a_table_of_comments_at_fault_is_refused_by_row_and_column(
    cast: Cast, opened: Conversation, send_files: SendFiles
) -> None:
    long = "番号,意見\n1,あ\n2," + "い" * 10_001 + "\n"
    refused = send_files(cast.okutama, f"{opened.pk}/intakes/", file=long.encode())
    assert [(one["field"], one["row"], one["column"]) for one in refused.json()["errors"]] == [("file", 3, "意見")]
    refused = send_files(cast.okutama, f"{opened.pk}/intakes/", file=TABLE.encode(), column="自由記述")
    assert "見出し：受付番号、氏名、ご意見、受付日" in refused.json()["detail"]
    assert not Intake.objects.exists()


def test_the_lists_of_comments_ask_the_same_for_many(
    cast: Cast, opened: Conversation, send_files: SendFiles, sign_in: SignIn
) -> None:
    client, counts = sign_in(cast.okutama), []
    for table in ("声\n夜も開けて\n", "声\n" + "".join(f"{n}番目の駅に図書館を\n" for n in range(30))):
        send_files(cast.okutama, f"{opened.pk}/intakes/", file=table.encode())
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/conversations/{opened.pk}/comments/")
            client.get(f"/api/conversations/{opened.pk}/intakes/")
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 20


def test_others_neither_take_in_nor_learn_of_comments(
    cast: Cast, opened: Conversation, send_files: SendFiles, sign_in: SignIn
) -> None:
    send_files(cast.okutama, f"{opened.pk}/intakes/", file=TABLE.encode())
    comment = Comment.objects.all()[0]
    for who, status in ((cast.ome, 404), (cast.resident, 403)):
        client = sign_in(who)
        assert send_files(who, f"{opened.pk}/intakes/", file=TABLE.encode()).status_code == 403
        assert client.get(f"/api/conversations/{opened.pk}/comments/").status_code == 403
        cut = client.post(
            f"/api/conversations/comments/{comment.pk}/cut/", {"lines": ["夜"]}, content_type="application/json"
        )
        assert cut.status_code == status
        assert client.delete(f"/api/conversations/intakes/{comment.intake_id}/").status_code == status
    assert Intake.objects.count() == 1
