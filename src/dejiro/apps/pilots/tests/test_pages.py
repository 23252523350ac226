from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from conftest import Cast, Clock
from dejiro.apps.pilots import services
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.apps.pilots.terms import Validity
from dejiro.apps.pilots.tests.conftest import AFTER, DURING, PRODUCT, TERMS, VALIDITY, SignIn, fill_many, fresh

pytestmark = pytest.mark.django_db


def typed(**changes: object) -> dict[str, object]:
    """Return the form of a plan as a browser sends it."""
    known: Mapping[str, object] = {**TERMS.values(), "company": "", "need": "", **changes}
    return {name: "" if value is None else value for name, value in known.items() if value is not False}


def test_an_officer_drafts_and_the_approver_registers(cast: Cast, sign_in: SignIn) -> None:
    officer, chief = sign_in(cast.okutama), sign_in(cast.okutama_chief)
    response = officer.post("/pilots/new/", typed(company=cast.body("9700150000031").pk))
    assert response.status_code == 302, response.content.decode()
    pilot = Pilot.objects.get()
    page = officer.get(response["Location"]).content.decode()
    assert "%の確からしさで採用と判定できます" in page
    assert officer.post(f"/pilots/{pilot.pk}/submit/", {"version": 1}).status_code == 302
    assert officer.get(f"/pilots/{pilot.pk}/register/").status_code == 403
    assert "計画を登録する" in chief.get(f"/pilots/{pilot.pk}/").content.decode()
    assert chief.post(f"/pilots/{pilot.pk}/register/", {"version": 2}).status_code == 302
    assert "窓口案内の実証" in sign_in().get("/pilots/").content.decode()


