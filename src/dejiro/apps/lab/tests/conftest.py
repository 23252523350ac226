"""Conversations on which the tests of the lab stand."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.lab import services
from dejiro.apps.lab.models import Conversation, Vote
from dejiro.apps.lab.terms import ConversationTerms
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.selectors import entries, view_of

SEEDS = (
    "夜も開いている図書館がほしい",
    "日曜の開館より、平日の夜を優先してほしい",
    "開館を延ばすなら、職員を増やしてほしい",
    "本を減らしてでも、勉強できる席を増やしてほしい",
    "電子図書館に力を入れてほしい",
    "今の時間のままでよい",
)
TERMS = ConversationTerms(
    title="図書館の開館時間",
    question="図書館の開館時間を、どう変えるとよいですか。",
    background="来年度の開館時間を決めます。",
    policy="open",
    takes_statements=True,
    closes_at=datetime.fromisoformat("2026-11-01T00:00:00+09:00"),
    seeds=SEEDS,
)
AFTER = "2026-11-02T09:00:00+09:00"


@pytest.fixture
def draft(cast: Cast) -> Conversation:
    """奥多摩町's question, not asked yet."""
    return services.conversation_create(actor=cast.okutama, terms=TERMS)


@pytest.fixture
def opened(cast: Cast, draft: Conversation) -> Conversation:
    """The question, open to everybody."""
    return services.conversation_open(actor=cast.okutama, conversation=draft)


Answer = Callable[..., None]


@pytest.fixture
def answer() -> Answer:
    """Let somebody answer the statements in order: 1, 0, -1, or None for those that they did not see."""

    def make(conversation: Conversation, who: str, values: Sequence[int | None]) -> None:
        for statement, value in zip(conversation.statements.order_by("number"), values, strict=False):
            if value is not None:
                services.vote_cast(conversation=conversation, keys=[who], statement=statement.number, value=value)

    return make


def camps(conversation: Conversation, answer: Answer, people: int = 12) -> None:
    """Let two camps of the same size vote: they agree on the first statement and part on all others."""
    for number in range(people):
        answer(conversation, f"night{number}", (1, 1, 1, 1, -1, -1))
        answer(conversation, f"day{number}", (1, -1, -1, -1, 1, 1))


@pytest.fixture
def closed(cast: Cast, opened: Conversation, answer: Answer, clock: Clock) -> Conversation:
    """The question after 24 people answered it and the town said what follows."""
    camps(opened, answer)
    clock.move_to(AFTER)
    services.conversation_close(actor=cast.okutama, conversation=opened, words="平日の夜を延ばします。")
    return Conversation.objects.get(pk=opened.pk)


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[Actor | None], Client]:
    """A browser in which somebody is signed in; None for nobody."""

    def make(actor: Actor | None = None, **headers: Any) -> Client:  # noqa: ANN401  # headers of any kind
        client = Client(HTTP_ACCEPT_LANGUAGE="ja", **headers)
        if actor is not None:
            cast.login(client, actor)
        return client

    return make


SignIn = Callable[..., Client]


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


def press(client: Client, conversation: Conversation, value: int = 1) -> int:
    """Press a button on the statement that the page shows; return the statement's number."""
    form = client.get(f"/lab/{conversation.pk}/").context["vote_form"]
    response = client.post(f"/lab/{conversation.pk}/", {**form.initial, "value": value})
    assert response.status_code == 302, response.content.decode()
    return int(form.initial["statement"])


def last_values(conversation: Conversation) -> list[int]:
    return list(Vote.objects.filter(conversation=conversation).order_by("pk").values_list("value", flat=True))


def recorded(action: str) -> dict[str, Any]:
    """Return the facts of the newest recorded act of this kind."""
    return view_of(entries(action=action)[0]).data
