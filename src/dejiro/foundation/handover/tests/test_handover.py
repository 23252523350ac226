from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django.fixtures import Settings

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor, actor_for
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.selectors import people_of, team_people
from dejiro.foundation.accounts.services import (
    IssuedToken,
    actor_for_token,
    delegation_grant,
    membership_end,
    membership_grant,
    team_create,
    team_join,
    token_issue,
)
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.handover.services import Handover, Succession, handover, person_remove_from_organization
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.services import desk_open
from dejiro.foundation.organizations.models import Organization

DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(cast: Cast) -> Organization:
    return cast.body("133086")


@pytest.fixture
def take_over(cast: Cast, town: Organization) -> Callable[..., Handover]:
    """Let 大沢 take over from 杉本, the town's only officer, or with other people and moments."""

    def act(
        actor: Actor | None = None,
        predecessor: str = "okutama",
        successor: str = "okutama_next",
        at: datetime | None = None,
    ) -> Handover:
        return handover(
            actor=actor or cast.okutama,
            predecessor=cast.user(predecessor),
            successor=cast.user(successor),
            organization=town,
            at=at,
        )

    return act


def key_of(actor: Actor, clock: Clock, *, for_organization: bool) -> IssuedToken:
    return token_issue(
        actor=actor,
        name="連携",
        scopes=["needs:read"],
        expires_at=clock.now() + 30 * DAY,
        for_organization=for_organization,
    )


def test_the_successor_has_the_roles_and_the_predecessor_none(cast: Cast, take_over: Callable[..., Handover]) -> None:
    take_over()
    assert cast.okutama_next.roles == {Role.MEMBER, Role.ADMINISTRATOR}
    assert cast.okutama.roles == frozenset()
    (unit,) = {membership.unit for membership in Membership.objects.filter(user=cast.user("okutama_next"))}
    assert unit is not None
    assert unit.name == "総務課情報係"


def test_there_is_no_moment_without_or_with_both(cast: Cast, clock: Clock, take_over: Callable[..., Handover]) -> None:
    take_over()
    for moment, holders in ((clock.now() - timedelta(seconds=1), ["okutama"]), (clock.now(), ["okutama_next"])):
        found = [who for who in ("okutama", "okutama_next") if actor_for(cast.user(who), at=moment).roles]
        assert found == holders


def test_the_desk_goes_along(cast: Cast, town: Organization, take_over: Callable[..., Handover]) -> None:
    mine = desk_open(
        organization=town, kind="k", subject="needs.voice:1", title="回答", url="/", person=cast.user("okutama")
    )
    everybodys = desk_open(organization=town, kind="k", subject="needs.voice:2", title="回答", url="/")
    assert take_over().desk_items == 1
    mine.refresh_from_db()
    everybodys.refresh_from_db()
    assert (mine.person, everybodys.person) == (cast.user("okutama_next"), None)


def test_seats_and_the_bodys_own_key_go_along_but_personal_keys_end(
    cast: Cast, clock: Clock, take_over: Callable[..., Handover]
) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body("130001"), name="作業部会")
    seat = Membership.objects.get(user=cast.user("okutama"), role=Role.MEMBER)
    team_join(actor=cast.coordinator, team=team, membership=seat)
    own = key_of(cast.okutama, clock, for_organization=False)
    bodys = key_of(cast.okutama, clock, for_organization=True)
    result = take_over()
    assert (result.seats, result.tokens, result.ended.tokens) == (1, 1, 1)
    assert [membership.user for membership in team_people(team)] == [cast.user("okutama_next")]
    assert actor_for_token(own.secret) is None
    actor = actor_for_token(bodys.secret)
    assert actor is not None
    assert actor.user == cast.user("okutama_next")


def test_a_successor_who_sits_in_the_group_keeps_one_seat(
    cast: Cast, town: Organization, take_over: Callable[..., Handover]
) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body("130001"), name="作業部会")
    own = membership_grant(actor=cast.okutama, user=cast.user("okutama_next"), organization=town, role=Role.MEMBER)
    for membership in (own, Membership.objects.get(user=cast.user("okutama"), role=Role.MEMBER)):
        team_join(actor=cast.coordinator, team=team, membership=membership)
    take_over()
    assert team_people(team) == [own]


def test_what_was_lent_by_and_to_the_predecessor_ends(
    cast: Cast, clock: Clock, take_over: Callable[..., Handover]
) -> None:
    approval = Membership.objects.get(user=cast.user("okutama_chief"))
    delegation_grant(
        actor=cast.okutama_chief, membership=approval, user=cast.user("okutama"), valid_to=clock.now() + DAY
    )
    duty = Membership.objects.get(user=cast.user("okutama"), role=Role.MEMBER)
    delegation_grant(actor=cast.okutama, membership=duty, user=cast.user("okutama_chief"), valid_to=clock.now() + DAY)
    assert take_over().ended.delegations == 2
    assert cast.okutama_chief.roles == {Role.APPROVER}
    assert Role.APPROVER not in cast.okutama_next.roles


def test_a_colleague_with_a_role_for_a_while_keeps_it_as_long_as_the_predecessor(
    cast: Cast, clock: Clock, town: Organization, take_over: Callable[..., Handover]
) -> None:
    user = cast.user("okutama_next")
    own = membership_grant(
        actor=cast.okutama, user=user, organization=town, role=Role.MEMBER, valid_to=clock.now() + DAY
    )
    take_over()
    own.refresh_from_db()
    assert own.valid_to is None
    assert Membership.objects.filter(user=user, role=Role.MEMBER).count() == 1


