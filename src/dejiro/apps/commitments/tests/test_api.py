"""Every operation: what it answers, to whom, which key opens it, and how it refuses."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.commitments.models import Assembly, Commitment, Round
from dejiro.apps.commitments.tests.conftest import Promise
from dejiro.apps.needs.models import Need
from dejiro.foundation import clock as platform_clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.services import token_issue

ROUND = {
    "title": "端末",
    "object": "端末と管理",
    "scheme": "A",
    "unit": "台",
    "months": 36,
    "tiers": [{"min_quantity": 1, "unit_price": 3600}, {"min_quantity": 100, "unit_price": 3000}],
    "fixed_cost": 30000,
    "fixed_share": {"equal": "1/2", "weight": "1/2"},
    "starts": ["2027-04"],
    "minimum_members": 2,
    "minimum_authority": 2,
    "closes_at": "2026-10-23T17:15:00+09:00",
    "measure": "時間",
    "measure_unit": "分",
    "measure_method": "平均",
    "direction": "lower",
}
COMMITMENT = {
    "quantity": 40,
    "starts": ["2027-04"],
    "authority": 2,
    "max_unit_price": 5000,
    "baseline": "12.5",
    "baseline_on": "2026-10-01",
}


class Caller:
    """A program that calls with the session of a person of the cast."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    def send(self, actor: Actor | None, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's answers have no public type
        client = Client()
        if actor is not None:
            self.cast.login(client, actor)
        body = {} if data is None else {"data": json.dumps(data), "content_type": "application/json"}
        return getattr(client, method)(f"/api{url}", **body, headers=headers)

    def get(self, actor: Actor | None, url: str) -> Any:  # noqa: ANN401  # JSON
        answer = self.send(actor, "get", url)
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def api(cast: Cast) -> Caller:
    return Caller(cast)


def test_a_round_is_proposed_changed_opened_extended_closed_and_started(
    cast: Cast, api: Caller, need: Need, promise: Promise, clock: Clock
) -> None:
    made = api.send(cast.coordinator, "post", f"/needs/{need.pk}/rounds/", ROUND)
    assert made.status_code == 201
    url = f"/rounds/{made.json()['id']}/"
    etag = api.send(cast.coordinator, "get", url).headers["ETag"]
    changed = {**ROUND, "title": "新しい端末"}
    assert api.send(cast.coordinator, "put", url, changed, **{"If-Match": etag}).json()["title"] == "新しい端末"
    conflict = api.send(cast.coordinator, "put", url, changed, **{"If-Match": etag})
    assert conflict.status_code in {409, 412}
    assert conflict.headers["Content-Type"].startswith("application/problem+json")
    assert api.send(cast.coordinator, "post", f"{url}open/").json()["status"] == "open"
    more = {"closes_at": "2026-10-30T17:15:00+09:00", "reason": "議会のため"}
    assert api.send(cast.coordinator, "post", f"{url}extend/", more).json()["closes_at"].startswith("2026-10-30")
    round_ = Round.objects.get()
    promise("okutama", round_)
    promise("ome", round_, quantity=80)
    early = api.send(cast.coordinator, "post", f"{url}close/", {"reason": "成立"})
    assert (early.status_code, early.json()["code"]) == (422, "not_closed_yet")
    clock.move_to("2026-11-02T09:00+09:00")
    decided = api.send(cast.coordinator, "post", f"{url}close/", {"reason": "成立"}).json()
    assert decided["answer"]["members"] == ["132055", "133086"]
    assert api.get(None, f"{url}decision/")["answer"] == decided["answer"]
    clock.move_to("2027-04-01T09:00+09:00")
    assert api.send(cast.coordinator, "post", f"{url}start/").json()["status"] == "started"


def test_a_round_is_given_up(cast: Cast, api: Caller, opened: Round) -> None:
    answer = api.send(cast.coordinator, "post", f"/rounds/{opened.pk}/cancel/", {"reason": "見直し"})
    assert answer.json()["status"] == "cancelled"


