"""Every page in every role and state, and what nobody but the coordinator may read."""

from decimal import Decimal

import pytest

from conftest import Cast, Clock
from dejiro.apps.commitments import services
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Assembly, Round
from dejiro.apps.commitments.tests.conftest import Promise, SignIn, page_of

LOGIN = 302
PUBLIC = {"okutama": 200, "okutama_chief": 200, "coordinator": 200, "company": 200, "resident": 200, "": 200}
OWN = {"okutama": 200, "okutama_chief": 200, "coordinator": 403, "company": 403, "expert": 403, "": LOGIN}
COORDINATOR = {"coordinator": 200, "tottori_coordinator": 403, "okutama": 403, "company": 403, "": LOGIN}


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
