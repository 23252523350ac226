from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from dejiro.apps.people.urls import urlpatterns
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import ApiToken, Role, User
from dejiro.foundation.accounts.services import delegation_grant, person_invite, token_issue
from dejiro.foundation.api.house import operations_of
from dejiro.foundation.notices.services import tell
from dejiro.foundation.organizations.units import unit_add

pytestmark = pytest.mark.django_db
ADMINISTRATOR_PAGES = {
    "/people/": 9,
    "/people/invite/": 9,
    "/people/handover/": 9,
    "/people/units/": 9,
    "/people/units/new/": 9,
    "/people/tokens/new/shared/": 9,
}
EVERYBODYS_PAGES = {
    "/people/delegations/": 9,
    "/people/delegations/new/": 10,
    "/people/tokens/": 9,
    "/people/tokens/new/": 9,
    "/people/me/": 9,
    "/people/me/data/": 11,
    "/people/me/erasure/": 9,
    "/notices/": 9,
    "/notices/preferences/": 9,
}
PAGES = ADMINISTRATOR_PAGES | EVERYBODYS_PAGES


@pytest.mark.parametrize(("url", "budget"), PAGES.items())
def test_a_page_keeps_its_query_budget_however_much_it_shows(
    client: Client, cast: SimpleNamespace, url: str, budget: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    fill(cast.okutama)
    cast.login(client, cast.okutama)
    with django_assert_max_num_queries(budget):
        assert client.get(url).status_code == 200


def fill(actor: Actor) -> None:
    assert actor.organization
    assert actor.user
    for number in range(8):
        user = person_invite(
            actor=actor,
            organization=actor.organization,
            email=f"new{number}@example.lg.jp",
            name=f"新人{number}",
            roles=[Role.MEMBER],
            unit=unit_add(actor=actor, organization=actor.organization, name=f"第{number}係"),
        )
        mine = actor.user.memberships.get(role=Role.MEMBER)
        delegation_grant(actor=actor, membership=mine, user=user, valid_to=later(days=number + 1))
        token_issue(actor=actor, name=f"鍵{number}", scopes=["needs:read"], expires_at=later(days=9))
        tell(people=[actor.user], title=f"お知らせ{number}", body="本文", url="/")


def later(days: int) -> datetime:
    return clock.now() + timedelta(days=days)


@pytest.mark.parametrize("url", PAGES)
def test_nobody_is_led_to_the_login(client: Client, cast: SimpleNamespace, url: str) -> None:
    response = client.get(url)
    assert response.status_code == 302
    assert "/accounts/login/" in response["Location"]


@pytest.mark.parametrize("url", ADMINISTRATOR_PAGES)
def test_an_administrators_page_is_closed_to_others(client: Client, cast: SimpleNamespace, url: str) -> None:
    cast.login(client, cast.okutama_chief)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("url", EVERYBODYS_PAGES)
def test_a_page_of_ones_own_is_open_to_everybody_who_belongs_somewhere(
    client: Client, cast: SimpleNamespace, url: str
) -> None:
    cast.login(client, cast.okutama_chief)
    assert client.get(url).status_code == 200


def test_every_view_declares_its_door() -> None:
    assert all(hasattr(pattern.callback, "door") for pattern in urlpatterns)


def test_the_rules_are_read_by_everyone_within_their_budget(
    client: Client, cast: SimpleNamespace, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(3):
        page = client.get("/people/rules/").content.decode()
    assert "東京都で" in page
    assert "二以上の区市町村が必要とするテーマを" in page
    assert "鳥取県で" in client.get("/people/rules/?area=310000").content.decode()
    assert client.get("/people/rules/?area=999999").status_code == 404


def test_the_reference_of_the_api_loads_nothing_from_elsewhere(client: Client, cast: SimpleNamespace) -> None:
    page = client.get("/api/docs/").content.decode()
    assert "GET /api/organizations/" in page
    assert 'src="http' not in page
    assert client.get("/api/").status_code == 302


def test_every_act_that_ends_something_first_shows_what_it_ends(client: Client, cast: SimpleNamespace) -> None:
    okutama = cast.okutama
    fill(okutama)
    cast.login(client, okutama)
    colleague = User.objects.get(email="new0@example.lg.jp")
    urls = {
        f"/people/{colleague.pk}/roles/new/": "役割を加える",
        f"/people/{colleague.pk}/remove/": "団体から外す",
        f"/people/memberships/{colleague.memberships.get().pk}/end/": "役割を終える",
        f"/people/memberships/{colleague.memberships.get().pk}/unit/": "課・係を変える",
        f"/people/units/{colleague.memberships.get().unit_id}/edit/": "課・係を直す",
        f"/people/units/{colleague.memberships.get().unit_id}/close/": "廃止する",
        f"/people/tokens/{ApiToken.objects.latest('pk').pk}/revoke/": "失効させる",
    }
    for url, words in urls.items():
        response = client.get(url)
        assert response.status_code == 200
        assert words in response.content.decode()


def test_every_operation_of_the_api_states_its_door_and_scope(client: Client, cast: SimpleNamespace) -> None:
    document = client.get("/api/openapi.json").json()
    entries = [entry for _method, _where, entry in operations_of(document)]
    assert len({entry["operationId"] for entry in entries}) == len(entries)
    assert all(entry["x-door"] and entry["x-scope"] for entry in entries)
