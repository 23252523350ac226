"""The prefecture names a body's first administrator; from then on the body looks after itself."""

import json
from http import HTTPStatus

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from conftest import Cast
from dejiro.foundation.accounts.models import Membership, User

pytestmark = pytest.mark.django_db
MITAKA = "132047"
THERE = f"/people/bodies/{MITAKA}/administrator/"
SUBMISSION = "7f8b2f9e-2a7d-4a53-a5ad-1f9d6c3f2f10"
NEW = {"submission": SUBMISSION, "email": "mitaka@example.lg.jp", "name": "三鷹 望"}


@pytest.fixture
def coordinator(cast: Cast, client: Client) -> Client:
    cast.login(client, cast.coordinator_two)
    return client


def test_the_list_holds_the_bodies_in_which_nobody_can_let_people_in(
    coordinator: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(9):
        page = coordinator.get("/people/bodies/").content.decode()
    assert "三鷹市の管理者を招待する" in page
    assert "奥多摩町の管理者" not in page


def test_the_first_administrator_is_invited_and_may_let_people_in(cast: Cast, coordinator: Client) -> None:
    assert "三鷹市の最初の管理者を招待する" in coordinator.get(THERE).content.decode()
    assert coordinator.post(THERE, NEW).status_code == HTTPStatus.FOUND
    roles = Membership.objects.filter(user__email=NEW["email"], organization__code=MITAKA)
    assert set(roles.values_list("role", flat=True)) == {"administrator"}
    assert coordinator.get(THERE).status_code == HTTPStatus.NOT_FOUND
    cast.login(coordinator, cast.actor("mitaka"))
    assert coordinator.get("/people/").status_code == HTTPStatus.OK


def test_what_was_typed_stays_when_the_address_is_wrong(coordinator: Client) -> None:
    answer = coordinator.post(THERE, {**NEW, "email": "三鷹"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "三鷹 望" in answer.content.decode()
    assert not User.objects.filter(name="三鷹 望").exists()


@pytest.mark.parametrize(
    ("key", "expected"),
    [("", 302), ("okutama", 403), ("platform_admin", 403), ("auditor", 403), ("tottori_coordinator", 404)],
)
def test_others_name_nobody(cast: Cast, client: Client, key: str, expected: int) -> None:
    if key:
        cast.login(client, cast.actor(key))
    assert client.get(THERE).status_code == expected


@pytest.mark.parametrize("code", ["133086", "000000"])
def test_a_body_with_an_administrator_or_none_at_all_is_not_found(coordinator: Client, code: str) -> None:
    assert coordinator.get(f"/people/bodies/{code}/administrator/").status_code == HTTPStatus.NOT_FOUND


def test_programs_name_the_first_administrator(coordinator: Client) -> None:
    url = f"/api/organizations/{MITAKA}/administrator/"
    data = json.dumps({"email": NEW["email"], "name": NEW["name"]})
    answer = coordinator.post(url, data, content_type="application/json")
    assert answer.status_code == HTTPStatus.CREATED, answer.content
    assert coordinator.post(url, data, content_type="application/json").status_code == HTTPStatus.NOT_FOUND


def test_when_every_body_has_one_the_list_says_so(cast: Cast, client: Client) -> None:
    cast.login(client, cast.tottori_coordinator)
    for body in cast.tottori_coordinator.area.bodies.all():  # type: ignore[union-attr]  # a prefecture
        Membership.objects.get_or_create(
            user=cast.user("chizu"),
            organization=body,
            role="administrator",
            defaults={"valid_from": "2025-04-01T00:00+09:00"},
        )
    assert "どの団体にも管理者がいます" in client.get("/people/bodies/").content.decode()
