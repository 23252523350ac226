"""A walk through every page of a platform on which everything stands that has an address."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Page

from tests.browser.pages import PAGES
from tests.browser.visitors import PHONE, House, confirm_password


@dataclass
class Walk:
    """The platform with its numbers, and the people before it."""

    house: House
    numbers: dict[str, object]

    def open(self, address: str, who: str, *, status: int = 200) -> Page:
        """Open an address as somebody, on a telephone; `{name}` in it is a number, WHO the reader."""
        wanted = address.replace("WHO", who).format(**self.numbers)
        page = self.house.turn(who)
        page.set_viewport_size(PHONE)
        answer = page.goto(wanted)
        if "/reauthenticate/" not in wanted:
            confirm_password(page)
        assert answer is not None
        assert (answer.status, urlsplit(page.url).path) == (status, urlsplit(wanted).path), who
        return page

    def to(self, address: str, who: str) -> Page:
        """Open an address of the table."""
        return self.open(PAGES[address].address or address, who, status=PAGES[address].status)
