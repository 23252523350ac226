import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import include, path

from conftest import Cast
from dejiro.apps.needs.api import router
from dejiro.apps.needs.models import Consultation, Contract, Need, Statement, Voice
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.api.house import HouseAPI, operations_of

pytestmark = pytest.mark.urls(__name__)
api = HouseAPI(reference_template="api_reference.txt", title="課題", version="1", description="")
api.add_router("", router)
urlpatterns = [path("api/", api.urls), path("", include("dejiro.apps.needs.urls"))]
VoiceOf = Callable[..., Voice]
CONTRACT = {
    "key": "R6-1",
    "title": "グループウェア",
    "category": "software",
    "vendor": "あさぎ",
    "starts_on": "2024-04-01",
    "ends_on": "2027-03-31",
    "annual_amount": 900_000,
}
WORDS = {"title": "端末", "summary": "更新したい", "category": "devices"}


class Caller:
    """A signed-in program."""

    def __init__(self, cast: Cast, client: Client) -> None:
        self.cast = cast
        self.client = client

    def send(self, actor: Actor | None, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's answers have no public type
        self.client.logout()
        if actor is not None:
            self.cast.login(self.client, actor)
        body = "" if data is None else json.dumps(data)
        call = getattr(self.client, method)
        if method == "get":
            return call(f"/api{url}", headers=headers)
        return call(f"/api{url}", body, content_type="application/json", headers=headers)


@pytest.fixture
def caller(cast: Cast, client: Client) -> Caller:
    return Caller(cast, client)


def test_everyone_reads_needs_and_their_pages(cast: Cast, caller: Caller, need: Need) -> None:
    listed = caller.send(None, "get", "/needs/?category=devices&limit=1").json()
    assert (listed["count"], listed["next"]) == (1, None)
    assert (listed["items"][0]["bodies"], listed["items"][0]["area"]) == (2, "130001")
    page = caller.send(None, "get", f"/needs/{need.pk}/").json()
    assert [voice["name"] for voice in page["voice_list"]] == ["市区町村（名称非公開）"] * 2
    assert page["rule"].startswith("二以上")
    assert caller.send(None, "get", "/needs/?area=310000").json()["count"] == 0
    assert caller.send(None, "get", "/needs/?area=999999&q=端末").status_code == 200


def test_a_voice_is_raised_and_read_by_its_own_body(cast: Cast, caller: Caller) -> None:
    data = {"title": "無線", "body": "聞こえない", "category": "network"}
    made = caller.send(cast.okutama, "post", "/voices/", data)
    assert made.status_code == 201
    url = f"/voices/{made.json()['id']}/"
    assert caller.send(cast.okutama, "get", url).json()["title"] == "無線"
    assert caller.send(cast.ome, "get", url).status_code == 404
    assert caller.send(None, "get", url).status_code == 401
    assert caller.send(cast.expert, "post", "/voices/", data).status_code == 403
    assert caller.send(cast.okutama, "get", "/voices/?status=new").json()["count"] == 1
    assert caller.send(cast.okutama, "post", "/voices/", {**data, "title": ""}).status_code == 422


def test_a_question_goes_its_whole_way(cast: Cast, caller: Caller) -> None:
    data = {"title": "通信", "body": "昼に通信が切れる", "category": "network"}
    made = caller.send(cast.okutama, "post", "/consultations/", data)
    assert made.status_code == 201
    here = f"/consultations/{made.json()['id']}/"
    taken = caller.send(cast.expert, "post", f"{here}take/")
    assert taken.json()["expert"] == "渡辺 樹"
    assert caller.send(cast.expert, "post", f"{here}hand-back/", {"reason": "休み"}).json()["expert"] is None
    expert = cast.user("expert_security")
    given = caller.send(cast.coordinator, "post", f"{here}assign/", {"expert": expert.pk})
    assert given.json()["expert"] == expert.name
    assert caller.send(cast.coordinator, "post", f"{here}assign/", {"expert": 999_999}).status_code == 404
    seen = caller.send(cast.expert_security, "get", here)
    stale = caller.send(cast.expert_security, "post", f"{here}answer/", {"answer": "夜に"}, **{"If-Match": '"v1-0"'})
    assert stale.status_code == 412
    tag = {"If-Match": seen["ETag"]}
    done = caller.send(cast.expert_security, "post", f"{here}answer/", {"answer": "夜に移す"}, **tag)
    assert done.json()["answer"] == "夜に移す"
    rated = caller.send(cast.okutama, "post", f"{here}rating/", {"rating": 4})
    assert rated.json()["rating"] == 4
    assert caller.send(cast.okutama, "post", f"{here}rating/", {"rating": 4}).status_code == 422
    shared = caller.send(cast.ome, "get", "/consultations/?scope=shared").json()
    assert [row["asker"] for row in shared["items"]] == ["市区町村（名称非公開）"]
    assert caller.send(cast.company, "get", "/consultations/").json()["count"] == 0
    alike = caller.send(cast.ome, "post", "/consultations/similar/", {"text": "昼に通信が切れる"}).json()
    assert alike[0]["solved"] == "夜に移す"


def test_a_file_is_added_to_a_question_and_saved(cast: Cast, caller: Caller, asked: Consultation) -> None:
    cast.login(caller.client, cast.okutama)
    here = f"/api/consultations/{asked.pk}/files/"
    made = caller.client.post(here, {"file": SimpleUploadedFile("状況.txt", "昼".encode())})
    assert made.status_code == 201
    saved = caller.client.get(f"{here}{made.json()['id']}/")
    assert b"".join(saved.streaming_content).decode() == "昼"  # type: ignore[attr-defined]  # a streaming answer
    assert caller.client.get(f"{here}999999/").status_code == 404
    assert len(caller.client.get("/api/consultations/?scope=mine").json()["items"][0]["files"]) == 1


def test_triage_by_program_merges_declines_and_undoes(cast: Cast, caller: Caller, voice_of: VoiceOf) -> None:
    one, other, third = voice_of(cast.okutama), voice_of(cast.ome), voice_of(cast.hinohara)
    who = cast.coordinator
    assert caller.send(who, "get", "/triage/").json()["count"] == 3
    assert len(caller.send(who, "get", f"/triage/{one.pk}/similar/").json()) == 2
    made = caller.send(who, "post", "/triage/merge/", {"voices": [one.pk], **WORDS})
    assert (made.status_code, made.json()["status"]) == (201, "candidate")
    number = made.json()["id"]
    added = caller.send(who, "post", "/triage/merge/", {"voices": [other.pk], "need": number})
    assert added.json()["status"] == "adopted"
    missing = caller.send(who, "post", "/triage/merge/", {"voices": [third.pk], "need": 999_999})
    assert missing.status_code == 422
    declined = caller.send(who, "post", f"/triage/voices/{third.pk}/decline/", {"reason": "対象外"})
    assert declined.json()["status"] == "declined"
    assert caller.send(who, "post", f"/triage/voices/{third.pk}/reopen/").json()["status"] == "new"
    acts = caller.send(who, "get", "/triage/acts/").json()
    undone = caller.send(who, "post", f"/triage/acts/{acts[0]['id']}/undo/")
    assert undone.json()["undone_at"]
    assert caller.send(cast.okutama, "get", "/triage/").status_code == 403


def test_a_need_is_changed_by_program(cast: Cast, caller: Caller, need: Need, voice_of: VoiceOf) -> None:
    who, here = cast.coordinator, f"/needs/{need.pk}/"
    assert caller.send(who, "put", here, {**WORDS, "title": "端末二"}).json()["title"] == "端末二"
    voice = need.places.all()[0].voice_id
    part = caller.send(who, "post", f"{here}split/", {**WORDS, "voices": [voice]})
    assert part.status_code == 201
    number = part.json()["id"]
    assert caller.send(who, "post", f"{here}links/", {"other": number}).status_code == 204
    assert caller.send(None, "get", here).json()["links"] == [number]
    assert caller.send(who, "delete", f"{here}links/{number}/").status_code == 204
    assert caller.send(who, "post", f"/needs/{number}/merge/", {"other": need.pk}).json()["bodies"] == 2
    assert caller.send(who, "post", f"{here}unlink-voices/", {"voices": [voice]}).json()["bodies"] == 1
    assert caller.send(who, "post", f"{here}close/", {"reason": "済み"}).json()["status"] == "closed"
    assert caller.send(who, "post", f"{here}reopen/").json()["status"] == "candidate"
    assert caller.send(cast.resident, "put", f"{here}follow/").status_code == 204
    assert caller.send(cast.resident, "delete", f"{here}follow/").status_code == 204
    assert caller.send(cast.okutama, "put", here, WORDS).status_code == 403


def test_statements_and_solutions_by_program(cast: Cast, caller: Caller, need: Need) -> None:
    here = f"/needs/{need.pk}/"
    said = caller.send(cast.ome, "post", f"{here}statements/", {"kind": "official", "body": "参加します"})
    assert said.status_code == 201
    url = f"/statements/{said.json()['id']}/"
    assert caller.send(None, "get", url).status_code == 404
    assert caller.send(cast.ome_chief, "post", f"{url}return/", {"reason": "強い"}).json()["return_reason"] == "強い"
    assert caller.send(cast.ome, "put", url, {"body": "検討します"}).json()["body"] == "検討します"
    assert caller.send(cast.ome_chief, "post", f"{url}approve/").json()["approved_by"] == "木村 健"
    assert caller.send(None, "get", url).json()["speaker"] == "青梅市"
    assert caller.send(cast.ome_chief, "delete", url).status_code == 204
    opinion = caller.send(cast.ome, "post", f"{here}statements/", {"body": "早く"}).json()
    assert opinion["speaker"] == "田中 舞"
    assert caller.send(None, "get", here).json()["statements"][0]["speaker"] == "市区町村の人"
    assert Statement.objects.count() == 2
    data = {"title": "統一", "body": "替えた", "contact": "推進室", "solved_on": "2026-04-01", "cost": 1_200_000}
    made = caller.send(cast.hachioji, "post", f"{here}solutions/", data)
    assert made.status_code == 201
    assert caller.send(None, "get", here).json()["solutions"][0]["contact"] == ""
    solution = f"/solutions/{made.json()['id']}/"
    assert caller.send(cast.hachioji, "put", solution, {**data, "cost": None}).json()["cost"] is None
    assert caller.send(cast.ome, "delete", solution).status_code == 403
    assert caller.send(cast.hachioji, "delete", solution).status_code == 204


def test_contracts_by_program_stay_with_their_body(cast: Cast, caller: Caller) -> None:
    made = caller.send(cast.okutama, "post", "/contracts/", CONTRACT)
    assert made.status_code == 201
    here = f"/contracts/{made.json()['id']}/"
    assert caller.send(cast.ome, "get", here).status_code == 404
    caller.send(cast.ome, "post", "/contracts/", CONTRACT)
    (renewal,) = caller.send(cast.okutama, "get", "/contracts/renewals/").json()
    assert [neighbour["organization"] for neighbour in renewal["neighbours"]] == ["青梅市"]
    assert set(renewal["neighbours"][0]) == {"organization", "title", "category", "quantity", "unit", "ends_on"}
    assert len(caller.send(cast.okutama, "get", f"{here}neighbours/").json()) == 1
    assert caller.send(cast.okutama, "get", here).json()["annual_amount"] == 900_000
    changed = caller.send(cast.okutama, "put", here, {**CONTRACT, "quantity": 3})
    assert (changed.json()["quantity"], changed.json()["version"]) == (3, 2)
    rows = [{**CONTRACT, "quantity": 3}, {**CONTRACT, "key": "R6-2"}]
    done = caller.send(cast.okutama, "post", "/contracts/import/", {"contracts": rows})
    assert done.json() == {"made": 1, "changed": 0, "unchanged": 1}
    assert caller.send(cast.okutama, "get", "/contracts/?q=グループ").json()["count"] == 2
    voice = caller.send(cast.okutama, "post", f"{here}renew/", {"title": "更新", "body": "3台"})
    assert (voice.status_code, voice.json()["kind"]) == (201, "renewal")
    assert caller.send(cast.okutama, "get", "/contracts/renewals/").json()[0]["voice"] is not None
    assert caller.send(cast.okutama, "delete", here).status_code == 422
    second = Contract.objects.get(key="R6-2")
    assert caller.send(cast.okutama, "delete", f"/contracts/{second.pk}/").status_code == 204


def test_every_operation_states_its_door_and_scope() -> None:
    operations = list(operations_of(api.get_openapi_schema()))
    assert len(operations) > 40
    for method, where, entry in operations:
        assert entry["x-door"], where
        reading = method == "get" or where.endswith("/similar/")
        assert entry["x-scope"] == ("needs:read" if reading else "needs:write"), where
