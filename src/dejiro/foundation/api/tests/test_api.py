import json
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db import DataError
from django.db.models import QuerySet
from django.http import Http404
from django.test import Client
from django.urls import path
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from ninja import Schema
from pydantic import Field
from pytest_django import DjangoAssertNumQueries, Settings

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, In, Router, knock, operation, paginate, public, seen_version
from dejiro.foundation.api.house import HouseAPI, operations_of
from dejiro.foundation.api.inputs import BIGGEST
from dejiro.foundation.api.operations import default_scope
from dejiro.foundation.api.throttles import READS_PER_MINUTE
from dejiro.foundation.errors import Conflict, NotYours, Refusal
from dejiro.foundation.organizations.models import Organization

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
router = Router(tags=["sample"])


class Note(Schema):
    title: str
    version: int


class NoteIn(In):
    title: str = Field(max_length=10)
    amount: int = 1


class Body(Schema):
    code: str
    name: str


@router.get("/bodies/", response=list[Body])
@operation(door="everyone", scope="sample:read")
@paginate
def bodies_list(request: Request) -> QuerySet[Organization]:
    return Organization.objects.filter(code__in=["133086", "132055", "133078"])


@router.get("/note/", response=Note)
@operation(door="everyone", scope="sample:read")
def note(request: Request) -> Note:
    return Note(title="公開" if public(request) else request.actor.person_name, version=3)


@router.get("/names/{name}/", response=Note)
@operation(door="everyone", scope="sample:read")
def named(request: Request, name: str, number: int = 1) -> Note:
    return Note(title=name, version=number)


@router.post("/note/", response={201: Note})
@operation(door="member, approver", scope="sample:write")
def note_create(request: Request, data: NoteIn) -> Note:
    return Note(title=data.title, version=1)


@router.put("/note/", response=Note)
@operation(door="signed in", scope="sample:write")
def note_update(request: Request, data: NoteIn) -> Note:
    if seen_version(request) not in {None, 3}:
        raise Conflict("更新されています。", current=3)
    return Note(title=data.title, version=4)


FAULTS = {
    1: Refusal("数量は1以上にしてください。", code="quantity", field="quantity"),
    2: Conflict("更新されています。", current=2),
    3: NotYours("あなたの団体の記録ではありません。", code="not_yours"),
    4: Http404(),
    5: PermissionDenied(),
    6: OverflowError(),
    7: DataError(),
    8: DjangoValidationError({"name": "長すぎます。"}),
    9: DjangoValidationError("だめです。"),
}


@router.get("/faults/{int:pk}/", response=Note)
@operation(door="everyone", scope="sample:read")
def fault(request: Request, pk: Id) -> Note:
    if pk in FAULTS:
        raise FAULTS[pk]
    return Note(title=str(pk), version=1)


api = HouseAPI(reference_template="api_reference.txt", title="見本", version="1", description="")
api.add_router("", router)
urlpatterns = [path("api/", api.urls)]


