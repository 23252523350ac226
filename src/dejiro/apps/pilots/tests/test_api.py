from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.apps.pilots.tests.conftest import DURING, SignIn, fill_many
from dejiro.foundation.accounts.actors import Actor

pytestmark = pytest.mark.django_db
Post = Callable[..., Any]


@pytest.fixture
def post(sign_in: SignIn) -> Post:
    """Send JSON as somebody who is signed in."""

    def send(actor: Actor, url: str, method: str = "post", **data: object) -> Any:  # noqa: ANN401  # any answer
        return getattr(sign_in(actor), method)(f"/api{url}", data, content_type="application/json")

    return send


def test_everybody_reads_registered_pilots_and_the_register(
    sign_in: SignIn, registered: Pilot, certified: Certification
) -> None:
    nobody = sign_in()
    assert [one["id"] for one in nobody.get("/api/pilots/").json()["items"]] == [registered.pk]
    assert nobody.get(f"/api/pilots/{registered.pk}/").json()["organization"] == "133086"
    assert nobody.get(f"/api/pilots/{registered.pk}/plan/").json()["size"] == 100
    assert nobody.get(f"/api/pilots/{registered.pk}/verdict/").status_code == 404
    assert nobody.get("/api/certifications/").json()["items"][0]["state"] == "in_force"
    assert nobody.get(f"/api/certifications/{certified.pk}/").json()["issuer"] == "133086"


def test_a_pilot_goes_its_way_by_the_api(cast: Cast, draft: Pilot, clock: Clock, post: Post) -> None:
    done = post(cast.okutama_chief, f"/pilots/{draft.pk}/register/")
    assert done.json()["status"] == "registered", done.content
    clock.move_to(DURING)
    line = {"unit": "窓口1", "arm": "pilot", "day": "2026-11-20", "value": 1}
    assert post(cast.company, f"/pilots/{draft.pk}/data/", lines=[line]).json() == {"added": 1, "late": 0}
    again = post(cast.company, f"/pilots/{draft.pk}/data/", lines=[line])
    assert [(one["field"], one["row"]) for one in again.json()["errors"]] == [("lines", 1)]
    assert post(cast.ome, f"/pilots/{draft.pk}/data/", lines=[line]).status_code == 403
    assert Observation.objects.count() == 1
    fill_many(cast, Pilot.objects.get(pk=draft.pk), clock, 80, 50)
    done = post(cast.okutama_chief, f"/pilots/{draft.pk}/verdict/", reasons="早く終わった。")
    assert done.json()["outcome"] == "adopt", done.content
    assert Client().get(f"/api/pilots/{draft.pk}/verdict/").json()["outcome"] == "adopt"


def test_a_table_of_data_is_taken_in_whole_or_refused_by_row_and_column(
    cast: Cast, registered: Pilot, clock: Clock, sign_in: SignIn
) -> None:
    clock.move_to(DURING)
    path = f"/api/pilots/{registered.pk}/data/import/"

    def send(who: Actor, lines: str) -> Any:  # noqa: ANN401  # any answer
        table = SimpleUploadedFile("data.csv", f"対象,組,対象の日,値\n{lines}".encode("cp932"))
        return sign_in(who).post(path, {"file": table})

    assert send(cast.ome, "窓口1,実証あり,2026-11-20,1\n").status_code == 403
    refused = send(cast.company, "窓口1,実証あり,2026-11-20,1\n窓口2,実証あり,いつか,1\n窓口3,その他,2026-11-20,1\n")
    assert (refused.status_code, refused.json()["code"]) == (422, "exchange.table")
    assert [(one["row"], one["column"]) for one in refused.json()["errors"]] == [(3, "対象の日"), (4, "組")]
    assert not Observation.objects.exists()
    assert send(cast.company, "窓口1,実証あり,2026-11-20,1\n").json() == {"added": 1, "late": 0}
    again = send(cast.company, "窓口1,実証あり,2026-11-20,1\n")
    assert [(one["field"], one["row"], one["column"]) for one in again.json()["errors"]] == [("file", 2, "対象の日")]
    assert Observation.objects.count() == 1


