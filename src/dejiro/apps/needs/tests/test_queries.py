"""How many queries the pages take, whatever the number of rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Consultation, Contract, Need, Voice
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.accounts.actors import Actor

VoiceOf = Callable[..., Voice]
WORDS: dict[str, Any] = {"title": "窓口用タブレット", "summary": "窓口用タブレットを更新したい", "category": "devices"}


def count(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def fill(cast: Cast, voice_of: VoiceOf, need: Need, row: ContractRow) -> None:
    """Add five more of everything that hangs on the pages."""
    authors = (cast.hinohara, cast.hachioji, cast.akiruno, cast.hinode, cast.mizuho)
    for number, actor in enumerate(authors):
        _fill_one(cast, voice_of, need, actor, number)
        services.contract_save(actor=actor, row=row)
        more = ContractRow(**{**row.__dict__, "key": f"more-{number}"})
        services.contract_save(actor=cast.okutama, row=more)


def _fill_one(cast: Cast, voice_of: VoiceOf, need: Need, actor: Actor, number: int) -> None:
    voices = [voice_of(actor), voice_of(actor, "入れる声"), voice_of(actor, "待つ声")]
    services.voices_merge(actor=cast.coordinator, voices=[voices[0]], need=need)
    other = services.voices_merge(actor=cast.coordinator, voices=[voices[1]], **WORDS)
    services.needs_link(actor=cast.coordinator, need=need, other=other)
    services.statement_write(actor=actor, need=need, body="意見")
    services.solution_add(
        actor=actor, need=other, title="統一", body="替えた", contact="課", solved_on=need.created_at.date()
    )
    services.solution_add(
        actor=actor, need=need, title="統一", body="替えた", contact="課", solved_on=need.created_at.date()
    )
    services.need_follow(actor=actor, need=need)
    asked = services.consultation_ask(
        actor=cast.okutama, title=f"窓口用タブレット{number}", body="通信が切れる", category="devices"
    )
    services.consultation_answer(actor=cast.expert, consultation=asked, answer="夜に移す")


BUDGETS = (
    ("/needs/", "company", 15),
    ("/needs/{need}/", "okutama", 20),
    ("/needs/{need}/?similar=1", "okutama", 30),
    ("/needs/triage/", "coordinator", 30),
    ("/consultations/", "okutama", 15),
    ("/consultations/?scope=area", "coordinator", 15),
    ("/consultations/{consultation}/", "okutama", 15),
    ("/voices/", "okutama", 15),
    ("/contracts/", "okutama", 12),
    ("/contracts/calendar/", "okutama", 12),
    ("/contracts/{contract}/", "okutama", 12),
)


@pytest.mark.parametrize(("url", "who", "budget"), BUDGETS)
def test_a_page_takes_the_same_queries_however_many_rows(
    cast: Cast,
    client: Client,
    voice_of: VoiceOf,
    need: Need,
    answered: Consultation,
    contract: Contract,
    url: str,
    who: str,
    budget: int,
) -> None:
    row = services.contracts.row_of(contract)
    _fill_one(cast, voice_of, need, cast.ome, 9)
    services.contract_save(actor=cast.ome, row=row)
    cast.login(client, cast.actor(who))
    address = url.format(need=need.pk, consultation=answered.pk, contract=contract.pk)
    client.get(address)
    few = count(client, address)
    fill(cast, voice_of, need, row)
    many = count(client, address)
    assert many == few <= budget
