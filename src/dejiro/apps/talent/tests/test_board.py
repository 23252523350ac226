"""The planning board: what it shows, and engagements of a plan changed by hand."""

import re
from datetime import date
from typing import Any

import pytest

from conftest import Cast
from dejiro.apps.talent import services
from dejiro.apps.talent.drawing import Bar, drawn_row, fitting
from dejiro.apps.talent.models import Engagement, Pin, Plan, Proposal, Request, Specialist
from dejiro.apps.talent.selectors.board import Filters, board_of
from dejiro.apps.talent.services import Act, Edit
from dejiro.apps.talent.tests.conftest import SignIn, approved, specialist_of, text
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.ledger.models import Entry

pytestmark = pytest.mark.usefixtures("at_once")
MONDAY = date(2027, 4, 5)


def computed(cast: Cast, **fields: Any) -> Plan:  # noqa: ANN401  # fields of the service
    plan = services.plan_create(actor=cast.coordinator, name="令和9年度", starts_on=MONDAY, weeks=53, **fields)
    return services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=plan))


@pytest.fixture
def other(cast: Cast) -> Specialist:
    """Somebody else with the skill, six half-days a week."""
    return specialist_of(cast, key="S-002", name="別 人")


@pytest.fixture
def plan(cast: Cast, specialist: Specialist) -> Plan:
    """One specialist with six half-days, three bodies that ask for three each: two are served."""
    assert specialist.max_parallel == 3
    for key in ("okutama", "ome", "hachioji"):
        approved(cast, key, half_days=3)
    return computed(cast)


def served(plan: Plan) -> dict[str, str]:
    return {row["request"]: row["specialist"] for row in (plan.answer or {})["assignments"]}


def first(plan: Plan) -> Request:
    return Request.objects.get(pk=int(min(served(plan), key=int)))


def missed(plan: Plan) -> Request:
    return Request.objects.get(pk=int((plan.answer or {})["unserved"][0]["request"]))


def held_by(plan: Plan, specialist: Specialist) -> Request:
    numbers = [int(request) for request, who in served(plan).items() if who == str(specialist.pk)]
    return Request.objects.get(pk=min(numbers))


def edited(actor: Actor, plan: Plan, request: Request, act: str, **fields: Any) -> Plan:  # noqa: ANN401  # of the edit
    edit = Edit(act=act, reason="継続のため", **fields)
    return services.board_edit(actor=actor, plan=plan, request=request, edit=edit)


# What it shows


def test_every_bar_says_in_words_what_it_is_and_leads_to_its_form(cast: Cast, sign_in: SignIn, plan: Plan) -> None:
    client = sign_in(cast.coordinator)
    here = f"{plan.get_absolute_url()}board/"
    page = text(client.get(here))
    assert page.count('class="planned"') == 2
    assert "令和9年度" in page
    asked = first(plan)
    body = asked.organization.name
    assert f'aria-label="3 半日 {body} 標準化のデータ移行、2027年4月5日（月）〜2027年7月4日（日）"' in page
    assert f'href="{asked.pk}/"' in page
    by_body = text(client.get(here, {"by": "bodies"}))
    assert by_body.count('class="planned"') == 2
    assert by_body.count('class="open"') == 2, "the request that nobody serves, and the key"
    assert f'href="{asked.pk}/?by=bodies"' in by_body
    assert "届かない" in by_body


def test_the_board_narrows_to_a_role_a_body_or_a_month(cast: Cast, plan: Plan, other: Specialist) -> None:
    assert other.pk
    code = first(plan).organization.code
    assert len(board_of(plan, Filters()).rows) == 2, "who is free stands there too"
    assert [row.name for row in board_of(plan, Filters(body=code)).rows] == ["渡辺 樹"]
    assert [len(board_of(plan, Filters(role=role)).rows) for role in ("data-engineer", "ba-new")] == [2, 0]
    june = board_of(plan, Filters(month="2027-06"))
    assert (june.window.monday, june.window.weeks) == (date(2027, 5, 31), 5)
    assert "のべ30半日" in june.rows[0].note
    after = board_of(plan, Filters(month="2027-09"))
    assert "支援なし" in after.rows[0].note
    assert june.months[0] == ("2027-04", "2027年4月")


