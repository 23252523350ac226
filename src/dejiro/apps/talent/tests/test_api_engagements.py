"""Requests, proposals, engagements, bills and hand-over notes by the API: as on the pages."""

from typing import Any, Final

import pytest

from conftest import Cast, Clock
from dejiro.apps.needs.public import Voice
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement, Handover, Log, Proposal, Request, Specialist
from dejiro.apps.talent.tests.callers import URLS, Caller, fields
from dejiro.apps.talent.tests.conftest import approved, specialist_of, terms
from dejiro.foundation.ledger.models import Entry as LedgerEntry
from dejiro.foundation.notices.models import DeskItem

pytestmark = pytest.mark.urls(URLS)
STALE: Final = {"If_Match": f'"v99-{"0" * 32}"'}
NOTE: Final[dict[str, Any]] = {
    "done": "移行の棚卸しと手順書を作った",
    "documents": "共有フォルダの「標準化」",
    "next_steps": "外字の洗い出しから続ける",
    "contact": "総務課 情報係 0428-00-1000",
    "shared": True,
}
END: Final[dict[str, Any]] = {"ends_on": "2027-05-02", "reason": "移行が済んだ", "handover": NOTE}
HEADINGS: Final = (
    "団体,件名,困っていること,役割,レベル,週の半日数,いつから,何週間,"
    "場所,優先度,受け入れる責任者,団体が負担する割合（％）"
)


def acts() -> list[str]:
    return list(LedgerEntry.objects.filter(action__startswith="talent.").values_list("action", flat=True))


@pytest.fixture
def submitted(cast: Cast) -> Request:
    """奥多摩町's request, before its approver."""
    made = services.request_save(actor=cast.okutama, terms=terms())
    return services.request_submit(actor=cast.okutama, request=made)


@pytest.fixture
def handover(cast: Cast, caller: Caller, engagement: Engagement) -> Handover:
    """The note that 奥多摩町 left when the support ended early."""
    caller.send(cast.okutama, "post", f"/engagements/{engagement.pk}/end/", END)
    return Handover.objects.get()


# Requests


def test_an_approver_sends_a_request_that_they_have_read(cast: Cast, caller: Caller, submitted: Request) -> None:
    here = f"/requests/{submitted.pk}/approve/"
    assert caller.send(cast.okutama, "post", here).status_code == 403
    assert caller.send(cast.ome_chief, "post", here).status_code == 404
    assert caller.send(cast.okutama_chief, "post", here, **STALE).status_code == 412
    etag = caller.send(cast.okutama_chief, "get", f"/requests/{submitted.pk}/")["ETag"]
    assert caller.send(cast.okutama_chief, "post", here, If_Match=etag).json()["status"] == "approved"
    again = caller.send(cast.okutama_chief, "post", here)
    assert (again.status_code, again.json()["code"]) == (422, "not_waiting")
    assert acts().count("talent.request.approve") == 1


def test_an_approver_gives_a_request_back_with_a_reason_that_is_gone_once_it_is_mended(
    cast: Cast, caller: Caller, submitted: Request
) -> None:
    here = f"/requests/{submitted.pk}/"
    assert caller.send(cast.okutama, "post", f"{here}return/", {"reason": "期間"}).status_code == 403
    assert caller.send(cast.ome_chief, "post", f"{here}return/", {"reason": "期間"}).status_code == 404
    assert fields(caller.send(cast.okutama_chief, "post", f"{here}return/", {"reason": "　 "})) == ["body.reason"]
    assert caller.send(cast.okutama_chief, "post", f"{here}return/", {"reason": "期間"}, **STALE).status_code == 412
    given = caller.send(cast.okutama_chief, "post", f"{here}return/", {"reason": "期間を短く"}).json()
    assert (given["status"], given["reason"]) == ("returned", "期間を短く")
    assert DeskItem.objects.filter(kind="talent.request.revise", closed_at=None).count() == 1
    mended = services.request_save(actor=cast.okutama, terms=terms(), request=Request.objects.get())
    assert mended.reason
    assert caller.send(cast.okutama, "get", here).json()["reason"] == ""


def test_a_body_takes_its_request_back(cast: Cast, caller: Caller, request_: Request) -> None:
    here = f"/requests/{request_.pk}/withdraw/"
    assert caller.send(cast.coordinator, "post", here, {"reason": "x"}).status_code == 403
    assert caller.send(cast.ome, "post", here, {"reason": "x"}).status_code == 404
    assert fields(caller.send(cast.okutama, "post", here, {"reason": "長" * 1001})) == ["body.reason"]
    assert caller.send(cast.okutama, "post", here, {"reason": "x"}, **STALE).status_code == 412
    assert caller.send(cast.okutama, "post", here, {"reason": "自前で行う"}).json()["status"] == "withdrawn"
    assert caller.send(cast.okutama, "post", here, {"reason": "x"}).json()["code"] == "served"


