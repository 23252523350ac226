"""Conversations by programs: the same policies, limits and doors as the pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.lab import limits, services
from dejiro.apps.lab.models import Conversation, Participant, Statement, Vote
from dejiro.apps.lab.tests.conftest import AFTER, SEEDS, TERMS, SignIn, last_values
from dejiro.foundation.accounts.actors import Actor

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
DRAFT = {
    "title": "図書館",
    "question": "どう変えますか。",
    "policy": "open",
    "closes_on": "2026-10-31",
    "seeds": ["夜も開いてほしい", "  今の  ままでよい", ""],
}


@pytest.fixture
def send(sign_in: SignIn) -> Send:
    """Send JSON, as somebody or as nobody in particular, or by a program that keeps its cookies."""

    def make(who: Actor | Client | None, path: str, method: str = "post", **data: object) -> Any:  # noqa: ANN401  # any answer
        client = who if isinstance(who, Client) else sign_in(who)
        return getattr(client, method)(f"/api/conversations/{path}", data, content_type="application/json")

    return make


def test_a_program_without_a_login_answers_one_statement_after_another(
    opened: Conversation, sign_in: SignIn, send: Send
) -> None:
    client, seen = sign_in(), []
    for answered in range(len(SEEDS)):
        offered = client.get(f"/api/conversations/{opened.pk}/next/").json()
        assert (offered["entry"], offered["answered"], offered["total"]) == ("in", answered, 6)
        done = send(client, f"{opened.pk}/votes/", statement=offered["number"], value="agree", ticket=offered["ticket"])
        assert done.json() == {"number": offered["number"], "text": offered["text"], "value": "agree"}, done.content
        seen.append(offered["number"])
    assert sorted(seen) == [1, 2, 3, 4, 5, 6]
    assert Participant.objects.count() == 1
    assert not Vote.objects.filter(propensity=None).exists()
    assert client.get(f"/api/conversations/{opened.pk}/next/").json()["number"] is None


def test_a_vote_by_a_program_is_changed_by_a_later_one_and_only_its_own_are_read(
    opened: Conversation, sign_in: SignIn, send: Send
) -> None:
    client = sign_in()
    for value in ("agree", "pass", "disagree"):
        assert send(client, f"{opened.pk}/votes/", statement=2, value=value).status_code == 201
    mine = f"/api/conversations/{opened.pk}/votes/mine/"
    assert client.get(mine).json() == [{"number": 2, "text": SEEDS[1], "value": "disagree"}]
    assert sign_in().get(mine).json() == []
    assert last_values(opened) == [1, 0, -1]


def test_page_and_program_know_the_same_person(cast: Cast, opened: Conversation, sign_in: SignIn, send: Send) -> None:
    client = sign_in(cast.resident)
    client.post(f"/lab/{opened.pk}/", {"statement": 1, "value": 1})
    assert send(cast.resident, f"{opened.pk}/votes/", statement=1, value="disagree").status_code == 201
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"statement": 99, "value": "agree"}, 404),
        ({"statement": 1, "value": "maybe"}, 422),
        ({"statement": -1, "value": "agree"}, 422),
        ({"statement": 1, "value": "agree", "voter": "somebody"}, 422),
    ],
)
def test_a_vote_that_is_none_is_refused(opened: Conversation, send: Send, data: dict[str, object], status: int) -> None:
    assert send(None, f"{opened.pk}/votes/", **data).status_code == status
    assert not Vote.objects.exists()


def test_the_policies_hold_for_programs(cast: Cast, draft: Conversation, sign_in: SignIn, send: Send) -> None:
    assert send(None, f"{draft.pk}/votes/", statement=1, value="agree").status_code == 404
    made = services.conversation_create(actor=cast.okutama, terms=replace(TERMS, policy="codes"))
    services.conversation_open(actor=cast.okutama, conversation=made)
    (code,) = services.codes_issue(actor=cast.okutama, conversation=made, count=1)
    client = sign_in()
    assert client.get(f"/api/conversations/{made.pk}/next/").json()["entry"] == "code"
    assert send(client, f"{made.pk}/votes/", statement=1, value="agree").json()["code"] == "not_in"
    assert send(client, f"{made.pk}/code/", code="WRONG").status_code == 422
    assert send(client, f"{made.pk}/code/", code=code.lower()).status_code == 204
    assert send(client, f"{made.pk}/votes/", statement=1, value="agree").status_code == 201


def test_a_script_without_cookies_is_stopped_at_its_address(
    opened: Conversation, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "NEWCOMERS_OF_ADDRESS", limits.Limit("newcomers", 3, 3600))
    answers = [send(None, f"{opened.pk}/votes/", statement=1, value="agree") for _time in range(5)]
    assert [one.status_code for one in answers] == [201, 201, 201, 422, 422]
    assert answers[-1].json()["code"] == "too_fast"
    assert Participant.objects.count() == 3


def test_a_form_of_another_site_cannot_vote(opened: Conversation, sign_in: SignIn) -> None:
    body = '{"statement": 1, "value": "agree"}'
    sent = sign_in().post(f"/api/conversations/{opened.pk}/votes/", body, content_type="text/plain")
    assert sent.status_code == 403
    assert not Vote.objects.exists()


def test_a_statement_by_a_program_is_checked_shown_what_is_alike_and_moderated(
    cast: Cast, opened: Conversation, send: Send
) -> None:
    path = f"{opened.pk}/statements/"
    for text in ("あ" * 10_000, "<b>夜も開けて</b>", "電話は042-123-4567まで", " "):
        assert send(None, path, text=text).status_code == 422
    alike = send(None, path, text="夜も開いている図書館がほしいです")
    assert alike.json()["code"] == "alike"
    assert SEEDS[0] in alike.json()["detail"]
    assert not Statement.objects.filter(status="waiting").exists()
    made = send(None, path, text="夜も開いている図書館がほしいです", checked=True)
    assert (made.status_code, made.json()["status"]) == (201, "waiting")
    assert send(cast.ome, f"{opened.pk}/waiting/", "get").status_code == 403
    (waiting,) = send(cast.okutama, f"{opened.pk}/waiting/", "get").json()["items"]
    assert send(cast.okutama, f"statements/{waiting['id']}/approve/").json()["status"] == "approved"
    again = send(cast.okutama, f"statements/{waiting['id']}/reject/", reason="harmful")
    assert again.json()["code"] == "decided"


def test_a_body_runs_a_conversation_by_a_program(cast: Cast, send: Send, clock: Clock) -> None:
    assert send(cast.company, "", **DRAFT).status_code == 403
    made = send(cast.okutama, "", **DRAFT)
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["closes_at"] == "2026-11-01T00:00:00+09:00"
    assert list(Statement.objects.values_list("text", flat=True)) == ["夜も開いてほしい", "今の ままでよい"]
    assert send(cast.okutama, f"{pk}/", "put", **{**DRAFT, "title": "図書館の夜"}).json()["version"] == 2
    assert send(cast.okutama, f"{pk}/open/").json()["status"] == "open"
    assert send(cast.okutama, f"{pk}/close/", words="延ばします。").json()["code"] == "not_closed_yet"
    clock.move_to(AFTER)
    assert send(cast.okutama, f"{pk}/close/", words="延ばします。").json()["status"] == "closed"


def test_a_program_that_read_an_older_draft_does_not_open_it(cast: Cast, draft: Conversation, sign_in: SignIn) -> None:
    client, url = sign_in(cast.okutama), f"/api/conversations/{draft.pk}/"
    tag = client.get(url)["ETag"]
    services.conversation_update(actor=cast.okutama, conversation=draft, terms=replace(TERMS, title="別の件名"))
    refused = client.post(f"{url}open/", content_type="application/json", headers={"If-Match": tag})
    assert refused.status_code == 412
    assert Conversation.objects.get().status == "draft"