def test_a_role_that_ends_ends_for_the_successor_too(
    cast: Cast, clock: Clock, take_over: Callable[..., Handover]
) -> None:
    approval = Membership.objects.get(user=cast.user("okutama_chief"))
    membership_end(actor=cast.okutama, membership=approval, at=clock.now() + DAY)
    take_over(predecessor="okutama_chief")
    assert cast.okutama_next.roles == {Role.APPROVER}
    clock.moment += DAY
    assert cast.okutama_next.roles == frozenset()


def test_a_later_role_beside_a_present_one_leaves_a_gap(
    cast: Cast, clock: Clock, town: Organization, take_over: Callable[..., Handover]
) -> None:
    user = cast.user("okutama_next")
    membership_grant(
        actor=cast.okutama, user=user, organization=town, role=Role.APPROVER, valid_from=clock.now() + 9 * DAY
    )
    approval = Membership.objects.get(user=cast.user("okutama_chief"))
    membership_end(actor=cast.okutama, membership=approval, at=clock.now() + DAY)
    take_over(predecessor="okutama_chief")
    held = [bool(actor_for(user, at=clock.now() + day * DAY).roles) for day in (0, 1, 8, 9)]
    assert held == [True, False, False, True]


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def test_the_predecessor_is_signed_out(
    client: Client, cast: Cast, settings: Settings, take_over: Callable[..., Handover]
) -> None:
    settings.ROOT_URLCONF = (path("", nothing),)
    cast.login(client, cast.okutama)
    assert client.get("/").wsgi_request.user.is_authenticated
    take_over()
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_the_ledger_says_so_without_names(cast: Cast, take_over: Callable[..., Handover]) -> None:
    take_over()
    entry = Entry.objects.get(action="accounts.handover")
    assert entry.subject == f"accounts.user:{cast.user('okutama').pk}"
    assert str(cast.user("okutama_next").ref) in entry.leaf
    assert "大沢" not in entry.leaf


def test_the_hour_may_be_an_earlier_one_of_today(cast: Cast, clock: Clock, take_over: Callable[..., Handover]) -> None:
    take_over(at=clock.now() - timedelta(hours=9))
    assert actor_for(cast.user("okutama_next"), at=clock.now() - timedelta(hours=9)).roles
    for at, message in ((clock.now() + timedelta(minutes=1), "まだ来ていません"), (clock.now() - DAY, "今日の時刻")):
        with pytest.raises(Refusal, match=message):
            take_over(actor=SYSTEM, predecessor="okutama_next", successor="okutama", at=at)


def test_a_hand_over_that_cannot_be_changes_nothing(cast: Cast, take_over: Callable[..., Handover]) -> None:
    User.objects.filter(pk=cast.user("hinohara").pk).update(is_active=False)
    for successor, predecessor, message in (
        ("okutama", "okutama", "別の人"),
        ("hinohara", "okutama", "停止"),
        ("okutama", "okutama_next", "大沢 晴さんは奥多摩町に所属していません"),
    ):
        with pytest.raises(Refusal, match=message):
            take_over(predecessor=predecessor, successor=successor)
    assert cast.okutama.roles == {Role.MEMBER, Role.ADMINISTRATOR}
    assert not Entry.objects.filter(action="accounts.handover").exists()


def test_only_an_administrator_hands_over(cast: Cast, take_over: Callable[..., Handover]) -> None:
    with pytest.raises(NotYours):
        take_over(actor=cast.ome)


def three(_succession: Succession) -> int:
    return 3


def test_the_apps_move_what_they_keep_in_the_same_transaction(
    cast: Cast, town: Organization, settings: Settings, take_over: Callable[..., Handover]
) -> None:
    def break_down(_succession: Succession) -> int:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        handover(
            actor=cast.okutama,
            predecessor=cast.user("okutama"),
            successor=cast.user("okutama_next"),
            organization=town,
            movers=[three, break_down],
        )
    assert cast.okutama.roles == {Role.MEMBER, Role.ADMINISTRATOR}
    settings.HANDOVER_MOVERS = ["dejiro.foundation.handover.tests.test_handover.three"]
    assert set(take_over().moved.values()) == {3}


def test_who_is_removed_keeps_nothing_and_leaves_the_desk_to_all(cast: Cast, clock: Clock, town: Organization) -> None:
    chief = cast.user("okutama_chief")
    item = desk_open(organization=town, kind="k", subject="needs.voice:1", title="承認", url="/", person=chief)
    key = key_of(cast.okutama_chief, clock, for_organization=False)
    result = person_remove_from_organization(actor=cast.okutama, user=chief, organization=town)
    assert (result.ended.memberships, result.ended.tokens, result.desk_items) == (1, 1, 1)
    assert cast.okutama_chief.organization is None
    assert actor_for_token(key.secret) is None
    assert DeskItem.objects.get(pk=item.pk).person is None
    assert Entry.objects.filter(action="accounts.removal").count() == 1


def test_a_person_may_leave_by_themselves_unless_they_are_the_last_administrator(
    cast: Cast, town: Organization
) -> None:
    person_remove_from_organization(actor=cast.okutama_chief, user=cast.user("okutama_chief"), organization=town)
    assert people_of(town, Role.APPROVER) == []
    with pytest.raises(Refusal, match="最後の管理者"):
        person_remove_from_organization(actor=cast.okutama, user=cast.user("okutama"), organization=town)
    with pytest.raises(NotYours):
        person_remove_from_organization(actor=cast.ome, user=cast.user("okutama"), organization=town)


def test_other_organizations_of_the_person_stay(cast: Cast, town: Organization) -> None:
    user = cast.user("okutama_chief")
    membership_grant(actor=SYSTEM, user=user, organization=cast.body("132055"), role=Role.MEMBER)
    person_remove_from_organization(actor=cast.okutama, user=user, organization=town)
    assert actor_for(user).organization == cast.body("132055")
