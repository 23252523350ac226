"""A conversation from draft to report, and who may do what."""

from dataclasses import replace

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from pytest_django import DjangoCaptureOnCommitCallbacks

from conftest import Cast, Clock
from dejiro.apps.lab import access, services
from dejiro.apps.lab.models import Code, Conversation, Statement
from dejiro.apps.lab.moving import lab_move
from dejiro.apps.lab.tests.conftest import AFTER, SEEDS, TERMS, Answer, camps, recorded
from dejiro.foundation.accounts.actors import NOBODY
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.handover.services import Succession
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import DeskItem


def test_a_draft_is_there_for_its_own_body_alone(cast: Cast, draft: Conversation) -> None:
    assert access.conversation_for_owner(cast.okutama, draft.pk) == draft
    for actor in (NOBODY, cast.ome, cast.coordinator, cast.company, cast.resident, cast.expert):
        with pytest.raises(Http404):
            access.conversation_for_reader(actor, draft.pk)
    with pytest.raises(Http404):
        access.conversation_for_public(draft.pk)


def test_an_open_conversation_is_read_by_everybody_and_run_by_its_body(cast: Cast, opened: Conversation) -> None:
    for actor in (NOBODY, cast.ome, cast.company, cast.tottori_coordinator):
        assert access.conversation_for_reader(actor, opened.pk) == opened
        with pytest.raises(PermissionDenied):
            access.conversation_for_owner(actor, opened.pk)
    assert access.conversation_for_owner(cast.okutama_chief, opened.pk) == opened


def test_only_a_public_bodys_officers_open_one(cast: Cast) -> None:
    for actor in (cast.company, cast.resident, cast.expert, cast.auditor, cast.okutama_next):
        with pytest.raises(NotYours):
            services.conversation_create(actor=actor, terms=TERMS)
    assert services.conversation_create(actor=cast.coordinator, terms=TERMS).organization.code == "130001"


def test_the_first_statements_are_numbered_as_they_were_written(draft: Conversation) -> None:
    texts = draft.statements.order_by("number").values_list("number", "text")
    assert list(texts) == list(enumerate(SEEDS, start=1))


@pytest.mark.parametrize(
    ("changes", "field", "says"),
    [
        ({"closes_at": TERMS.closes_at.replace(year=2025)}, "closes_on", "今日より後"),
        ({"policy": "any"}, "policy", "選んで"),
        ({"seeds": ("夜も開けて", "あ" * 141)}, "seeds", "2行目: 意見は140文字までです（今は141文字）"),
        ({"seeds": ("<b>夜も</b>",)}, "seeds", "1行目"),
        ({"seeds": ("夜も開けて", "夜も開けて")}, "seeds", "二度"),
        ({"seeds": tuple(f"意見{number}" for number in range(61))}, "seeds", "60件"),
    ],
)
def test_terms_that_cannot_stand_are_refused_at_their_field(
    cast: Cast, changes: dict[str, object], field: str, says: str
) -> None:
    with pytest.raises(Refusal, match=says) as refused:
        services.conversation_create(actor=cast.okutama, terms=replace(TERMS, **changes))  # type: ignore[arg-type]
    assert refused.value.field == field
    assert not Conversation.objects.exists()


def test_a_draft_changes_until_it_begins(cast: Cast, draft: Conversation) -> None:
    terms = replace(TERMS, title="新しい件名", seeds=("夜も開けて",))
    services.conversation_update(actor=cast.okutama, conversation=draft, terms=terms, version=1)
    assert [one.text for one in draft.statements.all()] == ["夜も開けて"]
    with pytest.raises(Conflict):
        services.conversation_update(actor=cast.okutama, conversation=draft, terms=terms, version=1)
    services.conversation_open(actor=cast.okutama, conversation=draft)
    with pytest.raises(Refusal, match="変えられません"):
        services.conversation_update(actor=cast.okutama, conversation=draft, terms=terms)