def test_odd_filters_in_the_address_do_no_harm(cast: Cast, sign_in: SignIn, plan: Plan) -> None:
    client = sign_in(cast.coordinator)
    for query in ("month=2027-13", "month=0001-01", "month=9999-12", "by=x&role=y", "body=%00"):
        assert client.get(f"{plan.get_absolute_url()}board/?{query}").status_code == 200


def test_what_runs_already_stands_on_the_board_of_the_next_plan(
    cast: Cast, engagement: Engagement, sign_in: SignIn
) -> None:
    approved(cast, "ome")
    page = text(sign_in(cast.coordinator).get(f"{computed(cast).get_absolute_url()}board/"))
    assert f'<a class="running" href="{engagement.get_absolute_url()}"' in page
    assert "すでに決まった支援" in page


def test_a_published_board_leads_to_the_requests_and_not_to_a_form(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    services.plan_publish(actor=cast.coordinator, plan=plan)
    page = text(sign_in(cast.coordinator).get(f"{plan.get_absolute_url()}board/"))
    assert f'class="planned" href="{first(plan).get_absolute_url()}"' in page


def test_bars_that_overlap_lie_one_below_the_other_and_names_are_escaped() -> None:
    bars = [Bar(start, 4, 2, "<b>", "x", "1/", "planned") for start in (0, 2, 4)]
    drawing = drawn_row(bars, 8, 18)
    assert re.findall(r' y="(\d+)" width', drawing) == ["2", "26", "2"]
    assert 'height="48"' in drawing
    assert "<b>" not in drawing


@pytest.mark.parametrize("room", range(0, 200, 7))
def test_a_label_never_leaves_its_bar_but_always_tells_the_half_days(room: int) -> None:
    label = fitting(10, "奥多摩町 標準化", room)
    assert label.startswith("10")
    assert sum(7 if ord(letter) < 128 else 12 for letter in label) <= max(room, 14)


# Changed by hand


def test_a_move_makes_a_checked_plan_of_which_the_ledger_tells(cast: Cast, plan: Plan, other: Specialist) -> None:
    asked = missed(plan)
    after = edited(cast.coordinator, plan, asked, Act.MOVE, specialist=other)
    assert after.answer is not None
    assert served(after)[str(asked.pk)] == str(other.pk)
    assert len(served(after)) == 3
    assert after.answer["unserved"] == []
    assert (after.verified, after.edited, after.status) == (True, True, Plan.Status.READY)
    pin = Pin.objects.get(plan=plan)
    assert (pin.kind, pin.specialist) == (Pin.Kind.FIXED, other)
    assert Entry.objects.filter(action="talent.plan.edit").count() == 1
    again = services.plan_compute(plan=services.plan_start(actor=cast.coordinator, plan=after))
    assert (served(again)[str(asked.pk)], again.edited) == (str(other.pk), False)


def test_a_clash_is_told_with_who_when_and_what_and_nothing_is_kept(
    cast: Cast, plan: Plan, specialist: Specialist
) -> None:
    asked, before = missed(plan), served(plan)
    with pytest.raises(
        Refusal, match=r"渡辺 樹さんの稼働できる量を、2027年4月5日（月）の週から13週で超えます。.*3半日"
    ) as told:
        edited(cast.coordinator, plan, asked, Act.MOVE, specialist=specialist)
    assert asked.organization.name in told.value.message
    plan = Plan.objects.get(pk=plan.pk)
    assert (served(plan), plan.edited, plan.pins.count()) == (before, False, 0)


def test_more_engagements_at_once_than_somebody_takes_are_refused(
    cast: Cast, plan: Plan, specialist: Specialist, other: Specialist
) -> None:
    Specialist.objects.filter(pk=other.pk).update(max_parallel=1)
    plan = edited(cast.coordinator, plan, missed(plan), Act.MOVE, specialist=other)
    with pytest.raises(Refusal, match="同時に受けられる支援の数を"):
        edited(cast.coordinator, plan, held_by(plan, specialist), Act.MOVE, specialist=other)


def test_who_cannot_serve_a_request_is_refused_with_the_reason(cast: Cast, plan: Plan) -> None:
    weak = services.specialist_save(
        actor=cast.coordinator, entry=services.Entry(key="S-9", name="新人", employment="staff")
    )
    with pytest.raises(Refusal, match="役割「データエンジニア」がありません") as told:
        edited(cast.coordinator, plan, missed(plan), Act.MOVE, specialist=weak)
    assert told.value.field == "specialist"


def test_papers_that_end_in_the_middle_are_named(cast: Cast, plan: Plan, other: Specialist) -> None:
    other.papers.update(ends_on=date(2027, 5, 31))
    with pytest.raises(Refusal, match="期間中に有効でない書類があります: 秘密保持の誓約書"):
        edited(cast.coordinator, plan, missed(plan), Act.MOVE, specialist=other)


def test_a_shorter_period_makes_room_and_goes_into_the_proposal_and_the_engagement(cast: Cast, plan: Plan) -> None:
    asked = first(plan)
    until = {"starts_on": date(2027, 4, 8), "ends_on": date(2027, 5, 5)}
    plan = edited(cast.coordinator, plan, asked, Act.PERIOD, **until)
    services.plan_publish(actor=cast.coordinator, plan=plan)
    proposal = Proposal.objects.get(request=asked)
    assert (proposal.starts_on, proposal.ends_on) == (date(2027, 4, 5), date(2027, 5, 9))
    assert Proposal.objects.exclude(pk=proposal.pk).get().starts_on is None
    services.specialist_leave(actor=cast.expert, specialist=proposal.specialist, left_on=date(2027, 6, 1))
    assert [row.withdrawn for row in Proposal.objects.order_by("starts_on")] in ([True, False], [False, True])
    proposal.refresh_from_db()
    assert not proposal.withdrawn, "it ends before they leave"
    chief = cast.actor(f"{_key(asked)}_chief")
    services.proposal_answer(actor=chief, proposal=proposal, accept=True)
    services.proposal_answer(actor=cast.expert, proposal=proposal, accept=True)
    engagement = Engagement.objects.get()
    assert (engagement.starts_on, engagement.ends_on) == (date(2027, 4, 5), date(2027, 5, 9))
    asked.refresh_from_db()
    assert asked.ends_on == date(2027, 7, 4), "what the body asked for stays as it was"


def _key(request: Request) -> str:
    return {"奥多摩町": "okutama", "青梅市": "ome", "八王子市": "hachioji"}[request.organization.name]


def test_a_period_outside_of_what_the_body_asked_for_is_refused(cast: Cast, plan: Plan) -> None:
    asked = first(plan)
    for fields, field in (
        ({"starts_on": date(2027, 3, 1)}, "starts_on"),
        ({"ends_on": date(2027, 7, 5)}, "ends_on"),
        ({"starts_on": date(2027, 6, 1), "ends_on": date(2027, 5, 1)}, "ends_on"),
    ):
        with pytest.raises(Refusal) as told:
            edited(cast.coordinator, plan, asked, Act.PERIOD, **fields)
        assert told.value.field == field
    assert "2027年4月5日" in told.value.message or "前です" in told.value.message


def test_fixed_ruled_out_and_let_go_again(cast: Cast, plan: Plan, specialist: Specialist) -> None:
    asked = first(plan)
    plan = edited(cast.coordinator, plan, asked, Act.PERIOD, ends_on=date(2027, 5, 2))
    plan = edited(cast.coordinator, plan, asked, Act.FIX)
    pin = plan.pins.get()
    assert (pin.kind, pin.ends_on) == (Pin.Kind.FIXED, date(2027, 5, 2)), "fixing does not lengthen it again"
    plan = edited(cast.coordinator, plan, asked, Act.FREE)
    assert not plan.pins.exists()
    plan = edited(cast.coordinator, plan, asked, Act.FORBID)
    assert str(asked.pk) not in served(plan)
    assert plan.pins.get().kind == Pin.Kind.FORBIDDEN
    with pytest.raises(Refusal, match="まだだれも受けていない"):
        edited(cast.coordinator, plan, asked, Act.FIX)
    with pytest.raises(Refusal, match="だれにするか"):
        edited(cast.coordinator, plan, asked, Act.MOVE)
    plan = edited(cast.coordinator, plan, asked, Act.MOVE, specialist=specialist)
    assert plan.pins.get().kind == Pin.Kind.FIXED, "said again it replaces what was said"


def test_who_resigned_meanwhile_is_named_before_anything_is_changed(
    cast: Cast, plan: Plan, specialist: Specialist, other: Specialist
) -> None:
    services.specialist_leave(actor=cast.expert, specialist=specialist, left_on=date(2027, 4, 1))
    with pytest.raises(Refusal, match="渡辺 樹さんは退任しました"):
        edited(cast.coordinator, plan, missed(plan), Act.MOVE, specialist=other)


def test_a_request_that_waits_no_more_is_named(cast: Cast, plan: Plan, other: Specialist) -> None:
    gone = first(plan)
    services.request_withdraw(actor=cast.actor(f"{_key(gone)}_chief"), request=gone, reason="自前で足りた")
    with pytest.raises(Refusal, match="人材を待っている依頼ではなくなりました"):
        edited(cast.coordinator, plan, missed(plan), Act.MOVE, specialist=other)


def test_more_changes_than_a_re_plan_may_make_are_refused(
    cast: Cast, plan: Plan, specialist: Specialist, other: Specialist
) -> None:
    again = computed(cast, base=plan, max_changes=0)
    with pytest.raises(Refusal, match=r"変わる支援が1件になり、変えてよい数（0件）を超えます"):
        edited(cast.coordinator, again, held_by(again, specialist), Act.MOVE, specialist=other)


def test_two_coordinators_at_once_do_not_overwrite_each_other(cast: Cast, plan: Plan, other: Specialist) -> None:
    theirs = Plan.objects.get(pk=plan.pk)
    edited(cast.coordinator, plan, first(plan), Act.FIX)
    with pytest.raises(Conflict, match="ほかの人がこの記録を更新しました"):
        edited(cast.coordinator_two, theirs, missed(theirs), Act.MOVE, specialist=other)


@pytest.mark.parametrize("who", ["okutama_chief", "expert"])
def test_nobody_else_changes_a_plan(cast: Cast, plan: Plan, who: str, sign_in: SignIn) -> None:
    with pytest.raises(NotYours):
        edited(cast.actor(who), plan, first(plan), Act.FIX)
    address = f"{plan.get_absolute_url()}board/{first(plan).pk}/"
    assert sign_in(cast.actor(who)).post(address, {"act": "fix", "reason": "x"}).status_code in {403, 404}


def test_a_published_or_supposed_plan_is_not_changed_on_the_board(cast: Cast, plan: Plan) -> None:
    supposed = services.scenario_create(actor=cast.coordinator, plan=plan, name="仮")
    with pytest.raises(Refusal, match="まだ公表していない"):
        edited(cast.coordinator, supposed, first(plan), Act.FIX)
    services.plan_publish(actor=cast.coordinator, plan=plan)
    with pytest.raises(Refusal, match="公表した計画は、変えられません"):
        edited(cast.coordinator, plan, first(plan), Act.FIX)


def test_pins_that_came_after_the_computation_are_not_published_over(
    cast: Cast, plan: Plan, specialist: Specialist
) -> None:
    pair: dict[str, Any] = {"plan": plan, "specialist": specialist, "request": first(plan), "reason": "x"}
    services.pin_save(actor=cast.coordinator, kind="forbidden", **pair)
    with pytest.raises(Refusal, match="まだ計算し直していません"):
        services.plan_publish(actor=cast.coordinator, plan=plan)


def test_the_coordinator_changes_a_bar_with_a_form_and_comes_back_to_the_same_board(
    cast: Cast, plan: Plan, other: Specialist, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    open_ = f"{plan.get_absolute_url()}board/{missed(plan).pk}/?by=bodies"
    page = text(client.get(open_))
    assert "だれも受けません" in page
    assert "別 人（S-002、レベル3、空きあり）" in page
    assert "渡辺 樹（S-001、レベル3、ほかの支援と重なる）" in page
    typed = {"act": "move", "reason": "継続", "version": str(plan.version)}
    assert client.post(open_, {**typed, "specialist": str(Specialist.objects.get(key="S-001").pk)}).status_code == 422
    late = client.post(open_, {**typed, "specialist": str(other.pk), "version": str(plan.version - 1)})
    assert "ほかの人がこの記録を更新しました" in text(late)
    done = client.post(open_, {**typed, "specialist": str(other.pk)})
    assert done.url == f"{plan.get_absolute_url()}board/?by=bodies"
    taken = f"{plan.get_absolute_url()}board/{missed_pk(open_)}/"
    page = text(client.get(taken))
    assert "別 人さんが受けます" in page
    assert "固定をやめて" in page
    assert "手で直した案" in text(client.get(plan.get_absolute_url()))


def chosen(client: Any, address: str, **query: object) -> dict[str, Any]:  # noqa: ANN401  # the client has no public type
    form = client.get(address, query).context["form"]
    return {name: form[name].value() for name in ("act", "specialist", "starts_on", "ends_on") if name in form.fields}


def test_a_bar_that_was_carried_opens_its_form_filled_in(
    cast: Cast, plan: Plan, other: Specialist, sign_in: SignIn
) -> None:
    client = sign_in(cast.coordinator)
    here = f"{plan.get_absolute_url()}board/{first(plan).pk}/"
    whole = (date(2027, 4, 5), date(2027, 7, 4))
    usual = {"act": Act.FIX, "specialist": None, "starts_on": whole[0], "ends_on": whole[1]}
    assert chosen(client, here) == usual
    later = chosen(client, here, shift=3, by="bodies")
    assert later == {**usual, "act": Act.PERIOD, "starts_on": date(2027, 4, 26)}
    assert chosen(client, here, shift=-12) == {**usual, "act": Act.PERIOD, "ends_on": date(2027, 4, 11)}
    assert chosen(client, here, shift=13) == usual
    assert chosen(client, here, to=other.pk, shift=3) == {**usual, "act": Act.MOVE, "specialist": other.pk}
    for odd in ({"shift": "x"}, {"shift": "99999"}, {"to": "0"}, {"to": "9" * 30}, {"to": plan.area_id + 10**6}):
        assert chosen(client, here, **odd) == usual
    page = text(client.get(here, {"shift": "3", "to": str(other.pk), "by": "bodies"}))
    assert "どちらかです" in page
    assert f'href="{plan.get_absolute_url()}board/?by=bodies"' in page, "what was carried is no filter"
    assert "週だけを入れました" in text(client.get(here, {"shift": "3"}))
    assert "期間の週がありません" in text(client.get(here, {"shift": "13"}))


def test_a_shortened_bar_is_carried_within_what_the_body_asked_for(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    asked = first(plan)
    edited(cast.coordinator, plan, asked, Act.PERIOD, ends_on=date(2027, 5, 2))
    client, here = sign_in(cast.coordinator), f"{plan.get_absolute_url()}board/{asked.pk}/"
    later = chosen(client, here, shift=2)
    assert (later["act"], later["starts_on"], later["ends_on"]) == (
        Act.PERIOD,
        date(2027, 4, 19),
        date(2027, 5, 16),
    )
    assert "週だけを入れました" not in text(client.get(here, {"shift": "2"}))


def test_a_bar_carried_to_somebody_who_cannot_serve_says_so(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    weak = services.specialist_save(
        actor=cast.coordinator, entry=services.Entry(key="S-9", name="新人", employment="staff")
    )
    here = f"{plan.get_absolute_url()}board/{first(plan).pk}/"
    client = sign_in(cast.coordinator)
    assert "新人さんは、この依頼を受けられません" in text(client.get(here, {"to": str(weak.pk)}))
    assert chosen(client, here, to=weak.pk)["act"] == Act.FIX


def test_only_a_board_that_may_be_changed_has_the_script(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    client = sign_in(cast.coordinator)
    here = f"{plan.get_absolute_url()}board/"
    assert "talent/board.js" in text(client.get(here))
    services.plan_publish(actor=cast.coordinator, plan=plan)
    assert "talent/board.js" not in text(client.get(here))


def missed_pk(address: str) -> str:
    return address.split("/board/")[1].split("/", maxsplit=1)[0]


def test_a_request_that_nobody_could_serve_says_so_on_its_form(cast: Cast, plan: Plan, sign_in: SignIn) -> None:
    assert plan.pk
    hard = approved(cast, role="ba-new")
    page = text(sign_in(cast.coordinator).get(f"{plan.get_absolute_url()}board/{hard.pk}/"))
    assert "受けられる人がプールにいません" in page