def test_what_was_typed_stays_when_it_does_not_fit(cast: Cast, sign_in: SignIn) -> None:
    response = sign_in(cast.okutama).post("/pilots/new/", typed(start="2026-10-01", need="999999"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "999999番の課題はありません" in page
    assert "全窓口に広げる" in page


def test_a_draft_is_mended_and_thrown_away(cast: Cast, draft: Pilot, sign_in: SignIn) -> None:
    officer = sign_in(cast.okutama)
    assert officer.get(f"/pilots/{draft.pk}/edit/").status_code == 200
    assert officer.post(f"/pilots/{draft.pk}/edit/", typed(size=10, version=1)).status_code == 302
    page = officer.get(f"/pilots/{draft.pk}/").content.decode()
    assert "この数では、足りません" in page
    assert officer.post(f"/pilots/{draft.pk}/delete/", {"version": 2}).status_code == 302
    assert not Pilot.objects.exists()


def test_a_draft_whose_days_have_passed_is_still_shown(cast: Cast, draft: Pilot, sign_in: SignIn, clock: Clock) -> None:
    clock.move_to(AFTER)
    assert "日程が過ぎています" in sign_in(cast.okutama).get(f"/pilots/{draft.pk}/").content.decode()


def test_an_amendment_is_seen_by_everybody(cast: Cast, registered: Pilot, sign_in: SignIn) -> None:
    chief = sign_in(cast.okutama_chief)
    form = chief.get(f"/pilots/{registered.pk}/amend/").context["form"]
    sent = {name: "" if value is None else value for name, value in form.initial.items() if name != "partners"}
    sent |= {"size": 120, "reason": "窓口が増えた。", "company_enters": "on"}
    response = chief.post(f"/pilots/{registered.pk}/amend/", sent)
    assert response.status_code == 302, response.content.decode()
    page = sign_in().get(f"/pilots/{registered.pk}/").content.decode()
    assert "組ごとの数：「100」を「120」に" in page
    assert "窓口が増えた。" in page


def test_a_line_is_typed_and_corrected(cast: Cast, registered: Pilot, sign_in: SignIn, clock: Clock) -> None:
    clock.move_to(DURING)
    company = sign_in(cast.company)
    url = f"/pilots/{registered.pk}/data/"
    assert "まだデータがありません" in company.get(url).content.decode()
    line = {"unit": "窓口1", "arm": "pilot", "day": "2026-10-01", "value": "1"}
    refused = company.post(f"{url}new/", line)
    assert refused.status_code == 422
    assert "day" in refused.context["form"].errors
    assert company.post(f"{url}new/", {**line, "day": "2026-11-20"}).status_code == 302
    row = Observation.objects.get()
    correct = f"/pilots/lines/{row.pk}/correct/"
    assert company.get(correct).status_code == 200
    assert company.post(correct, {"value": "0", "reason": "写し間違い"}).status_code == 302
    assert "訂正前の行 1" in company.get(url).content.decode()


def test_a_table_comes_in_whole_or_not_at_all(cast: Cast, registered: Pilot, sign_in: SignIn, clock: Clock) -> None:
    clock.move_to(DURING)
    officer = sign_in(cast.okutama)
    url = f"/pilots/{registered.pk}/data/import/"
    head = "対象,組,対象の日,値,件数\n"
    bad = head + "窓口1,実証あり,2026-11-20,よい,50\n窓口2,実証あり,2026-11-20,3,50\n"
    response = officer.post(url, {"file": SimpleUploadedFile("data.csv", bad.encode())})
    assert "2行目「値」：数ではありません：よい" in response.content.decode()
    late = head + "窓口1,実証あり,2026-10-01,３,50\n"
    response = officer.post(url, {"file": SimpleUploadedFile("data.csv", late.encode("cp932"))})
    assert "登録の前の結果は" in response.content.decode()
    assert not Observation.objects.exists()
    good = head + "窓口1,実証あり,2026-11-20,30,50\n窓口2,実証なし,2026-11-20,,\n"
    response = officer.post(url, {"file": SimpleUploadedFile("data.csv", good.encode())})
    assert response.status_code == 302, response.content.decode()
    assert list(Observation.objects.values_list("unit", "value", "tries")) == [("窓口1", 30.0, 50), ("窓口2", None, 1)]
    for form, status in (("csv", 200), ("xlsx", 200), ("pdf", 404)):
        assert officer.get(f"/pilots/{registered.pk}/data/template.{form}").status_code == status


def test_who_comes_late_is_told(cast: Cast, registered: Pilot, sign_in: SignIn, clock: Clock) -> None:
    clock.move_to(AFTER)
    officer = sign_in(cast.okutama)
    url = f"/pilots/{registered.pk}/data/"
    assert "締切を過ぎています" in officer.get(url).content.decode()
    assert "判定には使いません" in officer.get(f"{url}new/").content.decode()


def test_others_do_not_see_the_lines(cast: Cast, registered: Pilot, sign_in: SignIn) -> None:
    assert sign_in(cast.ome).get(f"/pilots/{registered.pk}/data/").status_code == 403
    assert sign_in(cast.coordinator).get(f"/pilots/{registered.pk}/data/").status_code == 200


def test_nobody_looks_at_the_result_early(cast: Cast, registered: Pilot, sign_in: SignIn) -> None:
    chief = sign_in(cast.okutama_chief)
    url = f"/pilots/{registered.pk}/verdict/"
    assert "途中の結果は計算しません" in chief.get(url).content.decode()
    assert "締切（2026年12月7日（月））が過ぎてから" in chief.post(url, {"reasons": "早く"}).content.decode()


def test_the_verdict_is_confirmed_with_its_picture(
    cast: Cast, registered: Pilot, sign_in: SignIn, clock: Clock
) -> None:
    fill_many(cast, registered, clock, 80, 50)
    chief = sign_in(cast.okutama_chief)
    url = f"/pilots/{registered.pk}/verdict/"
    page = chief.get(url).content.decode()
    assert "<svg" in page
    assert "これと違う判定は公表できません" in page
    assert chief.post(url, {"reasons": "早く終わった。"}).status_code == 302
    page = sign_in().get(f"/pilots/{registered.pk}/").content.decode()
    assert "効果の範囲（95%信頼区間）" in page
    bundle = sign_in().get(f"/pilots/{registered.pk}/bundle.zip")
    assert bundle["Content-Type"] == "application/zip"


def test_a_verdict_without_data_is_shown_without_a_picture(
    cast: Cast, registered: Pilot, sign_in: SignIn, clock: Clock
) -> None:
    clock.move_to(AFTER)
    chief = sign_in(cast.okutama_chief)
    page = chief.get(f"/pilots/{registered.pk}/verdict/").content.decode()
    assert "計算できません" in page
    assert "<svg viewBox" not in page


def test_the_adopted_pilot_leads_on(cast: Cast, adopted: Pilot, sign_in: SignIn) -> None:
    chief, officer = sign_in(cast.okutama_chief), sign_in(cast.okutama)
    new = f"/certifications/new/?pilot={adopted.pk}"
    assert "まどぐち案内（架空）" in chief.get(new).content.decode()
    sent = {
        "product": "まどぐち案内（架空）", "company_name": "あさぎ（架空）", "purpose": "負担を減らす",
        "certified_on": "2026-12-08", "basis": "要綱", "decision": "実証", "rule": "years",
        "years": 3, "most_renewals": 1,
    }  # fmt: skip
    assert chief.post(new, sent).status_code == 302
    row = Certification.objects.get()
    assert row.pilot == adopted
    assert officer.post(f"/pilots/{adopted.pk}/raise/", {"version": fresh(adopted).version}).status_code == 302
    url = f"/pilots/{adopted.pk}/decision/"
    assert chief.post(url, {"choice": "stop", "reason": "予算がない。"}).status_code == 302
    assert "予算がない。" in sign_in().get(f"/pilots/{adopted.pk}/").content.decode()


def test_a_certification_is_reused_renewed_and_revoked(cast: Cast, certified: Certification, sign_in: SignIn) -> None:
    chief, other = sign_in(cast.okutama_chief), sign_in(cast.ome_chief)
    url = certified.get_absolute_url()
    assert "この認定を活用する" in other.get(url).content.decode()
    sent = {"basis": "要綱", "decision": "確かめた", "rule": "years", "years": 3, "most_renewals": 0}
    assert other.get(f"{url}reuse/").status_code == 200
    assert other.post(f"{url}reuse/", sent).status_code == 302
    assert chief.get(f"{url}reuse/").status_code == 403
    assert chief.post(f"{url}renew/", {"version": 1}).status_code == 302
    assert chief.post(f"{url}revoke/", {"reason": "基準を外れた。", "version": 2}).status_code == 302
    page = sign_in().get(url).content.decode()
    assert "この認定は取り消されました" in page
    reused = Certification.objects.get(reused_from=certified)
    assert "もとの認定は取り消されました" in sign_in().get(reused.get_absolute_url()).content.decode()


def test_the_register_is_public_searched_and_saved(cast: Cast, certified: Certification, sign_in: SignIn) -> None:
    nobody = sign_in()
    assert certified.product in nobody.get("/certifications/?state=in_force&q=まどぐち").content.decode()
    for state in ("expired", "revoked"):
        assert "この条件の認定はありません" in nobody.get(f"/certifications/?state={state}").content.decode()
    assert certified.product in nobody.get("/certifications/export.csv").content.decode("utf-8-sig")
    assert nobody.get("/certifications/export.pdf").status_code == 404


def test_empty_pages_say_what_to_do(sign_in: SignIn, cast: Cast) -> None:
    assert "まだ登録された実証はありません" in sign_in().get("/pilots/").content.decode()
    assert "この条件の実証はありません" in sign_in(cast.okutama).get("/pilots/?q=火星&state=stop").content.decode()
    assert "まだ認定はありません" in sign_in().get("/certifications/").content.decode()


def test_who_has_tried_is_found_by_words_state_and_body(cast: Cast, registered: Pilot, sign_in: SignIn) -> None:
    page = sign_in(cast.ome).get("/pilots/?q=窓口&state=registered&body=133086").content.decode()
    assert registered.title in page


def test_lists_ask_the_same_few_queries_however_long_they_are(
    cast: Cast, certified: Certification, registered: Pilot, sign_in: SignIn
) -> None:
    nobody = sign_in()
    counts = [queries(nobody, "/pilots/"), queries(nobody, "/certifications/")]
    for number in range(4):
        pilot = services.pilot_create(actor=cast.okutama, terms=replace(TERMS, title=f"実証{number}"))
        services.pilot_register(actor=cast.okutama_chief, pilot=pilot)
        services.certification_create(
            actor=cast.okutama_chief, product=PRODUCT, basis="要綱", decision="実証",
            certified_on=date(2026, 10, 5), validity=Validity(VALIDITY.rule, 1 + number, 0),
        )  # fmt: skip
    assert [queries(nobody, "/pilots/"), queries(nobody, "/certifications/")] == counts
    assert max(counts) <= 8


def queries(client: object, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200  # type: ignore[attr-defined]
    return len(found)


def test_a_plan_reads_in_english_as_english_is_written(registered: Pilot) -> None:
    page = Client(HTTP_ACCEPT_LANGUAGE="en").get(f"/pilots/{registered.pk}/").content.decode()
    assert "12 October 2026 (Mon) – 30 November 2026 (Mon)" in page
    assert "50% (9月の記録)" in page
    assert f"<title>{registered.title} | " in page
