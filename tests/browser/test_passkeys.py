"""Signing in with a passkey, a code from an app, and what to do without either; the browser makes the key up."""

import base64
import hmac
import struct
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.acts import button, follow, send, told
from tests.browser.looking import look
from tests.browser.sites import Site
from tests.browser.visitors import House, confirm_password, sign_in
from tests.browser.walks import Walk

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
PERIOD = 30
DIGITS = 6
TO_TYPE = 6


@pytest.fixture
def house(browser: Browser, walk: Walk) -> Iterator[House]:
    """The platform by a name, as passkeys belong to names and never to numbers."""
    opened = House(browser, Site(walk.house.site.url.replace("127.0.0.1", "localhost"), walk.house.site.folder))
    yield opened
    assert opened.close() == []


def to(page: Page, address: str) -> Page:
    page.goto(address)
    confirm_password(page)
    return page


def leave(page: Page) -> None:
    page.locator("details.menu summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="ログアウト").click()
    page.goto("/accounts/login/")


def code_of(secret: str) -> str:
    """Return what an app shows now, with seconds left to type it in: RFC 6238 with its usual figures."""
    left = PERIOD - time.time() % PERIOD
    if left < TO_TYPE:
        time.sleep(left)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    digest = hmac.digest(key, struct.pack(">Q", int(time.time()) // PERIOD), "sha1")
    start = digest[-1] & 0xF
    return str((int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF) % 10**DIGITS).zfill(DIGITS)


def test_a_passkey_is_made_named_used_and_removed(house: House) -> None:
    page = house.page()
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, "hinode")

    to(page, "/accounts/2fa/webauthn/add/")
    page.locator("[name=name]").fill("窓口の端末")
    page.locator("[name=passwordless]").check()
    with page.expect_navigation():
        button(page, "この端末で加える").click()
    look(page)
    to(page, "/accounts/2fa/webauthn/")
    told(page, "窓口の端末")
    look(page, dark=True)
    follow(page, "名前を変える")
    look(page)

    leave(page)
    with page.expect_navigation(url="**/desk/"):
        button(page, "パスキーを使う").click()
    told(page, "日の出町の机")

    leave(page)
    sign_in(page, "hinode")
    assert "/2fa/authenticate/" in page.url
    look(page, dark=True)
    with page.expect_navigation(url="**/desk/"):
        page.locator("#mfa_webauthn_authenticate").click()

    for address in ("/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/"):
        page.goto(address)
        look(page)
    to(page, "/accounts/2fa/recovery-codes/generate/")
    look(page)
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("リカバリーコード")
    look(page, dark=True)

    to(page, "/accounts/2fa/webauthn/")
    follow(page, "外す")
    look(page)
    send(page)
    told(page, "パスキーはまだありません。")


def test_a_code_from_an_app_is_asked_for_after_the_password(house: House) -> None:
    page = house.page()
    sign_in(page, "fussa")
    to(page, "/accounts/2fa/totp/activate/")
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("[name=code]").fill("000000")
    send(page)
    look(page)
    page.locator("[name=code]").fill(code_of(secret))
    send(page)
    look(page)

    leave(page)
    sign_in(page, "fussa")
    page.locator("[name=code]").first.fill("000000")
    send(page)
    look(page, dark=True)
    page.locator("[name=code]").first.fill(code_of(secret))
    send(page)
    page.wait_for_url("**/desk/")
    to(page, "/accounts/2fa/totp/deactivate/")
    look(page)