def test_everyone_reads_rounds_and_only_participants_who_is_in(
    cast: Cast, api: Caller, opened: Round, promise: Promise
) -> None:
    promise("okutama", opened)
    promise("ome", opened, quantity=80, max_unit_price=4817)
    assert api.get(None, f"/rounds/?need={opened.need_id}&status=open&area=130001")["count"] == 1
    public, own = (api.get(actor, f"/rounds/{opened.pk}/")["group"] for actor in (None, cast.hachioji))
    assert (public["size"], public["members"], public["unit_price"]) == (2, None, 3000)
    assert own["members"] == ["132055", "133086"]
    assert api.send(None, "get", f"/rounds/{opened.pk}/bodies/").status_code == 403
    participant = api.get(cast.okutama, f"/rounds/{opened.pk}/bodies/")["items"]
    assert [(row["organization"], row["quantity"], row["terms"]) for row in participant] == [
        ("132055", 80, None),
        ("133086", 40, None),
    ]
    coordinator = api.get(cast.coordinator, f"/rounds/{opened.pk}/bodies/")["items"]
    assert coordinator[0]["terms"]["max_unit_price"] == 4817
    assert api.send(None, "get", f"/rounds/{opened.pk}/decision/").status_code == 404


def test_a_draft_has_no_group_yet(cast: Cast, api: Caller, draft: Round) -> None:
    assert api.get(cast.coordinator, f"/rounds/{draft.pk}/")["group"] is None
    assert api.get(cast.coordinator, f"/rounds/{draft.pk}/bodies/")["items"] == []
    assert api.send(None, "get", f"/rounds/{draft.pk}/").status_code == 404


def test_a_body_commits_and_withdraws(cast: Cast, api: Caller, opened: Round) -> None:
    saved = api.send(cast.okutama, "put", f"/rounds/{opened.pk}/commitment/", COMMITMENT)
    assert saved.status_code == 200
    url = f"/commitments/{saved.json()['id']}/"
    assert api.get(cast.okutama, "/commitments/")["count"] == 1
    assert api.get(cast.okutama, url)["quantity"] == 40
    assert api.send(cast.ome, "get", url).status_code == 404
    assert api.send(cast.okutama, "post", f"{url}submit/").json()["status"] == "submitted"
    assert api.send(cast.okutama, "post", f"{url}approve/").status_code == 403
    returned = api.send(cast.okutama_chief, "post", f"{url}return/", {"reason": "確かめて"})
    assert returned.json()["status"] == "returned"
    api.send(cast.okutama, "put", f"/rounds/{opened.pk}/commitment/", {**COMMITMENT, "quantity": 35})
    api.send(cast.okutama, "post", f"{url}submit/")
    assert api.send(cast.okutama_chief, "post", f"{url}approve/").json()["status"] == "in_force"
    assert api.send(cast.okutama_chief, "post", f"{url}withdraw/", {"reason": "やめる"}).json()["status"] == "withdrawn"


def test_a_body_asks_what_a_commitment_would_bring_and_how_it_stands(
    cast: Cast, api: Caller, opened: Round, promise: Promise
) -> None:
    promise("ome", opened, quantity=80)
    url = f"/rounds/{opened.pk}"
    assert api.get(cast.okutama, f"{url}/standing/") == {
        "counted": False,
        "inside": False,
        "share": None,
        "outside": None,
        "leaving": None,
    }
    tried = api.send(cast.okutama, "post", f"{url}/preview/", COMMITMENT).json()
    assert (tried["inside"], tried["group"]["members"]) == (True, ["132055", "133086"])
    bad = api.send(cast.okutama, "post", f"{url}/preview/", {**COMMITMENT, "starts": ["2029-01"]})
    assert (bad.status_code, bad.json()["code"]) == (422, "start_not_offered")
    assert not Commitment.objects.filter(organization__code="133086").exists()
    promise("okutama", opened)
    assert api.get(cast.okutama, f"{url}/standing/")["leaving"]["falls_out"] == ["132055"]


def test_a_body_abstains(cast: Cast, api: Caller, opened: Round) -> None:
    assert api.send(cast.okutama, "post", f"/rounds/{opened.pk}/abstention/", {"reason": "予算"}).status_code == 204
    assert api.send(cast.company, "post", f"/rounds/{opened.pk}/abstention/", {"reason": "x"}).status_code == 403


