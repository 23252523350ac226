from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from conftest import Cast, Clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role
from dejiro.foundation.accounts.selectors import (
    organization_tokens,
    people_of,
    person_list,
    team_people,
    teams_of,
    tokens_of,
)
from dejiro.foundation.accounts.services import (
    IssuedToken,
    actor_for_token,
    delegation_grant,
    delegation_revoke,
    membership_end,
    membership_grant,
    team_close,
    team_create,
    team_join,
    team_leave,
    team_rename,
    token_issue,
    token_revoke,
)
from dejiro.foundation.errors import NotYours, Refusal

OKUTAMA = "133086"
TOKYO = "130001"

WEEK = timedelta(days=7)

pytestmark = pytest.mark.django_db


@pytest.fixture
def approval(cast: Cast) -> Membership:
    return Membership.objects.get(user=cast.user("okutama_chief"), role=Role.APPROVER)


def lend(
    cast: Cast,
    approval: Membership,
    clock: Clock,
    *,
    actor: Actor | None = None,
    to: str = "okutama",
    begins: timedelta | None = None,
    ends: timedelta = WEEK,
) -> Delegation:
    return delegation_grant(
        actor=actor or cast.okutama_chief,
        membership=approval,
        user=cast.user(to),
        valid_from=None if begins is None else clock.now() + begins,
        valid_to=clock.now() + ends,
    )


def issue(
    cast: Cast,
    clock: Clock,
    actor: Actor | None = None,
    *,
    name: str = "庁内システム連携",
    scopes: tuple[str, ...] = ("needs:read", "needs:write"),
    ends: timedelta = timedelta(days=30),
    for_organization: bool = False,
) -> IssuedToken:
    return token_issue(
        actor=actor or cast.okutama,
        name=name,
        scopes=scopes,
        expires_at=clock.now() + ends,
        for_organization=for_organization,
    )


def opened(issued: IssuedToken) -> Actor:
    actor = actor_for_token(issued.secret)
    assert actor is not None
    return actor


def test_a_chief_lends_the_approval_for_a_week(cast: Cast, clock: Clock, approval: Membership) -> None:
    lend(cast, approval, clock)
    assert cast.okutama.has(Role.APPROVER)
    assert cast.okutama_chief.has(Role.APPROVER)
    assert len(people_of(approval.organization, Role.APPROVER)) == 2
    clock.moment += timedelta(days=7)
    assert not cast.okutama.has(Role.APPROVER)


def test_the_list_shows_who_lends_to_whom(cast: Cast, clock: Clock, approval: Membership) -> None:
    loan = lend(cast, approval, clock)
    deputy, chief = person_list(approval.organization)
    assert (deputy.received, chief.lent) == ((loan,), (loan,))


def test_a_revoked_loan_ends_at_once_and_once(cast: Cast, clock: Clock, approval: Membership) -> None:
    loan = lend(cast, approval, clock)
    delegation_revoke(actor=cast.okutama, delegation=loan)
    assert not cast.okutama.has(Role.APPROVER)
    with pytest.raises(Refusal, match="すでに終わって"):
        delegation_revoke(actor=cast.okutama_chief, delegation=loan)


def test_a_stranger_can_neither_lend_nor_revoke(cast: Cast, clock: Clock, approval: Membership) -> None:
    loan = lend(cast, approval, clock)
    with pytest.raises(NotYours):
        lend(cast, approval, clock, actor=cast.ome)
    with pytest.raises(NotYours):
        delegation_revoke(actor=cast.ome_chief, delegation=loan)


def test_an_administrator_may_lend_for_somebody_ill(cast: Cast, clock: Clock, approval: Membership) -> None:
    lend(cast, approval, clock, actor=cast.okutama)
    assert cast.okutama.has(Role.APPROVER)


@pytest.mark.parametrize("who", ["okutama_chief", "ome_chief", "okutama_next", "resident"])
def test_only_another_colleague_stands_in(cast: Cast, clock: Clock, approval: Membership, who: str) -> None:
    with pytest.raises(Refusal, match="同じ団体に所属する別の人"):
        lend(cast, approval, clock, to=who)


def test_the_same_loan_twice_is_refused(cast: Cast, clock: Clock, approval: Membership) -> None:
    lend(cast, approval, clock)
    with pytest.raises(Refusal, match="すでに代行者"):
        lend(cast, approval, clock)


def test_a_loan_lasts_a_year_at_most(cast: Cast, clock: Clock, approval: Membership) -> None:
    with pytest.raises(Refusal, match="1年まで"):
        lend(cast, approval, clock, ends=timedelta(days=367))


