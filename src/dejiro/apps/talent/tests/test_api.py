import json
from datetime import date
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.talent import services
from dejiro.apps.talent.models import Engagement, Log, Plan, Proposal, Request, Specialist
from dejiro.apps.talent.tests.callers import URLS, Caller, fields
from dejiro.apps.talent.tests.conftest import approved
from dejiro.foundation.accounts.services import token_issue
from dejiro.foundation.ledger.models import Entry as LedgerEntry

pytestmark = pytest.mark.urls(URLS)
ASKED: dict[str, Any] = {
    "title": "標準化のデータ移行",
    "problem": "計画が立てられない",
    "role": "data-engineer",
    "level": 2,
    "half_days": 2,
    "starts_on": "2027-04-07",
    "weeks": 13,
    "supervisor": "総務課長 原島",
}


def test_the_coordinator_reads_the_pool_and_a_body_only_who_is_proposed(
    cast: Cast, caller: Caller, specialist: Specialist
) -> None:
    listed = caller.send(cast.coordinator, "get", "/pool/?role=data-engineer&limit=1").json()
    assert (listed["count"], listed["items"][0]["half_days"], listed["items"][0]["missing"]) == (1, 6, [])
    assert listed["items"][0]["skills"] == [{"role": "data-engineer", "level": 3}]
    assert caller.send(cast.okutama, "get", "/pool/").status_code == 403
    assert caller.send(None, "get", "/pool/").status_code == 401
    assert caller.send(cast.okutama, "get", f"/pool/{specialist.pk}/").status_code == 404
    request = approved(cast)
    services.proposal_make(actor=cast.coordinator, request=request, specialist=specialist)
    seen = caller.send(cast.okutama, "get", f"/pool/{specialist.pk}/").json()
    assert (seen["name"], seen["weeks"], seen["absences"]) == (specialist.name, [], [])
    assert LedgerEntry.objects.filter(action="talent.profile.look").count() == 1
    own = caller.send(cast.expert, "get", "/me/")
    assert own.json()["weeks"][0] == {"monday": "2026-10-05", "there": 6, "engaged": 0, "consulted": 0, "left": 6}
    assert caller.send(cast.expert, "get", "/me/", If_None_Match=own["ETag"]).status_code == 304
    assert caller.send(cast.okutama, "get", "/me/").status_code == 404


def test_a_program_writes_a_draft_mends_it_and_submits_it(cast: Cast, caller: Caller) -> None:
    wrong = caller.send(cast.okutama, "post", "/requests/", {**ASKED, "role": "magician"})
    assert (wrong.status_code, wrong["Content-Type"].partition(";")[0]) == (422, "application/problem+json")
    assert caller.send(cast.okutama, "post", "/requests/", {**ASKED, "weeks": 105}).status_code == 422
    assert caller.send(cast.coordinator, "post", "/requests/", ASKED).status_code == 403
    made = caller.send(cast.okutama, "post", "/requests/", ASKED)
    assert (made.status_code, made.json()["status"], made.json()["ends_on"]) == (201, "draft", "2027-07-04")
    here = f"/requests/{made.json()['id']}/"
    etag = caller.send(cast.okutama, "get", here)["ETag"]
    mended = caller.send(cast.okutama, "put", here, {**ASKED, "level": 3}, If_Match=etag)
    assert mended.json()["level"] == 3
    assert caller.send(cast.okutama, "put", here, ASKED, If_Match=etag).status_code == 412
    assert caller.send(cast.ome, "post", f"{here}submit/").status_code == 404
    assert (mended.json()["parts"], mended.json()["divided_from"]) == (1, None)
    assert fields(caller.send(cast.okutama, "put", here, {**ASKED, "parts": 3})) == ["parts"]
    assert caller.send(cast.okutama, "post", f"{here}submit/").json()["status"] == "submitted"
    listed = caller.send(cast.okutama, "get", "/requests/?status=submitted").json()
    assert [row["id"] for row in listed["items"]] == [made.json()["id"]]
    assert caller.send(cast.coordinator, "get", "/requests/").json()["count"] == 0


def test_both_sides_answer_a_proposal(cast: Cast, caller: Caller, proposal: Proposal) -> None:
    here = f"/proposals/{proposal.pk}/"
    assert caller.send(cast.okutama, "get", "/proposals/").json()["count"] == 1
    assert caller.send(cast.ome, "get", here).status_code == 404
    assert caller.send(cast.okutama, "post", f"{here}answer/", {"accept": True}).status_code == 403
    refused = caller.send(cast.expert, "post", f"{here}answer/", {"accept": False})
    assert (refused.status_code, refused.json()["code"]) == (422, "reason")
    assert caller.send(cast.okutama_chief, "post", f"{here}answer/", {"accept": True}).json()["engagement"] is None
    agreed = caller.send(cast.expert, "post", f"{here}answer/", {"accept": True}).json()
    assert agreed["engagement"] == Engagement.objects.get().pk
    assert caller.send(cast.okutama, "get", here).json()["engagement"] == agreed["engagement"]


