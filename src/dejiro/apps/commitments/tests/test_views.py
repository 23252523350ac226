"""Every page in every role, what a refused form keeps, and what nobody but the coordinator may read."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.commitments import services
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Abstention, Adoption, Assembly, BudgetCycle, Commitment, Effect, Round
from dejiro.apps.commitments.tests.conftest import PROMISE, Promise
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
PUBLIC = {"okutama": 200, "okutama_chief": 200, "coordinator": 200, "company": 200, "resident": 200, "": 200}
OWN = {"okutama": 200, "okutama_chief": 200, "coordinator": 403, "company": 403, "expert": 403, "": LOGIN}
COORDINATOR = {"coordinator": 200, "tottori_coordinator": 403, "okutama": 403, "company": 403, "": LOGIN}


@pytest.fixture
def sign_in(cast: Cast) -> Callable[[str], Client]:
    """A browser in which a person of the cast is signed in; "" for nobody."""

    def make(key: str) -> Client:
        client = Client(HTTP_ACCEPT_LANGUAGE="ja")
        if key:
            cast.login(client, cast.actor(key))
        return client

    return make


SignIn = Callable[[str], Client]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/rounds/", PUBLIC),
        ("/rounds/results/", PUBLIC),
        ("/rounds/export.csv", PUBLIC),
        ("/rounds/export.xlsx", PUBLIC),
        ("/rounds/{round}/", PUBLIC),
        ("/rounds/{round}/bodies/", {"okutama": 200, "coordinator": 200, "company": 403, "auditor": 403, "": 403}),
        ("/rounds/{round}/bodies.csv", {"okutama": 200, "coordinator": 200, "company": 403, "": 403}),
        ("/rounds/{round}/bundle.zip", {"okutama": 404, "coordinator": 404, "": 404}),
        ("/rounds/{round}/commitment/", OWN),
        ("/rounds/{round}/abstain/", OWN),
        ("/rounds/{round}/adopt/", OWN),
        ("/rounds/new/{need}/", COORDINATOR),
        ("/rounds/{round}/edit/", COORDINATOR),
        ("/rounds/{round}/open/", COORDINATOR),
        ("/rounds/{round}/extend/", COORDINATOR),
        ("/rounds/{round}/cancel/", COORDINATOR),
        ("/rounds/{round}/close/", COORDINATOR),
        ("/rounds/{round}/start/", COORDINATOR),
        ("/commitments/", OWN),
        ("/commitments/{commitment}/", OWN | {"ome": 404}),
        ("/commitments/{commitment}/submit/", OWN | {"ome": 404}),
        ("/commitments/{commitment}/approve/", OWN | {"okutama": 403, "ome_chief": 404}),
        ("/commitments/{commitment}/return/", OWN | {"okutama": 403, "ome_chief": 404}),
        ("/commitments/{commitment}/withdraw/", OWN | {"ome": 404}),
        ("/commitments/{commitment}/effect/", OWN | {"ome": 404}),
        ("/commitments/{commitment}/budget/", OWN | {"okutama": 302, "okutama_chief": 302, "ome": 404}),
        ("/commitments/{commitment}/budget.xlsx", OWN | {"okutama": 302, "okutama_chief": 302, "ome": 404}),
        ("/calendar/", OWN),
        ("/calendar/area/", OWN | {"coordinator": 200, "expert": 200}),
        ("/calendar/budget/", OWN),
        ("/calendar/assemblies/new/", OWN),
        ("/calendar/assemblies/{assembly}/", OWN | {"ome": 404}),
        ("/calendar/assemblies/{assembly}/delete/", OWN | {"ome": 404}),
        ("/rounds/999999/", {"okutama": 404, "": 404}),
        ("/rounds/export.pdf", {"": 404}),
    ],
)
def test_every_page_opens_to_those_whom_its_door_admits(
    cast: Cast, opened: Round, promise: Promise, sign_in: SignIn, path: str, expected: dict[str, int]
) -> None:
    commitment = promise("okutama", opened)
    assembly = Assembly.objects.create(
        organization=cast.body("133086"), name="定例会", opens_on="2027-02-24", votes_on="2027-03-19"
    )
    url = path.format(round=opened.pk, need=opened.need_id, commitment=commitment.pk, assembly=assembly.pk)
    assert {key: sign_in(key).get(url).status_code for key in expected} == expected


@pytest.mark.parametrize("status", ["draft", "open", "decided", "started", "measured", "failed", "cancelled"])
def test_a_round_shows_itself_in_every_state(
    cast: Cast, draft: Round, promise: Promise, clock: Clock, sign_in: SignIn, status: str
) -> None:
    reach(cast, draft, promise, clock, status)
    draft.refresh_from_db()
    assert draft.status == status
    readers = ("coordinator",) if status == "draft" else ("", "okutama", "hachioji", "coordinator", "tottori_city")
    for key in readers:
        page = sign_in(key).get(f"/rounds/{draft.pk}/")
        assert page.status_code == 200
        assert draft.title in page.content.decode()
    assert sign_in("").get("/rounds/", {"status": status, "area": "130001"}).status_code == 200


def reach(cast: Cast, round_: Round, promise: Promise, clock: Clock, status: str) -> None:
    """Take a draft as far as a state."""
    order = ("open", "decided", "started", "measured")
    if status != "draft":
        services.round_open(actor=cast.coordinator, round_=round_)
    if status == "cancelled":
        services.round_cancel(actor=cast.coordinator, round_=round_, reason="仕様の見直し")
    if status == "failed":
        clock.move_to("2026-10-26T09:00+09:00")
        services.round_close(actor=cast.coordinator, round_=round_, reason="応募なし")
    if status in order[1:]:
        members = [promise("okutama", round_), promise("ome", round_, quantity=80)]
        promise("hinohara", round_, quantity=5, max_unit_price=100)
        clock.move_to("2026-10-26T09:00+09:00")
        services.round_close(actor=cast.coordinator, round_=round_, reason="成立")
    if status in order[2:]:
        clock.move_to("2027-04-05T09:00+09:00")
        services.round_start(actor=cast.coordinator, round_=round_)
    if status == "measured":
        for key, row in zip(("okutama", "ome"), members, strict=True):
            row.refresh_from_db()
            services.effect_enter(
                actor=cast.actor(key), commitment=row, value=Decimal(9), measured_on=clock.now().date(), source="記録"
            )


def page_of(client: Client, url: str) -> str:
    return client.get(url).content.decode()


CAP = 4817
SUM = 592_837


@pytest.fixture
def secret(opened: Round, promise: Promise) -> Round:
    """An open round in which 青梅市 has said what it would pay at most."""
    promise("okutama", opened)
    promise("ome", opened, quantity=80, max_unit_price=CAP, max_total=SUM, condition_note="秘密の条件", min_members=2)
    return opened


@pytest.mark.parametrize(
    "key", ["", "okutama", "okutama_chief", "hachioji", "company", "resident", "expert", "auditor"]
)
def test_nobody_but_the_coordinator_reads_anothers_terms_before_the_decision(
    secret: Round, sign_in: SignIn, key: str
) -> None:
    client = sign_in(key)
    paths = ("", "bodies/", "bodies.csv", "?leaves=132055")
    pages = "".join(page_of(client, f"/rounds/{secret.pk}/{path}") for path in paths)
    pages += page_of(client, f"/api/rounds/{secret.pk}/") + page_of(client, f"/api/rounds/{secret.pk}/bodies/")
    pages += page_of(client, "/rounds/") + page_of(client, "/rounds/export.csv")
    for cap in (CAP, f"{CAP:,}", SUM, f"{SUM:,}", "秘密の条件", "2団体以上が参加"):
        assert str(cap) not in pages


@pytest.mark.parametrize("key", ["coordinator", "coordinator_two"])
def test_the_coordinator_reads_all_terms(secret: Round, sign_in: SignIn, key: str) -> None:
    client = sign_in(key)
    for path in ("", "bodies/", "close/"):
        page = page_of(client, f"/rounds/{secret.pk}/{path}")
        assert "4,817円" in page
        assert "秘密の条件" in page
    assert "4817" in page_of(client, f"/rounds/{secret.pk}/bodies.csv")


def test_the_public_reads_how_many_and_participants_read_who(secret: Round, sign_in: SignIn) -> None:
    public, participant = (
        page_of(sign_in(""), f"/rounds/{secret.pk}/"),
        page_of(sign_in("hachioji"), f"/rounds/{secret.pk}/"),
    )
    assert "約束している団体：2団体" in public
    assert "青梅市" not in public
    assert "青梅市" in participant
    assert "80台" in participant
    assert "決定まで見えません" in participant


def test_the_decision_and_who_pays_what_are_public(decided: Round, sign_in: SignIn) -> None:
    assert "入らなかった理由を計算しています" in page_of(sign_in(""), f"/rounds/{decided.pk}/")
    decision_explain(decision=decided.decision)
    page = page_of(sign_in(""), f"/rounds/{decided.pk}/")
    assert "青梅市" in page
    assert "390,000円" in page
    assert "単価が上限を超えた" in page
    assert f"dejiro-round-{decided.pk}.zip" in page


def test_the_panel_answers_the_four_questions(secret: Round, sign_in: SignIn) -> None:
    page = page_of(sign_in("okutama"), f"/rounds/{secret.pk}/")
    for words in (
        "成立する組に入っています",
        "組で買うと",
        "単独で買うと",
        "あなたの団体が抜けると",
        "青梅市が抜けると",
    ):
        assert words in page


def test_a_body_whose_authority_is_too_low_is_told_what_is_missing(
    opened: Round, promise: Promise, sign_in: SignIn
) -> None:
    mine = promise("okutama", opened, authority=1)
    client = sign_in("okutama")
    assert "まだ計算に入っていません" in page_of(client, f"/rounds/{opened.pk}/")
    assert "計算に入ります" in page_of(client, f"/commitments/{mine.pk}/")
    response = client.get(f"/commitments/{mine.pk}/budget/", follow=True)
    assert "予算要求の金額がありません" in response.content.decode()


def test_the_list_puts_open_rounds_first_and_says_which_wait(
    cast: Cast, opened: Round, promise: Promise, clock: Clock, sign_in: SignIn
) -> None:
    promise("okutama", opened)
    client = sign_in("okutama")
    assert "約束済み" in page_of(client, "/rounds/?mine=1")
    assert "この条件の募集はありません" in page_of(sign_in("ome"), "/rounds/?mine=1")
    clock.move_to("2026-10-24T09:00+09:00")
    assert "決定待ち" in page_of(client, "/rounds/")
    services.round_cancel(actor=cast.coordinator, round_=opened, reason="見直し")
    assert "決定待ち" not in page_of(client, "/rounds/?need=99&status=nonsense&area=1")


def test_the_results_page_counts_what_grew_better_and_worse(
    cast: Cast, draft: Round, promise: Promise, clock: Clock, sign_in: SignIn
) -> None:
    assert "まだ決定した共同調達はありません" in page_of(sign_in(""), "/rounds/results/")
    reach(cast, draft, promise, clock, "measured")
    page = page_of(sign_in("okutama"), "/rounds/results/")
    assert "2／2団体" in page
    assert "良 2・同 0・悪 0" in page
    assert "奥多摩町（参加）" in page


def test_the_list_and_the_bodies_leave_as_files(decided: Round, sign_in: SignIn) -> None:
    client = sign_in("")
    rounds = client.get("/rounds/export.csv").content.decode("utf-8-sig")
    bodies = client.get(f"/rounds/{decided.pk}/bodies.csv").content.decode("utf-8-sig")
    assert f"{decided.pk},東京都,{decided.title}" in rounds
    assert "132055,青梅市,80,入っている" in bodies
    assert client.get(f"/rounds/{decided.pk}/bodies.xlsx").content.startswith(b"PK")


# Forms


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


def test_a_prefectures_calendar_needs_a_prefecture(cast: Cast, sign_in: SignIn) -> None:
    assert "この条件の日程はありません" in page_of(sign_in("coordinator"), "/calendar/area/?body=133086")
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
