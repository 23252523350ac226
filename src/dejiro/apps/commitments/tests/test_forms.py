"""What is done by forms: what a refused one keeps, what a second sending does, what a preview says."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.commitments import services
from dejiro.apps.commitments.models import Abstention, Adoption, Assembly, BudgetCycle, Commitment, Effect, Round
from dejiro.apps.commitments.tests.conftest import PROMISE, Promise, SignIn, page_of
from dejiro.apps.needs.models import Need

LOGIN = 302
ROUND_FORM = {
    "title": "窓口用タブレット",
    "object": "端末",
    "scheme": "A",
    "unit": "台",
    "months": "36",
    "tiers": "1 3600\n100　3,000円\n",
    "fixed_cost": "30000",
    "share": "half",
    "starts": "2027-04、2027-07",
    "minimum_members": "2",
    "minimum_authority": "2",
    "closes_on": "2026-10-23",
    "measure": "時間",
    "measure_unit": "分",
    "measure_method": "平均",
    "direction": "lower",
}
COMMITMENT_FORM = {"quantity": "40", "starts": ["2027-04"], "authority": "2", "max_unit_price": "5000"}


def post(client: Client, url: str, data: dict[str, Any]) -> Any:  # noqa: ANN401  # Django's test response
    return client.post(url, {"submission": str(uuid4()), **data})


def test_a_round_is_proposed_changed_and_opened_by_forms(cast: Cast, need: Need, sign_in: SignIn) -> None:
    client = sign_in("coordinator")
    response = post(client, f"/rounds/new/{need.pk}/", ROUND_FORM)
    made = Round.objects.get()
    assert response.headers["Location"] == f"/rounds/{made.pk}/"
    assert [(tier.min_quantity, tier.unit_price) for tier in made.tiers.all()] == [(1, 3600), (100, 3000)]
    assert made.fixed_share == {"equal": "1/2", "weight": "1/2"}
    changed = {**ROUND_FORM, "share": "quantity", "version": "1"}
    assert post(client, f"/rounds/{made.pk}/edit/", changed).status_code == 302
    stale = post(client, f"/rounds/{made.pk}/edit/", changed)
    assert stale.status_code == 422
    assert "ほかの人がこの記録を更新しました" in stale.content.decode()
    assert "数量に応じて分ける" in page_of(client, f"/rounds/{made.pk}/")
    assert post(client, f"/rounds/{made.pk}/open/", {}).status_code == 302
    made.refresh_from_db()
    assert made.status == Round.Status.OPEN
    assert cast.coordinator.user == made.contact


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"tiers": "100 abc"}, "1行目「100 abc」を読めません"),
        ({"tiers": "100 3000\n50 2000"}, "前の段階（100）より大きく"),
        ({"starts": "令和"}, "令和"),
        ({"closes_on": "2026-10-01"}, "今より後"),
        ({"starts": "2026-10"}, "締切より後の月"),
        ({"title": ""}, "必須"),
    ],
)
def test_refused_terms_keep_everything_that_was_typed(
    need: Need, sign_in: SignIn, change: dict[str, str], words: str
) -> None:
    response = post(sign_in("coordinator"), f"/rounds/new/{need.pk}/", {**ROUND_FORM, "object": "消えない文", **change})
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert "消えない文" in page
    assert not Round.objects.exists()


def test_a_body_commits_by_forms_from_draft_to_force_and_back(cast: Cast, opened: Round, sign_in: SignIn) -> None:
    member, chief = sign_in("okutama"), sign_in("okutama_chief")
    post(member, f"/rounds/{opened.pk}/commitment/", COMMITMENT_FORM | {"only_with": ["132055"], "min_quantity": "100"})
    row = Commitment.objects.get()
    assert (row.quantity, row.only_with, row.min_members, row.min_quantity) == (40, ["132055"], 1, 100)
    assert "青梅市が参加するとき" in page_of(member, f"/commitments/{row.pk}/")
    assert "1団体を選んでいます" in page_of(member, f"/rounds/{opened.pk}/commitment/")
    post(member, f"/commitments/{row.pk}/submit/", {"version": row.version})
    post(chief, f"/commitments/{row.pk}/return/", {"reason": "数量を確かめてください"})
    assert "数量を確かめてください" in page_of(member, f"/commitments/{row.pk}/")
    post(member, f"/rounds/{opened.pk}/commitment/", COMMITMENT_FORM | {"quantity": "35"})
    post(member, f"/commitments/{row.pk}/submit/", {})
    post(chief, f"/commitments/{row.pk}/approve/", {})
    row.refresh_from_db()
    assert (row.status, row.quantity) == (Commitment.Status.IN_FORCE, 35)
    assert "35" in page_of(member, f"/rounds/{opened.pk}/commitment/")
    post(chief, f"/commitments/{row.pk}/withdraw/", {"reason": "予算がつかない"})
    row.refresh_from_db()
    assert row.status == Commitment.Status.WITHDRAWN
    assert cast.okutama.organization == row.organization


def test_an_estimate_is_put_in_force_by_its_officer(opened: Round, sign_in: SignIn) -> None:
    member = sign_in("okutama")
    post(member, f"/rounds/{opened.pk}/commitment/", COMMITMENT_FORM | {"authority": "1"})
    row = Commitment.objects.get()
    assert "見込みとして有効にする" in page_of(member, f"/commitments/{row.pk}/")
    post(member, f"/commitments/{row.pk}/submit/", {})
    row.refresh_from_db()
    assert row.status == Commitment.Status.IN_FORCE


def test_a_refused_commitment_keeps_what_was_typed(opened: Round, sign_in: SignIn) -> None:
    typed = COMMITMENT_FORM | {"quantity": "0", "condition_note": "消えない条件", "not_with": ["132012"]}
    response = post(sign_in("okutama"), f"/rounds/{opened.pk}/commitment/", typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert "消えない条件" in page
    assert "1団体を選んでいます" in page
    assert not Commitment.objects.exists()


def test_sent_twice_a_form_makes_one_row(opened: Round, sign_in: SignIn) -> None:
    client, data = sign_in("okutama"), COMMITMENT_FORM | {"submission": str(uuid4())}
    url = f"/rounds/{opened.pk}/commitment/"
    first, second = client.post(url, data), client.post(url, data)
    assert first.headers["Location"] == second.headers["Location"]
    row = Commitment.objects.get()
    assert row.version == 1


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}])
def test_a_preview_says_what_would_be_and_saves_nothing(
    opened: Round, promise: Promise, sign_in: SignIn, headers: dict[str, str]
) -> None:
    promise("ome", opened, quantity=80)
    client = sign_in("okutama")
    data = COMMITMENT_FORM | {"preview": "1"}
    response = client.post(f"/rounds/{opened.pk}/commitment/", data, headers=headers)
    page = response.content.decode()
    assert response.status_code == 200
    assert "試算：この約束が有効になったら" in page
    assert ("<h1>" in page) == (not headers)
    assert not Commitment.objects.filter(organization__code="133086").exists()


def test_a_preview_below_the_authority_asked_for_says_so(opened: Round, promise: Promise, sign_in: SignIn) -> None:
    promise("ome", opened, quantity=80)
    data = COMMITMENT_FORM | {"preview": "1", "authority": "1"}
    page = sign_in("okutama").post(f"/rounds/{opened.pk}/commitment/", data).content.decode()
    assert "それまでは計算に入りません" in page


@pytest.mark.parametrize(
    ("change", "words"), [({"quantity": "0"}, "この値は 1 以上"), ({"baseline": "3"}, "両方とも入れるか")]
)
def test_a_preview_of_what_cannot_stand_says_why(
    opened: Round, sign_in: SignIn, change: dict[str, str], words: str
) -> None:
    response = sign_in("okutama").post(
        f"/rounds/{opened.pk}/commitment/",
        COMMITMENT_FORM | {"preview": "1"} | change,
        headers={"HX-Request": "true"},
    )
    assert response.status_code == 422
    assert words in response.content.decode()


def test_a_login_that_expired_in_the_middle_of_the_form_loses_nothing(opened: Round, sign_in: SignIn) -> None:
    response = post(sign_in(""), f"/rounds/{opened.pk}/commitment/", COMMITMENT_FORM)
    assert response.status_code == LOGIN
    assert response.headers["Location"].startswith("/accounts/login/?next=/resume/")
    assert not Commitment.objects.exists()


def test_a_body_says_by_a_form_that_it_takes_no_part(opened: Round, sign_in: SignIn) -> None:
    client = sign_in("okutama")
    post(client, f"/rounds/{opened.pk}/abstain/", {"reason": "予算がない"})
    assert Abstention.objects.get().reason == "予算がない"
    page = page_of(client, f"/rounds/{opened.pk}/")
    assert "「参加しない」と答えています" in page
    assert "予算がない" not in page_of(sign_in("ome"), f"/rounds/{opened.pk}/")
    assert "予算がない" in page_of(sign_in("coordinator"), f"/rounds/{opened.pk}/close/")


def test_the_coordinator_extends_closes_and_starts_by_forms(
    opened: Round, promise: Promise, clock: Clock, sign_in: SignIn
) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80)
    client, url = sign_in("coordinator"), f"/rounds/{opened.pk}"
    assert post(client, f"{url}/extend/", {"closes_on": "2026-10-01", "reason": "遅い"}).status_code == 422
    assert post(client, f"{url}/extend/", {"closes_on": "2026-10-30", "reason": "議会のため"}).status_code == 302
    assert "締切を延ばしました：議会のため" in page_of(client, f"{url}/")
    early = post(client, f"{url}/close/", {"reason": "早く"})
    assert early.status_code == 422
    clock.move_to("2026-11-02T09:00+09:00")
    assert post(client, f"{url}/close/", {"reason": "成立とする。"}).status_code == 302
    clock.move_to("2027-04-01T09:00+09:00")
    assert post(client, f"{url}/start/", {}).status_code == 302
    opened.refresh_from_db()
    assert opened.status == Round.Status.STARTED


def test_a_refused_decision_keeps_its_reason(opened: Round, sign_in: SignIn) -> None:
    response = post(sign_in("coordinator"), f"/rounds/{opened.pk}/close/", {"reason": "消えない理由"})
    assert response.status_code == 422
    assert "締切前です" in response.content.decode()


def test_the_coordinator_gives_a_round_up_by_a_form(opened: Round, sign_in: SignIn) -> None:
    client = sign_in("coordinator")
    assert post(client, f"/rounds/{opened.pk}/cancel/", {"reason": ""}).status_code == 422
    post(client, f"/rounds/{opened.pk}/cancel/", {"reason": "仕様の見直し"})
    assert "仕様の見直し" in page_of(sign_in(""), f"/rounds/{opened.pk}/")


def test_a_body_enters_its_effect_and_prints_its_paper(started: Round, sign_in: SignIn) -> None:
    mine = started.commitments.get(organization__code="133086")
    client = sign_in("okutama")
    page = page_of(client, f"/commitments/{mine.pk}/")
    assert "効果を入力する" in page
    assert "予算要求資料" in page
    entry = {"value": "9.5", "measured_on": "2027-04-05", "source": "記録"}
    assert post(client, f"/commitments/{mine.pk}/effect/", entry | {"measured_on": "2027-05-01"}).status_code == 422
    assert post(client, f"/commitments/{mine.pk}/effect/", entry).status_code == 302
    assert str(Effect.objects.get().value) == "9.50"
    assert "効果を入力しました：奥多摩町" in page_of(sign_in(""), f"/rounds/{started.pk}/")
    assert "共同調達の決定" in page_of(client, f"/commitments/{mine.pk}/budget/")
    assert client.get(f"/commitments/{mine.pk}/budget.xlsx").content.startswith(b"PK")


def test_another_body_adopts_by_one_form(decided: Round, sign_in: SignIn) -> None:
    client = sign_in("hachioji")
    assert "この結果を自団体でも使う" in page_of(client, f"/rounds/{decided.pk}/")
    response = post(client, f"/rounds/{decided.pk}/adopt/", {"note": "来年度から"})
    adoption = Adoption.objects.get()
    assert response.headers["Location"] == f"/voices/{adoption.voice_id}/"
    assert "この結果を自団体でも使う" not in page_of(client, f"/rounds/{decided.pk}/")


def test_a_body_keeps_its_dates_by_forms(cast: Cast, sign_in: SignIn) -> None:
    client = sign_in("okutama")
    dates = {"fiscal_year": "2027", "request_due_on": "2026-10-16", "settled_on": "2027-01-29"}
    assert post(client, "/calendar/budget/", dates | {"settled_on": "2026-10-01"}).status_code == 422
    post(client, "/calendar/budget/", dates)
    post(client, "/calendar/budget/", dates | {"settled_on": "2027-02-01"})
    assert str(BudgetCycle.objects.get().settled_on) == "2027-02-01"
    assert 'value="2027-02-01"' in page_of(client, "/calendar/budget/?year=2027")
    assert page_of(client, "/calendar/budget/?year=soon")
    session = {"name": "第1回定例会", "opens_on": "2027-02-24", "votes_on": "2027-03-19"}
    post(client, "/calendar/assemblies/new/", session)
    again = post(client, "/calendar/assemblies/new/", session)
    assert "同じ名前の会期" in again.content.decode()
    assert post(client, "/calendar/assemblies/new/", session | {"votes_on": "2027-01-01"}).status_code == 422
    row = Assembly.objects.get()
    post(client, f"/calendar/assemblies/{row.pk}/", session | {"votes_on": "2027-03-20", "version": "1"})
    stale = post(client, f"/calendar/assemblies/{row.pk}/", session | {"version": "1"})
    assert stale.status_code == 422
    page = page_of(client, "/calendar/")
    assert "第1回定例会" in page
    assert "令和9年度" in page
    post(client, f"/calendar/assemblies/{row.pk}/delete/", {})
    assert not Assembly.objects.exists()
    assert cast.okutama.organization is not None


def test_an_empty_calendar_offers_to_drop_a_condition_where_there_is_one(cast: Cast, sign_in: SignIn) -> None:
    coordinator = sign_in("coordinator")
    narrowed, whole = (page_of(coordinator, f"/calendar/area/{query}") for query in ("?body=133086", ""))
    assert "この条件の日程はありません" in narrowed
    assert "条件をなくす" in narrowed
    assert "これから18か月の日程は、まだありません" in whole
    assert "条件をなくす" not in whole
    assert cast.coordinator.area is not None


def test_a_draft_left_behind_says_that_the_round_has_closed(
    cast: Cast, opened: Round, clock: Clock, sign_in: SignIn
) -> None:
    row = services.commitment_save(actor=cast.okutama, round_=opened, terms=PROMISE)
    client = sign_in("okutama")
    assert "下書きの続き" in page_of(client, f"/rounds/{opened.pk}/")
    clock.move_to("2026-10-24T09:00+09:00")
    assert "有効にならないまま" in page_of(client, f"/commitments/{row.pk}/")
    late = post(client, f"/commitments/{row.pk}/submit/", {})
    assert late.status_code == 422
    assert "締切を過ぎた" in late.content.decode()
