"""Pilots on which the tests stand: 奥多摩町 tries a guide at the counter of the town hall."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.pilots import services
from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.apps.pilots.services import Line, Product
from dejiro.apps.pilots.terms import PilotTerms, Validity
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.selectors import entries, view_of

TERMS = PilotTerms(
    title="窓口案内の実証",
    product="まどぐち案内（架空）",
    summary="町役場の窓口に、手続を案内する画面を置く。",
    metric="1回で終わった手続の割合",
    unit="割合",
    baseline=0.5,
    baseline_source="9月の記録",
    design="proportions",
    better="higher",
    adopt_above=0,
    worthwhile=0.1,
    start=date(2026, 10, 12),
    end=date(2026, 11, 30),
    due=date(2026, 12, 7),
    size=100,
    expected=0.25,
    base=0.5,
    adopt_rule="全窓口に広げる",
    stop_rule="機器を返す",
)
MEANS = replace(TERMS, design="means", base=None, spread=10.0, expected=8.0, worthwhile=4.0, unit="分", size=30)
AFTER = "2026-12-08T10:00:00+09:00"
DURING = "2026-11-30T16:00:00+09:00"
VALIDITY = Validity("fiscal_year", 2, 1)
PRODUCT = Product("まどぐち案内（架空）", "あさぎ情報サービス株式会社（架空）", "窓口の負担を減らす")


@pytest.fixture
def draft(cast: Cast) -> Pilot:
    """奥多摩町's plan, not registered yet; the company may enter data."""
    company = cast.company.organization
    return services.pilot_create(actor=cast.okutama, terms=replace(TERMS, company=company, company_enters=True))


@pytest.fixture
def registered(cast: Cast, draft: Pilot) -> Pilot:
    """The plan, fixed."""
    return services.pilot_register(actor=cast.okutama_chief, pilot=draft)


@pytest.fixture
def adopted(cast: Cast, registered: Pilot, clock: Clock) -> Pilot:
    """The pilot after it was judged worth it."""
    fill_many(cast, registered, clock, 80, 50)
    return services.verdict_publish(actor=cast.okutama_chief, pilot=fresh(registered), reasons="手続が早く終わった。")


def fill_many(cast: Cast, pilot: Pilot, clock: Clock, good: int, otherwise: int) -> None:
    """Enter a hundred single cases for each arm, and let the due day pass."""
    clock.move_to(DURING)
    lines = [
        Line(f"{arm}{n:03}", arm, date(2026, 11, 20), float(n < many))
        for arm, many in (("pilot", good), ("comparison", otherwise))
        for n in range(100)
    ]
    services.observations_add(actor=cast.okutama, pilot=pilot, lines=lines)
    clock.move_to(AFTER)


def fresh(pilot: Pilot) -> Pilot:
    return Pilot.objects.get(pk=pilot.pk)


@pytest.fixture
def certified(cast: Cast) -> Certification:
    """奥多摩町's certification of 5 October 2026, to the end of March 2029."""
    return services.certification_create(
        actor=cast.okutama_chief,
        product=PRODUCT,
        basis="奥多摩町新製品認定要綱（架空）第5条",
        decision="実証で効果があった。",
        certified_on=date(2026, 10, 5),
        validity=VALIDITY,
    )


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[Actor | None], Client]:
    """A browser in which somebody is signed in; None for nobody."""

    def make(actor: Actor | None = None) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="ja")
        if actor is not None:
            cast.login(client, actor)
        return client

    return make


SignIn = Callable[..., Client]


def recorded(action: str) -> dict[str, Any]:
    """Return the facts of the newest recorded act of this kind."""
    return view_of(entries(action=action)[0]).data