def test_an_administrators_rights_are_not_lent(cast: Cast, clock: Clock) -> None:
    membership = Membership.objects.get(user=cast.user("okutama"), role=Role.ADMINISTRATOR)
    with pytest.raises(Refusal, match="管理者の役割は代行できません"):
        delegation_grant(
            actor=cast.okutama,
            membership=membership,
            user=cast.user("okutama_chief"),
            valid_to=clock.now() + timedelta(days=1),
        )


def test_a_loan_cannot_outlive_what_is_lent(cast: Cast, clock: Clock, approval: Membership) -> None:
    membership_end(actor=cast.okutama, membership=approval, at=clock.now() + timedelta(days=3))
    with pytest.raises(Refusal, match="それより後まで続けられません"):
        lend(cast, approval, clock)


def test_a_loan_is_cut_when_what_is_lent_gets_an_end(cast: Cast, clock: Clock, approval: Membership) -> None:
    early = lend(cast, approval, clock)
    late = lend(cast, approval, clock, begins=timedelta(days=8), ends=timedelta(days=9))
    ends = clock.now() + timedelta(days=3)
    membership_end(actor=cast.okutama, membership=approval, at=ends)
    early.refresh_from_db()
    late.refresh_from_db()
    assert early.valid_to == ends
    assert late.valid_to == late.valid_from


def test_a_role_that_has_not_begun_then_is_not_lent(cast: Cast, clock: Clock, approval: Membership) -> None:
    membership_end(actor=cast.okutama, membership=approval)
    with pytest.raises(Refusal, match="この役割を持っていません"):
        lend(cast, approval, clock, actor=cast.okutama)


def test_a_loan_ends_with_the_deputys_own_seat(cast: Cast, clock: Clock, approval: Membership) -> None:
    lend(cast, approval, clock)
    for membership in Membership.objects.filter(user=cast.user("okutama")):
        membership_end(actor=SYSTEM, membership=membership)
    assert cast.okutama.roles == frozenset()
    assert people_of(approval.organization, Role.APPROVER) == [cast.user("okutama_chief")]


def test_a_working_group_sits_across_bodies(cast: Cast) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body(TOKYO), name="標準化作業部会")
    for who in ("ome", "okutama"):
        team_join(
            actor=cast.coordinator, team=team, membership=Membership.objects.get(user=cast.user(who), role=Role.MEMBER)
        )
    assert [seat.user.name for seat in team_people(team)] == ["田中 舞", "杉本 葵"]
    assert teams_of(cast.user("ome")) == [team]


def test_a_seat_is_taken_once_and_given_up_by_its_holder(cast: Cast) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body(TOKYO), name="標準化作業部会")
    membership = Membership.objects.get(user=cast.user("ome"), role=Role.MEMBER)
    assert team_join(actor=cast.coordinator, team=team, membership=membership) == team_join(
        actor=cast.coordinator, team=team, membership=membership
    )
    team_leave(actor=cast.ome, team=team, membership=membership)
    assert team_people(team) == []
    with pytest.raises(Refusal, match="入っていません"):
        team_leave(actor=cast.ome, team=team, membership=membership)


def test_only_the_keeper_changes_a_working_group(cast: Cast) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body(TOKYO), name="標準化作業部会")
    membership = Membership.objects.get(user=cast.user("ome"), role=Role.MEMBER)
    for forbidden in (
        lambda: team_join(actor=cast.ome, team=team, membership=membership),
        lambda: team_leave(actor=cast.okutama, team=team, membership=membership),
        lambda: team_rename(actor=cast.ome, team=team, name="別名"),
        lambda: team_close(actor=cast.ome, team=team),
    ):
        with pytest.raises(NotYours, match="事務局である東京都"):
            forbidden()


def test_two_working_groups_of_a_keeper_have_two_names(cast: Cast) -> None:
    keeper = cast.body(TOKYO)
    team = team_create(actor=cast.coordinator, organization=keeper, name="標準化作業部会")
    other = team_create(actor=cast.coordinator, organization=keeper, name="端末作業部会")
    with pytest.raises(Refusal, match="すでにあります"):
        team_rename(actor=cast.coordinator, team=other, name=team.name)
    assert team_rename(actor=cast.coordinator, team=other, name="端末調達部会").name == "端末調達部会"
    team_close(actor=cast.coordinator, team=team)
    assert team_create(actor=cast.coordinator, organization=keeper, name="標準化作業部会").pk


def test_who_has_left_gets_no_seat(cast: Cast, approval: Membership) -> None:
    team = team_create(actor=cast.coordinator, organization=cast.body(TOKYO), name="標準化作業部会")
    membership_end(actor=cast.okutama, membership=approval)
    with pytest.raises(Refusal, match="今その団体に所属"):
        team_join(actor=cast.coordinator, team=team, membership=approval)


