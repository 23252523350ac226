from dataclasses import replace
from datetime import datetime

import pytest

from conftest import Cast, Clock
from dejiro.apps.commitments import services
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Decision, Outlook, Round
from dejiro.apps.commitments.selectors import waiting_bodies, waiting_by_round
from dejiro.apps.commitments.tests.conftest import PROMISE, TERMS, Promise
from dejiro.apps.needs.models import Need
from dejiro.foundation.errors import Conflict, Refusal
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.selectors import desk_for

Change = dict[str, object]


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"tiers": ()}, "no_tier", "tiers"),
        ({"tiers": ((100, 3000), (100, 2500))}, "tiers_not_increasing", "tiers"),
        ({"tiers": ((1, 3000), (100, 3000))}, "tiers_not_decreasing", "tiers"),
        ({"starts": ()}, "no_start", "starts"),
        ({"starts": ("2026-10",)}, "start_before_close", "starts"),
        ({"closes_at": datetime.fromisoformat("2026-10-01T17:15:00+09:00")}, "closes_in_the_past", "closes_at"),
        ({"tiers": ((50, 3000),), "capacity": 20}, "capacity_below_tiers", "capacity"),
    ],
)
def test_terms_that_cannot_stand_are_refused_at_their_field(
    cast: Cast, need: Need, change: Change, code: str, field: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.round_create(actor=cast.coordinator, need=need, terms=replace(TERMS, **change))  # type: ignore[arg-type]
    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert not Round.objects.exists()


def test_a_draft_changes_and_its_new_prices_replace_the_old(cast: Cast, draft: Round) -> None:
    services.round_update(
        actor=cast.coordinator, round_=draft, terms=replace(TERMS, tiers=((1, 900),)), version=draft.version
    )
    assert [(tier.min_quantity, tier.unit_price) for tier in draft.tiers.all()] == [(1, 900)]


def test_the_second_of_two_coordinators_who_edit_the_same_draft_is_told(cast: Cast, draft: Round) -> None:
    mine, theirs = Round.objects.get(pk=draft.pk), Round.objects.get(pk=draft.pk)
    services.round_update(actor=cast.coordinator, round_=mine, terms=TERMS, version=1)
    with pytest.raises(Conflict):
        services.round_update(actor=cast.coordinator_two, round_=theirs, terms=TERMS, version=1)


def test_an_open_round_lies_on_the_desk_of_every_body_of_the_need(cast: Cast, opened: Round) -> None:
    for actor in (cast.okutama, cast.ome, cast.hinohara):
        assert [item.kind for item in desk_for(actor)] == ["round.answer"]
    assert desk_for(cast.hachioji) == []
    assert "round.close" in [item.kind for item in desk_for(cast.coordinator)]


def test_an_open_round_keeps_its_terms(cast: Cast, opened: Round) -> None:
    with pytest.raises(Refusal, match="条件を変えられません"):
        services.round_update(actor=cast.coordinator, round_=opened, terms=TERMS)


def test_a_round_opens_once(cast: Cast, opened: Round) -> None:
    with pytest.raises(Refusal, match="もう始まっています"):
        services.round_open(actor=cast.coordinator, round_=opened)


def test_a_draft_whose_closing_date_has_passed_cannot_open(cast: Cast, draft: Round, clock: Clock) -> None:
    clock.move_to("2026-10-24T09:00+09:00")
    with pytest.raises(Refusal, match="締切が過ぎています"):
        services.round_open(actor=cast.coordinator, round_=draft)


def test_more_time_is_given_with_a_reason_that_stands_in_the_ledger(cast: Cast, opened: Round) -> None:
    later = datetime.fromisoformat("2026-11-06T17:15:00+09:00")
    services.round_extend(actor=cast.coordinator, round_=opened, closes_at=later, reason="議会の日程のため")
    assert history(subject_of(opened))[-1].data["reason"] == "議会の日程のため"
    assert desk_for(cast.okutama)[0].due_at == later


def test_after_the_closing_date_nobody_is_asked_for_an_answer_until_there_is_more_time(
    cast: Cast, opened: Round, clock: Clock
) -> None:
    clock.move_to("2026-10-23T17:14+09:00")
    assert [item.kind for item in desk_for(cast.okutama)] == ["round.answer"]
    clock.move_to("2026-10-23T17:15+09:00")
    assert desk_for(cast.okutama) == []
    later = datetime.fromisoformat("2026-11-06T17:15:00+09:00")
    services.round_extend(actor=cast.coordinator, round_=opened, closes_at=later, reason="議会の日程のため")
    assert [item.kind for item in desk_for(cast.okutama)] == ["round.answer"]


def test_more_time_moves_what_waits_for_approval_too(cast: Cast, opened: Round) -> None:
    waits = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.okutama, commitment=waits)
    returned = services.commitment_save(actor=cast.ome, round_=opened, terms=PROMISE)
    services.commitment_submit(actor=cast.ome, commitment=returned)
    services.commitment_return(actor=cast.ome_chief, commitment=returned, reason="数量を確かめてください")
    later = datetime.fromisoformat("2026-11-06T17:15:00+09:00")
    services.round_extend(actor=cast.coordinator, round_=opened, closes_at=later, reason="議会の日程のため")
    waiting = [*desk_for(cast.okutama_chief), *desk_for(cast.ome)]
    assert {item.kind for item in waiting} >= {"commitment.approve", "commitment.revise"}
    assert {item.due_at for item in waiting} == {later}


