"""奥多摩町 is merged into 青梅市: its voices, questions, statements and contracts are 青梅市's to go on with."""

from datetime import date

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.needs import access, services
from dejiro.apps.needs.models import Consultation, Contract, Need
from dejiro.apps.needs.selectors.contracts import contract_list
from dejiro.apps.needs.tests.conftest import contract_row
from dejiro.foundation.errors import NotYours
from dejiro.foundation.search.selectors import search

DAY, AFTER = date(2026, 10, 12), "2026-10-12T10:00:00+09:00"


def merge(cast: Cast, clock: Clock) -> None:
    cast.merge("133086", "132055", DAY)
    clock.move_to(AFTER)


def test_the_successor_reads_the_answer_and_rates_it(
    cast: Cast, clock: Clock, client: Client, answered: Consultation
) -> None:
    merge(cast, clock)
    cast.login(client, cast.ome)
    assert answered.voice.title in client.get("/consultations/").content.decode()
    found = access.consultation_for_asker(cast.ome, answered.pk)
    services.consultation_rate(actor=cast.ome, consultation=found, rating=4)


def test_a_contract_of_the_merged_body_is_kept_renewed_and_imported_by_the_successor(
    cast: Cast, clock: Clock, contract: Contract
) -> None:
    merge(cast, clock)
    assert list(contract_list(cast.ome)) == [contract]
    done = services.contracts_import(actor=cast.ome, rows=[contract_row(quantity=50), contract_row(key="R8-001")])
    assert (done.made, done.changed) == (1, 1)
    contract.refresh_from_db()
    assert (contract.quantity, contract.organization.code) == (50, "133086")
    with pytest.raises(NotYours):
        services.contract_save(actor=cast.hinohara, row=contract_row(), contract=contract)
    services.renewal_voice(actor=cast.ome, contract=contract, title="更新", body="40台")


def test_of_two_contracts_with_one_key_an_import_changes_the_successors_own(
    cast: Cast, clock: Clock, contract: Contract
) -> None:
    services.contract_save(actor=cast.ome, row=contract_row(title="青梅市の契約"))
    merge(cast, clock)
    services.contracts_import(actor=cast.ome, rows=[contract_row(title="新しい件名")])
    contract.refresh_from_db()
    assert contract.title != "新しい件名"
    assert Contract.objects.get(organization=cast.body("132055")).title == "新しい件名"


def test_a_statement_that_waited_is_approved_by_the_successors_approver(cast: Cast, clock: Clock, need: Need) -> None:
    waiting = services.statement_write(actor=cast.okutama, need=need, kind="official", body="参加を検討します。")
    merge(cast, clock)
    found = access.statement_for_approver(cast.actor("ome_chief"), waiting.pk)
    services.statement_approve(actor=cast.actor("ome_chief"), statement=found)
    waiting.refresh_from_db()
    assert waiting.approved_at is not None


def test_what_only_the_merged_body_found_by_searching_its_successor_finds(
    cast: Cast, clock: Clock, asked: Consultation
) -> None:
    assert search(cast.ome, asked.voice.title) == []
    merge(cast, clock)
    assert [hit.title for hit in search(cast.ome, asked.voice.title)] == [asked.voice.title]
    assert search(cast.hinohara, asked.voice.title) == []
