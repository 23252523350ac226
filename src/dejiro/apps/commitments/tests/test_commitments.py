from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from conftest import Cast, Clock
from dejiro.apps.commitments import planning, services
from dejiro.apps.commitments.models import Abstention, Commitment, Outlook, Round
from dejiro.apps.commitments.panels import change_text, group_of, listed, panel_for, reason_text
from dejiro.apps.commitments.tests.conftest import PROMISE, Promise
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.selectors import desk_for

Change = dict[str, object]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"quantity": 0}, "quantity_zero", "quantity"),
        ({"authority": 9}, "authority_unknown", "authority"),
        ({"starts": ()}, "no_start", "starts"),
        ({"starts": ("2028-01",)}, "start_not_offered", "starts"),
        ({"only_with": ("133086",)}, "names_itself", "only_with"),
        ({"not_with": ("999999",)}, "body_unknown", "not_with"),
        ({"only_with": ("132055",), "not_with": ("132055",)}, "body_on_both_lists", "not_with"),
        ({"baseline_on": None}, "baseline_half", "baseline"),
        ({"baseline_on": date(2026, 12, 1)}, "baseline_in_future", "baseline_on"),
    ],
)
def test_a_promise_that_does_not_fit_the_round_is_refused_at_its_field(
    cast: Cast, opened: Round, change: Change, code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.commitment_save(actor=cast.okutama, round_=opened, terms=replace(PROMISE, **change))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Commitment.objects.exists()


def test_a_commitment_is_in_force_once_the_chief_approves_it(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    assert [item.kind for item in desk_for(cast.okutama_chief)] == ["round.answer", "commitment.approve"]
    services.commitment_approve(actor=cast.okutama_chief, commitment=saved)
    assert saved.status == Commitment.Status.IN_FORCE
    assert desk_for(cast.okutama_chief) == []


def test_an_estimate_is_in_force_without_a_chief(cast: Cast, opened: Round, promise: Promise) -> None:
    commitment = promise("okutama", opened, authority=1)
    assert commitment.status == Commitment.Status.IN_FORCE
    assert commitment.approved_by == cast.user("okutama")


def test_nobody_but_the_bodys_approver_approves(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    for actor in (cast.okutama, cast.ome_chief, cast.coordinator):
        with pytest.raises(NotYours):
            services.commitment_approve(actor=actor, commitment=saved)


def test_the_approver_does_not_approve_what_they_prepared(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama_chief, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama_chief, commitment=saved)
    with pytest.raises(NotYours, match="自分で作った"):
        services.commitment_approve(actor=cast.okutama_chief, commitment=saved)


def test_a_returned_commitment_comes_back_to_who_prepared_it(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    services.commitment_return(actor=cast.okutama_chief, commitment=saved, reason="数量を確かめてください")
    assert "commitment.revise" in [item.kind for item in desk_for(cast.okutama)]
    again = services.commitment_save(actor=cast.okutama, round_=opened, terms=replace(PROMISE, quantity=35))
    assert (again.pk, again.status, again.quantity) == (saved.pk, Commitment.Status.DRAFT, 35)


def test_a_returned_commitment_needs_an_approver_to_return_it(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    with pytest.raises(Refusal, match="承認待ち"):
        services.commitment_return(actor=cast.okutama_chief, commitment=saved, reason="まだ")
    with pytest.raises(NotYours):
        services.commitment_return(actor=cast.okutama, commitment=saved, reason="私が")


def test_what_waits_for_approval_is_not_rewritten_under_the_approver(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    with pytest.raises(Refusal, match="承認待ち"):
        services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    with pytest.raises(Refusal, match="下書きだけ"):
        services.commitment_submit(actor=cast.okutama, commitment=saved)


def test_the_approver_is_told_when_the_draft_changed_since_they_read_it(cast: Cast, opened: Round) -> None:
    saved = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    read = saved.version
    services.commitment_submit(actor=cast.okutama, commitment=saved)
    with pytest.raises(Conflict):
        services.commitment_approve(actor=cast.okutama_chief, commitment=saved, version=read)


def test_a_change_supersedes_and_overwrites_nothing(opened: Round, promise: Promise) -> None:
    first = promise("okutama", opened)
    second = promise("okutama", opened, quantity=60)
    first.refresh_from_db()
    assert (first.status, first.quantity) == (Commitment.Status.SUPERSEDED, 40)
    assert (second.supersedes, second.quantity) == (first, 60)


def test_a_body_withdraws_until_the_closing_date_and_not_after(
    cast: Cast, opened: Round, promise: Promise, clock: Clock
) -> None:
    commitment = promise("okutama", opened)
    with pytest.raises(NotYours, match="承認者です"):
        services.commitment_withdraw(actor=cast.okutama, commitment=commitment, reason="やめます")
    services.commitment_withdraw(actor=cast.okutama_chief, commitment=commitment, reason="やめます")
    with pytest.raises(Refusal, match="もう終わっています"):
        services.commitment_withdraw(actor=cast.okutama_chief, commitment=commitment, reason="もう一度")
    clock.move_to("2026-10-23T17:15+09:00")
    with pytest.raises(Refusal, match="締切を過ぎた"):
        services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)


def test_a_closed_round_takes_no_commitment(cast: Cast, decided: Round) -> None:
    with pytest.raises(Refusal, match="受け付けていません"):
        services.commitment_save(actor=cast.hachioji, round_=decided, terms=PROMISE)


def test_a_body_that_will_not_take_part_says_so_once_and_may_change_its_mind(
    cast: Cast, opened: Round, promise: Promise
) -> None:
    services.abstention_answer(actor=cast.okutama, round_=opened, reason="予算がない")
    services.abstention_answer(actor=cast.okutama, round_=opened, reason="予算がありません")
    assert [row.reason for row in Abstention.objects.all()] == ["予算がありません"]
    assert desk_for(cast.okutama) == []
    promise("okutama", opened)
    assert not Abstention.objects.exists()
    with pytest.raises(Refusal, match="有効な約束"):
        services.abstention_answer(actor=cast.okutama, round_=opened, reason="やはり")


def test_somebody_without_a_body_promises_nothing(cast: Cast, opened: Round) -> None:
    with pytest.raises(NotYours):
        services.commitment_save(actor=cast.okutama_next, round_=opened, terms=PROMISE)


def test_the_ledger_does_not_show_a_cap_before_the_decision(opened: Round, promise: Promise) -> None:
    promise("okutama", opened, max_unit_price=3217)
    assert not any("3217" in entry.leaf for entry in Entry.objects.all())


def test_a_member_learns_its_price_alone_and_in_the_group(opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    panel = panel_for(opened, Outlook.objects.get(round=opened), "133086")
    assert panel.standing.share is not None
    assert panel.standing.share["alone"] == 40 * 3600 + 30_000
    assert panel.standing.unit_price_with_share == 3000 + -(-panel.standing.share["fixed"] // 40)
    assert (panel.falls_out, panel.stay, panel.extra) == ("青梅市", 0, 0)


def test_a_group_that_costs_more_than_buying_alone_says_so(opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    promise("ome", opened)
    panel = panel_for(opened, Outlook.objects.get(round=opened), "133086")
    share = {"goods": 1, "fixed": 9, "total": 10, "alone": 4, "saving": -6}
    assert replace(panel, standing=planning.Standing(share, None, None, 1)).extra == 6


def test_an_outsider_learns_the_smallest_change_that_lets_it_in(opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    promise("hinohara", opened, quantity=5, max_unit_price=100)
    panel = panel_for(opened, Outlook.objects.get(round=opened), "133078")
    assert not panel.standing.inside
    assert panel.standing.unit_price_with_share is None
    assert panel.reason == reason_text("price")
    needed = panel.standing.outside["change"]["max_unit_price"] if panel.standing.outside else 0
    promise("hinohara", opened, quantity=5, max_unit_price=needed)
    assert "133078" in Outlook.objects.get(round=opened).summary["members"]
    assert f"{needed:,}円" in panel.change


def test_who_leaves_may_take_the_price_along(opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    promise("hinohara", opened, quantity=10)
    outlook = Outlook.objects.get(round=opened)
    found = panel_for(opened, outlook, "133086", leaver="132055").what_if
    assert found is not None
    assert (found.name, found.unit_price, found.stay) == ("青梅市", 3600, 2)
    assert found.dearer is not None
    assert found.dearer > 0
    assert panel_for(opened, outlook, "133086", leaver="131016").what_if is None


def test_a_condition_on_a_body_that_promised_nothing_is_seen_to_fail(opened: Round, promise: Promise) -> None:
    promise("okutama", opened, only_with=("132012",))
    promise("ome", opened)
    promise("hinohara", opened)
    outlook = Outlook.objects.get(round=opened)
    assert outlook.summary["members"] == ["132055", "133078"]
    assert outlook.summary["outside"] == ["133086"]
    assert planning.answer_without(outlook, "132055", "133078")["stay"] == 0


def test_a_condition_on_a_body_that_leaves_fails_with_it(opened: Round, promise: Promise) -> None:
    promise("okutama", opened, only_with=("132055",))
    promise("ome", opened)
    promise("hinohara", opened)
    found = planning.answer_without(Outlook.objects.get(round=opened), "132055", "133078")
    assert (found["stay"], found["falls_out"]) == (0, ["133078", "133086"])


def test_many_bodies_are_named_in_part() -> None:
    codes = [str(number) for number in range(15)]
    assert listed(codes, {}) == "、".join(codes[:12]) + "ほか3団体"


def test_a_body_named_as_unwanted_that_promised_nothing_does_no_harm(opened: Round, promise: Promise) -> None:
    promise("okutama", opened, not_with=("132012",))
    promise("ome", opened)
    assert Outlook.objects.get(round=opened).answer["members"] == ["132055", "133086"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"max_total": 5000}, "総額の上限を5,000円"),
        ({"starts": ["2027-07"]}, "2027年7月"),
        ({"min_members": 3}, "3団体以下"),
        ({"min_quantity": 200}, "200台"),
        ({"quantity": 30}, "数量を30台"),
        ({"only_with": []}, "なし"),
        ({"not_with": ["132055"]}, "青梅市"),
        (None, ""),
    ],
)
def test_every_change_is_said_in_words(opened: Round, change: Change | None, words: str) -> None:
    assert words in change_text(change, opened, {"132055": "青梅市"})


def test_a_preview_shows_what_a_draft_would_bring(cast: Cast, opened: Round, promise: Promise) -> None:
    promise("ome", opened, quantity=80)
    in_force = list(opened.commitments.filter(status="in_force").select_related("organization", "round"))
    draft = Commitment(round=opened, organization=cast.body("133086"), **replace(PROMISE, quantity=40).row())
    assert group_of(planning.preview(opened, in_force, draft)).size == 2


def test_money_in_a_commitment_is_whole_and_measures_are_exact(opened: Round, promise: Promise) -> None:
    commitment = promise("okutama", opened, baseline=Decimal("0.10"))
    commitment.refresh_from_db()
    assert commitment.baseline == Decimal("0.10")


def test_a_body_that_withdraws_is_asked_again(cast: Cast, opened: Round, promise: Promise) -> None:
    commitment = promise("okutama", opened)
    assert desk_for(cast.okutama) == []
    services.commitment_withdraw(actor=cast.okutama_chief, commitment=commitment, reason="見直す")
    assert [item.kind for item in desk_for(cast.okutama)] == ["round.answer"]


def test_a_body_that_nobody_asked_is_not_asked_after_it_withdraws(cast: Cast, opened: Round, promise: Promise) -> None:
    commitment = promise("hachioji", opened)
    services.commitment_withdraw(actor=cast.hachioji_chief, commitment=commitment, reason="見直す")
    assert desk_for(cast.hachioji) == []


def test_of_very_many_bodies_the_largest_are_offered_to_leave(
    opened: Round, promise: Promise, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    promise("hinohara", opened, quantity=10)
    monkeypatch.setattr("dejiro.apps.commitments.panels.LEAVERS", 2)
    panel = panel_for(opened, Outlook.objects.get(round=opened), "133086")
    assert panel.others == (("132055", "青梅市"), ("133078", "檜原村"))


def test_dates_belong_to_a_body(cast: Cast) -> None:
    with pytest.raises(NotYours):
        services.budget_cycle_save(
            actor=cast.okutama_next,
            fiscal_year=FiscalYear(2027),
            request_due_on=date(2026, 10, 1),
            settled_on=date(2026, 12, 1),
        )
    mine = services.assembly_save(
        actor=cast.okutama, name="定例会", opens_on=date(2027, 2, 24), votes_on=date(2027, 3, 19)
    )
    with pytest.raises(NotYours, match="ほかの団体"):
        services.assembly_delete(actor=cast.ome, assembly=mine)
