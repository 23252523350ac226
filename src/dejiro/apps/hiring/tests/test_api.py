"""Programs of bodies and candidates: the same doors, refusals and secrets as the pages."""

import json
from datetime import datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from conftest import Cast
from dejiro.apps.hiring import services
from dejiro.apps.hiring.models import Application, Choice, Offer, Opening
from dejiro.apps.hiring.tests.calling import OPENING, WRITTEN, Caller, refusal
from dejiro.apps.hiring.tests.conftest import AFTER, ANSWER, PAPER, TERMS, Play
from dejiro.foundation.accounts.services import token_issue
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.models import Entry

pytestmark = pytest.mark.urls("dejiro.apps.hiring.tests.calling")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
NOBODY = ""


@pytest.fixture
def caller(cast: Cast) -> Caller:
    return Caller(cast)


def test_a_program_drafts_an_opening_mends_it_and_an_approver_publishes_it(caller: Caller) -> None:
    assert caller.send(NOBODY, "post", "/openings/", OPENING).status_code == 401
    assert caller.send("expert", "post", "/openings/", OPENING).status_code == 403
    heavy = {**OPENING, "criteria": [{"name": "実務経験", "weight": 101}]}
    assert refusal(caller.send("okutama", "post", "/openings/", heavy))[2] == ["body.criteria.0.weight"]
    never = caller.send("okutama", "post", "/openings/", {**OPENING, "deadline": "9999-12-31T23:59:59Z"})
    assert refusal(never)[2] == ["body.deadline"]
    low = caller.send("okutama", "post", "/openings/", {**OPENING, "pay_high": 1})
    assert refusal(low) == (422, "terms", ["pay_high"])
    made = caller.send("okutama", "post", "/openings/", OPENING)
    assert (made.status_code, made.json()["status"], made.json()["organization"]) == (201, "draft", "133086")
    here = f"/openings/{made.json()['id']}/"
    assert caller.send(NOBODY, "get", here).status_code == 404
    etag = caller.send("okutama", "get", here)["ETag"]
    mended = caller.send("okutama", "put", here, {**OPENING, "title": "直した件名"}, If_Match=etag)
    assert (mended.json()["title"], mended.json()["version"]) == ("直した件名", 2)
    assert caller.send("okutama", "put", here, OPENING, If_Match=etag).status_code == 412
    assert caller.send("ome", "put", here, OPENING).status_code == 404
    assert caller.send("okutama", "post", f"{here}publish/").status_code == 403
    assert caller.send("ome_chief", "post", f"{here}publish/").status_code == 404
    assert caller.send("okutama_chief", "post", f"{here}publish/").json()["status"] == "published"
    assert refusal(caller.send("okutama_chief", "post", f"{here}publish/"))[:2] == (422, "published")
    assert refusal(caller.send("okutama", "put", here, OPENING))[:2] == (422, "published")
    assert caller.send("ome", "put", here, OPENING).status_code == 403
    seen = caller.read(NOBODY, here)
    assert [(one["name"], one["weight"]) for one in seen["criteria"]] == list(TERMS.criteria)


def test_an_opening_joins_only_a_joint_recruiting_of_its_prefecture_that_is_open(play: Play, caller: Caller) -> None:
    joint = play.joint()
    made = caller.send("okutama", "post", "/openings/", {**OPENING, "joint": joint.pk})
    assert made.json()["joint"] == joint.pk
    far = caller.send("tottori_city", "post", "/openings/", {**OPENING, "joint": joint.pk})
    assert refusal(far) == (422, "unknown", ["joint"])


def test_reviewers_are_people_of_the_body(play: Play, caller: Caller) -> None:
    opening = play.published()
    here = f"/openings/{opening.pk}/reviewers/"
    chief, stranger = (play.cast.user(key).pk for key in ("okutama_chief", "ome"))
    named = {one["name"]: one["named"] for one in caller.read("okutama", here)}
    assert named == {"杉本 葵": True, "原島 一郎": False}
    assert caller.send("ome", "get", here).status_code == 403
    assert caller.send("expert", "put", here, {"users": [chief]}).status_code == 403
    assert caller.send("ome", "put", here, {"users": [stranger]}).status_code == 403
    assert caller.send("okutama", "put", "/openings/999999/reviewers/", {"users": [chief]}).status_code == 404
    assert refusal(caller.send("okutama", "put", here, {"users": [stranger]})) == (422, "unknown", ["users"])
    assert refusal(caller.send("okutama", "put", here, {"users": []})) == (422, "nobody", ["users"])
    assert caller.send("okutama", "put", here, {"users": [chief, chief]}).status_code == 200
    assert [one.user_id for one in opening.reviewers.all()] == [chief]


