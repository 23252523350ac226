"""The planning board before a mouse: bars carried to other weeks and other rows, and left alone without scripts."""

from typing import Final

from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.looking import look
from tests.browser.visitors import House
from tests.browser.walks import Walk

TALL: Final = ViewportSize(width=1280, height=6000)


def board(walk: Walk) -> str:
    return f"/talent/plans/{walk.numbers['plan']}/board/"


def bar_of(page: Page, request: object) -> Locator:
    return page.locator(f".board td a[href^='{request}/']")


def carry(page: Page, bar: Locator, *, right: float = 0, to: Locator | None = None) -> None:
    """Take a bar with the mouse, move it in steps, and put it down."""
    box = bar.locator("rect").bounding_box()
    assert box is not None
    x, y = box["x"] + 6, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    there = to.bounding_box() if to else None
    page.mouse.move(x + right, there["y"] + there["height"] / 2 if there else y, steps=8)
    page.mouse.up()


def test_a_bar_carried_to_later_weeks_opens_its_form_with_these_weeks(common: House, walk: Walk) -> None:
    page = common.page("coordinator", size=TALL)
    page.goto(board(walk))
    week = float(page.locator(".board").get_attribute("data-week") or 0)
    carry(page, bar_of(page, walk.numbers["slot"]), right=2 * week + 3)
    page.wait_for_url("**/board/*/?shift=2")
    expect(page.locator("[name=act][value=period]")).to_be_checked()
    moved = page.locator("[name=starts_on]").input_value()
    look(page)
    page.goto(page.url.replace("?shift=2", ""))
    assert moved > page.locator("[name=starts_on]").input_value()


def test_a_bar_carried_to_another_row_opens_its_form_with_that_person(common: House, walk: Walk) -> None:
    page = common.page("coordinator", size=TALL)
    page.goto(f"{board(walk)}{walk.numbers['slot']}/")
    able = page.locator("[name=specialist] option:not([value=''])").first.get_attribute("value")
    page.goto(board(walk))
    carry(page, bar_of(page, walk.numbers["slot"]), to=page.locator(f"tr[data-person='{able}'] td"))
    page.wait_for_url(f"**/board/*/?to={able}")
    expect(page.locator("[name=act][value=move]")).to_be_checked()
    expect(page.locator("[name=specialist]")).to_have_value(able or "")


def test_a_click_escape_and_a_bar_put_back_do_what_they_did(common: House, walk: Walk) -> None:
    page = common.page("coordinator", size=TALL)
    page.goto(board(walk))
    bar = bar_of(page, walk.numbers["slot"])
    carry(page, bar, right=6)
    expect(page.locator(".board a[transform]")).to_have_count(0)
    assert page.url.endswith("/board/")
    box = bar.locator("rect").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 6, box["y"] + 6)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 6, steps=4)
    expect(page.locator(".board a.carried")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".board a.carried")).to_have_count(0)
    page.mouse.up()
    assert page.url.endswith("/board/")
    bar.locator("rect").click(position={"x": 6, "y": 6})
    page.wait_for_url(f"**/board/{walk.numbers['slot']}/")


def test_without_scripts_a_bar_leads_to_its_form(common: House, walk: Walk) -> None:
    page = common.page("coordinator", size=TALL, scripts=False)
    page.goto(board(walk))
    bar_of(page, walk.numbers["slot"]).locator("rect").click(position={"x": 6, "y": 6})
    page.wait_for_url(f"**/board/{walk.numbers['slot']}/")
    expect(page.get_by_role("button", name="検算して直す")).to_be_visible()
