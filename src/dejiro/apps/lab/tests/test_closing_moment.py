"""Votes that arrive while the conversation is being closed, on two connections that wait for each other.

SQLite has one writer at a time by itself, so that there is nothing to be tried there.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from threading import Event

import pytest
from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client

from conftest import Cast
from dejiro.apps.lab import services
from dejiro.apps.lab.models import Conversation, Participant, Vote
from dejiro.apps.lab.tests.conftest import AFTER, Answer, SignIn, camps, recorded
from dejiro.foundation.clock import standing_at

pytestmark = [
    pytest.mark.postgres,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="two writers at a time need PostgreSQL"),
]
PATIENCE = 20
VOTED = 24 * 6


class Held:
    """Something done in a transaction on a connection of its own, which is kept open until it is let go."""

    def __init__(self, act: Callable[[], object]) -> None:
        self.act, self.done, self.free = act, Event(), Event()

    def run(self) -> None:
        with on_own_connection(), transaction.atomic():
            self.act()
            self.done.set()
            assert self.free.wait(PATIENCE)


@contextmanager
def on_own_connection() -> Iterator[None]:
    try:
        yield
    finally:
        connection.close()


def while_held(first: Callable[[], object], second: Callable[[], HttpResponse | None]) -> HttpResponse | None:
    """Do the second while the first is done and not committed; commit when the second waits for it."""
    held = Held(first)

    def meet() -> HttpResponse | None:
        with on_own_connection():
            return second()

    with ThreadPoolExecutor(2) as people:
        one = people.submit(held.run)
        assert held.done.wait(PATIENCE), one.exception(0)
        other = people.submit(meet)
        try:
            wait_until_waiting(other)
        finally:
            held.free.set()
        one.result(PATIENCE)
        return other.result(PATIENCE)


def wait_until_waiting(other: "Future[HttpResponse | None]") -> None:
    """Go on when somebody waits for a lock; fail when the other is through without having waited."""
    sql = (
        "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock')"
    )
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            if cursor.fetchone() == (True,):
                return
        assert not other.done(), "nobody waited"
        time.sleep(0.01)
    pytest.fail("nobody waited")


def close(cast: Cast, conversation: Conversation) -> Callable[[], None]:
    actor, found = cast.okutama, Conversation.objects.get(pk=conversation.pk)

    def act() -> None:
        with standing_at(datetime.fromisoformat(AFTER)):
            services.conversation_close(actor=actor, conversation=found, words="平日の夜を延ばします。")

    return act


def pressed(client: Client, conversation: Conversation, value: int) -> Callable[[], HttpResponse]:
    form = client.get(f"/lab/{conversation.pk}/").context["vote_form"].initial
    return lambda: client.post(f"/lab/{conversation.pk}/", {**form, "value": value})  # type: ignore[return-value]  # as every answer of the client


@pytest.mark.parametrize("known", [True, False], ids=["a participant", "a newcomer"])
def test_a_vote_that_arrives_while_the_closing_is_stored_is_refused_in_clear_words(
    cast: Cast, opened: Conversation, answer: Answer, sign_in: SignIn, *, known: bool
) -> None:
    camps(opened, answer)
    client = sign_in(cast.resident)
    if known:
        assert pressed(client, opened, 1)().status_code == 302
    before = Vote.objects.count()
    people = Participant.objects.count()
    refused = while_held(close(cast, opened), pressed(client, opened, -1))
    assert refused is not None
    assert refused.status_code == 422
    assert "この対話の受付は終わりました。あなたの操作は記録していません。" in refused.content.decode()
    assert Vote.objects.count() == before == recorded("lab.conversation.publish")["votes"]
    assert Participant.objects.count() == people


def test_a_vote_that_is_being_stored_is_waited_for_by_the_closing_and_counted(
    cast: Cast, opened: Conversation, answer: Answer
) -> None:
    camps(opened, answer)
    services.vote_cast(conversation=opened, keys=["late"], statement=1, value=1)

    def vote() -> None:
        services.vote_cast(conversation=opened, keys=["late"], statement=2, value=1)

    while_held(vote, close(cast, opened))
    assert Conversation.objects.get(pk=opened.pk).status == "closed"
    assert Vote.objects.count() == VOTED + 2 == recorded("lab.conversation.publish")["votes"]
