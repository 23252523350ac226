"""How many queries the pages take, whatever the number of rows, and what the API tells."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.challenges import services
from dejiro.apps.challenges.models import Challenge, Idea
from dejiro.apps.challenges.tests.conftest import TERMS, SignIn


def count(sign_in: SignIn, cast: Cast, key: str, url: str) -> int:
    client = sign_in(cast.actor(key) if key else None)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


@pytest.mark.parametrize(("key", "budget"), [("", 8), ("okutama", 12)])
@pytest.mark.parametrize("url", ["/lab/challenges/", "/lab/attempts/", "/lab/attempts/?q=買い物に行けない"])
def test_a_list_takes_the_same_queries_with_one_row_and_with_many(
    cast: Cast, opened: Challenge, sign_in: SignIn, key: str, budget: int, url: str
) -> None:
    few = count(sign_in, cast, key, url)
    for number in range(6):
        made = services.challenge_create(actor=cast.ome, terms=replace(TERMS, title=f"買い物の足{number}"))
        services.challenge_publish(actor=cast.ome_chief, challenge=made)
    assert count(sign_in, cast, key, url) == few <= budget


@pytest.mark.parametrize(("key", "path", "budget"), [("", "", 10), ("okutama", "", 14), ("", "log/", 6)])
def test_a_challenge_takes_the_same_queries_with_few_ideas_and_questions_and_with_many(
    cast: Cast, opened: Challenge, sign_in: SignIn, key: str, path: str, budget: int
) -> None:
    url = f"{opened.get_absolute_url()}{path}"
    fill(cast, opened, "a", 1)
    few = count(sign_in, cast, key, url)
    fill(cast, opened, "b", 6)
    assert count(sign_in, cast, key, url) == few <= budget


def fill(cast: Cast, opened: Challenge, word: str, times: int) -> None:
    for number in range(times):
        services.idea_submit(actor=cast.resident, challenge=opened, title=f"案{word}{number}", body=f"文{word}{number}")
        asked = services.question_ask(actor=cast.company, challenge=opened, text=f"問い{word}{number}")
        services.question_answer(actor=cast.okutama, question=asked, text=f"答え{number}")


def test_an_idea_takes_the_same_queries_with_many_amendments(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    def propose(number: int) -> None:
        services.amendment_propose(actor=cast.resident, idea=idea, title="題", body=f"文{number}", why="理由")

    propose(0)
    few = count(sign_in, cast, "", idea.get_absolute_url())
    for number in range(1, 6):
        propose(number)
    assert count(sign_in, cast, "", idea.get_absolute_url()) == few <= 6


def test_the_api_reads_without_a_key(cast: Cast, idea: Idea, sign_in: SignIn) -> None:
    asked = services.question_ask(actor=cast.company, challenge=idea.challenge, text="車は借りられますか。")
    services.question_answer(actor=cast.okutama, question=asked, text="借りられます。")
    client, base = sign_in(), f"/api/challenges/{idea.challenge_id}"
    assert client.get("/api/challenges/?state=open").json()["items"][0]["organization"] == "133086"
    assert client.get(f"{base}/").json()["title"] == TERMS.title
    assert client.get(f"{base}/ideas/").json()["items"][0]["title"] == idea.title
    [question] = client.get(f"{base}/questions/").json()
    assert question["answers"][0]["text"] == "借りられます。"
    assert "asked_by" not in question
    assert client.get(f"/api/ideas/{idea.pk}/").json()["version"] == 1
    assert client.get(f"/api/ideas/{idea.pk}/versions/").json()[0]["body"] == idea.body
    assert client.get("/api/attempts/?q=電話で予約する買い物の車").json()[0]["kind"] == "idea"


def test_the_api_writes_by_the_same_services(cast: Cast, opened: Challenge, sign_in: SignIn) -> None:
    company, officer, base = sign_in(cast.company), sign_in(cast.okutama), f"/api/challenges/{opened.pk}"
    made = company.post(f"{base}/ideas/", {"title": "案", "body": "文です。"}, "application/json")
    assert made.status_code == 201, made.content
    url = f"/api/ideas/{made.json()['id']}/"
    assert company.put(url, {"title": "案", "body": "直した文です。"}, "application/json").json()["version"] == 2
    asked = company.post(f"{base}/questions/", {"text": "いつですか。"}, "application/json")
    answered = officer.post(f"/api/questions/{asked.json()['id']}/answers/", {"text": "冬です。"}, "application/json")
    assert answered.status_code == 201
    assert (
        sign_in(cast.ome).post(f"{base}/ideas/", {"title": "案", "body": "文"}, "application/json").status_code == 403
    )