PLAN = {
    "title": "窓口案内の実証",
    "product": "まどぐち案内（架空）",
    "summary": "町役場の窓口に、手続を案内する画面を置く。",
    "metric": "1回で終わった手続の割合",
    "unit": "割合",
    "baseline": 0.5,
    "baseline_source": "9月の記録",
    "design": "proportions",
    "better": "higher",
    "adopt_above": 0,
    "worthwhile": 0.1,
    "start": "2026-10-12",
    "end": "2026-11-30",
    "due": "2026-12-07",
    "size": 100,
    "expected": 0.25,
    "base": 0.5,
    "adopt_rule": "全窓口に広げる",
    "stop_rule": "機器を返す",
}


def test_a_plan_is_written_changed_and_thrown_away_by_the_api(cast: Cast, post: Post) -> None:
    assert post(cast.company, "/pilots/", **PLAN).status_code == 403
    refused = post(cast.okutama, "/pilots/", **{**PLAN, "company": "999999", "end": "2026-10-01"})
    assert refused.json()["errors"][0]["field"] == "company"
    company = cast.company.organization
    assert company is not None
    made = post(cast.okutama, "/pilots/", **{**PLAN, "company": company.code, "partners": ["132055"]})
    assert made.status_code == 201, made.content
    pilot = Pilot.objects.get()
    assert (pilot.company, [body.code for body in pilot.partners.all()]) == (company, ["132055"])
    path = f"/pilots/{pilot.pk}/"
    assert post(cast.okutama, path, "put", **{**PLAN, "title": "別の件名"}).json()["title"] == "別の件名"
    assert post(cast.okutama, f"{path}submit/").json()["status"] == "submitted"
    assert post(cast.okutama_chief, f"{path}register/").json()["status"] == "registered"
    amended = post(cast.okutama_chief, f"{path}amend/", **{**PLAN, "size": 120}, reason="数を増やす")
    assert amended.json()["version"] == 5, amended.content
    assert post(cast.okutama, path, "delete").status_code == 422
    other = post(cast.okutama, "/pilots/", **PLAN).json()["id"]
    assert post(cast.okutama, f"/pilots/{other}/", "delete").status_code == 204


def test_data_are_read_and_corrected_and_an_adopted_pilot_goes_on_by_the_api(
    cast: Cast, adopted: Pilot, post: Post, sign_in: SignIn
) -> None:
    lines = sign_in(cast.okutama).get(f"/api/pilots/{adopted.pk}/data/?limit=1").json()
    assert lines["count"] == 200
    correct = post(cast.okutama, f"/pilots/lines/{lines['items'][0]['id']}/correct/", value=0, reason="写し間違い")
    assert correct.status_code == 422
    assert sign_in(cast.company_kodama).get(f"/api/pilots/{adopted.pk}/data/").status_code == 403
    sent = {"basis": "要綱", "decision": "確かめた", "rule": "years", "years": 3, "product": "まどぐち案内（架空）"}
    more = {"company_name": "あさぎ（架空）", "purpose": "窓口", "certified_on": "2026-12-08", "pilot": adopted.pk}
    assert post(cast.okutama_chief, "/certifications/", **sent, **more).status_code == 201
    assert post(cast.okutama, f"/pilots/{adopted.pk}/raise/").status_code == 201
    done = post(cast.okutama_chief, f"/pilots/{adopted.pk}/decision/", choice="stop", reason="予算がない。")
    assert done.status_code == 200, done.content


def test_a_certification_goes_its_way_by_the_api(cast: Cast, certified: Certification, post: Post) -> None:
    sent = {"basis": "要綱", "decision": "確かめた", "rule": "years", "years": 3}
    done = post(cast.ome_chief, f"/certifications/{certified.pk}/reuse/", **sent)
    assert (done.status_code, done.json()["reused_from"]) == (201, certified.pk)
    done = post(cast.okutama_chief, f"/certifications/{certified.pk}/renew/")
    assert done.json()["expires_on"] == "2031-03-31"
    done = post(cast.okutama_chief, f"/certifications/{certified.pk}/revoke/", reason="基準を外れた。")
    assert done.json()["state"] == "revoked"
