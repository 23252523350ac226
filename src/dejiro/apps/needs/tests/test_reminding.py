from dataclasses import replace
from datetime import date

import pytest

from conftest import Cast, Clock
from dejiro.apps.needs import services
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.errors import NotYours
from dejiro.foundation.notices.selectors import desk_for

ROW = ContractRow(
    key="A-1",
    title="端末の賃貸借",
    category="devices",
    vendor="会社",
    starts_on=date(2024, 4, 1),
    ends_on=date(2028, 3, 31),
    annual_amount=1_000_000,
)


def test_a_contract_comes_to_the_desk_eighteen_months_ahead_and_once(cast: Cast) -> None:
    services.contract_save(actor=cast.okutama, row=ROW)
    assert services.renewals_remind() == 1
    assert services.renewals_remind() == 0
    (item,) = desk_for(cast.okutama)
    assert item.title == "更新に備える：端末の賃貸借（令和10年3月31日満了）"
    assert item.due_at is not None
    assert item.due_at.date() == date(2027, 3, 31)


@pytest.mark.parametrize("ends_on", [date(2028, 5, 1), date(2026, 10, 4)])
def test_what_ends_later_or_has_ended_does_not(cast: Cast, ends_on: date) -> None:
    services.contract_save(actor=cast.okutama, row=replace(ROW, ends_on=ends_on))
    assert services.renewals_remind() == 0


def test_what_ends_within_the_year_is_due_in_thirty_days(cast: Cast) -> None:
    services.contract_save(actor=cast.okutama, row=replace(ROW, ends_on=date(2027, 3, 31)))
    services.renewals_remind()
    due = desk_for(cast.okutama)[0].due_at
    assert due is not None
    assert due.date() == date(2026, 11, 4)


def test_a_voice_answers_it(cast: Cast) -> None:
    contract = services.contract_save(actor=cast.okutama, row=ROW)
    services.renewals_remind()
    services.renewal_voice(actor=cast.okutama, contract=contract, title="更新", body="一緒に")
    assert desk_for(cast.okutama) == []
    assert services.renewals_remind() == 0


def test_a_no_answers_it_until_the_next_term(cast: Cast, clock: Clock) -> None:
    contract = services.contract_save(actor=cast.okutama, row=ROW)
    services.renewals_remind()
    services.renewal_decline(actor=cast.okutama, contract=contract)
    assert desk_for(cast.okutama) == []
    assert services.renewals_remind() == 0
    next_term = replace(ROW, starts_on=date(2028, 4, 1), ends_on=date(2030, 3, 31))
    services.contract_save(actor=cast.okutama, row=next_term, contract=contract)
    clock.move_to("2029-04-01T09:00+09:00")
    assert services.renewals_remind() == 1


def test_a_deleted_contract_leaves_the_desk(cast: Cast) -> None:
    contract = services.contract_save(actor=cast.okutama, row=ROW)
    services.renewals_remind()
    services.contract_delete(actor=cast.okutama, contract=contract)
    assert desk_for(cast.okutama) == []


def test_only_the_body_itself_says_no(cast: Cast) -> None:
    contract = services.contract_save(actor=cast.okutama, row=ROW)
    with pytest.raises(NotYours):
        services.renewal_decline(actor=cast.ome, contract=contract)
