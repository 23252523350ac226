import re
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.billing import Line, bills_of, shared, weights_of
from dejiro.apps.talent.models import Engagement, Log, Proposal, Request, Specialist
from dejiro.apps.talent.selectors.engagements import statement_of
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry as LedgerEntry
from dejiro.foundation.notices.models import DeskItem, Notice


def test_two_yeses_make_an_engagement_at_the_rate_of_the_day(engagement: Engagement) -> None:
    assert (engagement.rate, engagement.half_days, engagement.share_percent) == (20_000, 2, 100)
    engagement.request.refresh_from_db()
    assert engagement.request.status == Request.Status.SERVED
    assert not DeskItem.objects.filter(kind__startswith="talent.", closed_at=None).exists()


def test_a_no_needs_its_reason_and_frees_the_request_for_somebody_else(cast: Cast, proposal: Proposal) -> None:
    with pytest.raises(Refusal, match="断る理由"):
        services.proposal_answer(actor=cast.expert, proposal=proposal, accept=False)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=False, reason="育児休業のため")
    assert "育児" not in LedgerEntry.objects.get(action="talent.proposal.answer").leaf
    assert DeskItem.objects.filter(kind="talent.proposal.declined", closed_at=None).count() == 1
    with pytest.raises(Refusal, match="決着"):
        services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)
    other = specialist_of(cast, key="S-002")
    assert services.proposal_make(actor=cast.coordinator, request=proposal.request, specialist=other).is_open


def test_each_side_answers_once_and_nobody_else_does(cast: Cast, proposal: Proposal) -> None:
    with pytest.raises(NotYours):
        services.proposal_answer(actor=cast.okutama, proposal=proposal, accept=True)
    with pytest.raises(NotYours):
        services.proposal_answer(actor=cast.ome_chief, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)
    with pytest.raises(Refusal, match="もう返事"):
        services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)


