"""Every page in every role that may see it: no finding of axe, nothing sideways, nobody else asked."""

from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Page, expect

from dejiro.foundation.doors import declared_door
from tests.browser.elsewhere import ELSEWHERE
from tests.browser.looking import SHAPE, look, look_again, outline
from tests.browser.pages import NOBODY, PAGES, roles_of
from tests.browser.visitors import DESKTOP, PHONE
from tests.browser.walks import Walk
from tools import doors


def views(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[tuple[str, object]]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from views(entry.url_patterns, f"{prefix}{entry.pattern}")
        elif not doors.is_operation(entry):
            yield f"{prefix}{entry.pattern}", entry.callback


EMPTIED = """() => {
  const needs = (form) => form.querySelector("[required]:not([type=hidden])");
  const form = [...document.querySelectorAll("main form[method=post]")].find(needs);
  if (!form) return false;
  form.noValidate = true;
  form.dataset.emptied = "";
  form.querySelectorAll("input:not([type=hidden]):not([type=checkbox]):not([type=radio]), textarea, select").forEach(
    (control) => { control.value = ""; });
  form.querySelectorAll("input:checked").forEach((control) => { control.checked = false; });
  return true;
}"""
SENT = """() => {
  const form = document.querySelector("form[data-emptied]");
  form.requestSubmit(form.querySelector("button.button-primary, button.button-danger, button[type=submit]"));
}"""
ADDRESSES = dict(views(get_resolver().url_patterns))


def test_every_address_stands_in_the_table_once() -> None:
    assert sorted([*PAGES, *ELSEWHERE]) == sorted(ADDRESSES)


@pytest.mark.parametrize("address", [address for address in PAGES if declared_door(ADDRESSES.get(address))])
def test_the_table_names_a_reader_of_every_role_that_the_door_lets_in(address: str) -> None:
    door = declared_door(ADDRESSES[address])
    assert door is not None
    readers = PAGES[address].readers
    assert door.roles - PAGES[address].without <= roles_of(readers)
    if door.public:
        assert NOBODY in readers


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_for_everybody(address: str, walk: Walk) -> None:
    seen: set[str] = set()
    for who in PAGES[address].readers:
        page = walk.to(address, who)
        shape = page.evaluate(SHAPE)
        if not seen:
            look(page, dark=True)
            page.set_viewport_size(DESKTOP)
            look_again(page)
        elif shape in seen:
            assert outline(page) == [], who
        else:
            look(page)
        seen.add(shape)
        if who == PAGES[address].readers[0]:
            refuse_nothing(page)
        assert walk.house.faults() == [], who


def refuse_nothing(page: Page) -> None:
    """Send the page's form with all fields emptied: it comes back, says what is missing, and stands for everybody."""
    if not page.evaluate(EMPTIED):
        return
    page.set_viewport_size(PHONE)
    with page.expect_navigation():
        page.evaluate(SENT)
    expect(page.locator("[data-error-summary]")).to_be_focused()
    look(page)
