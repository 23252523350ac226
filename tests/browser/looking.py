"""What every page owes to everybody who reads it, and how it is found out."""

from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.visitors import axe_source

MISSING: Final = "no accessibility checker: build the front end (python frontend/build.py)"
FACTS: Final = """() => ({
  title: document.title,
  lang: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  width: document.documentElement.scrollWidth,
  lost: document.querySelectorAll("form:not([enctype='multipart/form-data']) input[type=file]").length,
})"""
# How the page's own part is built: elements and what makes them look or sound so, without words and repetition.
# Two readers to whom a page is built alike differ in nothing that the accessibility checker looks at.
SHAPE: Final = """() => {
  const told = (name) => /^(class|role|type|lang|scope|hidden|disabled|required|open|tabindex)$/.test(name)
    || (name.startsWith("aria-") && !/(labelledby|describedby|controls|label)$/.test(name));
  const marks = (element) => [...element.attributes]
    .map(({name, value}) => told(name) ? `${name}=${value}` : `${name}${value ? "" : "="}`).sort().join(" ");
  const shape = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data.trim() ? "." : "";
    if (node.nodeType !== Node.ELEMENT_NODE || node.type === "hidden") return "";
    const parts = [...node.childNodes].map(shape).filter((part, at, all) => part && part !== all[at - 1]);
    return `<${node.localName} ${marks(node)}>${parts.join("")}</>`;
  };
  return shape(document.querySelector("main"));
}"""
EVERYTHING: Final = "{resultTypes: ['violations'], preload: false}"
SHAPED: Final = "['color-contrast', 'target-size', 'scrollable-region-focusable']"
LAYOUT: Final = f"{{runOnly: {SHAPED}, resultTypes: ['violations'], preload: false}}"
CONTRAST: Final = "{runOnly: ['color-contrast'], resultTypes: ['violations'], preload: false}"


def look(page: Page, *, dark: bool = False) -> None:
    """Insist that a page has no fault, as it stands; with `dark` also by night."""
    faults = [*outline(page), *axe(page, EVERYTHING), *(by_night(page) if dark else ())]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def look_again(page: Page) -> None:
    """Insist on what may differ when a page that was looked at already has another size."""
    faults = [*outline(page), *axe(page, LAYOUT)]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def outline(page: Page) -> list[str]:
    """Return what is wrong with a page's frame: title, language, files, heading, and whether it scrolls sideways."""
    facts = page.evaluate(FACTS)
    viewport = page.viewport_size
    assert viewport is not None
    faults = []
    if len(facts["title"]) < len("？｜出城"):
        faults.append(f"title: {facts['title']!r}")
    if facts["lang"] != "ja":
        faults.append(f"language: {facts['lang']!r}")
    if facts["lost"]:
        faults.append("a file is chosen in a form that sends only its name")
    if facts["headings"] != 1:
        faults.append(f"headings of the first order: {facts['headings']}")
    if facts["width"] > viewport["width"]:
        faults.append(f"{facts['width']} px wide at {viewport['width']} px")
    return faults


def axe(page: Page, options: str) -> list[str]:
    """Return what the accessibility checker finds, with the first elements; visitors.py puts it into every page."""
    if axe_source() is None:
        pytest.skip(MISSING)
    found = page.evaluate(f"() => axe.run({options}).then((results) => results.violations)")
    return [sentence(violation) for violation in found]


def sentence(violation: dict[str, Any]) -> str:
    """Return one finding with up to three of the elements that it is about."""
    nodes = [
        f"    {node['html'][:200]}\n      {node.get('failureSummary', '')[:300]}" for node in violation["nodes"][:3]
    ]
    return "\n".join([f"{violation['id']}: {violation['help']}", *nodes])


def by_night(page: Page) -> list[str]:
    """Return what cannot be told from its ground on a dark screen."""
    shades: tuple[Literal["dark"], Literal["light"]] = ("dark", "light")
    page.emulate_media(color_scheme=shades[0])
    found = axe(page, CONTRAST)
    page.emulate_media(color_scheme=shades[1])
    return [f"dark: {fault}" for fault in found]
