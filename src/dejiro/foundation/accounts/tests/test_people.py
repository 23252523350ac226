import pytest
from django.test import RequestFactory

from conftest import Cast
from dejiro.foundation.accounts.actors import NOBODY, SYSTEM
from dejiro.foundation.accounts.adapters import AccountAdapter, SocialAccountAdapter
from dejiro.foundation.accounts.models import User

pytestmark = pytest.mark.django_db


def test_an_account_without_a_password_cannot_use_one() -> None:
    user = User.objects.create_user("nakano@EXAMPLE.lg.jp", name="中野 光")
    assert (user.email, user.has_usable_password()) == ("nakano@example.lg.jp", False)
    assert user.get_full_name() == user.get_short_name() == str(user) == "中野 光"


def test_neither_a_stranger_nor_a_municipal_login_makes_an_account(rf: RequestFactory) -> None:
    request = rf.get("/")
    assert not AccountAdapter().is_open_for_signup(request)
    assert not SocialAccountAdapter().is_open_for_signup(request, None)


def test_an_actor_is_shown_with_body_and_roles(cast: Cast) -> None:
    actor = cast.okutama
    assert (actor.person_name, actor.organization_name, actor.roles_text) == ("杉本 葵", "奥多摩町", "担当者・管理者")
    assert actor.area == cast.body("130001") == cast.coordinator.area


def test_the_platform_acts_under_its_own_name() -> None:
    assert (SYSTEM.person_ref, SYSTEM.organization_code, SYSTEM.area) == ("system", "", None)
    assert (NOBODY.person_name, NOBODY.organization_name) == ("", "")
