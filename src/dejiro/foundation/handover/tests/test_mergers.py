"""奥多摩町 is merged into 青梅市 on 12 October 2026; its people go over."""

from datetime import date, timedelta

import pytest

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.accounts.selectors import team_people
from dejiro.foundation.accounts.services import (
    actor_for_token,
    delegation_grant,
    membership_grant,
    team_create,
    team_join,
    token_issue,
)
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.handover.mergers import TakenOver, people_take_over, roles_waiting
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.selectors import view_of
from dejiro.foundation.notices.models import Notice
from dejiro.foundation.organizations.models import Organization, Unit

DAY, AFTER = date(2026, 10, 12), "2026-10-12T09:00:00+09:00"


@pytest.fixture
def town(cast: Cast, clock: Clock) -> Organization:
    """奥多摩町, which is no more."""
    town = cast.merge("133086", "132055", DAY)
    clock.move_to(AFTER)
    return Organization.objects.get(pk=town.pk)


def go_over(cast: Cast, town: Organization, *, actor: Actor | None = None, without: tuple[str, ...] = ()) -> TakenOver:
    city = cast.body("132055")
    left_out = [cast.user(key) for key in without]
    return people_take_over(
        actor=actor or cast.ome,
        predecessor=town,
        successor=city,
        memberships=[one.pk for one in roles_waiting(town, city) if one.user not in left_out],
    )


def test_they_have_the_same_roles_in_the_successor_and_none_in_the_body_that_is_no_more(
    cast: Cast, town: Organization
) -> None:
    before = cast.okutama
    assert before.organization is None
    done = go_over(cast, town)
    assert done.people == sorted([cast.user("okutama"), cast.user("okutama_chief")], key=lambda user: user.pk)
    assert cast.okutama.roles == {Role.MEMBER, Role.ADMINISTRATOR}
    assert {one.organization for one in done.heirs} == {cast.body("132055")}
    assert cast.okutama_chief.roles == {Role.APPROVER}
    assert not Membership.objects.filter(organization=town, valid_to=None).exists()
    with pytest.raises(Refusal, match="もういません"):
        go_over(cast, town)


def test_who_is_left_out_has_no_role_and_is_told_like_the_others(cast: Cast, town: Organization) -> None:
    done = go_over(cast, town, without=("okutama_chief",))
    assert done.left_out == [cast.user("okutama_chief")]
    assert cast.okutama_chief.organization is None
    assert not Membership.objects.filter(organization=town, valid_to=None).exists()
    told = dict(Notice.objects.values_list("user__email", "title"))
    assert told == {
        "okutama@example.lg.jp": "青梅市の利用者になりました",
        "okutama-chief@example.lg.jp": "奥多摩町の役割が終わりました",
    }


def test_the_log_says_who_went_over_with_which_roles_and_what_ended(cast: Cast, town: Organization) -> None:
    go_over(cast, town, without=("okutama_chief",))
    over, finish = (view_of(entry) for entry in Entry.objects.order_by("-index")[:2][::-1])
    assert (over.action, over.data["roles"]) == ("accounts.merger.take_over", ["administrator", "member"])
    assert over.data["person"] == str(cast.user("okutama").ref)
    assert (finish.action, finish.data["people"]) == ("accounts.merger.finish", 1)
    assert finish.data["left_out"] == [str(cast.user("okutama_chief").ref)]
    assert finish.data["ended"] == {"memberships": 3, "delegations": 0, "seats": 0, "tokens": 0}


def test_they_sit_in_the_section_of_the_same_name_and_keep_an_end_and_a_role_they_had(
    cast: Cast, clock: Clock, town: Organization
) -> None:
    city = cast.body("132055")
    Unit.objects.create(organization=city, name="総務課", valid_from=date(2020, 4, 1))
    last = clock.now() + timedelta(days=30)
    chief = Membership.objects.get(user=cast.user("okutama_chief"), organization=town)
    Membership.objects.filter(pk=chief.pk).update(valid_to=last)
    own = membership_grant(actor=cast.ome, user=cast.user("okutama"), organization=city, role=Role.MEMBER)
    done = go_over(cast, town)
    assert own in done.heirs
    heir = Membership.objects.get(user=cast.user("okutama_chief"), organization=city)
    assert (heir.unit is not None and heir.unit.name, heir.valid_to) == ("総務課", last)


def test_seats_go_along_and_loans_and_keys_end(cast: Cast, clock: Clock) -> None:
    town = cast.merge("133086", "132055", DAY)
    chief = Membership.objects.get(user=cast.user("okutama_chief"), organization=town)
    team = team_create(actor=SYSTEM, organization=cast.body("130001"), name="部会")
    team_join(actor=SYSTEM, team=team, membership=chief)
    end = clock.now() + timedelta(days=60)
    delegation_grant(actor=SYSTEM, membership=chief, user=cast.user("okutama"), valid_to=end)
    key = token_issue(actor=cast.okutama, name="鍵", scopes=["needs:read"], expires_at=end, for_organization=True)
    clock.move_to(AFTER)
    done = go_over(cast, Organization.objects.get(pk=town.pk))
    assert [one.organization.code for one in team_people(team)] == ["132055"]
    assert (done.seats, done.ended.delegations, done.ended.tokens) == (1, 1, 1)
    assert actor_for_token(key.secret) is None
    assert not Delegation.objects.filter(valid_to__gt=clock.now()).exists()


def test_only_who_may_give_rights_in_the_successor_lets_them_over(cast: Cast, town: Organization) -> None:
    for key in ("ome_chief", "hinohara", "coordinator", "platform_admin", "okutama"):
        with pytest.raises(NotYours):
            go_over(cast, town, actor=cast.actor(key))
    Membership.objects.filter(organization=cast.body("132055"), role=Role.ADMINISTRATOR).delete()
    assert go_over(cast, town, actor=cast.coordinator).people


def test_nobody_goes_over_before_the_day_to_another_body_or_unchosen(cast: Cast, clock: Clock) -> None:
    town, city = cast.merge("133086", "132055", DAY), cast.body("132055")
    with pytest.raises(Refusal, match="合併されていません"):
        go_over(cast, town)
    clock.move_to(AFTER)
    with pytest.raises(Refusal, match="合併されていません"):
        people_take_over(actor=SYSTEM, predecessor=town, successor=cast.body("133078"), memberships=[])
    strange = Membership.objects.filter(organization=city).values_list("pk", flat=True)[:1]
    with pytest.raises(Refusal, match="一覧が変わりました"):
        people_take_over(actor=SYSTEM, predecessor=town, successor=city, memberships=list(strange))
    User.objects.filter(pk=cast.user("okutama").pk).update(is_active=False)
    assert go_over(cast, town).people == [cast.user("okutama_chief")]