def test_a_program_asks_for_the_rest_of_a_support_that_ended_early(
    cast: Cast, caller: Caller, engagement: Engagement
) -> None:
    here = f"/requests/{engagement.request_id}/"
    assert caller.send(cast.okutama, "get", f"{here}rests/").json() == []
    services.engagement_end(
        actor=cast.expert,
        engagement=engagement,
        ends_on=date(2027, 6, 20),
        reason="異動",
        handover=services.Note(done="済", next_steps="次", contact="総務課"),
    )
    rest = {"starts_on": "2027-06-21", "ends_on": "2027-07-04", "weeks": 2, "half_days": 2}
    assert caller.send(cast.okutama, "get", f"{here}rests/").json() == [rest]
    assert caller.send(cast.expert, "get", f"{here}rests/").json() == []
    assert caller.send(cast.ome, "get", f"{here}rests/").status_code == 404
    asked = {**ASKED, "starts_on": rest["starts_on"], "weeks": 2, "rest_of": engagement.request_id}
    made = caller.send(cast.okutama, "post", "/requests/", asked).json()
    assert made["rest_of"] == engagement.request_id
    assert caller.send(cast.okutama, "get", f"{here}rests/").json() == []
    refused = caller.send(cast.ome, "post", "/requests/", asked)
    assert (refused.status_code, refused.json()["code"]) == (422, "no_origin")


def test_the_specialist_logs_a_week(cast: Cast, caller: Caller, engagement: Engagement, clock: Clock) -> None:
    clock.move_to("2027-04-16T10:00:00+09:00")
    here = f"/engagements/{engagement.pk}/"
    week = {"week": "2027-04-08", "half_days": 3, "done": "棚卸し", "travel": 1500}
    assert caller.send(cast.okutama, "post", f"{here}logs/", week).status_code == 403
    assert caller.send(cast.expert, "post", f"{here}logs/", {**week, "half_days": 15}).status_code == 422
    assert caller.send(cast.expert, "post", f"{here}logs/", week).json()["week"] == "2027-04-05"
    assert Log.objects.get().week == date(2027, 4, 5)
    seen = caller.send(cast.okutama, "get", here).json()
    assert (seen["used"], seen["logs"][0]["travel"], seen["organization"]) == (3, 1500, "133086")
    assert caller.send(cast.coordinator, "get", "/engagements/?status=running").json()["items"][0]["used"] == 3
    assert caller.send(cast.ome, "get", here).status_code == 404


def test_a_body_reads_the_published_plan(cast: Cast, caller: Caller, request_: Request) -> None:
    assert cast.coordinator.user is not None
    row = {"id": "133086", "entitlement": 0.02, "demand": 26, "fair_share": 13.0, "delivered": 0}
    plan = Plan.objects.create(
        area=request_.area,
        name="2027年度",
        starts_on=date(2027, 4, 5),
        weeks=52,
        made_by=cast.coordinator.user,
        made_at=request_.prepared_at,
        answer={
            "assignments": [],
            "unserved": [{"request": str(request_.pk), "reason": "no-candidate"}],
            "bodies": [{**row, "reason": {"kind": "demand-met"}}],
            "gap": 0.0,
            "status": "optimal",
        },
    )
    here = f"/plans/{plan.pk}/"
    assert caller.send(cast.okutama, "get", here).status_code == 404
    Plan.objects.filter(pk=plan.pk).update(status=Plan.Status.PUBLISHED, published_at=request_.prepared_at)
    seen = caller.send(cast.okutama, "get", here).json()
    assert (seen["asked"], seen["bodies"][0]["fair_share"], seen["bodies"][0]["own"]) == (1, 13.0, True)
    assert seen["unserved"][0]["request"] == request_.pk
    assert caller.send(cast.ome, "get", here).json()["unserved"] == []
    assert caller.send(cast.okutama, "get", "/plans/").json()["items"][0]["name"] == "2027年度"
    assert caller.send(cast.expert, "get", here).status_code == 403


def test_a_key_needs_the_scope_of_the_room(cast: Cast, client: Client, clock: Clock) -> None:
    end = clock.now().replace(year=2027, month=1)
    issued = token_issue(actor=cast.okutama, name="連携", scopes=["talent:read"], expires_at=end)
    headers = {"Authorization": f"Bearer {issued.secret}"}
    assert client.get("/api/talent/requests/", headers=headers).status_code == 200
    made = client.post("/api/talent/requests/", json.dumps(ASKED), content_type="application/json", headers=headers)
    assert made.status_code == 403
