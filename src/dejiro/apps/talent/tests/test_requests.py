import io
from datetime import date

import pytest
from django.http import Http404

from conftest import Cast
from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Request, Specialist
from dejiro.apps.talent.planning import chances_of, half_days_by_week, matches_for
from dejiro.apps.talent.selectors.requests import requests_alike, suggestions_for
from dejiro.apps.talent.standards import roles, situations
from dejiro.apps.talent.tests.conftest import YEAR, SignIn, approved, entry, specialist_of, terms, text
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem

Status = Request.Status
FORM = {
    "title": "標準化の移行",
    "problem": "データ移行の計画が立てられない",
    "role": "data-engineer",
    "level": "2",
    "half_days": "2",
    "parts": "1",
    "starts_on": "2027-04-07",
    "weeks": "13",
    "priority": "1",
    "supervisor": "総務課長",
    "share_percent": "100",
    "travel_percent": "100",
}


def test_the_standard_has_fifteen_roles_in_five_types_and_every_situation_asks_for_known_ones() -> None:
    assert len(roles()) == 15
    assert len({role.type["ja"] for role in roles().values()}) == 5
    assert {ask.role for one in situations().values() for ask in one.asks} <= set(roles())


@pytest.mark.parametrize(
    ("problem", "key"),
    [
        ("ランサムウェアが心配なので、脆弱性診断と監査をしてほしい", "security-audit"),
        ("基幹業務システムの標準化でデータ移行とベンダーとの調整に困っている", "standardisation"),
        ("調達仕様書と見積が妥当か見てほしい", "rfp-review"),
    ],
)
def test_a_problem_in_plain_words_leads_to_a_situation(problem: str, key: str) -> None:
    assert suggestions_for(problem)[0].situation.key == key


def test_words_that_fit_nothing_are_offered_every_situation() -> None:
    assert len(suggestions_for("zzzz")) == len(situations())


def test_a_request_lasts_whole_weeks_from_monday(cast: Cast) -> None:
    request = services.request_save(actor=cast.okutama, terms=terms())
    assert (request.starts_on, request.ends_on) == (date(2027, 4, 5), date(2027, 7, 4))
    assert (request.weeks, request.volume) == (13, 26)


def test_a_request_is_approved_by_somebody_else_of_the_body(cast: Cast) -> None:
    request = services.request_save(actor=cast.okutama, terms=terms())
    with pytest.raises(Http404):
        access.request_for_reader(cast.coordinator, request.pk)
    services.request_submit(actor=cast.okutama, request=request)
    assert DeskItem.objects.filter(kind="talent.request.approve", closed_at=None).count() == 1
    with pytest.raises(NotYours):
        services.request_approve(actor=cast.ome_chief, request=request)
    with pytest.raises(NotYours):
        services.request_approve(actor=cast.okutama, request=request)
    services.request_approve(actor=cast.okutama_chief, request=request)
    assert request.status == Status.APPROVED
    assert not DeskItem.objects.filter(kind="talent.request.approve", closed_at=None).exists()
    assert access.request_for_reader(cast.coordinator, request.pk) == request
    with pytest.raises(Refusal, match="承認された依頼"):
        services.request_save(actor=cast.okutama, terms=terms(), request=request)


def test_a_request_is_divided_only_where_it_says_so_and_then_several_people_can_serve_it(
    cast: Cast, sign_in: SignIn, specialist: Specialist
) -> None:
    whole = approved(cast, title="長" * 100, half_days=7)
    assert (Request.objects.count(), whole.half_days, matches_for(whole)) == (1, 7, [])
    first = approved(cast, title="長" * 100, half_days=7, parts=2)
    second = Request.objects.get(divided_from=first)
    assert [(one.title[-6:], one.half_days, one.status) for one in (first, second)] == [
        ("（2分の1）", 4, Status.APPROVED),
        ("（2分の2）", 3, Status.APPROVED),
    ]
    assert (second.approved_by, second.approved_at, second.parts) == (first.approved_by, first.approved_at, 1)
    assert [match.specialist for part in (first, second) for match in matches_for(part)] == [specialist, specialist]
    divided = Entry.objects.filter(action="talent.request.divide")
    assert [entry.subject for entry in divided] == [f"talent.request:{second.pk}"]
    officer = sign_in(cast.okutama)
    assert first.get_absolute_url() in text(officer.get(second.get_absolute_url()))


