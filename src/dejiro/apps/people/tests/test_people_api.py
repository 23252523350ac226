import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dejiro.apps.people.services import erasure_request
from dejiro.foundation.accounts.actors import Actor, actor_for
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.notices.services import tell

pytestmark = pytest.mark.django_db
SOON = "2026-10-09T17:15:00+09:00"


class Caller:
    """Calls the API in a session of one of the cast."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, method: str, url: str, data: object = None, *, status: int = 200) -> Any:  # noqa: ANN401  # JSON
        body = "" if data is None else json.dumps(data)
        response = getattr(self.client, method)(f"/api{url}", body, content_type="application/json")
        assert response.status_code == status, response.content.decode()
        return response.json() if response.content else None


@pytest.fixture
def call(client: Client, cast: SimpleNamespace) -> Caller:
    cast.login(client, cast.okutama)
    return Caller(client)


def get(client: Client, url: str) -> Any:  # noqa: ANN401  # JSON
    response = client.get(f"/api{url}")
    assert response.status_code == 200
    return response.json()


def desk_item(kind: str) -> int:
    [found] = DeskItem.objects.filter(kind=kind, closed_at=None)
    return found.pk


def test_everyone_reads_the_bodies_and_their_figures_page_by_page(
    client: Client, cast: SimpleNamespace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(2):
        page = get(client, "/organizations/?area=130001&kind=municipality&limit=3")
    assert page["count"] == 62
    assert page["next"].endswith("offset=3")
    assert page["items"][0]["code"] == "131016"
    assert get(client, "/organizations/133086/")["area"] == "130001"
    assert client.get("/api/organizations/000000/").status_code == 404


def test_everyone_reads_a_prefectures_rules_beside_their_text(client: Client, cast: SimpleNamespace) -> None:
    rule = get(client, "/organizations/130001/rules/")["items"][0]
    assert (rule["key"], rule["value"], rule["versions"]) == ("need.minimum_bodies", 2, [])
    assert rule["text"]


def test_the_caller_learns_who_they_are_and_corrects_their_name(call: Caller) -> None:
    assert call("get", "/me/")["roles"] == ["administrator", "member"]
    assert call("put", "/me/", {"name": "杉本 葵子"})["name"] == "杉本 葵子"
    assert call("get", "/me/data/")["person"]["name"] == "杉本 葵子"
    call("post", "/me/erasure/", {}, status=202)


def test_a_bodys_own_key_does_not_open_what_belongs_to_a_person(
    call: Caller, client: Client, cast: SimpleNamespace
) -> None:
    wish = {"name": "集計", "scopes": ["people:read"], "expires_at": SOON}
    keys = [call("post", "/tokens/", {**wish, "for_organization": own}, status=201)["secret"] for own in (True, False)]
    client.logout()
    answers = [client.get("/api/me/data/", headers={"Authorization": f"Bearer {key}"}) for key in keys]
    assert [answer.status_code for answer in answers] == [403, 200]
    assert "団体の鍵では扱えません" in answers[0].json()["detail"]


def test_an_administrator_answers_who_wants_to_be_forgotten(call: Caller, cast: SimpleNamespace) -> None:
    chief = cast.user("okutama_chief")
    erasure_request(actor=cast.okutama_chief, reason="")
    item = desk_item("people.erasure")
    [fault] = call("post", f"/erasures/{item}/refuse/", {"reason": ""}, status=422)["errors"]
    assert fault["field"] == "body.reason"
    assert call("post", f"/erasures/{item}/refuse/", {"reason": "保存期間中のため"}) == {"count": 1}
    assert Notice.objects.get(user=chief).body == "保存期間中のため"
    call("post", f"/erasures/{item}/grant/", status=404)
    erasure_request(actor=cast.okutama_chief, reason="")
    item = desk_item("people.erasure")
    cast.login(call.client, cast.ome)
    call("post", f"/erasures/{item}/grant/", status=404)
    cast.login(call.client, cast.okutama_chief)
    call("post", f"/erasures/{item}/grant/", status=403)
    cast.login(call.client, cast.okutama)
    call("post", f"/erasures/{item}/grant/")
    chief.refresh_from_db()
    assert not chief.is_active


def test_an_administrator_runs_the_people_of_the_body(call: Caller, cast: SimpleNamespace) -> None:
    unit = call("post", "/units/", {"name": "新しい係"}, status=201)["id"]
    invited = call("post", "/people/", {"email": "n@example.lg.jp", "name": "新人", "roles": ["member"]}, status=201)
    people = {row["id"]: row for row in call("get", "/people/")["items"]}
    [seat] = people[invited["id"]]["memberships"]
    assert call("post", f"/memberships/{seat['id']}/move/", {"unit": unit})["unit"] == unit
    call("post", f"/people/{invited['id']}/memberships/", {"role": "approver", "valid_to": SOON}, status=201)
    assert call("post", f"/memberships/{seat['id']}/end/", {})["valid_to"]
    assert call("post", f"/people/{invited['id']}/remove/")["count"] == 1
    call("post", f"/people/{cast.user('ome').pk}/remove/", status=404)


def test_units_are_corrected_and_closed(call: Caller) -> None:
    unit = call("post", "/units/", {"name": "新しい係"}, status=201)["id"]
    assert call("put", f"/units/{unit}/", {"name": "改めた係"})["name"] == "改めた係"
    assert "改めた係" in [row["name"] for row in call("get", "/units/")["items"]]
    call("post", f"/units/{unit}/close/")
    assert "改めた係" not in [row["name"] for row in call("get", "/units/")["items"]]


def test_a_role_is_lent_and_taken_back(call: Caller, cast: SimpleNamespace) -> None:
    mine, chief = cast.user("okutama").memberships.get(role=Role.MEMBER), cast.user("okutama_chief")
    loan = call("post", "/delegations/", {"membership": mine.pk, "person": chief.pk, "valid_to": SOON}, status=201)
    assert loan["person"] == chief.name
    assert call("get", "/delegations/")["count"] == 1
    call("post", f"/delegations/{loan['id']}/end/")
    assert call("get", "/delegations/")["count"] == 0
    other = cast.user("ome").pk
    call("post", "/delegations/", {"membership": mine.pk, "person": other, "valid_to": SOON}, status=404)


def test_a_hand_over_moves_everything(call: Caller, cast: SimpleNamespace) -> None:
    leaver, heir = cast.user("okutama"), cast.user("okutama_chief")
    entry = {"predecessor": leaver.pk, "successor_email": "nobody@example.lg.jp"}
    call("post", "/handovers/", entry, status=404)
    assert call("post", "/handovers/", {**entry, "successor_email": heir.email}, status=201)["roles"] == 2
    assert actor_for(leaver).organization is None


def test_a_key_works_within_its_scope_and_makes_no_other_key(
    call: Caller, client: Client, cast: SimpleNamespace
) -> None:
    wish = {"name": "集計", "scopes": ["people:read", "people:write"], "expires_at": SOON}
    issued = call("post", "/tokens/", wish, status=201)
    headers = {"Authorization": f"Bearer {issued['secret']}"}
    robot = Client()
    assert robot.get("/api/me/", headers=headers).json()["scopes"] == ["people:read", "people:write"]
    refused = robot.post("/api/tokens/", json.dumps(wish), content_type="application/json", headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (403, "token.by_token")
    call("delete", f"/tokens/{issued['token']['id']}/", status=204)
    assert robot.get("/api/me/", headers=headers).status_code == 401
    assert "secret" not in call("get", "/tokens/")["items"][0]


def test_notices_are_read_one_by_one_or_all_at_once(call: Caller, cast: SimpleNamespace) -> None:
    [first, _second] = [tell(people=[cast.user("okutama")], title=title, body="", url="/")[0] for title in "一二"]
    assert call("post", f"/notices/{first.pk}/read/")["read_at"]
    assert call("post", "/notices/read/")["count"] == 1
    assert call("get", "/notices/")["count"] == 2
    assert call("get", "/notices/preference/") == {"delivery": "at_once"}
    assert call("put", "/notices/preference/", {"delivery": "never"}) == {"delivery": "never"}


def test_the_prefecture_records_a_rule_and_a_municipality_does_not(
    call: Caller, client: Client, cast: SimpleNamespace
) -> None:
    entry = {"key": "need.minimum_bodies", "value": 3, "text": "三以上とする。", "valid_from": "2026-10-05"}
    call("post", "/rules/", entry, status=403)
    cast.login(client, cast.coordinator)
    assert call("post", "/rules/", entry, status=201)["value"] == 3
    assert call("post", "/rules/", entry, status=422)["code"] == "rule.version"


CLOSED_TO_NOBODY = ("/me/", "/me/data/", "/people/", "/delegations/", "/units/", "/tokens/", "/notices/")


@pytest.mark.parametrize("url", CLOSED_TO_NOBODY)
def test_what_is_not_public_needs_a_login(client: Client, cast: SimpleNamespace, url: str) -> None:
    assert client.get(f"/api{url}").status_code == 401


def test_who_belongs_nowhere_has_no_colleagues(client: Client, cast: SimpleNamespace) -> None:
    alone: Actor = actor_for(User.objects.create(email="alone@example.lg.jp", name="ひとり"))
    cast.login(client, alone)
    assert client.get("/api/people/").status_code == 403
    assert get(client, "/me/")["organization"] == ""