def test_a_candidate_writes_once_and_the_second_window_is_told(caller: Caller) -> None:
    assert caller.send(NOBODY, "put", "/hiring/mine/", WRITTEN).status_code == 401
    assert caller.send("resident", "get", "/hiring/mine/").status_code == 404
    unknown = caller.send("resident", "put", "/hiring/mine/", {**WRITTEN, "role": "magician"})
    assert refusal(unknown) == (422, "terms", ["role"])
    old = caller.send("resident", "put", "/hiring/mine/", {**WRITTEN, "years": 81})
    assert refusal(old) == (422, "invalid", ["body.years"])
    blank = caller.send("resident", "put", "/hiring/mine/", {**WRITTEN, "name": "\u3000"})
    assert refusal(blank) == (422, "invalid", ["body.name"])
    assert not Application.objects.exists()
    assert caller.send("resident", "put", "/hiring/mine/", WRITTEN).json()["version"] == 1
    etag = caller.send("resident", "get", "/hiring/mine/")["ETag"]
    mended = caller.send("resident", "put", "/hiring/mine/", {**WRITTEN, "years": 9}, If_Match=etag)
    assert (mended.json()["years"], mended.json()["version"]) == (9, 2)
    assert caller.send("resident", "put", "/hiring/mine/", WRITTEN, If_Match=etag).status_code == 412
    assert caller.send("company", "get", "/hiring/mine/").status_code == 404
    assert Entry.objects.filter(action="hiring.application.save").count() == 2


def test_a_candidate_ranks_openings_and_takes_one_back(play: Play, caller: Caller) -> None:
    one, two = play.published(), play.published("ome", title="二つ目", deadline=TERMS.deadline + timedelta(days=9))
    late = play.published("hinohara", deadline=TERMS.deadline - timedelta(days=20))
    both = [{"opening": one.pk, "rank": 2}, {"opening": two.pk, "rank": 1}]
    assert caller.send("resident", "put", "/hiring/mine/ranks/", {"ranks": both}).status_code == 404
    caller.send("resident", "put", "/hiring/mine/", WRITTEN)
    play.clock.move_to("2026-10-20T09:00:00+09:00")
    sent = caller.send("resident", "put", "/hiring/mine/ranks/", {"ranks": both}).json()["choices"]
    assert [(row["rank"], row["opening"], row["organization"], row["open"], row["offer"]) for row in sent] == [
        (1, two.pk, "132055", True, None),
        (2, one.pk, "133086", True, None),
    ]
    for ranks, answer in (
        ([{"opening": one.pk, "rank": 0}], ("invalid", ["body.ranks.0.rank"])),
        ([both[0], both[0]], ("twice", ["ranks"])),
        ([both[0], {"opening": two.pk, "rank": 2}], ("terms", ["ranks"])),
        ([both[0], {"opening": late.pk, "rank": 3}], ("closed", ["ranks.1"])),
    ):
        assert refusal(caller.send("resident", "put", "/hiring/mine/ranks/", {"ranks": ranks})) == (422, *answer)
    here = f"/hiring/mine/choices/{sent[1]['id']}/"
    assert caller.send("company", "delete", here).status_code == 404
    assert caller.send("resident", "delete", here).status_code == 204
    assert Choice.objects.get().opening_id == two.pk
    play.clock.move_to("2026-11-20T09:00:00+09:00")
    kept = caller.send("resident", "delete", f"/hiring/mine/choices/{sent[0]['id']}/")
    assert refusal(kept)[:2] == (422, "late")


def test_a_candidate_adds_saves_and_removes_a_paper(play: Play, caller: Caller) -> None:
    play.applied("resident", play.published())
    url = "/api/hiring/mine/papers/"
    text = caller.client("resident").post(url, {"file": SimpleUploadedFile("経歴書.txt", "平文".encode())})
    assert refusal(text) == (422, "not_pdf", ["file"])
    assert caller.client("company").post(url, {"file": SimpleUploadedFile("a.pdf", PDF)}).status_code == 404
    made = caller.client("resident").post(url, {"file": SimpleUploadedFile("経歴書.pdf", PDF)})
    assert (made.status_code, made.json()["name"], made.json()["size"]) == (201, "経歴書.pdf", len(PDF))
    here = f"/hiring/mine/papers/{made.json()['id']}/"
    assert caller.send("resident", "get", here).getvalue() == PDF
    assert [one["name"] for one in caller.read("resident", "/hiring/mine/")["papers"]] == ["経歴書.pdf"]
    play.applied("company", name="別の 人")
    assert caller.send("company", "get", here).status_code == 404
    assert caller.send("company", "delete", here).status_code == 404
    assert caller.send("resident", "delete", here).status_code == 204
    assert not Attachment.objects.exists()


