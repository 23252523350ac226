import re
import uuid
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core.mail import EmailMessage
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from dejiro.apps.people.services import erasure_grant, erasure_request
from dejiro.foundation import clock as house_clock
from dejiro.foundation.accounts.actors import actor_for
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, User
from dejiro.foundation.accounts.services import actor_for_token, membership_grant
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.models import Entry, Opening
from dejiro.foundation.notices.models import DeskItem, Notice, Preference
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.notices.services import desk_open, tell
from dejiro.foundation.organizations.models import Rule, Unit

pytestmark = pytest.mark.django_db


def yes() -> dict[str, str]:
    """What a page without fields sends."""
    return {"submission": str(uuid.uuid4())}


@pytest.fixture
def office(client: Client, cast: SimpleNamespace) -> Client:
    cast.login(client, cast.okutama)
    return client


def test_an_invitation_makes_a_colleague_and_sends_the_way_in(
    office: Client,
    cast: SimpleNamespace,
    mailoutbox: list[EmailMessage],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    entry = {"email": "new@example.lg.jp", "name": "新人 一", "roles": ["member"]}
    with django_capture_on_commit_callbacks(execute=True):
        response = office.post("/people/invite/", entry)
    person = User.objects.get(email="new@example.lg.jp")
    assert response["Location"] == f"/people/{person.pk}/"
    assert "新人 一" in office.get("/people/").content.decode()
    assert mailoutbox[0].to == ["new@example.lg.jp"]
    assert "/accounts/password/reset/key/" in mailoutbox[0].body


def test_a_successor_is_invited_without_a_role(office: Client) -> None:
    response = office.post("/people/invite/", {"email": "new@example.lg.jp", "name": "後任"})
    assert response["Location"] == "/people/"


def test_a_wrong_address_is_shown_again_with_what_was_typed(office: Client) -> None:
    response = office.post("/people/invite/", {"email": "new", "name": "新人 一"})
    assert response.status_code == 422
    assert "新人 一" in response.content.decode()


def test_a_role_is_given_from_a_day_to_a_last_day_and_ended(office: Client, cast: SimpleNamespace) -> None:
    chief = cast.user("okutama_chief")
    period = {"role": "member", "valid_from": "2026-10-06", "valid_to": "2026-10-31"}
    assert office.post(f"/people/{chief.pk}/roles/new/", period)["Location"] == f"/people/{chief.pk}/"
    given = Membership.objects.get(user=chief, role=Role.MEMBER)
    assert given.valid_from == datetime(2026, 10, 6, tzinfo=house_clock.JST)
    assert given.valid_to == datetime(2026, 11, 1, tzinfo=house_clock.JST)
    page = office.get(f"/people/{chief.pk}/").content.decode()
    assert "2026年11月1日" in page
    assert "席も、同時" not in page
    assert "同時に終わります" in office.get(f"/people/memberships/{given.pk}/end/").content.decode()
    office.post(f"/people/memberships/{given.pk}/end/", {"last_day": "2026-10-10"})
    given.refresh_from_db()
    assert given.valid_to == datetime(2026, 10, 11, tzinfo=house_clock.JST)


def test_a_role_that_the_body_cannot_have_is_refused(office: Client, cast: SimpleNamespace) -> None:
    chief = cast.user("okutama_chief")
    assert office.post(f"/people/{chief.pk}/roles/new/", {"role": "coordinator"}).status_code == 422


def test_a_person_moves_to_another_unit(office: Client, cast: SimpleNamespace) -> None:
    assert cast.okutama.organization
    membership = cast.user("okutama_chief").memberships.get()
    office.post("/people/units/new/", {"name": "新しい係", "phone": "1"})
    unit = Unit.objects.get(name="新しい係")
    office.post(f"/people/memberships/{membership.pk}/unit/", {"unit": unit.pk})
    membership.refresh_from_db()
    assert membership.unit == unit


def test_units_are_renamed_and_closed(office: Client) -> None:
    office.post("/people/units/new/", {"name": "新しい係"})
    unit = Unit.objects.get(name="新しい係")
    office.post(f"/people/units/{unit.pk}/edit/", {"name": "改めた係", "phone": ""})
    assert "改めた係" in office.get("/people/units/").content.decode()
    office.post(f"/people/units/{unit.pk}/close/", yes())
    assert "改めた係" not in office.get("/people/units/").content.decode().split("<main")[1].split("messages")[-1]
    assert office.get(f"/people/units/{unit.pk}/edit/").status_code == 404


def test_a_removed_person_holds_nothing(office: Client, cast: SimpleNamespace) -> None:
    chief = cast.user("okutama_chief")
    assert "団体の全員の机" in office.get(f"/people/{chief.pk}/remove/").content.decode()
    office.post(f"/people/{chief.pk}/remove/", yes())
    assert actor_for(chief).organization is None
    assert office.get(f"/people/{chief.pk}/").status_code == 404


def test_the_last_administrator_stays(office: Client, cast: SimpleNamespace) -> None:
    response = office.post(f"/people/{cast.user('okutama').pk}/remove/", yes())
    assert response.status_code == 422
    assert "最後の管理者" in response.content.decode()


def test_people_of_another_body_are_not_there(office: Client, cast: SimpleNamespace) -> None:
    other = cast.user("ome_chief")
    membership = other.memberships.first()
    for url in (
        f"/people/{other.pk}/",
        f"/people/{other.pk}/remove/",
        f"/people/memberships/{membership.pk}/end/",
        "/people/99999999999999999999/",
    ):
        assert office.get(url).status_code == 404


def test_a_role_is_lent_and_taken_back(office: Client, cast: SimpleNamespace) -> None:
    mine = cast.user("okutama").memberships.get(role=Role.MEMBER)
    chief = cast.user("okutama_chief")
    entry = {"membership": mine.pk, "user": chief.pk, "last_day": "2026-10-09"}
    assert office.post("/people/delegations/new/", entry)["Location"] == "/people/delegations/"
    assert cast.okutama_chief.has(Role.MEMBER)
    loan = Delegation.objects.get()
    assert "さんの代行を終える" in office.get("/people/delegations/").content.decode()
    assert office.get(f"/people/delegations/{loan.pk}/end/").status_code == 200
    office.post(f"/people/delegations/{loan.pk}/end/", yes())
    assert not cast.okutama_chief.has(Role.MEMBER)


def test_a_loan_between_others_is_not_there(client: Client, cast: SimpleNamespace) -> None:
    mine = cast.user("okutama").memberships.get(role=Role.MEMBER)
    loan = Delegation.objects.create(
        membership=mine,
        user=cast.user("okutama_chief"),
        valid_from=house_clock.now(),
        valid_to=house_clock.now() + timedelta(days=1),
    )
    third = User.objects.create(email="third@example.lg.jp", name="三人目")
    membership_grant(actor=cast.okutama, user=third, organization=mine.organization, role=Role.MEMBER)
    cast.login(client, actor_for(third))
    assert client.get(f"/people/delegations/{loan.pk}/end/").status_code == 404


def test_a_hand_over_shows_what_moves_then_moves_it(office: Client, cast: SimpleNamespace) -> None:
    okutama = cast.okutama
    heir = cast.user("okutama_chief")
    desk_open(
        organization=okutama.organization, kind="k", subject="s:1", title="残った仕事", url="/", person=okutama.user
    )
    choice = {"predecessor": okutama.user.pk, "successor_email": heir.email, "at": "09:30"}
    preview = office.get("/people/handover/", choice).content.decode()
    assert "残った仕事" in preview
    assert "管理者" in preview
    response = office.post("/people/handover/confirm/", choice)
    assert response["Location"] == f"/people/handover/{okutama.user.pk}/done/"
    assert actor_for(okutama.user).organization is None
    assert [item.title for item in desk_for(cast.okutama_chief)] == ["残った仕事"]
    cast.login(office, cast.okutama_chief)
    assert "移った机の仕事" in office.get(response["Location"]).content.decode()


def test_a_hand_over_to_a_stranger_or_in_the_future_is_told_why_not(office: Client, cast: SimpleNamespace) -> None:
    pk = cast.user("okutama").pk
    stranger = {"predecessor": pk, "successor_email": "nobody@example.lg.jp"}
    assert office.get("/people/handover/", stranger).status_code == 422
    assert office.post("/people/handover/confirm/", stranger).status_code == 422
    early = {"predecessor": pk, "successor_email": cast.user("okutama_chief").email, "at": "18:00"}
    response = office.post("/people/handover/confirm/", early)
    assert response.status_code == 422
    assert "まだ来ていません" in response.content.decode()
    assert office.get(f"/people/handover/{pk}/done/").status_code == 404


def test_a_key_is_shown_once_and_works_until_it_is_revoked(office: Client, cast: SimpleNamespace) -> None:
    wish = {"name": "集計", "scopes": ["people:read"], "days": "30"}
    response = office.post("/people/tokens/new/", wish)
    secret = re.search(r"dejiro_\w{8}_[\w-]{43}", response.content.decode())
    assert secret
    assert response["Cache-Control"] == "no-store"
    assert actor_for_token(secret[0]) is not None
    assert secret[0] not in office.get("/people/tokens/").content.decode()
    token = ApiToken.objects.get()
    office.post(f"/people/tokens/{token.pk}/revoke/", yes())
    assert actor_for_token(secret[0]) is None
    assert "失効" in office.get("/people/tokens/").content.decode()


def test_the_same_wish_sent_twice_makes_one_key(office: Client) -> None:
    wish = {
        "name": "集計",
        "scopes": ["people:read"],
        "days": "30",
        "submission": "7d2c1c1e-6c83-4f0c-9a56-0d6e3e0f7a11",
    }
    office.post("/people/tokens/new/shared/", wish)
    assert office.post("/people/tokens/new/shared/", wish)["Location"] == "/people/tokens/"
    assert ApiToken.objects.get().for_organization


def test_a_key_without_a_scope_is_refused(office: Client) -> None:
    assert office.post("/people/tokens/new/", {"name": "集計", "days": "30"}).status_code == 422


def test_anothers_key_is_not_there(office: Client, client: Client, cast: SimpleNamespace) -> None:
    office.post("/people/tokens/new/", {"name": "集計", "scopes": ["people:read"], "days": "30"})
    cast.login(client, cast.okutama_chief)
    assert client.get(f"/people/tokens/{ApiToken.objects.get().pk}/revoke/").status_code == 404


def test_opening_a_notice_is_reading_it(office: Client, cast: SimpleNamespace) -> None:
    [notice] = tell(people=[cast.user("okutama")], title="新しい課題", body="一行目\n二行目", url="/needs/1/")
    assert "未読は1件です" in office.get("/notices/").content.decode()
    page = office.get(f"/notices/{notice.pk}/").content.decode()
    assert "一行目<br>二行目" in page
    assert "/needs/1/" in page
    assert "未読は0件です" in office.get("/notices/").content.decode()
    cast.login(office, cast.ome)
    assert office.get(f"/notices/{notice.pk}/").status_code == 404


def test_all_notices_are_marked_with_one_button(office: Client, cast: SimpleNamespace) -> None:
    tell(people=[cast.user("okutama")], title="新しい課題", body="", url="/")
    office.post("/notices/", yes())
    assert not Notice.objects.filter(read_at=None).exists()


def test_the_way_of_being_told_is_ones_own_choice(office: Client) -> None:
    office.post("/notices/preferences/", {"delivery": "digest"})
    assert Preference.objects.get().delivery == "digest"
    assert office.post("/notices/preferences/", {"delivery": "pigeon"}).status_code == 422


def test_one_corrects_ones_own_name(office: Client, cast: SimpleNamespace) -> None:
    office.post("/people/me/", {"name": "杉本 葵子", "kana": "", "phone": ""})
    assert cast.user("okutama").name == "杉本 葵子"


def test_one_takes_out_what_is_kept_about_oneself(office: Client, cast: SimpleNamespace) -> None:
    office.post("/people/me/", {"name": "杉本 葵子", "kana": "", "phone": ""})
    response = office.get("/people/me/data/")
    data = response.json()
    assert response["Content-Disposition"].startswith("attachment")
    assert data["person"]["name"] == "杉本 葵子"
    assert [row["role"] for row in data["memberships"]] == ["member", "administrator"]
    assert "accounts.person.update" in [row["action"] for row in data["log"]]


def test_a_person_acts_for_another_of_their_bodies(office: Client, cast: SimpleNamespace) -> None:
    ome = cast.body("132055")
    membership_grant(actor=cast.ome, user=cast.user("okutama"), organization=ome, role=Role.MEMBER)
    assert office.post("/people/act/", {"organization": "132055", "next": "/people/me/"})["Location"] == "/people/me/"
    assert "青梅市（担当者）" in office.get("/people/me/").content.decode()
    outside = office.post("/people/act/", {"organization": "132055", "next": "https://example.com/"})
    assert outside["Location"] == "/"
    assert office.post("/people/act/", {"organization": "132012"}).status_code == 400
    assert office.get("/people/act/").status_code == 405


def test_the_prefecture_records_a_new_version_of_a_rule(client: Client, cast: SimpleNamespace) -> None:
    cast.login(client, cast.coordinator)
    assert client.get("/people/rules/need.minimum_bodies/new/").status_code == 200
    entry = {"value": "3", "text": "三以上の区市町村とする。", "valid_from": "2026-10-05"}
    assert client.post("/people/rules/need.minimum_bodies/new/", entry)["Location"] == "/people/rules/"
    page = client.get("/people/rules/").content.decode()
    assert "三以上の区市町村とする。" in page
    assert Rule.objects.get().value == 3
    assert client.get("/people/rules/no.rule/new/").status_code == 404


def test_a_municipality_sets_no_rules(office: Client) -> None:
    assert office.get("/people/rules/need.minimum_bodies/new/").status_code == 403


def test_a_request_to_be_forgotten_reaches_the_administrator_and_is_granted(
    client: Client, cast: SimpleNamespace
) -> None:
    chief = cast.user("okutama_chief")
    cast.login(client, cast.okutama_chief)
    client.post("/people/me/erasure/", {"reason": "退職のため"})
    [item] = [one for one in desk_for(cast.okutama) if one.kind == "people.erasure"]
    assert Notice.objects.get(user=cast.user("okutama")).body.endswith("退職のため")
    cast.login(client, cast.okutama)
    assert client.get(item.url).status_code == 200
    client.post(item.url, yes())
    chief.refresh_from_db()
    assert (chief.name, chief.phone, chief.is_active) == ("（削除された利用者）", "", False)
    assert chief.email.endswith("@erased.invalid")
    assert not Opening.objects.filter(person_ref=str(chief.ref)).exists()
    assert Entry.objects.filter(action="ledger.person.erase").count() == 1
    assert client.get(item.url).status_code == 404


def test_a_request_may_be_answered_with_a_reason(client: Client, cast: SimpleNamespace) -> None:
    erasure_request(actor=cast.okutama_chief, reason="")
    item = DeskItem.objects.get(kind="people.erasure")
    cast.login(client, cast.okutama)
    assert client.get(f"{item.url}refuse/").status_code == 200
    client.post(f"{item.url}refuse/", {"reason": "保存期間中のため"})
    assert Notice.objects.get(user=cast.user("okutama_chief")).body == "保存期間中のため"
    assert cast.user("okutama_chief").is_active


def test_a_person_of_two_bodies_is_forgotten_only_after_leaving_the_other(cast: SimpleNamespace) -> None:
    erasure_request(actor=cast.okutama_chief, reason="")
    item = DeskItem.objects.get(kind="people.erasure")
    ome = cast.body("132055")
    chief = cast.user("okutama_chief")
    membership_grant(actor=cast.ome, user=chief, organization=ome, role=Role.MEMBER)
    with pytest.raises(Refusal, match="ほかの団体"):
        erasure_grant(actor=cast.okutama, item=item)
    with pytest.raises(NotYours):
        erasure_grant(actor=cast.ome, item=item)
    assert cast.okutama.organization in cast.okutama_chief.choices


def test_who_belongs_nowhere_is_told_so(client: Client, cast: SimpleNamespace) -> None:
    alone = User.objects.create(email="alone@example.lg.jp", name="ひとり")
    cast.login(client, actor_for(alone))
    assert client.get("/people/me/").status_code == 200
    assert client.get("/people/tokens/").status_code == 403