def test_who_approves_reads_among_how_many_people_a_request_may_be_divided(cast: Cast, sign_in: SignIn) -> None:
    made = services.request_save(actor=cast.okutama, terms=terms(parts=2))
    assert "2人まで" in text(sign_in(cast.okutama_chief).get(made.get_absolute_url()))


def test_an_approver_does_not_approve_what_they_wrote(cast: Cast) -> None:
    request = services.request_save(actor=cast.okutama_chief, terms=terms())
    services.request_submit(actor=cast.okutama_chief, request=request)
    with pytest.raises(NotYours, match="自分で書いた"):
        services.request_approve(actor=cast.okutama_chief, request=request)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"role": "magician"}, "デジタルスキル標準にありません"),
        ({"weeks": 0}, "1週から104週"),
        ({"half_days": 2, "parts": 3}, "週の半日数まで"),
        ({"parts": 0}, "週の半日数まで"),
        ({"need": 999}, "課題はありません"),
        ({"commitment": 999}, "約束は"),
    ],
)
def test_a_request_that_does_not_hold_together_is_refused(cast: Cast, fields: dict[str, object], words: str) -> None:
    with pytest.raises(Refusal, match=words):
        services.request_save(actor=cast.okutama, terms=terms(**fields))


@pytest.mark.parametrize("who", ["coordinator", "company", "expert", "resident"])
def test_only_municipalities_ask(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours):
        services.request_save(actor=cast.actor(who), terms=terms())


def test_another_body_does_not_see_a_request_but_the_wizard_shows_it_its_amount(cast: Cast, request_: Request) -> None:
    with pytest.raises(Http404):
        access.request_for_reader(cast.ome, request_.pk)
    assert requests_alike(request_.area, "標準化のデータ移行に困っている") == [request_]


def test_whoever_has_skill_room_place_and_no_conflict_can_serve(
    cast: Cast, request_: Request, specialist: Specialist
) -> None:
    services.specialist_save(actor=cast.coordinator, entry=entry(key="S-002"))
    against = specialist_of(cast, key="S-003")
    okutama = cast.body("133086")
    services.conflict_save(actor=cast.coordinator, specialist=against, organization=okutama, reason="前職")
    assert [match.specialist for match in matches_for(request_)] == [specialist]
    assert chances_of(request_).now == 1


def test_a_request_that_nobody_can_serve_is_told_what_would_help(cast: Cast) -> None:
    specialist_of(cast, onsite="remote")
    assert chances_of(approved(cast, level=4)).changes == [("レベルを1つ下げる", 1)]
    assert chances_of(approved(cast, onsite=True)).changes == [("来てもらわずリモートにする", 1)]
    assert chances_of(approved(cast, half_days=8)).changes == [("週の半日数を半分にする", 1)]
    ends = chances_of(approved(cast, starts_on=date(2028, 2, 7), weeks=14))
    assert ends.changes == [("期間を前半だけにする", 1)]
    early = chances_of(approved(cast, starts_on=date(2026, 3, 2), weeks=4))
    assert early.changes == [("始まりを13週あとにする", 1)]
    assert chances_of(approved(cast, role="ba-new")).changes == []


def test_a_long_absence_takes_two_half_days_a_day_and_a_short_one_none(cast: Cast, specialist: Specialist) -> None:
    leave = {"starts_on": date(2027, 3, 29), "ends_on": date(2027, 4, 1)}
    services.absence_save(actor=cast.expert, specialist=specialist, **leave)
    away = {"starts_on": date(2027, 4, 7), "ends_on": date(2027, 4, 21)}
    services.absence_save(actor=cast.expert, specialist=specialist, **away)
    services.specialist_leave(actor=cast.expert, specialist=specialist, left_on=date(2027, 5, 3))
    assert half_days_by_week(specialist, date(2027, 3, 29), 6) == [6, 4, 0, 4, 6, 0]