@pytest.mark.parametrize(
    ("moment", "code"), [("2026-10-20T17:15", "not_later"), ("2027-04-02T17:15", "close_after_start")]
)
def test_a_closing_date_moves_only_later_and_not_past_the_start(
    cast: Cast, opened: Round, moment: str, code: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        services.round_extend(
            actor=cast.coordinator,
            round_=opened,
            closes_at=datetime.fromisoformat(f"{moment}:00+09:00"),
            reason="理由",
        )
    assert refusal.value.code == code


def test_a_cancelled_round_leaves_every_desk(cast: Cast, opened: Round) -> None:
    services.round_cancel(actor=cast.coordinator, round_=opened, reason="仕様の見直し")
    assert opened.status == Round.Status.CANCELLED
    assert desk_for(cast.okutama) == []


def test_a_decided_round_cannot_be_cancelled(cast: Cast, decided: Round) -> None:
    with pytest.raises(Refusal, match="取りやめられません"):
        services.round_cancel(actor=cast.coordinator, round_=decided, reason="やめる")


def test_a_round_is_not_decided_before_its_closing_date(cast: Cast, opened: Round) -> None:
    with pytest.raises(Refusal, match="締切前"):
        services.round_close(actor=cast.coordinator, round_=opened, reason="早く")


def test_the_decision_names_the_group_its_price_and_what_each_pays_to_the_yen(decided: Round) -> None:
    answer = decided.decision.answer
    assert answer["members"] == ["132055", "133086"]
    assert (answer["start"], answer["unit_price"], answer["quantity"]) == ("2027-04", 3000, 120)
    assert sum(share["fixed"] for share in answer["shares"]) == 30_000
    assert sum(share["total"] for share in answer["shares"]) == answer["total"] == 390_000


def test_the_ledger_keeps_the_digests_and_the_reason_of_a_decision(decided: Round) -> None:
    closed = next(entry for entry in history(subject_of(decided)) if entry.action == "commitments.round.close")
    assert closed.data["reason"] == "二団体で成立とする。"
    assert {"problem_digest", "answer_digest"} <= closed.data.keys()


def test_the_reasons_of_a_decision_are_recorded_once(cast: Cast, decided: Round) -> None:
    decision = decision_explain(decision=decided.decision)
    again = decision_explain(decision=decided.decision)
    outside = decision.reasons["outside"]
    assert [(item["id"], item["reason"]) for item in outside] == [("133078", "price")]
    assert again.reasons == decision.reasons
    assert [entry.action for entry in history(subject_of(decided))].count("commitments.round.explain") == 1


def test_a_round_without_a_group_fails_and_its_need_is_open_again(
    cast: Cast, opened: Round, promise: Promise, clock: Clock
) -> None:
    promise("okutama", opened, max_unit_price=100)
    clock.move_to("2026-10-26T09:00+09:00")
    services.round_close(actor=cast.coordinator, round_=opened, reason="価格が合わない")
    opened.need.refresh_from_db()
    assert opened.status == Round.Status.FAILED
    assert opened.need.status == Need.Status.ADOPTED


def test_estimates_below_the_level_asked_for_do_not_count(
    cast: Cast, opened: Round, promise: Promise, clock: Clock
) -> None:
    promise("okutama", opened)
    promise("ome", opened, authority=1)
    clock.move_to("2026-10-26T09:00+09:00")
    decision = services.round_close(actor=cast.coordinator, round_=opened, reason="一団体のみ")
    assert decision.answer["members"] == []


def test_a_decided_round_starts_in_its_month_and_not_before(cast: Cast, decided: Round, clock: Clock) -> None:
    with pytest.raises(Refusal, match="開始月"):
        services.round_start(actor=cast.coordinator, round_=decided)
    clock.move_to("2027-04-01T09:00+09:00")
    assert services.round_start(actor=cast.coordinator, round_=decided).status == Round.Status.STARTED


def test_the_outlook_follows_every_commitment(opened: Round, promise: Promise) -> None:
    assert Outlook.objects.get(round=opened).answer["members"] == []
    promise("okutama", opened)
    promise("ome", opened)
    assert Outlook.objects.get(round=opened).answer["members"] == ["132055", "133086"]


def test_the_coordinator_sees_who_has_not_answered(cast: Cast, opened: Round, promise: Promise) -> None:
    promise("okutama", opened)
    services.abstention_answer(actor=cast.ome, round_=opened, reason="今年は予算がない")
    assert [body.name for body in waiting_bodies(opened)] == ["檜原村"]
    assert [(round_.pk, [body.name for body in bodies]) for round_, bodies in waiting_by_round(opened.area)] == [
        (opened.pk, ["檜原村"])
    ]


def test_nothing_of_a_decision_stays_when_the_ledger_cannot_be_written(
    cast: Cast, opened: Round, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_facts: object) -> None:
        raise OSError("disk full")

    clock.move_to("2026-10-26T09:00+09:00")
    monkeypatch.setattr("dejiro.apps.commitments.services.rounds.record", fail)
    with pytest.raises(OSError, match="disk full"):
        services.round_close(actor=cast.coordinator, round_=opened, reason="決定")
    assert not Decision.objects.exists()
    assert Round.objects.get(pk=opened.pk).status == Round.Status.OPEN