def test_one_proposal_at_a_time(cast: Cast, proposal: Proposal) -> None:
    other = specialist_of(cast, key="S-002")
    with pytest.raises(Refusal, match="返事を待っている提案"):
        services.proposal_make(actor=cast.coordinator, request=proposal.request, specialist=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.create(request=proposal.request, specialist=other, made_at=proposal.made_at)


def test_who_cannot_serve_is_not_proposed_and_the_reasons_are_told(cast: Cast, request_: Request) -> None:
    busy = specialist_of(cast, key="S-002", employment="side")
    with pytest.raises(Refusal, match="兼業の許可、保険の加入"):
        services.proposal_make(actor=cast.coordinator, request=request_, specialist=busy)
    services.specialist_leave(actor=cast.coordinator, specialist=busy, left_on=date(2027, 5, 1))
    with pytest.raises(Refusal, match="稼働できる量が足りない"):
        services.proposal_make(actor=cast.coordinator, request=request_, specialist=busy)
    hard = approved(cast, "ome", role="ba-new")
    with pytest.raises(Refusal, match="役割「新規事業開発」がありません"):
        services.proposal_make(actor=cast.coordinator, request=hard, specialist=busy)


def test_what_is_promised_is_not_promised_twice(cast: Cast, engagement: Engagement, specialist: Specialist) -> None:
    assert engagement.half_days == 2
    big = approved(cast, "ome", half_days=5)
    with pytest.raises(Refusal, match="稼働できる量が足りない"):
        services.proposal_make(actor=cast.coordinator, request=big, specialist=specialist)


def test_body_and_specialist_answer_on_the_same_page(cast: Cast, sign_in: SignIn, proposal: Proposal) -> None:
    here = proposal.get_absolute_url()
    assert "返事をする" in text(sign_in(cast.expert).get(here))
    assert "返事をする" not in text(sign_in(cast.okutama).get(here))
    client = sign_in(cast.okutama_chief)
    assert client.get(f"{here}answer/").status_code == 200
    assert client.post(f"{here}answer/", {"answer": "no", "version": "1"}).status_code == 422
    assert client.post(f"{here}answer/", {"answer": "yes", "version": "1"}).url == here
    assert "返事を待っている提案" in text(sign_in(cast.expert).get("/talent/"))
    assert sign_in(cast.expert).post(f"{here}answer/", {"answer": "yes", "version": "2"}).url == here
    assert "支援のページを開く" in text(sign_in(cast.okutama).get(here))
    assert "いまの支援" in text(sign_in(cast.okutama).get("/talent/"))


def test_the_coordinator_proposes_from_those_who_can(
    cast: Cast, sign_in: SignIn, request_: Request, specialist: Specialist
) -> None:
    client = sign_in(cast.coordinator)
    here = f"{request_.get_absolute_url()}propose/"
    assert specialist.name in text(client.get(request_.get_absolute_url()))
    assert specialist.name in text(client.get(here))
    there = client.post(here, {"specialist": specialist.pk}).url
    assert client.get(f"{there}withdraw/").status_code == 200
    assert client.post(f"{there}withdraw/", {"version": "1"}).url == there
    assert Proposal.objects.get().withdrawn


NOTE: dict[str, Any] = {"done": "手順書は共有にある", "next_steps": "次は帳票", "contact": "総務課 0428-00-1000"}
WORK: dict[str, Any] = {"half_days": 2, "done": "移行の手順を決めた", "deliverable": "手順書"}


def test_a_week_is_written_by_the_specialist_once_it_has_begun(
    cast: Cast, engagement: Engagement, clock: Clock
) -> None:
    clock.move_to("2027-04-16T10:00:00+09:00")
    with pytest.raises(NotYours):
        services.log_save(actor=cast.okutama, engagement=engagement, week=date(2027, 4, 8), **WORK)
    with pytest.raises(Refusal, match="始まっていない"):
        services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 20), **WORK)
    with pytest.raises(Refusal, match="期間の週"):
        services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 3, 20), **WORK)
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 8), **WORK)
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 9), **{**WORK, "half_days": 3})
    assert list(Log.objects.values_list("week", "half_days")) == [(date(2027, 4, 5), 3)]


def test_an_engagement_runs_from_log_to_hand_over(
    cast: Cast, sign_in: SignIn, engagement: Engagement, clock: Clock
) -> None:
    clock.move_to("2027-04-16T10:00:00+09:00")
    here = engagement.get_absolute_url()
    client = sign_in(cast.expert)
    week = {"week": "2027-04-08", "half_days": "2", "done": "棚卸し", "deliverable": "一覧", "travel": "1500"}
    assert client.get(f"{here}log/").status_code == 200
    assert client.post(f"{here}log/", {**week, "half_days": "15"}).status_code == 422
    assert client.post(f"{here}log/", week).url == here
    page = text(client.get(here))
    assert "旅費 1,500円" in page
    assert re.search(r"今日までの予定</dt><dd>4<", page)
    assert client.get(f"{here}rate/").status_code == 200
    assert client.post(f"{here}rate/", {"rating": "5", "comment": "準備がよい", "version": "1"}).url == here
    body = sign_in(cast.okutama)
    assert body.post(f"{here}rate/", {"rating": "4", "version": "2"}).url == here
    coordinator = sign_in(cast.coordinator)
    assert coordinator.get(f"{here}extend/").status_code == 200
    assert coordinator.post(f"{here}extend/", {"ends_on": "2027-05-01", "version": "3"}).status_code == 422
    assert coordinator.post(f"{here}extend/", {"ends_on": "2028-05-01", "version": "3"}).status_code == 422
    assert coordinator.post(f"{here}extend/", {"ends_on": "2027-08-05", "version": "3"}).url == here
    engagement.refresh_from_db()
    assert engagement.ends_on == date(2027, 8, 8)
    end = {"ends_on": "2027-04-30", "reason": "移行が済んだ", **NOTE, "version": "4"}
    assert coordinator.get(f"{here}end/").status_code == 200
    assert coordinator.post(f"{here}end/", {**end, "ends_on": "2029-01-01"}).status_code == 422
    assert coordinator.post(f"{here}end/", end).url == here
    assert "手順書は共有にある" in text(sign_in(cast.okutama).get(here))
    assert "終了" in text(sign_in(cast.okutama).get("/talent/engagements/?status=ended"))