def test_effects_adoptions_and_outcomes_are_public(cast: Cast, api: Caller, started: Round) -> None:
    mine = started.commitments.get(organization__code="133086")
    entry = {"value": "9.5", "measured_on": "2027-04-05", "source": "記録"}
    assert api.send(cast.okutama, "post", f"/commitments/{mine.pk}/effect/", entry).json()["value"] == "9.5"
    assert api.get(None, f"/rounds/{started.pk}/effects/")["items"][0]["organization"] == "133086"
    taken = api.send(cast.hachioji, "post", f"/rounds/{started.pk}/adoptions/", {"note": "来年度"})
    assert taken.status_code == 201
    assert api.get(None, f"/rounds/{started.pk}/adoptions/")["count"] == 1
    (outcome,) = api.get(None, "/outcomes/?area=130001")["items"]
    assert (outcome["members"], outcome["improved"], outcome["adoptions"]) == (["132055", "133086"], 1, 1)
    assert api.get(None, "/outcomes/?area=999999")["count"] == 0


def test_a_body_keeps_its_dates(cast: Cast, api: Caller) -> None:
    dates = {"fiscal_year": 2027, "request_due_on": "2026-10-16", "settled_on": "2027-01-29"}
    assert api.send(cast.okutama, "put", "/calendar/budgets/", dates).status_code == 200
    assert api.get(cast.okutama, "/calendar/budgets/")["items"] == [dates]
    session = {"name": "定例会", "opens_on": "2027-02-24", "votes_on": "2027-03-19"}
    made = api.send(cast.okutama, "post", "/calendar/assemblies/", session).json()
    url = f"/calendar/assemblies/{made['id']}/"
    changed = api.send(cast.okutama, "put", url, {**session, "votes_on": "2027-03-20"})
    assert changed.json()["votes_on"] == "2027-03-20"
    assert api.get(cast.okutama, "/calendar/assemblies/")["count"] == 1
    assert {event["kind"] for event in api.get(cast.okutama, "/calendar/area/")["items"]} == {"budget", "assembly"}
    assert api.send(cast.ome, "delete", url).status_code == 404
    assert api.send(cast.okutama, "delete", url).status_code == 204
    assert not Assembly.objects.exists()


def test_a_read_that_has_not_changed_costs_no_body(api: Caller, opened: Round) -> None:
    first = api.send(None, "get", f"/rounds/{opened.pk}/")
    again = api.send(None, "get", f"/rounds/{opened.pk}/", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("scope", "read", "write"),
    [("commitments:read", 200, 403), ("commitments:write", 403, 200), ("needs:read", 403, 403)],
)
def test_a_key_opens_what_its_scope_names(cast: Cast, opened: Round, scope: str, read: int, write: int) -> None:
    key = token_issue(
        actor=cast.okutama, name="連携", scopes=[scope], expires_at=platform_clock.now() + timedelta(days=30)
    ).secret
    client = Client(headers={"Authorization": f"Bearer {key}"})
    assert client.get("/api/commitments/").status_code == read
    answer = client.put(f"/api/rounds/{opened.pk}/commitment/", json.dumps(COMMITMENT), content_type="application/json")
    assert answer.status_code == write


@pytest.mark.parametrize(
    ("change", "where"),
    [({"quantity": 0}, "quantity"), ({"starts": ["2027-13"]}, "starts"), ({"surprise": 1}, "surprise")],
)
def test_a_field_that_cannot_be_taken_is_named(
    cast: Cast, api: Caller, opened: Round, change: dict[str, Any], where: str
) -> None:
    answer = api.send(cast.okutama, "put", f"/rounds/{opened.pk}/commitment/", COMMITMENT | change)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert where in answer.content.decode()


def test_a_write_without_a_session_or_a_key_is_refused(api: Caller, opened: Round) -> None:
    assert api.send(None, "put", f"/rounds/{opened.pk}/commitment/", COMMITMENT).status_code == 401
