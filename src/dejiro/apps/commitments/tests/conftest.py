from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock, Share
from dejiro.apps.commitments import services
from dejiro.apps.commitments.models import Authority, Commitment, Round
from dejiro.apps.commitments.terms import CommitmentTerms, RoundTerms
from dejiro.apps.needs.models import Need
from dejiro.apps.needs.services import voice_create, voices_merge

TERMS = RoundTerms(
    title="窓口用タブレットの共同調達",
    object="通信つきタブレットと管理サービス",
    specification="画面10型以上",
    scheme="A",
    unit="台",
    months=36,
    tiers=((1, 3600), (100, 3000), (200, 2500)),
    fixed_cost=30_000,
    fixed_share={"equal": "1/2", "weight": "1/2"},
    starts=("2027-04", "2027-07"),
    minimum_members=2,
    minimum_authority=Authority.CHIEF,
    closes_at=datetime.fromisoformat("2026-10-23T17:15:00+09:00"),
    measure="案内時間",
    measure_unit="分",
    measure_method="5日間の平均",
    direction="lower",
)
PROMISE = CommitmentTerms(
    quantity=40,
    starts=("2027-04",),
    authority=Authority.CHIEF,
    max_unit_price=5000,
    baseline=Decimal("12.5"),
    baseline_on=date(2026, 10, 1),
    baseline_source="窓口の記録",
)


@pytest.fixture(scope="module")
def shared_need(share: Share) -> int:
    return share(need_make).pk


@pytest.fixture
def cast(shared_need: int, cast: Cast) -> Cast:  # whoever is on the stage finds the need there
    return cast


@pytest.fixture
def need(shared_need: int, cast: Cast) -> Need:
    """A need of three bodies."""
    return Need.objects.get(pk=shared_need)


def need_make(cast: Cast) -> Need:
    voices = [
        voice_create(actor=cast.actor(key), title="タブレット", body="安く買いたい", category="devices")
        for key in ("okutama", "ome", "hinohara")
    ]
    return voices_merge(
        actor=cast.coordinator, voices=voices, title="窓口のタブレット", summary="安く", category="devices"
    )


@pytest.fixture
def draft(cast: Cast, need: Need) -> Round:
    """A round that nobody was asked about yet."""
    return services.round_create(actor=cast.coordinator, need=need, terms=TERMS)


@pytest.fixture
def opened(cast: Cast, draft: Round) -> Round:
    """A round that takes commitments."""
    return services.round_open(actor=cast.coordinator, round_=draft)


Promise = Callable[..., Commitment]


@pytest.fixture
def promise(cast: Cast) -> Promise:
    """A commitment, prepared by a body's officer and approved by its chief."""

    def make(key: str, round_: Round, **changes: Any) -> Commitment:  # noqa: ANN401  # any of the terms
        terms = replace(PROMISE, **changes)
        saved = services.commitment_save(actor=cast.actor(key), round_=round_, terms=terms)
        sent = services.commitment_submit(actor=cast.actor(key), commitment=saved)
        if sent.status == Commitment.Status.IN_FORCE:
            return sent
        return services.commitment_approve(actor=cast.actor(f"{key}_chief"), commitment=sent)

    return make


@pytest.fixture
def decided(cast: Cast, opened: Round, promise: Promise, clock: Clock) -> Round:
    """A round decided for 奥多摩町 and 青梅市; 檜原村 is outside for its price."""
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    promise("hinohara", opened, quantity=5, max_unit_price=100)
    clock.move_to("2026-10-26T09:00+09:00")
    services.round_close(actor=cast.coordinator, round_=opened, reason="二団体で成立とする。")
    opened.refresh_from_db()
    return opened


@pytest.fixture
def started(cast: Cast, decided: Round, clock: Clock) -> Round:
    """A round whose contracts run."""
    clock.move_to("2027-04-05T09:00+09:00")
    return services.round_start(actor=cast.coordinator, round_=decided)


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """A browser in which a person of the cast is signed in; "" for nobody."""

    def make(key: str) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="ja")
        if key:
            cast.login(client, cast.actor(key))
        return client

    return make


SignIn = Callable[[str], Client]


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()