def test_a_month_is_billed_to_the_yen(cast: Cast, sign_in: SignIn, engagement: Engagement, clock: Clock) -> None:
    clock.move_to("2027-04-16T10:00:00+09:00")
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 5), travel=1500, **WORK)
    page = text(sign_in(cast.okutama).get("/talent/statement/?month=2027-04"))
    assert "40,000円" in page
    assert "41,500円" in page
    assert "青梅市" not in page
    everybody = text(sign_in(cast.coordinator).get("/talent/statement/?month=2027-04"))
    assert "青梅市" in everybody
    assert "41,500円" in everybody
    assert sign_in(cast.coordinator).get("/talent/statement.csv?month=2027-04").content.decode("utf-8-sig").count("市")
    for odd in ("nonsense", "9999-12", "0001-01"):
        assert sign_in(cast.coordinator).get(f"/talent/statement/?month={odd}").status_code == 200
    assert sign_in(cast.coordinator).get("/talent/statement.xlsx?month=nonsense").status_code == 200


def test_a_specialist_reads_their_engagements_in_their_calendar(
    cast: Cast, sign_in: SignIn, engagement: Engagement, specialist: Specialist
) -> None:
    feed = text(sign_in(cast.expert).get(f"{specialist.get_absolute_url()}calendar.ics"))
    lines = feed.split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert f"UID:engagement-{engagement.pk}@testserver" in lines
    assert "DTSTART;VALUE=DATE:20270405" in lines
    assert "DTEND;VALUE=DATE:20270705" in lines
    assert max(len(line.encode()) for line in lines) <= 75
    assert "奥多摩町 標準化のデータ移行" in feed.replace("\r\n ", "")
    assert sign_in(cast.okutama).get(f"{specialist.get_absolute_url()}calendar.ics").status_code == 403


def test_travel_to_an_island_is_shared_as_the_agreement_says(
    cast: Cast, sign_in: SignIn, specialist: Specialist, clock: Clock
) -> None:
    request = approved(cast, share_percent=50, travel_percent=25)
    proposal = services.proposal_make(actor=cast.coordinator, request=request, specialist=specialist)
    services.proposal_answer(actor=cast.okutama_chief, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=True)
    engagement = Engagement.objects.get()
    clock.move_to("2027-04-16T10:00:00+09:00")
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 5), travel=30_001, **WORK)
    statement = statement_of(request.area, Month.parse("2027-04"))
    own = next(bill for body, bill in statement.bills if body == request.organization)
    assert (own.own, own.travel) == (20_000, 7_500)
    assert sum(bill.common for _body, bill in statement.bills) == 20_000 + 22_501
    assert statement.total == 40_000 + 30_001
    page = text(sign_in(cast.okutama).get("/talent/statement/?month=2027-04"))
    assert "支援ごとの内訳" in page
    assert "30,001円" in page
    assert "25％" in page
    assert "旅費は25％" in text(sign_in(cast.okutama).get(engagement.get_absolute_url()))


def test_a_body_that_merged_is_billed_through_the_body_that_follows_it(
    cast: Cast, engagement: Engagement, clock: Clock
) -> None:
    clock.move_to("2027-04-16T10:00:00+09:00")
    services.log_save(actor=cast.expert, engagement=engagement, week=date(2027, 4, 5), travel=1_500, **WORK)
    okutama, ome = engagement.request.organization, cast.body("132055")
    okutama.valid_to, okutama.successor = date(2027, 4, 1), ome
    okutama.save()
    statement = statement_of(engagement.request.area, Month.parse("2027-04"))
    assert [(body.name, bill.total) for body, bill in statement.bills if bill.total] == [("青梅市", 41_500)]
    okutama.successor = None
    okutama.save()
    nobody = statement_of(engagement.request.area, Month.parse("2027-04"))
    assert nobody.total == sum(bill.common for _body, bill in nobody.bills) == 41_500


