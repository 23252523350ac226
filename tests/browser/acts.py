"""What people do on pages, in the words of the pages."""

from playwright.sync_api import Locator, Page, expect


def button(page: Page, name: str) -> Locator:
    """Return a button of the page's own part by its words."""
    return page.locator("main").get_by_role("button", name=name, exact=True)


def press(page: Page, name: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        button(page, name).click()


def follow(page: Page, name: str) -> None:
    """Follow a link of the page's own part by its words."""
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=name).first.click()


def send(page: Page) -> None:
    """Send the first form of the page's own part and wait for the page that answers."""
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()


def fill(page: Page, **values: str) -> None:
    """Enter values by the names of their fields; of choices the one with the value is taken."""
    for name, value in values.items():
        field = page.locator(f"main [name='{name}']")
        kind = field.first.get_attribute("type") or field.first.evaluate("(control) => control.tagName")
        if kind in {"radio", "checkbox"}:
            page.locator(f"main [name='{name}'][value='{value}']").check()
        elif kind == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)


def told(page: Page, words: str) -> None:
    """Insist that the page answers with these words."""
    expect(page.locator("main")).to_contain_text(words)


def open_from_desk(page: Page, title: str) -> None:
    """Go to the desk and open what lies on it under this title."""
    page.goto("/desk/")
    follow(page, title)
