"""The front page, the desk, the coordinator's page, the portfolio and the search."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast, Clock
from dejiro.apps.commitments import services as commitments
from dejiro.apps.commitments.models import Commitment, Round
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.apps.desk.selectors import heaps_for, numbers, phones_of, piles_of, portfolio_of
from dejiro.apps.needs import services as needs
from dejiro.apps.needs.models import Consultation
from dejiro.demo.rounds import TABLETS
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.accounts.services import delegation_grant
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.notices.services import desk_open
from dejiro.foundation.organizations.models import Organization

pytestmark = pytest.mark.django_db
ROLES = ("", "okutama", "okutama_chief", "coordinator", "auditor", "expert", "company", "resident")
TODAY = date(2026, 10, 5)


def ask(actor: Actor, title: str = "窓口用タブレット") -> Consultation:
    return needs.consultation_ask(actor=actor, title=title, body="安く買いたい", category="devices")


def open_round(cast: Cast, *keys: str, title: str = "窓口用タブレット端末の共同調達") -> Round:
    voices = [
        needs.voice_create(actor=cast.actor(key), title="タブレット", body="安く買いたい", category="devices")
        for key in keys
    ]
    need = needs.voices_merge(
        actor=cast.coordinator, voices=voices, title="窓口のタブレット", summary="安く", category="devices"
    )
    terms = replace(TABLETS.terms, title=title)
    made = commitments.round_create(actor=cast.coordinator, need=need, terms=terms)
    return commitments.round_open(actor=cast.coordinator, round_=made)


def promise(cast: Cast, key: str, round_: Round, **fields: Any) -> Commitment:  # noqa: ANN401  # any of the terms
    terms = CommitmentTerms(
        **{"quantity": 300, "starts": ("2027-04",), "authority": 2, "max_unit_price": 9000, **fields}
    )
    saved = commitments.commitment_save(actor=cast.actor(key), round_=round_, terms=terms)
    sent = commitments.commitment_submit(actor=cast.actor(key), commitment=saved)
    return commitments.commitment_approve(actor=cast.actor(f"{key}_chief"), commitment=sent)


def put(cast: Cast, actor: Actor, number: int, due_at: datetime | None = None, **fields: Any) -> None:  # noqa: ANN401  # of the item
    assert actor.organization is not None
    wanted = {"organization": actor.organization, "kind": "x", "subject": f"x:{number}", "url": "/needs/", **fields}
    desk_open(title=f"仕事{number}", due_at=due_at, **wanted)


def status(cast: Cast, key: str, url: str) -> int:
    client = Client()
    if key:
        cast.login(client, cast.actor(key))
    return client.get(url).status_code


def page(cast: Cast, actor: Actor, url: str) -> str:
    client = Client()
    cast.login(client, actor)
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    ("url", "allowed", "otherwise"),
    [
        ("/desk/", ROLES[1:], 302),
        ("/desk/coordinator/", ("coordinator",), 403),
        ("/desk/portfolio/", ("okutama", "okutama_chief"), 403),
        ("/search/", ROLES, 200),
        ("/search/?q=%00&kind=nonsense", ROLES, 200),
        ("/?public=1", ROLES, 200),
    ],
)
def test_each_role_reaches_its_own_pages(cast: Cast, url: str, allowed: tuple[str, ...], otherwise: int) -> None:
    expected = {key: 200 if key in allowed else (302 if not key else otherwise) for key in ROLES}
    assert {key: status(cast, key, url) for key in ROLES} == expected


def test_people_at_work_begin_at_their_desk(cast: Cast, client: Client) -> None:
    assert client.get("/").status_code == 200
    cast.login(client, cast.okutama)
    assert client.get("/").headers["Location"] == "/desk/"


def test_the_desk_lies_in_heaps_by_date(cast: Cast) -> None:
    put(cast, cast.okutama, 1)
    put(cast, cast.okutama, 2, due_end_of(TODAY - timedelta(days=3)))
    put(cast, cast.okutama, 3, due_end_of(TODAY + timedelta(days=2)))
    put(cast, cast.okutama, 4, due_end_of(TODAY + timedelta(days=18)))
    put(cast, cast.ome, 5)
    found = [(heap.summary, heap.duties[0].item.title) for heap in heaps_for(cast.okutama)]
    assert found == [
        ("期限を過ぎたもの 1件", "仕事2"),
        ("2開庁日以内 1件", "仕事3"),
        ("その後 1件", "仕事4"),
        ("期限のないもの 1件", "仕事1"),
    ]
    shown = page(cast, cast.okutama, "/desk/")
    assert "3日超過" in shown
    assert "仕事5" not in shown


def test_the_desk_says_who_else_has_it(cast: Cast) -> None:
    put(cast, cast.okutama, 1)
    put(cast, cast.okutama, 2, role=Role.ADMINISTRATOR)
    put(cast, cast.okutama, 3, person=cast.okutama.user)
    put(cast, cast.okutama, 4, role=Role.APPROVER)
    own = {duty.item.title: duty.holders for heap in heaps_for(cast.okutama) for duty in heap.duties}
    assert own == {"仕事1": "あなた、原島 一郎", "仕事2": "あなただけ", "仕事3": "あなただけ"}
    assert [duty.holders for duty in heaps_for(cast.okutama_chief)[0].duties] == ["あなた、杉本 葵", "あなただけ"]


def test_who_stands_in_has_it_too_and_a_unit_keeps_its_own(cast: Cast) -> None:
    seat = Membership.objects.get(user=cast.okutama_chief.user)
    assert cast.okutama.user is not None
    delegation_grant(
        actor=cast.okutama_chief,
        membership=seat,
        user=cast.okutama.user,
        valid_to=datetime.fromisoformat("2026-10-10T17:00+09:00"),
    )
    put(cast, cast.okutama, 1, role=Role.APPROVER)
    put(cast, cast.okutama, 2, unit=seat.unit)
    assert [duty.holders for duty in heaps_for(cast.okutama)[0].duties] == ["あなた、原島 一郎"] * 2


def test_of_many_colleagues_three_are_named(cast: Cast) -> None:
    put(cast, cast.coordinator, 1)
    body = area(cast)
    for key in ("okutama", "ome", "hinohara", "hachioji"):
        Membership.objects.create(
            user=cast.user(key), organization=body, role=Role.MEMBER, valid_from="2025-04-01T00:00+09:00"
        )
    assert "ほか3人" in heaps_for(cast.coordinator)[0].duties[0].holders


def test_an_empty_desk_says_so_and_offers_a_beginning(cast: Cast) -> None:
    assert "いま答えるものはありません" in page(cast, cast.okutama, "/desk/")
    assert "/consultations/new/" in page(cast, cast.okutama, "/desk/")
    assert "/voices/new/" in page(cast, cast.resident, "/desk/")


def test_the_desk_shows_open_rounds_and_renewals(cast: Cast, clock: Clock) -> None:
    open_round(cast, "okutama", "ome")
    renew(cast.okutama)
    needs.renewals_remind()
    shown = page(cast, cast.okutama, "/desk/")
    assert "約束を募集中の共同調達" in shown
    assert "更新に備える：窓口用端末の賃貸借" in shown
    clock.move_to("2026-10-24T09:00+09:00")
    assert "約束を募集中の共同調達" not in page(cast, cast.okutama, "/desk/")


def renew(actor: Actor, key: str = "R-1") -> None:
    row = needs.ContractRow(
        key=key,
        title="窓口用端末の賃貸借",
        category="devices",
        vendor="みどりリース（架空）",
        starts_on=date(2024, 4, 1),
        ends_on=date(2027, 3, 31),
        annual_amount=432_000,
    )
    needs.contract_save(actor=actor, row=row)


def test_a_person_of_no_body_has_an_empty_desk(cast: Cast, client: Client) -> None:
    cast.login(client, cast.okutama_next)
    assert client.get("/desk/").status_code == 200
    assert client.get("/").status_code == 200


def area(cast: Cast) -> Organization:
    assert cast.coordinator.area is not None
    return cast.coordinator.area


def test_the_coordinator_sees_whom_to_call_about_what(cast: Cast, clock: Clock) -> None:
    asked = ask(cast.okutama)
    ask(cast.ome, "だれも担当していない相談")
    needs.consultation_take(actor=cast.expert, consultation=asked)
    open_round(cast, "okutama", "hinohara")
    put(cast, cast.ome, 1, due_end_of(TODAY), role=Role.APPROVER)
    clock.move_to("2026-10-08T09:00+09:00")
    assert "奥多摩町" not in {phone.call.body.name for phone in phones_of(piles_of(area(cast)))}
    clock.move_to("2026-10-21T09:00+09:00")
    calls = {phone.call.body.name: phone for phone in phones_of(piles_of(area(cast)))}
    assert {name: [person.name for person in phone.call.people] for name, phone in calls.items()} == {
        "東京共同デジタル機構（架空）": ["渡辺 樹", "加藤 蓮", "吉田 紬"],
        "奥多摩町": ["杉本 葵", "原島 一郎"],
        "檜原村": ["清水 恵", "峰岸 実"],
        "青梅市": ["木村 健"],
    }
    shown = page(cast, cast.coordinator, "/desk/coordinator/")
    assert "tel:0428-00-1001" in shown
    assert "渡辺 樹さんが担当" in shown
    assert "担当が決まっていない" in shown


def test_the_coordinator_sees_voices_that_wait_and_rounds_to_decide(cast: Cast, clock: Clock) -> None:
    needs.voice_create(actor=cast.resident, title="待っている声", body="声", category="other")
    round_ = open_round(cast, "okutama", "ome")
    promise(cast, "okutama", round_)
    promise(cast, "ome", round_)
    clock.move_to("2026-10-26T09:00+09:00")
    shown = page(cast, cast.coordinator, "/desk/coordinator/")
    assert "待っている声" in shown
    assert "すべて回答済み" in shown
    assert "締め切って決定する" in shown


def test_a_body_without_people_is_named_all_the_same(cast: Cast, clock: Clock) -> None:
    round_ = open_round(cast, "okutama", "ome")
    Membership.objects.filter(organization__code="132055").update(valid_to=clock.now())
    clock.move_to("2026-10-20T09:00+09:00")
    assert "登録された人がいません" in page(cast, cast.coordinator, "/desk/coordinator/")
    assert round_.title in page(cast, cast.coordinator, "/desk/coordinator/")


def test_when_nothing_is_stuck_the_page_says_so(cast: Cast) -> None:
    shown = page(cast, cast.coordinator, "/desk/coordinator/")
    assert "今日かける電話はありません" in shown
    assert phones_of(piles_of(area(cast))) == ()


@pytest.fixture
def measured(cast: Cast, clock: Clock) -> Round:
    """奥多摩町 got better, 青梅市 got worse, 檜原村 has no baseline, あきる野市 has measured nothing."""
    round_ = open_round(cast, "okutama", "ome", "hinohara", "akiruno")
    baseline = {"baseline": Decimal(12), "baseline_on": TODAY, "baseline_source": "記録"}
    rows = {key: promise(cast, key, round_, **baseline) for key in ("okutama", "ome", "akiruno")}
    promise(cast, "hinohara", round_)
    clock.move_to("2026-10-26T09:00+09:00")
    commitments.round_close(actor=cast.coordinator, round_=round_, reason="成立")
    clock.move_to("2027-07-01T09:00+09:00")
    commitments.round_start(actor=cast.coordinator, round_=round_)
    for key, value in (("okutama", 8), ("ome", 13)):
        row = Commitment.objects.select_related("round", "organization").get(pk=rows[key].pk)
        commitments.effect_enter(
            actor=cast.actor(key), commitment=row, value=Decimal(value), measured_on=date(2027, 6, 30), source="記録"
        )
    return Round.objects.get(pk=round_.pk)


def test_the_portfolio_proves_savings_to_the_yen(cast: Cast, measured: Round) -> None:
    portfolio = portfolio_of(cast.okutama)
    share = next(share for share in measured.decision.answer["shares"] if share["id"] == "133086")
    (result,) = portfolio.results
    assert (result.pays, result.alone, result.saving) == tuple(
        12 * share[name] for name in ("total", "alone", "saving")
    )
    assert portfolio.saving == (result.alone or 0) - result.pays > 0
    assert f"{portfolio.saving:,}円" in page(cast, cast.okutama, "/desk/portfolio/")


def test_the_portfolio_shows_effects_good_and_bad(cast: Cast, measured: Round) -> None:
    assert [portfolio_of(cast.actor(key)).results[0].better for key in ("okutama", "ome", "akiruno")] == [
        True,
        False,
        None,
    ]
    assert "良くなった" in page(cast, cast.okutama_chief, "/desk/portfolio/")
    assert "良くなっていない" in page(cast, cast.ome, "/desk/portfolio/")
    assert "今の値を測っていない" in page(cast, cast.hinohara, "/desk/portfolio/")
    assert "まだ測っていません" in page(cast, cast.akiruno, "/desk/portfolio/")


def test_where_higher_is_better_the_sign_turns(cast: Cast, measured: Round) -> None:
    Round.objects.update(direction=Round.Direction.HIGHER)
    assert portfolio_of(cast.okutama).results[0].better is False


def test_the_portfolio_shows_contracts_commitments_and_what_waits(cast: Cast) -> None:
    renew(cast.okutama)
    round_ = open_round(cast, "okutama", "ome")
    promise(cast, "okutama", round_)
    put(cast, cast.okutama, 1, role=Role.APPROVER, kind="commitment.approve")
    portfolio = portfolio_of(cast.okutama)
    assert (portfolio.contracts, portfolio.contracts_amount, len(portfolio.renewals)) == (1, 432_000, 1)
    assert [commitment.round for commitment in portfolio.commitments] == [round_]
    assert [item.title for item in portfolio.deciding] == ["仕事1"]
    assert "承認を待つもの" in page(cast, cast.okutama, "/desk/portfolio/")
    assert portfolio_of(cast.hachioji).saving == 0


def test_the_front_page_counts_what_came_of_it(cast: Cast, measured: Round, client: Client) -> None:
    found = numbers()
    assert (found.needs, found.rounds_open, found.decided, found.taking_part) == (1, 0, 1, 4)
    assert measured.title in client.get("/").content.decode()


def test_the_search_marks_what_matched_and_keeps_the_words(cast: Cast, client: Client) -> None:
    open_round(cast, "okutama", "ome")
    shown = client.get("/search/", {"q": "安く", "kind": "need"}).content.decode()
    assert "<mark>" in shown
    assert 'value="安く"' in shown
    assert "見つかりませんでした" in client.get("/search/", {"q": "畳"}).content.decode()


def test_programs_read_the_desk_and_search(cast: Cast, client: Client) -> None:
    assert client.get("/api/desk/").status_code == 401
    put(cast, cast.okutama, 1)
    open_round(cast, "ome", "hinohara")
    cast.login(client, cast.okutama)
    assert [item["title"] for item in client.get("/api/desk/").json()["items"]] == ["仕事1"]
    assert client.get("/api/search/", {"q": "タブレット"}).json()[0]["kind"] == "need"


def fill(cast: Cast, first: int, last: int) -> None:
    """Add as much of everything as the numbers say."""
    for number in range(first, last):
        put(cast, cast.okutama, number, due_end_of(TODAY - timedelta(days=1)))
        put(cast, cast.ome, number, due_end_of(TODAY - timedelta(days=1)))
        renew(cast.okutama, f"K-{number}")
        ask(cast.okutama, f"窓口用タブレット{number}")
        round_ = open_round(cast, "okutama", "ome", "hinohara", title=f"タブレット{number}")
        promise(cast, "okutama", round_)


@pytest.mark.parametrize(
    ("url", "key", "budget"),
    [
        ("/desk/", "okutama", 15),
        ("/desk/coordinator/", "coordinator", 20),
        ("/desk/portfolio/", "okutama", 15),
        ("/search/?q=タブレット", "okutama", 15),
        ("/?public=1", "okutama", 15),
    ],
)
def test_a_page_takes_the_same_queries_however_many_rows(
    cast: Cast, client: Client, clock: Clock, url: str, key: str, budget: int
) -> None:
    fill(cast, 0, 2)
    clock.move_to("2026-10-12T09:00+09:00")
    cast.login(client, cast.actor(key))
    client.get(url)
    few = queries(client, url)
    clock.move_to("2026-10-05T10:00+09:00")
    fill(cast, 2, 6)
    clock.move_to("2026-10-12T09:00+09:00")
    assert queries(client, url) == few <= budget