def test_a_candidate_takes_their_data_along_and_has_them_erased(play: Play, caller: Caller) -> None:
    opening = play.published()
    play.applied("resident", opening)
    assert caller.send("company", "get", "/hiring/mine/export/").status_code == 404
    kept = caller.read("resident", "/hiring/mine/export/")
    page = caller.client("resident").get("/hiring/mine/export.json").json()
    assert kept == page
    assert (kept["name"], kept["choices"]) == (PAPER.name, [[1, opening.title]])
    assert caller.send("company", "delete", "/hiring/mine/").status_code == 404
    assert caller.send("resident", "delete", "/hiring/mine/").status_code == 204
    assert not opening.choices.exists()
    assert caller.send("resident", "get", "/hiring/mine/export/").status_code == 404


def offered(play: Play) -> Offer:
    opening = play.published()
    play.applied("resident", opening)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    play.scored(opening, [4, 3])
    choice = opening.choices.select_related("application__user", "opening").order_by("application")[0]
    return services.offer_make(actor=play.cast.okutama_chief, choice=choice, pay=7_000_000, answer_by=ANSWER)


def test_a_candidate_reads_and_answers_their_own_offer(play: Play, caller: Caller) -> None:
    offer = offered(play)
    here = f"/hiring/offers/{offer.pk}/"
    seen = caller.read("resident", here)
    assert (seen["pay"], seen["unit"], seen["organization"]) == (7_000_000, "year", "133086")
    assert datetime.fromisoformat(seen["answer_by"]) == offer.answer_by
    assert caller.read("resident", "/hiring/mine/offers/") == [seen]
    assert caller.read("resident", "/hiring/mine/")["choices"][0]["offer"]["status"] == "waiting"
    assert caller.read("company", "/hiring/mine/offers/") == []
    assert caller.send("company", "get", here).status_code == 404
    assert caller.send("company", "post", f"{here}answer/", {"accept": True}).status_code == 404
    assert caller.send(NOBODY, "post", f"{here}answer/", {"accept": True}).status_code == 401
    assert refusal(caller.send("resident", "post", f"{here}answer/", {"accept": False}))[2] == ["reason"]
    assert refusal(caller.send("resident", "delete", "/hiring/mine/"))[:2] == (422, "offer_waits")
    declined = caller.send("resident", "post", f"{here}answer/", {"accept": False, "reason": "pay"})
    assert declined.json()["status"] == "declined"
    assert refusal(caller.send("resident", "post", f"{here}answer/", {"accept": True}))[:2] == (422, "answered")


def test_a_candidate_is_not_told_by_a_program_whether_they_go_on(play: Play, caller: Caller) -> None:
    opening = play.published()
    play.applied("resident", opening)
    play.applied("company", opening, name="別の 人")
    play.clock.move_to(AFTER)
    first, second = opening.choices.order_by("application")
    for choice in (first, second):
        play.score("okutama", choice, 3, 3)
    services.interviews_begin(actor=play.cast.okutama_chief, opening=opening, choices=[first])
    told = [caller.read(key, "/hiring/mine/")["choices"][0] for key in ("resident", "company")]
    assert {**told[0], "id": 0} == {**told[1], "id": 0}


def test_declined_offers_are_counted_only_from_five_on(play: Play, caller: Caller) -> None:
    services.offer_answer(actor=play.cast.resident, offer=offered(play), accept=False, reason="pay")
    groups = caller.read("okutama", "/hiring/statistics/")
    assert [(one["kind"], one["count"]) for one in groups] == [("reason", None), ("role", None), ("distance", None)]
    assert groups[0]["label"] == "給与・報酬が合わない"
    assert caller.read("tottori_city", "/hiring/statistics/") == []
    assert caller.send("expert", "get", "/hiring/statistics/").status_code == 403


def test_a_key_needs_the_scope_of_hiring(play: Play, caller: Caller) -> None:
    end = play.clock.now().replace(year=2027, month=1)
    issued = token_issue(actor=play.cast.okutama, name="連携", scopes=["hiring:read"], expires_at=end)
    headers = {"Authorization": f"Bearer {issued.secret}"}
    program = caller.client(NOBODY)
    assert program.get("/api/hiring/statistics/", headers=headers).status_code == 200
    made = program.post("/api/openings/", json.dumps(OPENING), content_type="application/json", headers=headers)
    assert made.status_code == 403
    assert not Opening.objects.exists()
