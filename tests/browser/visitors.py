"""People before a browser: contexts that note whatever a page must never do, and the way in."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, ViewportSize, WebError

from dejiro.demo.people import DOMAIN, PASSWORD
from tests.browser.looking import checker
from tests.browser.sites import Site

PHONE = ViewportSize(width=360, height=740)
DESKTOP = ViewportSize(width=1280, height=900)
# The browser says so of every page that is answered with an error status; the answers are looked at one by one.
OF_ITSELF = "Failed to load resource"


@dataclass
class Watch:
    """What happened in a context that must not happen: strangers asked, scripts that fail, parts that do not load."""

    origin: str
    faults: list[str] = field(default_factory=list)

    def put_on(self, context: BrowserContext) -> None:
        """Look at everything that the context's pages do."""
        context.on("request", self.request)
        context.on("response", self.response)
        context.on("console", self.console)
        context.on("weberror", self.error)

    def request(self, request: Request) -> None:
        """Note a request that leaves the platform."""
        parts = urlsplit(request.url)
        if f"{parts.scheme}://{parts.netloc}" != self.origin and parts.scheme not in {"data", "blob"}:
            self.faults.append(f"asked a stranger: {request.url}")

    def response(self, response: Response) -> None:
        """Note a part of a page that does not load."""
        if response.status >= 400 and response.request.resource_type not in {"document", "xhr", "fetch"}:
            self.faults.append(f"{response.status}: {response.url}")

    def console(self, message: ConsoleMessage) -> None:
        """Note what the browser complains of; a breach of the content security policy is one of these."""
        if message.type in {"error", "warning"} and not message.text.startswith(OF_ITSELF):
            self.faults.append(f"console: {message.text}")

    def error(self, error: WebError) -> None:
        """Note a script that failed."""
        self.faults.append(f"script: {error.error}")


@dataclass
class House:
    """A browser in front of one platform; it remembers who has signed in."""

    browser: Browser
    site: Site
    cookies: dict[str, list[Any]] = field(default_factory=dict)
    watches: list[Watch] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)
    seat: Page | None = None

    def context(self, who: str = "", *, size: ViewportSize = DESKTOP, scripts: bool = True) -> BrowserContext:
        """Return a fresh context, signed in as somebody of the cast unless `who` is empty."""
        context = self.browser.new_context(
            base_url=self.site.url,
            viewport=size,
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            java_script_enabled=scripts,
            accept_downloads=True,
        )
        context.set_default_timeout(15_000)
        # Sent once: to send half a megabyte to every page costs more than most pages.
        context.add_init_script(checker())
        watch = Watch(self.site.url)
        watch.put_on(context)
        self.watches.append(watch)
        self.contexts.append(context)
        if who:
            self.enter(context, who)
        return context

    def page(self, who: str = "", *, size: ViewportSize = DESKTOP, scripts: bool = True) -> Page:
        """Return a page in a context of its own."""
        return self.context(who, size=size, scripts=scripts).new_page()

    def enter(self, context: BrowserContext, who: str) -> None:
        """Sign in; the second time with the cookies of the first, as logins are limited to thirty a minute."""
        if who not in self.cookies:
            page = context.new_page()
            sign_in(page, who)
            page.close()
            self.cookies[who] = context.cookies()
        context.add_cookies(self.cookies[who])

    def turn(self, who: str = "") -> Page:
        """Return the one page at which people take turns, now somebody's; a new page costs as much as three visits."""
        if who and who not in self.cookies:
            self.context(who).close()
        if self.seat is None:
            self.seat = self.page()
        self.seat.context.clear_cookies()
        self.seat.context.add_cookies(self.cookies[who] if who else [])
        return self.seat

    def faults(self) -> list[str]:
        """Return what was amiss so far, once."""
        found = [fault for watch in self.watches for fault in watch.faults]
        for watch in self.watches:
            watch.faults.clear()
        return found

    def close(self) -> list[str]:
        """Close every context and return what was amiss."""
        for context in self.contexts:
            context.close()
        return self.faults()


def email_of(who: str) -> str:
    """Return the login of somebody of the cast."""
    return f"{who.replace('_', '-')}@{DOMAIN}"


def sign_in(page: Page, who: str) -> None:
    """Sign in on the login page, which the page shows already or is led to."""
    if "/accounts/login/" not in page.url:
        page.goto("/accounts/login/")
    page.get_by_label("メールアドレス").fill(email_of(who))
    page.get_by_label("パスワード", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="ログイン", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def confirm_password(page: Page) -> None:
    """Give the password once more, where a page that changes how one signs in asks for it."""
    if "/reauthenticate/" in page.url:
        page.get_by_label("パスワード", exact=True).fill(PASSWORD)
        page.locator("main form button[type=submit]").first.click()
        page.wait_for_url(lambda url: "/reauthenticate/" not in url)