def test_the_page_says_who_could_serve_and_leads_the_officer_on(
    cast: Cast, sign_in: SignIn, specialist: Specialist
) -> None:
    client = sign_in(cast.okutama)
    wizard = text(client.post("/talent/requests/new/", {"problem": "データ移行とベンダー調整に困っている"}))
    assert "標準準拠システムへの移行" in wizard
    chosen = client.post("/talent/requests/new/", {"problem": "データ移行", "choice": "standardisation:2"})
    assert 'value="data-engineer" selected' in text(chosen)
    assert client.post("/talent/requests/new/", {"problem": "x", "choice": "nonsense"}).status_code == 200
    assert client.post("/talent/requests/new/", {"problem": ""}).status_code == 422
    assert client.get("/talent/requests/new/form/").status_code == 200
    assert client.post("/talent/requests/new/form/", {**FORM, "half_days": "11"}).status_code == 422
    here = client.post("/talent/requests/new/form/", FORM).url
    assert "受けられる人は1人います" in text(client.get(here))
    assert client.post(f"{here}edit/", {**FORM, "level": "4", "version": "1"}).url == here
    assert "レベルを1つ下げる" in text(client.get(here))
    assert client.post(f"{here}submit/", {"version": "2"}).url == here
    chief = sign_in(cast.okutama_chief)
    assert "承認する" in text(chief.get(here))
    assert chief.post(f"{here}return/", {"reason": "レベルの根拠を", "version": "3"}).url == here
    assert "レベルの根拠を" in text(chief.get(here))
    assert specialist.name not in text(chief.get(here))


def test_an_officer_withdraws_a_request_with_a_reason(cast: Cast, sign_in: SignIn, request_: Request) -> None:
    client = sign_in(cast.okutama)
    here = request_.get_absolute_url()
    for part in ("edit", "submit", "withdraw"):
        assert client.get(f"{here}{part}/").status_code == 200
    assert client.post(f"{here}withdraw/", {"reason": "予算がつかなかった"}).url == here
    assert "予算がつかなかった" in text(client.get(here))
    assert client.post(f"{here}submit/", {}).status_code == 422


def test_the_coordinator_enters_requests_from_a_table_that_was_exported(
    cast: Cast, sign_in: SignIn, request_: Request
) -> None:
    client = sign_in(cast.coordinator)
    for form in ("csv", "xlsx"):
        file = io.BytesIO(client.get(f"/talent/requests/export.{form}").content)
        file.name = f"requests.{form}"
        assert client.post("/talent/requests/import/", {"file": file}).url == "/talent/requests/"
    rows = Request.objects.values_list("organization", "title", "starts_on", "ends_on", "status")
    assert len(rows) == 1, "what stands there already is not entered again"
    assert "同じ依頼がすでにある1件は、加えませんでした" in text(client.get("/talent/requests/"))
    assert request_.title in text(client.get("/talent/requests/?q=移行&role=data-engineer&status=approved"))
    assert "この条件の依頼はありません" in text(client.get("/talent/requests/?q=無い"))


def test_a_table_with_an_unknown_body_leaves_no_trace(cast: Cast, sign_in: SignIn, request_: Request) -> None:
    client = sign_in(cast.coordinator)
    content = client.get("/talent/requests/export.csv").content.decode("utf-8-sig").replace("奥多摩町", "架空町")
    file = io.BytesIO(content.encode())
    file.name = "requests.csv"
    page = text(client.post("/talent/requests/import/", {"file": file}))
    assert "直すところ（1件）" in page
    assert list(Request.objects.all()) == [request_]


def test_capacity_in_two_periods_counts_in_each(cast: Cast) -> None:
    made = services.specialist_save(actor=cast.coordinator, entry=entry())
    first = {"starts_on": date(2027, 4, 1), "ends_on": date(2027, 4, 18)}
    services.capacity_save(actor=cast.coordinator, specialist=made, half_days=2, **first)
    rest = {"starts_on": date(2027, 4, 19), "ends_on": YEAR["ends_on"]}
    services.capacity_save(actor=cast.coordinator, specialist=made, half_days=5, **rest)
    assert half_days_by_week(made, date(2027, 3, 29), 4) == [0, 2, 2, 5]


def test_the_same_table_taken_in_twice_adds_nothing(cast: Cast) -> None:
    lines = [(cast.body("133086"), terms()), (cast.body("133086"), terms()), (cast.body("132055"), terms())]
    first = services.requests_import(actor=cast.coordinator, lines=lines)
    assert (first.made, first.skipped) == (3, ())
    again = services.requests_import(actor=cast.coordinator, lines=[*lines, (cast.body("132055"), terms(level=1))])
    assert again.made == 1
    assert again.skipped == ("奥多摩町「標準化のデータ移行」",) * 2 + ("青梅市「標準化のデータ移行」",)
    assert Request.objects.count() == 4
