from http import HTTPStatus

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django.fixtures import Settings

from conftest import Cast
from dejiro.foundation.accounts.actors import actor_for
from dejiro.foundation.accounts.models import User
from dejiro.foundation.accounts.passwords import LongEnough
from dejiro.foundation.accounts.services import sessions_end

PASSWORD = "a long enough sentence"
LOGIN = "/accounts/login/"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("login_pages")]


@pytest.fixture
def okutama(cast: Cast) -> User:
    user = cast.user("okutama")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    return user


def login(client: Client, email: str, password: str) -> tuple[int, list[str]]:
    response = client.post(LOGIN, {"login": email, "password": password})
    if response.status_code != HTTPStatus.OK:
        return response.status_code, []
    return response.status_code, [str(error) for errors in response.context["form"].errors.values() for error in errors]


def test_a_person_signs_in_with_mail_address_and_password(client: Client, okutama: User) -> None:
    assert login(client, okutama.email, PASSWORD) == (302, [])
    assert client.session["_auth_user_id"] == str(okutama.pk)


def test_an_unknown_account_and_a_wrong_password_get_the_same_answer(client: Client, okutama: User) -> None:
    assert login(client, okutama.email, "not the right sentence") == login(client, "nobody@example.lg.jp", PASSWORD)


def test_a_forgotten_password_gets_the_same_page_for_everybody(client: Client, okutama: User) -> None:
    answers = [
        client.post("/accounts/password/reset/", {"email": email}) for email in (okutama.email, "nobody@example.lg.jp")
    ]
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, "/accounts/password/reset/done/")}
    assert len(mail.outbox) >= 1


def test_nobody_signs_up_by_themselves(client: Client, cast: Cast) -> None:
    before = User.objects.count()
    client.post("/accounts/signup/", {"email": "new@example.lg.jp", "password1": PASSWORD, "password2": PASSWORD})
    assert User.objects.count() == before


def test_guessing_is_stopped_after_some_tries(client: Client, okutama: User) -> None:
    for _attempt in range(5):
        login(client, okutama.email, "not the right sentence")
    status, errors = login(client, okutama.email, PASSWORD)
    assert (status, len(errors)) == (200, 1)
    assert "_auth_user_id" not in client.session


def test_a_password_alone_has_fifteen_characters(okutama: User) -> None:
    LongEnough().validate("a" * 15, okutama)
    with pytest.raises(ValidationError, match="15文字以上"):
        LongEnough().validate("a" * 14, okutama)
    with pytest.raises(ValidationError, match="15文字以上"):
        LongEnough().validate("a" * 14, None)


def test_beside_a_second_factor_eight_are_enough(okutama: User) -> None:
    TOTP.activate(okutama, generate_totp_secret())
    LongEnough().validate("a" * 8, okutama)
    with pytest.raises(ValidationError, match="8文字以上"):
        LongEnough().validate("a" * 7, okutama)


def test_the_rule_is_told_beside_the_field() -> None:
    assert LongEnough().get_help_text() == "15文字以上。二要素認証を使うときは8文字以上。"


def test_signing_out_everywhere_ends_every_session(client: Client, okutama: User, settings: Settings) -> None:
    login(client, okutama.email, PASSWORD)
    assert client.get("/").wsgi_request.user.is_authenticated
    sessions_end(okutama)
    assert not client.get("/").wsgi_request.user.is_authenticated


def test_a_session_outlives_a_change_of_the_secret_key(client: Client, okutama: User, settings: Settings) -> None:
    login(client, okutama.email, PASSWORD)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-key-of-fifty-characters-for-this-one-test"
    assert client.get("/").wsgi_request.user.is_authenticated


def test_whoever_is_signed_in_acts_for_the_body_they_chose(client: Client, cast: Cast, okutama: User) -> None:
    client.force_login(okutama)
    assert client.get("/").wsgi_request.actor == actor_for(okutama)  # type: ignore[attr-defined]  # set by the middleware
    session = client.session
    session["acting_for"] = "not a number"
    session.save()
    assert client.get("/").wsgi_request.actor.organization == cast.body("133086")  # type: ignore[attr-defined]  # as above


def test_nobody_acts_without_a_login(client: Client, cast: Cast) -> None:
    assert not client.get("/").wsgi_request.actor.is_authenticated  # type: ignore[attr-defined]  # set by the middleware