LINES = st.lists(
    st.builds(
        Line,
        engagement=st.just(1),
        body=st.sampled_from(["a", "b", "c", ""]),
        half_days=st.integers(0, 60),
        rate=st.integers(0, 99_999),
        share_percent=st.integers(0, 100),
        travel=st.integers(0, 9_999),
        travel_percent=st.integers(0, 100),
    )
)


@given(lines=LINES, people=st.lists(st.integers(0, 4_000_000), min_size=3, max_size=3), equal=st.integers(0, 100))
def test_the_bills_are_exactly_what_the_month_cost(lines: list[Line], people: list[int], equal: int) -> None:
    bills = bills_of(lines, dict(zip("abc", people, strict=True)), equal)
    assert sum(bill.total for bill in bills) == sum(line.cost + line.travel for line in lines)
    assert sum(weights_of(dict(zip("abc", people, strict=True)), equal).values()) == 1
    assert all(min(bill.common, bill.own, bill.travel) >= 0 for bill in bills)


@given(amount=st.integers(0, 10**9), people=st.lists(st.integers(0, 4_000_000), min_size=1, max_size=70))
def test_a_common_cost_is_divided_without_a_rest_and_nobody_is_a_yen_off(amount: int, people: list[int]) -> None:
    weights = weights_of({f"{number:06}": one for number, one in enumerate(people)}, 50)
    parts = shared(amount, weights)
    assert sum(parts.values()) == amount
    assert all(abs(parts[code] - amount * weights[code]) < 1 for code in weights)


def test_the_yen_that_are_left_go_to_the_greatest_remainders() -> None:
    assert shared(100, {"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(1, 3)}) == {"a": 34, "b": 33, "c": 33}
    assert shared(10, weights_of({"a": 900, "b": 100}, 50)) == {"a": 7, "b": 3}


def test_who_leaves_before_the_end_is_proposed_no_more_and_everybody_concerned_is_told(
    cast: Cast, proposal: Proposal
) -> None:
    services.specialist_leave(actor=cast.coordinator, specialist=proposal.specialist, left_on=date(2027, 5, 1))
    proposal.refresh_from_db()
    assert proposal.withdrawn
    told = Notice.objects.filter(title__startswith="人材の提案を取り消しました").values_list("user", flat=True)
    assert set(told) == {actor.user.pk for actor in (cast.okutama, cast.okutama_chief, cast.expert) if actor.user}
    waiting = DeskItem.objects.filter(kind__startswith="talent.proposal.", closed_at=None)
    assert [(item.kind, item.organization) for item in waiting] == [("talent.proposal.declined", proposal.request.area)]
    assert "specialist.leave" in LedgerEntry.objects.get(action="talent.proposal.withdraw").leaf


def test_who_leaves_after_the_end_keeps_the_proposal(cast: Cast, proposal: Proposal) -> None:
    after = proposal.request.ends_on + timedelta(days=1)
    services.specialist_leave(actor=cast.coordinator, specialist=proposal.specialist, left_on=after)
    proposal.refresh_from_db()
    assert proposal.is_open


def test_an_agreed_proposal_stands_when_the_specialist_leaves(cast: Cast, engagement: Engagement) -> None:
    services.specialist_leave(actor=cast.coordinator, specialist=engagement.specialist, left_on=date(2027, 5, 1))
    engagement.refresh_from_db()
    assert engagement.status == Engagement.Status.RUNNING
    assert not engagement.proposal.withdrawn