@pytest.fixture
def key(cast: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Actor:
    actor = Actor(cast.okutama.user, cast.okutama.organization, cast.okutama.roles, (), frozenset({"sample:read"}))
    monkeypatch.setattr(knock, "actor_for_token", {"good": actor}.get)
    return actor


def send(client: Client, method: str, url: str, data: object = None, **headers: str) -> Any:  # noqa: ANN401  # the client's own response type is private
    body = data if isinstance(data, str) else json.dumps(data)
    return getattr(client, method)(url, body, content_type="application/json", headers=headers)


def test_everyone_reads_what_is_public(client: Client, cast: SimpleNamespace) -> None:
    response = client.get("/api/note/")
    assert response.json() == {"title": "公開", "version": 3}
    assert "公開" in response.content.decode()


def test_a_session_reads_as_its_person(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    assert client.get("/api/note/").json()["title"] == cast.okutama.person_name


def test_a_key_reads_as_its_person(client: Client, key: Actor) -> None:
    response = client.get("/api/note/", headers={"Authorization": "Bearer good"})
    assert response.json()["title"] == key.person_name


@pytest.mark.parametrize("header", ["Bearer bad", "Bearer", "Basic Z29vZA==", "good"])
def test_a_key_that_does_not_hold_is_refused_even_where_everyone_may_read(
    client: Client, key: Actor, header: str
) -> None:
    response = client.get("/api/note/", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")
    assert response["Content-Type"] == "application/problem+json"


def test_a_key_without_the_scope_is_refused(client: Client, key: Actor) -> None:
    response = send(client, "post", "/api/note/", {"title": "あ"}, Authorization="Bearer good")
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    assert "sample:write" in response.json()["detail"]


def test_nobody_writes(client: Client, cast: SimpleNamespace) -> None:
    response = send(client, "post", "/api/note/", {"title": "あ"})
    assert (response.status_code, response.json()["code"]) == (401, "unauthorized")


def test_the_door_admits_its_roles_only(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    assert send(client, "post", "/api/note/", {"title": "あ"}).status_code == 201
    cast.login(client, cast.coordinator)
    assert send(client, "post", "/api/note/", {"title": "あ"}).status_code == 403


def test_the_door_is_asked_before_the_input_is_judged(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.coordinator)
    assert send(client, "post", "/api/note/", {}).status_code == 403


def test_a_session_writes_only_with_the_csrf_token(cast: SimpleNamespace) -> None:
    client = Client(enforce_csrf_checks=True)
    cast.login(client, cast.okutama)
    client.cookies["csrftoken"] = "c" * 32
    response = send(client, "post", "/api/note/", {"title": "あ"})
    assert (response.status_code, response.json()["code"]) == (403, "forbidden")
    response = send(client, "post", "/api/note/", {"title": "あ"}, **{"X-CSRFToken": "c" * 32})
    assert response.status_code == 201


@pytest.mark.parametrize(
    ("number", "status", "code"),
    [
        (1, 422, "quantity"),
        (2, 409, "conflict"),
        (3, 403, "not_yours"),
        (4, 404, "not_found"),
        (5, 403, "forbidden"),
        (6, 422, "out_of_range"),
        (7, 422, "out_of_range"),
        (8, 422, "invalid"),
        (9, 422, "invalid"),
    ],
)
def test_every_refusal_is_a_problem_document(
    client: Client, cast: SimpleNamespace, number: int, status: int, code: str
) -> None:
    response = client.get(f"/api/faults/{number}/")
    document = response.json()
    assert (response.status_code, document["status"], document["code"]) == (status, status, code)
    assert response["Content-Type"] == "application/problem+json"
    assert document["type"] == f"urn:dejiro:problem:{code}"
    assert document["title"]
    assert document["detail"]


def test_a_refusal_names_the_field(client: Client, cast: SimpleNamespace) -> None:
    errors = client.get("/api/faults/1/").json()["errors"]
    assert errors == [{"field": "quantity", "message": "数量は1以上にしてください。"}]


def test_wrong_input_is_told_field_by_field_in_japanese(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    response = send(client, "post", "/api/note/", {"amount": "多い", "titel": "あ"})
    assert response.status_code == 422
    assert {(error["field"], error["message"]) for error in response.json()["errors"]} == {
        ("body.title", "必須です。"),
        ("body.amount", "整数で書いてください。"),
        ("body.titel", "この項目はありません。綴りを確かめてください。"),
    }


def test_an_unusual_fault_names_its_kind(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    response = send(client, "post", "/api/note/", [])
    assert response.status_code == 422
    assert "model_attributes_type" in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("{", "body"),
        ('{"title": NaN}', "body"),
        ("[" * 100_000, "body"),
        ("[" * 60 + "]" * 60, "body" + ".0" * 51),
        (r'{"title": "a\u0000b"}', "body.title"),
        (r'{"title": "\ud800"}', "body.title"),
        (r'{"ti\u0000tle": "b"}', "body"),
        (r'{"\ud800": {"a": "\u0000"}}', "body"),
        ('{"title": "a", "amount": 9223372036854775808}', "body.amount"),
        ('{"title": "a", "amount": 1e999}', "body.amount"),
        ('{"title": "a", "amount": ' + "9" * 5000 + "}", "body.amount"),
        ('{"title": ["a", "\\u202e"]}', "body.title.1"),
    ],
)
def test_a_body_that_no_table_can_hold_is_refused_with_its_place(
    client: Client, cast: SimpleNamespace, body: str, where: str
) -> None:
    cast.login(client, cast.okutama)
    response = send(client, "post", "/api/note/", body)
    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, where)


def test_an_address_that_no_table_can_hold_is_refused(client: Client, cast: SimpleNamespace) -> None:
    assert client.get("/api/names/a%00b/").status_code == 422
    assert client.get("/api/names/a/?x=%00").json()["errors"][0]["field"] == "query.x"
    assert client.get(f"/api/faults/{BIGGEST + 1}/").json()["errors"][0]["field"] == "path.pk"


def test_text_is_normalised_on_the_way_in(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    assert send(client, "post", "/api/note/", {"title": "か\u3099"}).json()["title"] == "が"


def test_a_body_beyond_the_limit_is_refused(client: Client, cast: SimpleNamespace, settings: Settings) -> None:
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
    cast.login(client, cast.okutama)
    assert send(client, "post", "/api/note/", {"title": "a" * 20}).status_code == 413


def test_a_body_of_another_kind_is_checked_too(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    response = client.post("/api/note/", b'{"title": "\\u0000"}', content_type="text/plain")
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


type_of_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters()), inner, max_size=3),
)


@given(data=type_of_json | st.fixed_dictionaries({"title": st.text(st.characters(), max_size=12)}))
@hypothesis_settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_body_gives_a_server_error(client: Client, cast: SimpleNamespace, data: object) -> None:
    cast.login(client, cast.okutama)
    assert send(client, "post", "/api/note/", data).status_code in {201, 422}


def test_a_list_comes_in_pages_that_lead_to_the_next(
    client: Client, cast: SimpleNamespace, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        first = client.get("/api/bodies/?limit=2").json()
    assert (first["count"], [body["code"] for body in first["items"]]) == (3, ["132055", "133078"])
    second = client.get(first["next"]).json()
    assert ([body["code"] for body in second["items"]], second["next"]) == (["133086"], None)


@pytest.mark.parametrize("query", ["limit=101", "limit=0", "offset=-1", "offset=9223372036854775807", "limit=x"])
def test_a_window_outside_the_limits_is_refused(client: Client, cast: SimpleNamespace, query: str) -> None:
    assert client.get(f"/api/bodies/?{query}").status_code == 422


def test_a_read_that_has_not_changed_costs_no_body(client: Client, cast: SimpleNamespace) -> None:
    first = client.get("/api/note/")
    assert first["ETag"].startswith('"v3-')
    again = client.get("/api/note/", headers={"If-None-Match": f'"x", W/{first["ETag"]}'})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


def test_a_list_has_a_tag_without_a_version(client: Client, cast: SimpleNamespace) -> None:
    assert len(client.get("/api/bodies/")["ETag"]) == 34


def test_a_write_that_saw_the_present_version_goes_through(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.okutama)
    etag = client.get("/api/note/")["ETag"]
    assert send(client, "put", "/api/note/", {"title": "新"}, **{"If-Match": etag}).json()["version"] == 4
    assert send(client, "put", "/api/note/", {"title": "新"}).status_code == 200


@pytest.mark.parametrize("tag", ['"v2-' + "0" * 32 + '"', '"' + "0" * 32 + '"', "v3", '"v0-"'])
def test_a_write_that_saw_another_version_fails_its_precondition(
    client: Client, cast: SimpleNamespace, tag: str
) -> None:
    cast.login(client, cast.okutama)
    response = send(client, "put", "/api/note/", {"title": "新"}, **{"If-Match": tag})
    assert response.status_code == 412
    assert "errors" in response.json()


def test_nobody_may_read_three_hundred_times_a_minute(
    client: Client, cast: SimpleNamespace, clock: SimpleNamespace
) -> None:
    for _ in range(READS_PER_MINUTE):
        assert client.get("/api/note/").status_code == 200
    refused = client.get("/api/note/")
    assert (refused.status_code, refused.json()["code"], refused["Retry-After"]) == (429, "too_many_requests", "60")
    cast.login(client, cast.okutama)
    assert client.get("/api/note/").status_code == 200
    client.logout()
    clock.move_to("2026-10-05T10:01:00+09:00")
    assert client.get("/api/note/").status_code == 200


def test_counts_outlive_those_of_a_thousand_other_addresses(client: Client, cast: SimpleNamespace) -> None:
    for _ in range(READS_PER_MINUTE):
        client.get("/api/note/")
    for number in range(1000):
        cache.set(f"api-reads:other-{number}", 1, 120)
    assert client.get("/api/note/").status_code == 429


def test_a_caller_cannot_claim_another_address(client: Client, cast: SimpleNamespace, settings: Settings) -> None:
    settings.SECURE_PROXY_SSL_HEADER = None
    for number in range(READS_PER_MINUTE + 1):
        response = client.get("/api/note/", headers={"X-Forwarded-For": f"10.0.0.{number}"})
    assert response.status_code == 429
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert client.get("/api/note/", headers={"X-Forwarded-For": "1.2.3.4, 10.0.0.9"}).status_code == 200


def test_the_document_states_every_door_scope_and_refusal(client: Client, cast: SimpleNamespace) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"] == "3.1.0"
    entries = {entry["operationId"]: entry for _method, _where, entry in operations_of(document)}
    assert entries["note_create"]["x-door"] == "member, approver"
    assert entries["note_create"]["x-scope"] == "sample:write"
    assert {} in entries["note"]["security"]
    assert {} not in entries["note_create"]["security"]
    assert {"401", "403", "404", "409", "412", "422", "429"} <= set(entries["note"]["responses"])
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status", "detail", "code"]


def test_a_door_that_is_not_a_role_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(ValueError, match="king"):
        operation(door="king")


def test_the_scope_follows_the_app_and_the_method() -> None:
    def read() -> None: ...

    read.__module__ = "dejiro.apps.needs.api"
    assert default_scope(read, ["GET"]) == "needs:read"
    assert default_scope(read, ["GET", "POST"]) == "needs:write"
    read.__module__ = "dejiro.apps.careers.api.courses"
    assert default_scope(read, ["GET"]) == "careers:read"
    read.__module__ = "sample"
    assert default_scope(read, ["DELETE"]) == "sample:write"
