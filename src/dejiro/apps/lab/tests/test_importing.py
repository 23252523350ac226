"""A conversation that took place on Polis, taken in whole or not at all."""

import gzip
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

import dejiro.cores.opinion
from conftest import Cast
from dejiro.apps.lab import services
from dejiro.apps.lab.computing import result_compute
from dejiro.apps.lab.models import Conversation, Participant, Result, Statement, Vote
from dejiro.apps.lab.services import ImportTerms
from dejiro.apps.lab.tests.conftest import Answer, SignIn, camps, page_of, recorded
from dejiro.foundation.errors import NotYours
from dejiro.foundation.exchange import TableFault

DATA = Path(dejiro.cores.opinion.__file__).parent / "tests" / "data"
TERMS = ImportTerms("ロンドン", "警察をどう見ますか。", "", "CC BY 4.0", "ほかで行われました。")
COMMENTS = b"comment-id,moderated,comment-body\r\n0,1,yes\r\n1,1,no\r\n2,-1,bad\r\n"
VOTES = b"comment-id,voter-id,vote\r\n" + b"".join(b"%d,%d,1\r\n" % (what, who) for who in range(6) for what in (0, 1))


def test_a_real_export_becomes_a_finished_conversation(cast: Cast) -> None:
    made = services.conversation_import(
        actor=cast.coordinator,
        terms=TERMS,
        votes=(DATA / "london.votes.csv.gz").read_bytes(),
        comments=(DATA / "london.comments.csv.gz").read_bytes(),
    )
    assert (made.status, made.imported, made.organization.code) == ("closed", True, "130001")
    assert Participant.objects.count() == 26
    assert Vote.objects.count() == recorded("lab.conversation.import")["votes"]
    rejected = Statement.objects.filter(status="rejected")
    assert set(rejected.values_list("reason", flat=True)) <= {"elsewhere"}
    assert result_compute(conversation_id=made.pk)
    result = Result.objects.get(conversation=made)
    assert result.figures["counts"]["participants"] == 26
    assert result.published_at is not None


def test_the_last_of_several_votes_counts_and_the_others_are_counted(cast: Cast) -> None:
    services.conversation_import(actor=cast.coordinator, terms=TERMS, votes=VOTES + b"0,0,-1\r\n", comments=COMMENTS)
    assert Vote.objects.count() == 12
    assert Vote.objects.filter(statement__number=0, value=-1).count() == 1
    assert recorded("lab.conversation.import")["repeated"] == 1


@pytest.mark.parametrize(
    ("votes", "comments", "place", "says"),
    [
        (b"comment-id,voter-id,vote\r\n0,1,2\r\n9,1,1\r\n", COMMENTS, (2, "votes.csv vote"), "読めない値"),
        (b"a,b\r\n1,2\r\n", COMMENTS, (1, "votes.csv comment-id、voter-id、vote"), "列がありません"),
        (VOTES, b"comment-id,moderated\r\n0,1\r\n", (1, "comments.csv comment-body"), "列がありません"),
        (VOTES, COMMENTS + b"3,1\r\n", (5, "comments.csv"), "セルが2個"),
        (VOTES, COMMENTS + b"3,1,\r\n", (0, "comments.csv comment-body"), "3番の意見が空"),
        (b"comment-id,voter-id,vote\r\n", COMMENTS, (0, "votes.csv"), "1件もありません"),
        (gzip.compress(VOTES, mtime=0)[:-9], COMMENTS, (0, "votes.csv"), "展開できません"),
    ],
)
def test_faults_are_named_by_file_row_and_column_and_nothing_is_kept(
    cast: Cast, votes: bytes, comments: bytes, place: tuple[int, str], says: str
) -> None:
    with pytest.raises(TableFault) as refused:
        services.conversation_import(actor=cast.coordinator, terms=TERMS, votes=votes, comments=comments)
    first = refused.value.faults[0]
    assert (first.row, first.column) == place
    assert says in first.message
    assert not Conversation.objects.exists()


def test_only_public_bodies_import(cast: Cast) -> None:
    with pytest.raises(NotYours):
        services.conversation_import(actor=cast.company, terms=TERMS, votes=VOTES, comments=COMMENTS)


def post(sign_in: SignIn, cast: Cast, votes: bytes) -> object:
    fields = {"title": "件名", "question": "問い", "credit": "CC BY 4.0", "words": "ほかで行われました。"}
    files = {"votes": SimpleUploadedFile("v.csv", votes), "comments": SimpleUploadedFile("c.csv", COMMENTS)}
    return sign_in(cast.coordinator).post("/lab/import/", {**fields, **files})


def test_the_page_shows_all_faults_and_keeps_what_was_typed(cast: Cast, sign_in: SignIn) -> None:
    page = post(sign_in, cast, b"comment-id,voter-id,vote\r\n0,1,2\r\n9,1,1\r\n")
    text = page.content.decode()  # type: ignore[attr-defined]
    assert page.status_code == 422  # type: ignore[attr-defined]
    assert "読めない値です" in text
    assert "知らない意見です" in text
    assert "CC BY 4.0" in text


def test_the_page_imports_and_shows_the_credit(cast: Cast, sign_in: SignIn) -> None:
    assert post(sign_in, cast, VOTES).status_code == 302  # type: ignore[attr-defined]
    made = Conversation.objects.get()
    assert "CC BY 4.0" in page_of(sign_in(), f"/lab/{made.pk}/")
    assert "ほかの場所で行われました" in page_of(sign_in(), f"/lab/{made.pk}/")


def test_what_an_export_calls_people_elsewhere_is_not_kept(cast: Cast) -> None:
    lines = VOTES.decode().split("\r\n")
    named = "\r\n".join(
        ["xid," + lines[0], *(f"ann-{n}@example.jp,{line}" for n, line in enumerate(lines[1:]) if line)]
    )
    made = services.conversation_import(
        actor=cast.coordinator, terms=TERMS, votes=f"{named}\r\n".encode(), comments=COMMENTS
    )
    assert Vote.objects.count() == 12
    kept = [*Participant.objects.values_list("key", flat=True), *Statement.objects.values_list("text", flat=True)]
    assert not any("ann" in text for text in kept)
    assert result_compute(conversation_id=made.pk)


def test_a_voter_who_changes_every_vote_counts_as_if_only_the_last_had_come(
    cast: Cast, opened: Conversation, answer: Answer
) -> None:
    camps(opened, answer, 6)
    result_compute(conversation_id=opened.pk)
    before = Result.objects.get(conversation=opened).document
    for values in ((-1, -1, -1, -1, 1, 1), (0, 0, 0, 0, 0, 0), (1, 1, 1, 1, -1, -1)):
        answer(opened, "night0", values)
    result_compute(conversation_id=opened.pk)
    assert Result.objects.get(conversation=opened).document == before
    assert Vote.objects.count() == 72 + 18
