"""Challenges on which the tests stand."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.challenges import services
from dejiro.apps.challenges.models import Challenge, Idea
from dejiro.apps.challenges.terms import ChallengeTerms
from dejiro.foundation.accounts.actors import Actor

TERMS = ChallengeTerms(
    title="山あいの集落への買い物の足",
    summary="バスのない集落で、買い物に行けない人がいます。",
    category="other",
    unit="総務課情報係",
    questions_until=datetime.fromisoformat("2026-10-16T00:00:00+09:00"),
    ideas_until=datetime.fromisoformat("2026-11-01T00:00:00+09:00"),
    data="集落ごとの人口",
    budget=1_000_000,
    pilot_from=date(2027, 1, 5),
    pilot_to=date(2027, 3, 26),
)
LATE_QUESTION = "2026-10-16T09:00:00+09:00"
AFTER = "2026-11-02T09:00:00+09:00"
BODY = "空き時間の送迎車を、電話で予約できる買い物の車にします。"


@pytest.fixture
def draft(cast: Cast) -> Challenge:
    """奥多摩町's challenge, not public yet."""
    return services.challenge_create(actor=cast.okutama, terms=TERMS)


@pytest.fixture
def opened(cast: Cast, draft: Challenge) -> Challenge:
    """The challenge, public."""
    return services.challenge_publish(actor=cast.okutama_chief, challenge=draft)


@pytest.fixture
def idea(cast: Cast, opened: Challenge) -> Idea:
    """A company's answer."""
    return services.idea_submit(actor=cast.company, challenge=opened, title="送迎車で買い物", body=BODY)


@pytest.fixture
def own(cast: Cast, opened: Challenge) -> Idea:
    """A resident's answer."""
    return services.idea_submit(
        actor=cast.resident, challenge=opened, title="移動する店", body="店の車が、曜日を決めて集落を回ります。"
    )


@pytest.fixture
def closing(cast: Cast, idea: Idea, clock: Clock) -> Idea:
    """The company's answer when the choice has begun."""
    clock.move_to(AFTER)
    services.challenge_close(actor=cast.okutama_chief, challenge=idea.challenge)
    return Idea.objects.select_related("challenge__organization", "challenge__area", "organization").get(pk=idea.pk)


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