def test_a_conversation_begins_once_with_statements_and_before_its_end(
    cast: Cast, opened: Conversation, clock: Clock
) -> None:
    with pytest.raises(Refusal, match="もう始まっています"):
        services.conversation_open(actor=cast.okutama, conversation=opened)
    empty = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, seeds=()))
    with pytest.raises(Refusal, match="1件以上"):
        services.conversation_open(actor=cast.okutama, conversation=empty)
    clock.move_to(AFTER)
    with pytest.raises(Refusal, match="締切が過ぎています"):
        services.conversation_open(actor=cast.okutama, conversation=empty)


def test_another_body_cannot_run_it(cast: Cast, opened: Conversation, clock: Clock) -> None:
    clock.move_to(AFTER)
    with pytest.raises(NotYours):
        services.conversation_close(actor=cast.ome, conversation=opened, words="終わり")


def test_it_is_not_closed_before_its_time_nor_without_words(cast: Cast, opened: Conversation, clock: Clock) -> None:
    with pytest.raises(Refusal, match="締切の前"):
        services.conversation_close(actor=cast.okutama, conversation=opened, words="終わり")
    clock.move_to(AFTER)
    with pytest.raises(Refusal, match="受け止め"):
        services.conversation_close(actor=cast.okutama, conversation=opened, words=" ")


def test_closing_makes_the_result_final_and_logs_its_digest(
    cast: Cast,
    opened: Conversation,
    answer: Answer,
    clock: Clock,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    camps(opened, answer)
    services.statement_add(conversation=opened, keys=["night0"], text="夏だけ延ばしてほしい")
    clock.move_to(AFTER)
    with django_capture_on_commit_callbacks(execute=True):
        services.conversation_close(actor=cast.okutama, conversation=opened, words="夜を延ばします。")
    opened.result.refresh_from_db()
    assert opened.result.published_at is not None
    assert opened.result.figures["counts"]["participants"] == 24
    facts = recorded("lab.conversation.publish")
    assert facts["votes"] == 144
    assert len(str(facts["result_sha256"])) == 64
    waiting = opened.statements.get(number=7)
    assert (waiting.status, waiting.explanation) == ("rejected", "締切までに確認が終わりませんでした")
    assert not DeskItem.objects.filter(subject=subject_of(opened), closed_at=None).exists()


def test_codes_are_kept_as_hashes_alone(cast: Cast) -> None:
    by_code = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="codes"))
    made = services.codes_issue(actor=cast.okutama, conversation=by_code, count=20)
    assert len(set(made)) == Code.objects.count() == 20
    assert not Code.objects.filter(digest__in=made).exists()
    assert recorded("lab.codes") == {"count": 20, "group": ""}
    with pytest.raises(Refusal, match="1万件"):
        services.codes_issue(actor=cast.okutama, conversation=by_code, count=9_981)


def test_an_open_conversation_has_no_codes(cast: Cast, opened: Conversation) -> None:
    with pytest.raises(Refusal, match="招待コードを使う対話では"):
        services.codes_issue(actor=cast.okutama, conversation=opened, count=1)


@pytest.mark.parametrize(
    "broken",
    [
        {"status": "closed"},
        {"status": "open", "opened_at": None},
        {"imported": True},
    ],
)
def test_the_database_holds_a_conversation_to_its_form(draft: Conversation, broken: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Conversation.objects.filter(pk=draft.pk).update(**broken)


def test_the_database_asks_a_reason_for_what_is_not_shown(draft: Conversation) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Statement.objects.filter(conversation=draft).update(status="rejected")


def test_a_draft_goes_over_to_the_successor(cast: Cast, draft: Conversation, clock: Clock) -> None:
    body = cast.body("133086")
    heir = cast.user("okutama_next")
    for successor, moved in ((None, 0), (heir, 1)):
        succession = Succession(
            organization=body, predecessor=cast.user("okutama"), successor=successor, at=clock.moment
        )
        assert lab_move(succession) == moved
    draft.refresh_from_db()
    assert draft.created_by == heir
