"""The page on which a merged body's people go over to the successor."""

import json
from datetime import date

import pytest
from django.test import Client

from conftest import Cast, Clock
from dejiro.apps.people.selectors import mergers_waiting
from dejiro.foundation.accounts.models import Membership, Role
from dejiro.foundation.organizations.models import Organization

DAY, AFTER = date(2026, 10, 12), "2026-10-12T09:00:00+09:00"


@pytest.fixture
def there(cast: Cast, clock: Clock) -> str:
    """The address of 奥多摩町's page on the day."""
    town = cast.merge("133086", "132055", DAY)
    clock.move_to(AFTER)
    return f"/people/mergers/{town.pk}/"


def test_the_administrator_of_the_successor_finds_it_and_leaves_somebody_out(
    cast: Cast, client: Client, there: str
) -> None:
    cast.login(client, cast.ome)
    assert there in client.get("/people/mergers/").content.decode()
    response = client.get(there)
    assert "杉本 葵：担当者（総務課情報係）" in response.content.decode()
    chosen = [pk for pk, label in response.context["form"].fields["memberships"].choices if "原島" not in label]
    answer = client.post(there, {"memberships": chosen})
    assert answer["Location"] == "/people/mergers/"
    assert "引き継ぎを待っている人はいません" in client.get("/people/mergers/").content.decode()
    assert cast.okutama.organization == cast.body("132055")
    assert cast.actor("okutama_chief").organization is None


def test_the_prefecture_does_it_as_long_as_the_successor_has_no_administrator(cast: Cast, there: str) -> None:
    assert mergers_waiting(cast.coordinator) == []
    Membership.objects.filter(organization=cast.body("132055"), role=Role.ADMINISTRATOR).delete()
    (found,) = mergers_waiting(cast.coordinator)
    assert (found.predecessor.code, found.successor.code, found.people) == ("133086", "132055", 2)
    assert mergers_waiting(cast.ome) == mergers_waiting(cast.actor("tottori_coordinator")) == []


@pytest.mark.parametrize(
    ("key", "expected"), [("", 302), ("ome_chief", 403), ("hinohara", 404), ("coordinator", 404), ("ome", 200)]
)
def test_others_do_not_learn_of_it(cast: Cast, client: Client, there: str, key: str, expected: int) -> None:
    if key:
        cast.login(client, cast.actor(key))
    assert client.get(there).status_code == expected


def test_two_mergers_in_a_row_lead_to_the_last_body(cast: Cast, clock: Clock) -> None:
    village = cast.merge("133078", "133086", date(2026, 10, 6))
    clock.move_to("2026-10-07T09:00:00+09:00")
    cast.merge("133086", "132055", DAY)
    clock.move_to(AFTER)
    assert [(one.predecessor.code, one.successor.code) for one in mergers_waiting(cast.ome)] == [
        ("133078", "132055"),
        ("133086", "132055"),
    ]
    assert Organization.objects.get(pk=village.pk).successor == Organization.objects.get(code="133086")


def test_a_program_does_the_same(cast: Cast, client: Client, there: str) -> None:
    cast.login(client, cast.ome)
    (found,) = client.get("/api/mergers/").json()["items"]
    assert (found["predecessor"], found["successor"], found["people"]) == ("133086", "132055", 2)
    waiting = client.get(f"/api/mergers/{found['id']}/memberships/").json()["items"]
    body = json.dumps({"memberships": [one["id"] for one in waiting]})
    done = client.post(f"/api/mergers/{found['id']}/take-over/", body, content_type="application/json")
    assert done.json() == {"people": 2, "left_out": 0, "roles_ended": 3, "keys_ended": 0}
