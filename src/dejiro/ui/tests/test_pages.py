"""Every page that the design system brings: readable, in Japanese, and nothing inline that the policy would refuse."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.messages import constants
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import include, path
from pytest_django import Settings

from conftest import Cast
from dejiro.ui import views


def fails(_request: HttpRequest, how: str) -> HttpResponse:
    """Fail in the way asked for."""
    raise {"400": BadRequest, "403": PermissionDenied, "500": RuntimeError}[how]


def conflict(request: HttpRequest) -> HttpResponse:
    """Show the page of an overtaken change."""
    return render(request, "409.html", {"message": "先に佐藤さんが保存しました。"}, status=409)


urlpatterns = [
    path("style/", views.styleguide, name="styleguide"),
    path("accounts/", include("allauth.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("fails/<how>/", fails),
    path("conflict/", conflict),
]
handler400 = views.bad_request
handler500 = views.server_error
pytestmark = pytest.mark.urls(__name__)

INLINE = re.compile(
    r"<style|\sstyle=|\son[a-z]+=|href=.javascript:|<script(?![^>]*\bsrc=)(?![^>]*application/json)", re.IGNORECASE
)
FOR_EVERYONE = [
    "/style/",
    "/accounts/login/",
    "/accounts/signup/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-bad/",
    "/accounts/inactive/",
    "/accounts/confirm-email/bad/",
    "/accounts/3rdparty/login/cancelled/",
    "/accounts/3rdparty/login/error/",
]
FOR_THE_SIGNED_IN = [
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/",
    "/accounts/2fa/webauthn/add/",
    "/accounts/email/",
    "/accounts/password/change/",
    "/accounts/logout/",
    "/accounts/3rdparty/",
    "/accounts/reauthenticate/",
]
PASSWORD = "a password of many letters"


def assert_is_a_page(html: str) -> None:
    """Hold what is promised of every page."""
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="ja">' in html
    assert html.count("<h1") == 1
    assert html.count("<main") == 1
    assert "架空" in html
    assert INLINE.search(html) is None
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))


@pytest.mark.django_db
@pytest.mark.parametrize("url", FOR_EVERYONE)
def test_a_page_for_everyone_keeps_the_promises(client: Client, url: str) -> None:
    assert_is_a_page(client.get(url).content.decode())


@pytest.mark.parametrize("url", FOR_THE_SIGNED_IN)
def test_a_page_for_the_signed_in_keeps_the_promises(cast: Cast, client: Client, url: str) -> None:
    sign_in(cast, client)
    response = client.get(url)
    assert response.status_code == 200
    assert_is_a_page(response.content.decode())


def sign_in(cast: Cast, client: Client) -> None:
    """Sign in with a password, as a person does, so that no page asks again."""
    user = cast.user("okutama")
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
    assert client.post("/accounts/login/", {"login": user.email, "password": PASSWORD}).status_code == 302
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302


def test_the_keys_of_a_person_are_listed(cast: Cast, client: Client) -> None:
    sign_in(cast, client)
    user = cast.user("okutama")
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    Authenticator.objects.create(
        user=user, type="recovery_codes", data={"migrated_codes": ["1234", "5678"], "used_mask": 0}
    )
    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert "<code>1234</code>" in codes
    assert_is_a_page(codes)
    assert "2個のうち2個" in client.get("/accounts/2fa/").content.decode()


def test_the_header_says_who_acts_for_whom(cast: Cast, client: Client) -> None:
    sign_in(cast, client)
    html = client.get("/style/").content.decode()
    assert "奥多摩町" in html
    assert "担当者・管理者" in html
    assert cast.okutama.person_name in html


def test_a_wrong_password_is_told_at_the_top_and_in_the_title(cast: Cast, client: Client) -> None:
    html = client.post("/accounts/login/", {"login": "nobody@example.lg.jp", "password": "x"}).content.decode()
    assert "<title>エラー：" in html
    assert "data-error-summary" in html


def test_the_page_of_an_unknown_address(client: Client) -> None:
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert_is_a_page(response.content.decode())


@pytest.mark.parametrize("how", ["400", "403", "500"])
def test_the_page_of_a_failure(client: Client, how: str) -> None:
    client.raise_request_exception = False
    response = client.get(f"/fails/{how}/")
    assert response.status_code == int(how)
    assert_is_a_page(response.content.decode())


def test_the_page_of_a_door_names_the_role_that_stood_before_it(cast: Cast, client: Client) -> None:
    cast.login(client, cast.okutama)
    assert "奥多摩町・担当者・管理者" in client.get("/fails/403/").content.decode()


@pytest.mark.django_db
def test_the_page_of_somebody_who_tries_too_often(client: Client) -> None:
    sent = [client.post("/accounts/password/reset/", {"email": "nobody@example.lg.jp"}) for _time in range(8)]
    refused = [response for response in sent if response.status_code == 429]
    assert refused
    assert "少し待ってください" in refused[0].content.decode()
    assert_is_a_page(refused[0].content.decode())


def test_the_page_of_an_overtaken_change(client: Client) -> None:
    response = client.get("/conflict/")
    assert "先に佐藤さんが保存しました。" in response.content.decode()
    assert_is_a_page(response.content.decode())


def test_the_page_of_a_form_whose_sender_is_unknown() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/accounts/login/", {"login": "a"})
    assert response.status_code == 403
    assert "送信を確かめられませんでした" in response.content.decode()
    assert_is_a_page(response.content.decode())


def test_the_language_is_changed_by_a_form(client: Client) -> None:
    client.post("/i18n/setlang/", {"language": "en", "next": "/style/"})
    assert '<html lang="en">' in client.get("/style/").content.decode()


def test_the_policy_allows_nothing_inline(client: Client) -> None:
    policy = client.get("/style/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy


def test_without_the_demo_nothing_is_marked_fictional(client: Client, settings: Settings) -> None:
    settings.DEMO = False
    html = client.get("/nowhere/").content.decode()
    assert "demo-mark" not in html
    assert "print-demo.css" not in html


@pytest.mark.parametrize(
    "level", [constants.DEBUG, constants.INFO, constants.SUCCESS, constants.WARNING, constants.ERROR]
)
def test_a_message_is_a_banner_of_its_level(level: int) -> None:
    name = constants.DEFAULT_TAGS[level]
    message = type("Message", (), {"level_tag": name, "__str__": lambda _self: "保存しました"})()
    html = render_to_string("ui/components/messages.html", {"messages": [message]})
    assert f"banner-{'info' if name == 'debug' else name}" in html
    assert 'role="status"' in html


def test_the_two_kinds_of_statement_differ_in_words() -> None:
    opinion = render_to_string(
        "ui/components/statement.html", {"kind": "opinion", "person": "小峰", "text": "要ります"}
    )
    official = render_to_string(
        "ui/components/statement.html", {"kind": "official", "organization": "町", "text": "参加"}
    )
    assert "個人の意見" in opinion
    assert "団体の正式な回答" in official
    assert "statement-official" not in opinion


def test_breadcrumbs_mark_where_one_is() -> None:
    html = render_to_string("ui/components/breadcrumbs.html", {"trail": [("課題", "/needs/"), ("端末", "")]})
    assert '<a href="/needs/">課題</a>' in html
    assert '<span aria-current="page">端末</span>' in html


def test_the_list_of_sessions_is_shown() -> None:
    session = type("S", (), {"created_at": None, "ip": "192.0.2.1", "user_agent": "A", "is_current": True})()
    request = RequestFactory().get("/")
    context = {"sessions": [session], "session_count": 1, "demo": True}
    html = render_to_string("usersessions/usersession_list.html", context, request)
    assert "この端末" in html
