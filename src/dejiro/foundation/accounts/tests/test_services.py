from datetime import timedelta

import pytest
from django.core import mail
from pytest_django import DjangoAssertNumQueries, DjangoCaptureOnCommitCallbacks

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import NOBODY, SYSTEM, actor_for
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.accounts.selectors import people_of, person_list
from dejiro.foundation.accounts.services import (
    membership_end,
    membership_grant,
    membership_move,
    person_invite,
    person_update,
)
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.services import organization_merge
from dejiro.foundation.organizations.units import unit_add

OKUTAMA = "133086"
OME = "132055"

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("login_pages")
def test_an_administrator_invites_a_colleague(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user = person_invite(
            actor=cast.okutama,
            organization=cast.body(OKUTAMA),
            email=" Nakano@Example.lg.jp ",
            name="中野 光",
            roles=[Role.MEMBER],
        )
    assert (user.email, user.has_usable_password()) == ("nakano@example.lg.jp", False)
    assert actor_for(user).roles == {Role.MEMBER}
    assert "/accounts/password/reset/key/" in mail.outbox[-1].body


def test_the_ledger_knows_the_invited_person_by_pseudonym_only(cast: Cast) -> None:
    user = person_invite(
        actor=cast.okutama, organization=cast.body(OKUTAMA), email="nakano@example.lg.jp", name="中野 光"
    )
    leaf = Entry.objects.get(action="accounts.person.invite").leaf
    assert str(user.ref) in leaf
    assert "中野" not in leaf
    assert "nakano" not in leaf


@pytest.mark.usefixtures("login_pages")
def test_somebody_with_an_account_keeps_name_and_password(
    cast: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        user = person_invite(
            actor=cast.okutama,
            organization=cast.body(OKUTAMA),
            email="OME@example.lg.jp",
            name="別の名前",
            roles=[Role.MEMBER],
        )
    assert user == cast.user("ome")
    assert user.name == "田中 舞"
    assert {body.code for body in actor_for(user).choices} == {"132055", "133086"}
    assert "/accounts/login/" in mail.outbox[-1].body


def test_an_address_that_is_none_is_refused_by_its_field(cast: Cast) -> None:
    with pytest.raises(Refusal) as refusal:
        person_invite(actor=SYSTEM, organization=cast.body(OME), email="中野", name="中野 光")
    assert refusal.value.field == "email"


@pytest.mark.parametrize("who", ["okutama_chief", "ome", "hachioji", "coordinator", "resident"])
def test_only_an_administrator_of_the_body_gives_roles_in_it(cast: Cast, who: str) -> None:
    with pytest.raises(NotYours, match="奥多摩町の人の権限"):
        membership_grant(
            actor=cast.actor(who),
            user=cast.user("okutama_next"),
            organization=cast.body(OKUTAMA),
            role=Role.MEMBER,
        )


def test_nobody_is_not_the_platform(cast: Cast) -> None:
    with pytest.raises(NotYours):
        membership_grant(actor=NOBODY, user=cast.user("okutama_next"), organization=cast.body(OME), role=Role.MEMBER)


def test_the_prefecture_names_a_bodys_first_administrator_only(cast: Cast) -> None:
    body = cast.body("134210")
    membership_grant(actor=cast.coordinator, user=cast.user("okutama_next"), organization=body, role=Role.ADMINISTRATOR)
    with pytest.raises(NotYours):
        membership_grant(actor=cast.coordinator, user=cast.user("resident"), organization=body, role=Role.MEMBER)
    with pytest.raises(NotYours):
        membership_grant(
            actor=cast.tottori_coordinator, user=cast.user("resident"), organization=body, role=Role.MEMBER
        )


@pytest.mark.parametrize(
    ("code", "role"),
    [
        ("133086", Role.COORDINATOR),
        ("133086", Role.COMPANY),
        ("9700150000031", Role.MEMBER),
        ("9700150000057", Role.COMPANY),
    ],
)
def test_a_role_must_fit_the_kind_of_body(cast: Cast, code: str, role: Role) -> None:
    with pytest.raises(Refusal, match="この種別の団体にはありません"):
        membership_grant(actor=SYSTEM, user=cast.user("okutama_next"), organization=cast.body(code), role=role)


def test_the_same_role_twice_at_a_time_is_refused(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Refusal, match="すでに持っています"):
        membership_grant(
            actor=SYSTEM,
            user=cast.user("okutama"),
            organization=cast.body(OKUTAMA),
            role=Role.MEMBER,
            valid_to=clock.now() + timedelta(days=3),
        )


def test_a_role_may_be_given_again_after_it_ended(cast: Cast, clock: Clock) -> None:
    membership = Membership.objects.get(user=cast.user("okutama_chief"))
    membership_end(actor=cast.okutama, membership=membership)
    assert cast.okutama_chief.roles == frozenset()
    membership_grant(actor=cast.okutama, user=membership.user, organization=membership.organization, role=Role.APPROVER)
    assert cast.okutama_chief.roles == {Role.APPROVER}


def test_a_role_for_later_holds_from_then_until_its_end(cast: Cast, clock: Clock) -> None:
    user, body = cast.user("okutama_next"), cast.body(OKUTAMA)
    begins, ends = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
    membership_grant(
        actor=cast.okutama, user=user, organization=body, role=Role.MEMBER, valid_from=begins, valid_to=ends
    )
    assert not actor_for(user).roles
    clock.moment = begins
    assert actor_for(user).roles == {Role.MEMBER}
    clock.moment = ends
    assert not actor_for(user).roles


def test_earlier_today_counts_as_now_and_yesterday_is_refused(cast: Cast, clock: Clock) -> None:
    user, body = cast.user("okutama_next"), cast.body(OKUTAMA)
    with pytest.raises(Refusal, match="今日より前"):
        membership_grant(
            actor=SYSTEM, user=user, organization=body, role=Role.MEMBER, valid_from=clock.now() - timedelta(days=1)
        )
    membership = membership_grant(
        actor=SYSTEM, user=user, organization=body, role=Role.MEMBER, valid_from=clock.now() - timedelta(hours=2)
    )
    assert membership.valid_from == clock.now()


def test_a_period_that_ends_before_it_begins_is_refused(cast: Cast, clock: Clock) -> None:
    with pytest.raises(Refusal, match="始まりより後"):
        membership_grant(
            actor=SYSTEM,
            user=cast.user("okutama_next"),
            organization=cast.body(OKUTAMA),
            role=Role.MEMBER,
            valid_to=clock.now(),
        )


def test_a_unit_of_another_body_is_refused(cast: Cast) -> None:
    unit = unit_add(actor=SYSTEM, organization=cast.body(OME), name="別の係")
    with pytest.raises(Refusal, match="今ある組織"):
        membership_grant(
            actor=SYSTEM,
            user=cast.user("okutama_next"),
            organization=cast.body(OKUTAMA),
            role=Role.MEMBER,
            unit=unit,
        )


def test_a_person_moves_to_another_unit_of_the_body(cast: Cast) -> None:
    unit = unit_add(actor=SYSTEM, organization=cast.body(OKUTAMA), name="住民課")
    membership = Membership.objects.get(user=cast.user("okutama_chief"))
    assert membership_move(actor=cast.okutama, membership=membership, unit=unit).unit == unit
    assert cast.okutama_chief.roles == {Role.APPROVER}


def test_a_switched_off_account_gets_no_role(cast: Cast) -> None:
    User.objects.filter(email="okutama-next@example.lg.jp").update(is_active=False)
    with pytest.raises(Refusal, match="停止"):
        membership_grant(
            actor=cast.okutama,
            user=cast.user("okutama_next"),
            organization=cast.body(OKUTAMA),
            role=Role.MEMBER,
        )


def test_a_closed_body_gives_no_roles_and_names_its_successor(cast: Cast, clock: Clock) -> None:
    body, successor = cast.body(OKUTAMA), cast.body(OME)
    organization_merge(actor=SYSTEM, predecessors=[body], successor=successor, on=clock.now().date())
    assert cast.okutama.organization is None
    with pytest.raises(Refusal, match="廃止されました（承継団体：青梅市）"):
        membership_grant(actor=SYSTEM, user=cast.user("okutama_next"), organization=body, role=Role.MEMBER)


def test_the_last_administrator_stays(cast: Cast) -> None:
    membership = Membership.objects.get(user=cast.user("okutama"), role=Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="最後の管理者"):
        membership_end(actor=cast.okutama, membership=membership)
    membership_end(actor=SYSTEM, membership=membership)
    assert cast.okutama.roles == {Role.MEMBER}


def test_a_role_ends_once(cast: Cast, clock: Clock) -> None:
    membership = Membership.objects.get(user=cast.user("okutama_chief"))
    with pytest.raises(Refusal, match="今より前"):
        membership_end(actor=SYSTEM, membership=membership, at=clock.now() - timedelta(minutes=1))
    membership_end(actor=SYSTEM, membership=membership)
    with pytest.raises(Refusal, match="すでに終わって"):
        membership_end(actor=SYSTEM, membership=membership)


def test_people_are_listed_by_reading_with_their_roles(
    cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    body = cast.body("133086")
    with django_assert_num_queries(2):
        views = person_list(body)
    assert [view.user.name for view in views] == ["杉本 葵", "原島 一郎"]
    assert views[0].roles_text == "担当者・管理者"
    assert views[0].units_text == "総務課情報係"


def test_people_of_a_role_are_found_in_one_query(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    body = cast.body(OKUTAMA)
    with django_assert_num_queries(1):
        assert [user.name for user in people_of(body, Role.APPROVER)] == ["原島 一郎"]
    assert [user.name for user in people_of(body)] == ["杉本 葵", "原島 一郎"]


def test_a_person_changes_their_own_name_only(cast: Cast) -> None:
    user = person_update(actor=cast.resident, user=cast.user("resident"), name="林 桜", kana="はやし さくら", phone="")
    assert User.objects.get(pk=user.pk).name == "林 桜"
    with pytest.raises(NotYours, match="本人だけ"):
        person_update(actor=cast.resident, user=cast.user("ome"), name="林", kana="", phone="")
    with pytest.raises(Refusal) as refusal:
        person_update(actor=cast.resident, user=cast.user("resident"), name="", kana="", phone="")
    assert refusal.value.field == "name"