def test_plain_words_lead_to_roles_and_to_what_others_ask_for(cast: Cast, caller: Caller, request_: Request) -> None:
    problem = {"problem": "基幹業務システムの標準化でデータ移行とベンダーとの調整に困っている"}
    said = caller.send(cast.ome, "post", "/requests/suggest/", problem).json()
    assert said["situations"][0]["key"] == "standardisation"
    assert {"role", "level", "half_days", "weeks", "onsite"} == set(said["situations"][0]["asks"][0])
    like = {"title": request_.title, "organization": "133086", "role": "data-engineer", "level": 2}
    assert said["alike"] == [{**like, "half_days": 2, "weeks": 13, "status": "approved"}]
    assert caller.send(cast.coordinator, "post", "/requests/suggest/", problem).status_code == 403
    assert fields(caller.send(cast.ome, "post", "/requests/suggest/", {"problem": ""})) == ["body.problem"]
    asked = {"title": "移行", **problem, **said["situations"][0]["asks"][0], "situation": "standardisation"}
    made = caller.send(
        cast.ome, "post", "/requests/", {**asked, "starts_on": "2027-04-05", "supervisor": "課長", "level": 1}
    ).json()
    assert (made["situation"], made["supervisor"]) == ("standardisation", "課長")


def test_the_outlook_tells_each_reader_what_the_page_tells(
    cast: Cast, caller: Caller, request_: Request, specialist: Specialist
) -> None:
    here = f"/requests/{request_.pk}/outlook/"
    seen = caller.send(cast.coordinator, "get", here).json()
    match = {"specialist": specialist.pk, "name": "渡辺 樹", "employment": "staff", "missing": []}
    assert [{**one, "fit": None} for one in seen["matches"]] == [{**match, "fit": None}]
    assert (seen["people"], seen["alike"]) == (1, [])
    other = approved(cast, "ome", level=4)
    own = caller.send(cast.ome, "get", f"/requests/{other.pk}/outlook/").json()
    assert (own["people"], own["matches"], own["alike"][0]["organization"]) == (0, [], "133086")
    assert own["changes"] == [{"change": "レベルを1つ下げる", "people": 1}]
    assert caller.send(cast.ome, "get", here).status_code == 404
    services.request_withdraw(actor=cast.okutama, request=request_, reason="x")
    assert caller.send(cast.okutama, "get", here).json()["people"] is None


def test_a_table_of_requests_comes_in_whole_or_not_at_all(cast: Cast, caller: Caller) -> None:
    row = "奥多摩町,標準化の移行,計画が立てられない,データエンジニア,2,2,2027-04-05,13,リモート,ふつう,総務課長,100"
    good, half = f"{HEADINGS}\n{row}\n", f"{HEADINGS}\n{row}\n{row.replace('奥多摩町', '架空町')}\n"
    bad = caller.upload(cast.coordinator, "/requests/import/", "requests.csv", half.encode())
    assert (bad.status_code, bad["Content-Type"].partition(";")[0]) == (422, "application/problem+json")
    assert [(one["field"], one["row"], one["column"]) for one in bad.json()["errors"]] == [("file", 3, "団体")]
    assert (Request.objects.count(), acts()) == (0, [])
    made = caller.upload(cast.coordinator, "/requests/import/", "requests.csv", good.encode())
    assert (made.status_code, made.json()) == (201, {"made": 1, "skipped": []})
    assert Request.objects.get().status == Request.Status.APPROVED
    again = caller.upload(cast.coordinator, "/requests/import/", "requests.csv", good.encode())
    assert again.json() == {"made": 0, "skipped": ["奥多摩町「標準化の移行」"]}
    assert caller.upload(cast.okutama_chief, "/requests/import/", "requests.csv", good.encode()).status_code == 403


# Proposals


