"""Records on which the tests of needs stand."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Consultation, Contract, Need, Voice
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.accounts.actors import Actor

TABLETS = "窓口用タブレットが古く、通信が切れて申請が止まる。同じ機種をまとめて更新したい。"
VoiceOf = Callable[..., Voice]


@pytest.fixture
def voice_of(cast: Cast) -> VoiceOf:
    """Return a maker of voices: `voice_of(cast.ome)`."""

    def make(actor: Actor, title: str = "窓口用タブレットの更新", **fields: Any) -> Voice:  # noqa: ANN401  # fields of the service
        return services.voice_create(actor=actor, **{"title": title, "body": TABLETS, "category": "devices", **fields})

    return make


@pytest.fixture
def asked(cast: Cast) -> Consultation:
    """奥多摩町's question, received on Monday 2026-10-05 at 10:00."""
    return services.consultation_ask(
        actor=cast.okutama,
        title="タブレットの通信が切れる",
        body="窓口のタブレットの通信が昼に切れます。ほかの町ではどうしていますか。",
        category="devices",
    )


@pytest.fixture
def answered(cast: Cast, asked: Consultation) -> Consultation:
    """The question, answered by the expert."""
    services.consultation_answer(
        actor=cast.expert, consultation=asked, answer="昼は更新プログラムの配信と重なります。配信を夜に移してください。"
    )
    return asked


@pytest.fixture
def need(cast: Cast, voice_of: VoiceOf) -> Need:
    """A need of 奥多摩町 and 青梅市."""
    return services.voices_merge(
        actor=cast.coordinator,
        voices=[voice_of(cast.okutama), voice_of(cast.ome, "端末の入替え")],
        title="窓口用タブレットの共同更新",
        summary="複数の団体で窓口用タブレットが更新の時期を迎える。",
        category="devices",
    )


def contract_row(**fields: Any) -> ContractRow:  # noqa: ANN401  # fields of the row
    """Return a row of the contract list."""
    row = {
        "key": "R6-012",
        "title": "窓口タブレット賃貸借",
        "category": "devices",
        "vendor": "あさぎ情報サービス株式会社（架空）",
        "starts_on": date(2024, 4, 1),
        "ends_on": date(2027, 3, 31),
        "annual_amount": 1_440_000,
        "quantity": 40,
        "unit": "台",
    }
    return ContractRow(**{**row, **fields})


@pytest.fixture
def contract(cast: Cast) -> Contract:
    """奥多摩町's contract that ends on 2027-03-31."""
    return services.contract_save(actor=cast.okutama, row=contract_row())
