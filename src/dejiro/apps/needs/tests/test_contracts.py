from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from conftest import Cast, Clock
from dejiro.apps.needs import services
from dejiro.apps.needs.models import Contract, Voice
from dejiro.apps.needs.selectors.contracts import renewal_months
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of


def row(key: str = "R6-012", ends_on: str = "2027-03-31", **fields: object) -> ContractRow:
    facts = {"title": "端末賃貸借", "category": "devices", "vendor": "甲社", "annual_amount": 100, **fields}
    return ContractRow(key=key, starts_on=date(2024, 4, 1), ends_on=date.fromisoformat(ends_on), **facts)  # type: ignore[arg-type]  # fields of the row


def save(actor: Actor, *rows: ContractRow) -> list[Contract]:
    return [services.contract_save(actor=actor, row=each) for each in rows]


def neighbours(cast: Cast) -> list[str]:
    months = renewal_months(cast.okutama)
    return [name for month in months for renewal in month.renewals for name in renewal.bodies]


def test_eighteen_months_ahead_are_shown_month_by_month(cast: Cast) -> None:
    save(cast.okutama, row("A", "2026-10-31"), row("B", "2028-04-30"), row("C", "2028-05-01"), row("D", "2026-10-04"))
    months = renewal_months(cast.okutama)
    assert (months[0].month, months[-1].month, len(months)) == (Month("2026-10"), Month("2028-04"), 19)
    assert [renewal.contract.key for month in months for renewal in month.renewals] == ["A", "B"]


@pytest.mark.parametrize(
    ("ends_on", "category", "near"),
    [
        ("2026-12-01", "devices", ["青梅市"]),
        ("2026-11-30", "devices", []),
        ("2027-06-30", "devices", ["青梅市"]),
        ("2027-07-01", "devices", []),
        ("2027-03-31", "network", []),
    ],
)
def test_who_renews_the_same_within_three_months(cast: Cast, ends_on: str, category: str, near: list[str]) -> None:
    save(cast.okutama, row())
    save(cast.ome, row("X", ends_on, category=category))
    assert neighbours(cast) == near


def test_other_prefectures_and_ended_contracts_are_no_neighbours(cast: Cast, clock: Clock) -> None:
    save(cast.okutama, row(ends_on="2026-11-30"))
    save(cast.tottori_city, row(ends_on="2026-11-30"))
    save(cast.ome, row(ends_on="2026-10-04"))
    assert neighbours(cast) == []


def test_a_neighbour_shows_neither_vendor_nor_amount(cast: Cast) -> None:
    save(cast.okutama, row())
    save(cast.ome, row("X", vendor="秘密の会社", annual_amount=987_654))
    shown = str([renewal.neighbours for month in renewal_months(cast.okutama) for renewal in month.renewals])
    assert "青梅市" in shown
    assert "秘密の会社" not in shown
    assert "987654" not in shown


def test_the_log_keeps_vendor_and_amount_sealed(cast: Cast) -> None:
    (contract,) = save(cast.okutama, row(vendor="秘密の会社", annual_amount=987_654))
    (entry,) = history(subject_of(contract))
    assert entry.data["ends_on"] == "2027-03-31"
    assert "秘密の会社" not in str(entry.data)
    assert "987654" not in str(entry.data)


def test_a_key_stands_once_in_a_bodys_list(cast: Cast) -> None:
    save(cast.okutama, row())
    save(cast.ome, row())
    with pytest.raises(Refusal, match="別の契約で使われて"):
        save(cast.okutama, row())
    with pytest.raises(IntegrityError), transaction.atomic():
        Contract.objects.filter(organization=cast.ome.organization).update(organization=cast.okutama.organization)


@pytest.mark.parametrize(("fields", "words"), [({"ends_on": "2024-03-31"}, "開始日より前"), ({"quantity": 0}, "1以上")])
def test_a_contract_has_a_period_and_a_quantity(cast: Cast, fields: dict[str, str], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        save(cast.okutama, row(**fields))


def test_only_officers_keep_their_own_bodys_list(cast: Cast, contract: Contract) -> None:
    for outsider in (cast.company, cast.resident, cast.coordinator, cast.expert):
        with pytest.raises(NotYours):
            save(outsider, row())
    with pytest.raises(NotYours):
        services.contract_save(actor=cast.ome, contract=contract, row=row())
    with pytest.raises(NotYours):
        services.contract_delete(actor=cast.ome, contract=contract)
    with pytest.raises(NotYours):
        services.renewal_voice(actor=cast.ome, contract=contract, title="x", body="y")
    with pytest.raises(NotYours):
        services.voice_create(actor=cast.ome, title="x", body="y", category="devices", contract=contract)


def test_an_import_makes_changes_and_leaves(cast: Cast) -> None:
    save(cast.okutama, row("A"), row("B"), row("C"))
    done = services.contracts_import(actor=cast.okutama, rows=[row("A"), row("B", quantity=3), row("D")])
    assert (done.made, done.changed, done.unchanged) == (1, 1, 1)
    versions = dict(Contract.objects.values_list("key", "version"))
    assert versions == {"A": 1, "B": 2, "C": 1, "D": 1}


def test_an_import_is_whole_or_not_at_all(cast: Cast) -> None:
    save(cast.okutama, row("A"))
    with pytest.raises(Refusal, match="開始日より前"):
        services.contracts_import(actor=cast.okutama, rows=[row("A", quantity=3), row("B", "2024-03-31")])
    assert list(Contract.objects.values_list("key", "quantity")) == [("A", None)]


def test_an_import_after_another_change_is_refused(cast: Cast) -> None:
    save(cast.okutama, row("A"))
    with pytest.raises(Conflict, match="契約台帳が変わりました"):
        services.contracts_import(actor=cast.okutama, rows=[row("A"), row("B")], versions={"A": 2})


def test_a_renewal_is_one_voice_a_term(cast: Cast, contract: Contract) -> None:
    words: dict[str, Any] = {"title": "更新", "body": "40台"}
    voice = services.renewal_voice(actor=cast.okutama, contract=contract, **words)
    assert (voice.kind, voice.contract, voice.category) == (Voice.Kind.RENEWAL, contract, "devices")
    with pytest.raises(Refusal, match="すでに声に"):
        services.renewal_voice(actor=cast.okutama, contract=contract, **words)
    services.voice_decline(actor=cast.coordinator, voice=voice, reason="時期が遠い")
    services.renewal_voice(actor=cast.okutama, contract=contract, **words)
    with pytest.raises(Refusal, match="削除できません"):
        services.contract_delete(actor=cast.okutama, contract=contract)


def test_the_renewal_of_the_next_term_is_another_voice(cast: Cast, contract: Contract) -> None:
    services.renewal_voice(actor=cast.okutama, contract=contract, title="更新", body="40台")
    Contract.objects.update(starts_on="2027-04-01", ends_on="2028-03-31")
    contract.refresh_from_db()
    services.renewal_voice(actor=cast.okutama, contract=contract, title="更新", body="40台")
    assert contract.voices.count() == 2