def test_a_key_opens_the_api_with_its_scopes(
    cast: Cast, clock: Clock, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issued = issue(cast, clock)
    with django_assert_num_queries(2):
        actor = actor_for_token(issued.secret)
    assert actor is not None
    assert actor.user == cast.user("okutama")
    assert actor.roles == {Role.MEMBER, Role.ADMINISTRATOR}
    assert actor.scopes == frozenset({"needs:read", "needs:write"})


def test_the_secret_is_kept_nowhere(cast: Cast, clock: Clock) -> None:
    issued = issue(cast, clock)
    assert issued.secret not in str(ApiToken.objects.values().get())
    assert tokens_of(cast.user("okutama"), cast.body(OKUTAMA)) == [issued.token]


@pytest.mark.parametrize("secret", ["", "x", "dejiro_00000000_" + "A" * 43, "dejiro_０"])
def test_an_unknown_key_opens_nothing(cast: Cast, secret: str) -> None:
    assert actor_for_token(secret) is None


def test_a_wrong_secret_under_a_right_prefix_opens_nothing(cast: Cast, clock: Clock) -> None:
    issued = issue(cast, clock)
    assert actor_for_token(f"dejiro_{issued.token.prefix}_{'A' * 43}") is None


def test_a_key_dies_on_its_day_and_when_revoked(cast: Cast, clock: Clock) -> None:
    short, long = issue(cast, clock), issue(cast, clock, ends=timedelta(days=300))
    clock.moment += timedelta(days=30)
    assert actor_for_token(short.secret) is None
    token_revoke(actor=cast.okutama, token=long.token)
    assert actor_for_token(long.secret) is None
    with pytest.raises(Refusal, match="すでに失効"):
        token_revoke(actor=cast.okutama, token=long.token)


def test_somebody_elses_key_is_revoked_by_the_administrator_only(cast: Cast, clock: Clock) -> None:
    issued = issue(cast, clock, cast.okutama_chief)
    with pytest.raises(NotYours):
        token_revoke(actor=cast.ome, token=issued.token)
    token_revoke(actor=cast.okutama, token=issued.token)
    assert actor_for_token(issued.secret) is None


def test_a_key_does_not_carry_what_was_lent(cast: Cast, clock: Clock, approval: Membership) -> None:
    issued = issue(cast, clock)
    lend(cast, approval, clock)
    assert Role.APPROVER not in opened(issued).roles


def test_a_bodys_own_key_may_what_ordinary_people_may(cast: Cast, clock: Clock) -> None:
    issued = issue(cast, clock, for_organization=True)
    assert opened(issued).roles == {Role.MEMBER}
    assert organization_tokens(cast.body(OKUTAMA)) == [issued.token]


def test_a_companys_own_key_acts_as_the_company(cast: Cast, clock: Clock) -> None:
    body, user = cast.body("9700150000031"), cast.user("company")
    membership_grant(actor=SYSTEM, user=user, organization=body, role=Role.ADMINISTRATOR)
    assert opened(issue(cast, clock, cast.company, for_organization=True)).roles == {Role.COMPANY}


def test_only_an_administrator_issues_the_bodys_key(cast: Cast, clock: Clock) -> None:
    with pytest.raises(NotYours):
        issue(cast, clock, cast.okutama_chief, for_organization=True)


def test_who_has_no_role_gets_no_key(cast: Cast, clock: Clock) -> None:
    for actor in (SYSTEM, cast.okutama_next):
        with pytest.raises(NotYours):
            issue(cast, clock, actor)


def test_a_key_cannot_make_keys(cast: Cast, clock: Clock) -> None:
    with pytest.raises(NotYours, match="別の鍵"):
        issue(cast, clock, opened(issue(cast, clock)))


def test_a_lent_role_alone_makes_no_key(cast: Cast, clock: Clock) -> None:
    lent = replace(cast.okutama, user=cast.user("okutama_next"))
    with pytest.raises(NotYours, match="自分の役割"):
        issue(cast, clock, lent)


def test_a_faulty_wish_is_refused_by_its_field(cast: Cast, clock: Clock) -> None:
    wishes: tuple[tuple[str, Callable[[], IssuedToken]], ...] = (
        ("name", lambda: issue(cast, clock, name=" ")),
        ("scopes", lambda: issue(cast, clock, scopes=())),
        ("scopes", lambda: issue(cast, clock, scopes=("needs:delete",))),
        ("expires_at", lambda: issue(cast, clock, ends=timedelta(0))),
        ("expires_at", lambda: issue(cast, clock, ends=timedelta(days=367))),
    )
    for field, wish in wishes:
        with pytest.raises(Refusal) as refusal:
            wish()
        assert refusal.value.field == field