def test_the_coordinator_proposes_and_takes_it_back(
    cast: Cast, caller: Caller, request_: Request, specialist: Specialist
) -> None:
    here = f"/requests/{request_.pk}/propose/"
    who = {"specialist": specialist.pk}
    assert caller.send(cast.okutama_chief, "post", here, who).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", here, who).status_code == 404
    assert caller.send(cast.coordinator, "post", here, {"specialist": 10**6}).status_code == 404
    assert fields(caller.send(cast.coordinator, "post", here, {"specialist": 0})) == ["body.specialist"]
    made = caller.send(cast.coordinator, "post", here, who)
    assert (made.status_code, made.json()["body_answer"]) == (201, "waiting")
    assert caller.send(cast.coordinator, "post", here, who).json()["code"] == "proposed"
    there = f"/proposals/{made.json()['id']}/withdraw/"
    assert caller.send(cast.okutama_chief, "post", there).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", there).status_code == 404
    assert caller.send(cast.coordinator, "post", there, **STALE).status_code == 412
    assert caller.send(cast.coordinator, "post", there).json()["withdrawn"] is True
    assert caller.send(cast.coordinator, "post", there).json()["code"] == "settled"
    assert {"talent.proposal.make", "talent.proposal.withdraw"} <= set(acts())


def test_who_cannot_serve_is_not_proposed(cast: Cast, caller: Caller, request_: Request) -> None:
    busy = specialist_of(cast, key="S-002", employment="side")
    refused = caller.send(cast.coordinator, "post", f"/requests/{request_.pk}/propose/", {"specialist": busy.pk})
    assert fields(refused) == ["specialist"]
    assert "兼業の許可" in refused.json()["detail"]
    assert not Proposal.objects.exists()


# Engagements


def test_both_sides_say_how_it_goes(cast: Cast, caller: Caller, engagement: Engagement) -> None:
    here = f"/engagements/{engagement.pk}/"
    assert caller.send(cast.coordinator, "post", f"{here}rate/", {"rating": 4}).status_code == 403
    assert caller.send(cast.ome, "post", f"{here}rate/", {"rating": 4}).status_code == 404
    assert fields(caller.send(cast.okutama, "post", f"{here}rate/", {"rating": 6})) == ["body.rating"]
    assert caller.send(cast.okutama, "post", f"{here}rate/", {"rating": 4}, **STALE).status_code == 412
    rated = caller.send(cast.okutama, "post", f"{here}rate/", {"rating": 4, "comment": "早い"}).json()
    assert (rated["body_rating"], rated["body_comment"], rated["specialist_rating"]) == (4, "早い", None)
    assert caller.send(cast.expert, "post", f"{here}rate/", {"rating": 5}).json()["specialist_rating"] == 5
    assert (rated["used"], rated["planned_now"], rated["planned"]) == (0, 0, 26)


def test_the_coordinator_lets_an_engagement_run_longer(cast: Cast, caller: Caller, engagement: Engagement) -> None:
    here = f"/engagements/{engagement.pk}/extend/"
    assert caller.send(cast.okutama_chief, "post", here, {"ends_on": "2027-07-14"}).status_code == 403
    assert caller.send(cast.tottori_coordinator, "post", here, {"ends_on": "2027-07-14"}).status_code == 404
    assert fields(caller.send(cast.coordinator, "post", here, {"ends_on": "2027-05-01"})) == ["ends_on"]
    assert fields(caller.send(cast.coordinator, "post", here, {"ends_on": "7月"})) == ["body.ends_on"]
    assert caller.send(cast.coordinator, "post", here, {"ends_on": "2027-07-14"}, **STALE).status_code == 412
    assert caller.send(cast.coordinator, "post", here, {"ends_on": "2027-07-14"}).json()["ends_on"] == "2027-07-18"


def test_an_engagement_ends_with_a_note_or_not_at_all(cast: Cast, caller: Caller, engagement: Engagement) -> None:
    here = f"/engagements/{engagement.pk}/end/"
    assert caller.send(cast.ome, "post", here, END).status_code == 404
    assert caller.send(None, "post", here, END).status_code == 401
    blank = caller.send(cast.okutama, "post", here, {**END, "handover": {**NOTE, "done": ""}})
    assert fields(blank) == ["body.handover.done"]
    assert fields(caller.send(cast.okutama, "post", here, {**END, "ends_on": "2028-01-01"})) == ["ends_on"]
    assert caller.send(cast.okutama, "post", here, END, **STALE).status_code == 412
    assert not Handover.objects.exists()
    ended = caller.send(cast.okutama, "post", here, END).json()
    assert (ended["status"], ended["ends_on"], ended["ending_reason"]) == ("ended", "2027-05-02", "移行が済んだ")
    assert Handover.objects.get().next_steps == NOTE["next_steps"]
    assert caller.send(cast.okutama, "post", here, END).json()["code"] == "ended"


