"""How many queries the pages take, whatever the number of rows, and what the API tells."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.lab import services
from dejiro.apps.lab.computing import result_compute
from dejiro.apps.lab.models import Conversation
from dejiro.apps.lab.tests.conftest import TERMS, Answer, SignIn, camps, page_of, press


def count(sign_in: SignIn, cast: Cast, key: str, url: str) -> int:
    client = sign_in(cast.actor(key) if key else None)
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    return len(captured)


def without_transaction(captured: CaptureQueriesContext) -> list[str]:
    """Return the queries apart from the savepoints of tests."""
    return [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]


@pytest.mark.parametrize(("key", "budget"), [("", 8), ("okutama", 12)])
def test_the_list_takes_the_same_queries_with_one_row_and_with_many(
    cast: Cast, opened: Conversation, sign_in: SignIn, key: str, budget: int
) -> None:
    few = count(sign_in, cast, key, "/lab/")
    for number in range(6):
        made = services.conversation_create(actor=cast.ome, terms=replace(TERMS, title=f"問い{number}"))
        services.conversation_open(actor=cast.ome, conversation=made)
    assert opened.title in page_of(sign_in(), "/lab/")
    assert count(sign_in, cast, key, "/lab/") == few <= budget


@pytest.mark.parametrize(
    ("key", "path", "budget"),
    [
        ("", "", 8),
        ("okutama", "", 14),
        ("", "result/", 6),
        ("", "statements/", 8),
        ("", "widget/", 5),
        ("okutama", "moderation/", 10),
    ],
)
def test_a_page_takes_the_same_queries_with_few_answers_and_with_many(
    cast: Cast, opened: Conversation, answer: Answer, sign_in: SignIn, key: str, path: str, budget: int
) -> None:
    camps(opened, answer, people=3)
    result_compute(conversation_id=opened.pk)
    few = count(sign_in, cast, key, f"/lab/{opened.pk}/{path}")
    camps(opened, answer)
    for number in range(8):
        one = services.statement_add(conversation=opened, keys=[f"night{number}"], text=f"ほかの意見その{number}")
        if number % 2:
            services.statement_reject(actor=cast.okutama, statement=one, reason="unclear")
        elif number % 4:
            services.statement_approve(actor=cast.okutama, statement=one)
    result_compute(conversation_id=opened.pk)
    assert count(sign_in, cast, key, f"/lab/{opened.pk}/{path}") == few <= budget


def test_a_vote_takes_one_query_and_the_first_of_a_participant_three(opened: Conversation, answer: Answer) -> None:
    answer(opened, "a", (1,))
    for statement, who, most in ((2, "a", 1), (3, "b", 3)):
        with CaptureQueriesContext(connection) as captured:
            services.vote_cast(conversation=opened, keys=[who], statement=statement, value=1)
        assert len(without_transaction(captured)) == most


def test_a_pressed_button_takes_four_queries(opened: Conversation, sign_in: SignIn) -> None:
    client = sign_in()
    press(client, opened)
    form = client.get(f"/lab/{opened.pk}/").context["vote_form"]
    data = {**form.initial, "submission": uuid4(), "value": 1}
    with CaptureQueriesContext(connection) as captured:
        assert client.post(f"/lab/{opened.pk}/", data).status_code == 302
    tables = [
        sql.split("FROM" if sql.startswith("SELECT") else "INTO")[1].split()[0].strip('"')
        for sql in without_transaction(captured)
    ]
    assert tables == ["lab_conversation", "submissions_submission", "lab_spending", "lab_vote"]


def test_the_api_reads_conversations_statements_rejections_and_results(
    cast: Cast, opened: Conversation, answer: Answer, sign_in: SignIn
) -> None:
    camps(opened, answer)
    one = services.statement_add(conversation=opened, keys=["night0"], text="となりの人のこと")
    services.statement_reject(actor=cast.okutama, statement=one, reason="personal")
    client, base = sign_in(), f"/api/conversations/{opened.pk}"
    assert client.get(f"{base}/result/").status_code == 404
    result_compute(conversation_id=opened.pk)
    listed = client.get("/api/conversations/?state=open").json()["items"]
    assert [(row["title"], row["organization"]) for row in listed] == [("図書館の開館時間", "133086")]
    assert client.get(f"{base}/").json()["question"] == opened.question
    assert client.get(f"{base}/statements/").json()["count"] == 6
    assert client.get(f"{base}/rejections/").json()[0]["reason"] == "personal"
    assert client.get(f"{base}/result/").json()["counts"]["participants"] == 24


def test_the_api_hides_drafts(cast: Cast, draft: Conversation, sign_in: SignIn) -> None:
    assert sign_in().get(f"/api/conversations/{draft.pk}/").status_code == 404
    assert sign_in(cast.ome).get("/api/conversations/").json()["count"] == 0
    assert sign_in(cast.okutama).get("/api/conversations/").json()["count"] == 1
