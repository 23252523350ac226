"""What every page owes to everybody who reads it, and how it is found out."""

from functools import cache
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.sites import ROOT

CHECKER: Final = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
MISSING: Final = "no accessibility checker: build the front end (python frontend/build.py)"
FACTS: Final = """() => ({
  title: document.title,
  lang: document.documentElement.lang,
  headings: document.querySelectorAll("h1").length,
  width: document.documentElement.scrollWidth,
  outside: [...document.querySelectorAll("main :is(button, a.button, input, select, textarea)")].filter((control) => {
    const box = control.parentElement;
    return control.checkVisibility() && !control.closest(".visually-hidden")
      && getComputedStyle(box).overflowX === "visible" && getComputedStyle(control).position === "static"
      && control.getBoundingClientRect().right > box.getBoundingClientRect().right + 1;
  }).map((control) => control.outerHTML.slice(0, 120)),
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
# Contrast depends, for an element with words, on its own colour and size and on every colour behind it. This marks the
# first element of each such ground that is not among the known ones, and returns the new grounds.
GROUNDS: Final = """(known) => {
  const clear = (look) =>
    /, 0\\)$/.test(look.backgroundColor) && look.backgroundImage === "none" && look.opacity === "1";
  const behind = (element) => {
    const found = [];
    for (let at = element; at; at = at.parentElement) {
      const look = getComputedStyle(at);
      if (!clear(look)) found.push(`${look.backgroundColor} ${look.backgroundImage} ${look.opacity}`);
      if (/^(absolute|fixed|sticky)$/.test(look.position)) found.push(look.position);
      if (/^rgb\\(/.test(look.backgroundColor) && look.opacity === "1") break;
    }
    return found.join(" < ");
  };
  const speaks = (element) => /^(INPUT|SELECT|TEXTAREA)$/.test(element.tagName)
    || [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
  const grounds = new Set(known);
  for (const element of document.body.querySelectorAll("*")) {
    if (!speaks(element) || !element.checkVisibility()) continue;
    const look = getComputedStyle(element);
    const ground = `${look.color} ${look.fontSize} ${look.fontWeight} ${look.textShadow} on ${behind(element)}`;
    if (!grounds.has(ground)) element.setAttribute("data-new-ground", "");
    grounds.add(ground);
  }
  return [...grounds].slice(known.length);
}"""
NEW_GROUNDS: Final = "[data-new-ground]"
UNMARKED: Final = f"""() => document.querySelectorAll("{NEW_GROUNDS}").forEach(
  (element) => element.removeAttribute("data-new-ground"))"""
AXE: Final = """([where, options]) => {
  window.axe || loadAxe();
  return axe.run(where, options).then((results) => results.violations);
}"""
ALL_RULES: Final = {"rules": {"color-contrast": {"enabled": False}, "target-size": {"enabled": True}}}
SHAPED: Final = {"runOnly": ["target-size", "scrollable-region-focusable"]}
CONTRAST: Final = {"runOnly": ["color-contrast"]}
proven: dict[str, None] = {}
"""Grounds that the accessibility checker has let pass; looking at all of them on each page costs more than the page."""


def look(page: Page, *, dark: bool = False) -> None:
    """Insist that a page has no fault, as it stands; with `dark` also by night."""
    faults = [*outline(page), *axe(page, ALL_RULES), *contrast(page), *(by_night(page) if dark else ())]
    assert faults == [], f"{page.url}\n" + "\n".join(faults)


def look_again(page: Page) -> None:
    """Insist on what may differ when a page that was looked at already has another size."""
    faults = [*outline(page), *axe(page, SHAPED), *contrast(page)]
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
    faults += [f"a control reaches out of its box: {control}" for control in facts["outside"]]
    if facts["headings"] != 1:
        faults.append(f"headings of the first order: {facts['headings']}")
    if facts["width"] > viewport["width"]:
        faults.append(f"{facts['width']} px wide at {viewport['width']} px")
    return faults


def axe(page: Page, rules: dict[str, Any], where: str = "html") -> list[str]:
    """Return what the accessibility checker finds, with the first elements."""
    if not CHECKER.is_file():
        pytest.skip(MISSING)
    found = page.evaluate(AXE, [where, {**rules, "resultTypes": ["violations"], "preload": False}])
    return [sentence(violation) for violation in found]


@cache
def checker() -> str:
    """Return what gives every page the accessibility checker, to be loaded when it is asked for; nothing without it."""
    return f"window.loadAxe = () => {{{CHECKER.read_text(encoding='utf-8')}}}" if CHECKER.is_file() else ""


def contrast(page: Page) -> list[str]:
    """Return what cannot be told from its ground, where colours meet that have not met on an earlier page."""
    new = page.evaluate(GROUNDS, list(proven))
    if not new:
        return []
    found = axe(page, CONTRAST, NEW_GROUNDS)
    page.evaluate(UNMARKED)
    if not found:
        proven.update(dict.fromkeys(new))
    return found


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
    found = contrast(page)
    page.emulate_media(color_scheme=shades[1])
    return [f"dark: {fault}" for fault in found]