def test_a_body_reads_its_bill_and_the_coordinator_all_of_them(
    cast: Cast, caller: Caller, engagement: Engagement, clock: Clock
) -> None:
    Log.objects.create(engagement=engagement, week=engagement.starts_on, half_days=3, done="x", travel=1500)
    clock.move_to("2027-04-16T10:00:00+09:00")
    own = caller.send(cast.okutama, "get", "/statement/").json()
    assert (own["month"], own["total"], [bill["organization"] for bill in own["bills"]]) == (
        "2027-04",
        61500,
        ["133086"],
    )
    [line] = own["bills"][0]["lines"]
    assert (line["engagement"], line["own"], line["own_travel"], line["rate"]) == (engagement.pk, 60000, 1500, 20000)
    every = caller.send(cast.coordinator, "get", "/statement/?month=2027-04").json()
    assert (every["total"], len(every["bills"])) == (61500, 62)
    assert caller.send(cast.ome, "get", "/statement/?month=2027-03").json()["total"] == 0
    assert caller.send(cast.expert, "get", "/statement/").status_code == 403
    assert fields(caller.send(cast.okutama, "get", "/statement/?month=4月")) == ["month"]
    assert fields(caller.send(cast.okutama, "get", "/statement/?month=9999-12")) == ["month"]


# Hand-over notes


def test_public_bodies_find_a_note_and_others_do_not(cast: Cast, caller: Caller, handover: Handover) -> None:
    [row] = caller.send(cast.ome, "get", "/handovers/?role=data-engineer").json()["items"]
    assert (row["id"], row["organization"], row["need"], row["taken"]) == (handover.pk, "133086", None, 0)
    assert caller.send(cast.ome, "get", "/handovers/?need=5").json()["count"] == 0
    assert fields(caller.send(cast.ome, "get", "/handovers/?need=x")) == ["query.need"]
    for actor in (None, cast.company, cast.tottori_coordinator):
        assert caller.send(actor, "get", "/handovers/").json()["count"] == 0
    here = f"/handovers/{handover.pk}/"
    note = caller.send(cast.ome, "get", here).json()
    assert {name: note[name] for name in NOTE} == NOTE
    assert (note["title"], note["level"], note["ends_on"]) == ("標準化のデータ移行", 2, "2027-05-02")
    assert (note["adoptions"], note["voice"]) == ([], None)
    assert caller.send(cast.company, "get", here).status_code == 404
    assert caller.send(None, "get", here).status_code == 401


def test_the_sides_mend_a_note(cast: Cast, caller: Caller, handover: Handover) -> None:
    here = f"/handovers/{handover.pk}/"
    assert caller.send(cast.ome, "put", here, NOTE).status_code == 403
    assert caller.send(cast.tottori_coordinator, "put", here, NOTE).status_code == 404
    unsaid = {name: value for name, value in NOTE.items() if name != "shared"}
    assert fields(caller.send(cast.okutama, "put", here, unsaid)) == ["body.shared"]
    etag = caller.send(cast.okutama, "get", here)["ETag"]
    mended = caller.send(cast.expert, "put", here, {**NOTE, "shared": False}, If_Match=etag).json()
    assert (mended["shared"], mended["version"]) == (False, 2)
    assert caller.send(cast.okutama, "put", here, NOTE, If_Match=etag).status_code == 412
    assert caller.send(cast.ome, "get", here).status_code == 404


def test_another_body_takes_a_note_over_once(cast: Cast, caller: Caller, handover: Handover) -> None:
    here = f"/handovers/{handover.pk}/adopt/"
    wish = {"wish": "来年度に同じ移行をします"}
    assert caller.send(cast.coordinator, "post", here, wish).status_code == 403
    assert caller.send(cast.okutama, "post", here, wish).status_code == 403
    assert caller.send(cast.tottori_city, "post", here, wish).status_code == 404
    assert fields(caller.send(cast.ome, "post", here, {"wish": " "})) == ["body.wish"]
    taken = caller.send(cast.ome, "post", here, wish)
    assert (taken.status_code, taken.json()["taken"]) == (201, 1)
    assert taken.json()["voice"] == Voice.objects.get(kind=Voice.Kind.ADOPTION).pk
    assert taken.json()["adoptions"][0]["organization"] == "132055"
    assert caller.send(cast.ome, "post", here, wish).json()["code"] == "already_adopted"
    seen = caller.send(cast.okutama, "get", f"/handovers/{handover.pk}/").json()
    assert (seen["taken"], seen["voice"]) == (1, None)
