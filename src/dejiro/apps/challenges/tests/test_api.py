"""Challenges by programs: the same doors, deadlines and words as the pages."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from conftest import Cast, Clock
from dejiro.apps.challenges import services
from dejiro.apps.challenges.models import Challenge, Idea
from dejiro.apps.challenges.tests.conftest import AFTER, BODY, TERMS, SignIn
from dejiro.foundation.accounts.actors import Actor

pytestmark = pytest.mark.django_db
Send = Callable[..., Any]
DRAFT = {
    "title": "山あいの集落への買い物の足",
    "summary": "バスのない集落で、買い物に行けない人がいます。",
    "category": "other",
    "unit": "総務課情報係",
    "questions_on": "2026-10-15",
    "ideas_on": "2026-10-31",
    "sponsors": ["青梅市"],
}


@pytest.fixture
def send(sign_in: SignIn) -> Send:
    """Send JSON as somebody who is signed in; `seen` is the tag of what they had read."""

    def make(who: Actor, path: str, method: str = "post", seen: str = "", **data: object) -> Any:  # noqa: ANN401  # any answer
        headers = {"If-Match": seen} if seen else {}
        return getattr(sign_in(who), method)(f"/api{path}", data, content_type="application/json", headers=headers)

    return make


def test_a_body_runs_a_challenge_by_a_program(cast: Cast, send: Send, clock: Clock) -> None:
    assert send(cast.resident, "/challenges/", **DRAFT).status_code == 403
    made = send(cast.okutama, "/challenges/", **DRAFT)
    assert made.status_code == 201, made.content
    path = f"/challenges/{made.json()['id']}"
    assert send(cast.okutama, f"{path}/", "put", **{**DRAFT, "site": "集落センター"}).json()["site"] == "集落センター"
    assert send(cast.okutama, f"{path}/ask/").status_code == 200
    assert send(cast.okutama_chief, f"{path}/return/", reason="予算の根拠を").status_code == 200
    send(cast.okutama, f"{path}/ask/")
    (sponsor,) = send(cast.ome_chief, f"{path}/sponsors/", "get").json()
    assert send(cast.ome_chief, f"/sponsors/{sponsor['id']}/", answer="join").json()["status"] == "joined"
    assert send(cast.okutama, f"{path}/publish/").status_code == 403
    assert send(cast.okutama_chief, f"{path}/publish/").json()["status"] == "published"
    idea = send(cast.company, f"{path}/ideas/", title="送迎車で買い物", body=BODY).json()["id"]
    alike = send(cast.resident, f"{path}/alike/?q={BODY}", "get").json()
    assert [one["id"] for one in alike["ideas"]] == [idea]
    clock.move_to(AFTER)
    assert send(cast.okutama_chief, f"{path}/close/").json()["status"] == "closed"
    assert send(cast.okutama_chief, f"/ideas/{idea}/choose/", reason="費用が小さいため").json()["status"] == "chosen"
    assert send(cast.okutama_chief, f"{path}/conclude/", conclusion="試します。").json()["status"] == "concluded"
    assert [one["what"] for one in send(cast.resident, f"{path}/log/", "get").json()] == [
        "公開",
        "締切・選考の開始",
        "結果の公表",
    ]


def test_ideas_are_amended_withdrawn_and_followed_by_a_program(cast: Cast, idea: Idea, send: Send) -> None:
    text = {"title": "送迎車で買い物", "body": f"{BODY}週に二度、走ります。", "why": "回数を書くため"}
    assert send(cast.company, f"/ideas/{idea.pk}/amendments/", **text).status_code == 403
    made = send(cast.company_kodama, f"/ideas/{idea.pk}/amendments/", **text)
    assert made.status_code == 201, made.content
    assert send(cast.company, f"/amendments/{made.json()['id']}/accept/").json()["version"] == 2
    again = send(cast.company_kodama, f"/ideas/{idea.pk}/amendments/", **{**text, "title": "別の件名"}).json()
    assert send(cast.company, f"/amendments/{again['id']}/refuse/", reason="合いません").json()["status"] == "refused"
    assert len(send(cast.resident, f"/ideas/{idea.pk}/amendments/", "get").json()) == 2
    assert send(cast.resident, f"/challenges/{idea.challenge_id}/follow/").status_code == 204
    assert send(cast.resident, f"/challenges/{idea.challenge_id}/unfollow/").status_code == 204
    assert send(cast.company, f"/ideas/{idea.pk}/withdraw/").json()["status"] == "withdrawn"


def test_a_call_whose_text_changed_is_not_published_by_who_read_the_former_one(
    cast: Cast, draft: Challenge, sign_in: SignIn, send: Send
) -> None:
    services.challenge_ask(actor=cast.okutama, challenge=draft)
    chief, url = sign_in(cast.okutama_chief), f"/lab/challenges/{draft.pk}/publish/"
    form = chief.get(url).context["form"]
    tag = send(cast.okutama_chief, f"/challenges/{draft.pk}/", "get")["ETag"]
    services.challenge_update(actor=cast.okutama, challenge=draft, terms=replace(TERMS, budget=9_000_000))
    sent = {"version": form.initial["version"]}
    refused = chief.post(url, sent)
    assert refused.status_code == 422
    assert "内容が変わりました" in refused.content.decode()
    assert send(cast.okutama_chief, f"/challenges/{draft.pk}/publish/", seen=tag).status_code == 412
    draft.refresh_from_db()
    assert (draft.status, draft.budget) == ("draft", 9_000_000)
    sent["version"] = refused.context["form"]["version"].value()
    assert chief.post(url, sent).status_code == 302
    draft.refresh_from_db()
    assert (draft.status, draft.budget) == ("published", 9_000_000)
