"""Every address and API operation, and who may knock at it, as text for a reviewer.

Usage: `python -m tools.doors [--write]` prints the table, or writes it to tests/architecture/doors.txt. A new line is a
decision: whoever reviews the change agrees to it.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import django
from django.urls import URLPattern, URLResolver, get_resolver
from django.views.generic import RedirectView

ROOT = Path(__file__).resolve().parent.parent
TABLE = ROOT / "tests" / "architecture" / "doors.txt"
METHODS = ("get", "post", "put", "patch", "delete")
# Views of other projects have rules of their own; each kind says which.
FOREIGN = {
    "allauth.": "library: signing in and out, by allauth's own rules",
    "ninja.": "library: the API's description and front page; its operations stand below",
    "django.views.i18n": "library: everyone may choose a language",
    "django.contrib.staticfiles": "library: files without secrets",
}
MISSING = "NO DOOR"


@dataclass(frozen=True, order=True)
class Line:
    """One address and its rule."""

    address: str
    rule: str


def lines() -> list[Line]:
    """Return every address and operation with its rule, sorted."""
    return sorted({*pages(get_resolver().url_patterns, "/"), *operations()})


def pages(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[Line]:
    """Yield the addresses below a prefix; of the API only its description."""
    for entry in patterns:
        address = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from pages(entry.url_patterns, address)
        elif not is_operation(entry):
            yield Line(address, rule_of(entry))


def is_operation(entry: URLPattern) -> bool:
    """True for an address that the API answers by its operations."""
    return "PathView" in getattr(entry.callback, "__qualname__", "") or hasattr(entry.callback, "_operation_router")


def rule_of(entry: URLPattern) -> str:
    """Return the rule that the view declares, or why it needs none."""
    view = entry.callback
    door = getattr(view, "door", None)
    if door is not None:
        return said(door.public, [role.value for role in door.roles])
    if getattr(view, "view_class", None) is RedirectView:
        return "library: an old address that leads on to its new one"
    module = getattr(view, "view_class", view).__module__ or ""
    return next((reason for start, reason in FOREIGN.items() if module.startswith(start)), MISSING)


def said(public: bool, roles: list[str]) -> str:  # noqa: FBT001  # two facts of a door
    """Return a door's rule in words."""
    if public:
        return "everyone"
    return ", ".join(sorted(roles)) or "signed in"


def operations() -> Iterator[Line]:
    """Yield every operation of the API with the door and scope that its description declares."""
    from dejiro.config.api import api  # noqa: PLC0415  # after django.setup()

    for path, entries in api.get_openapi_schema()["paths"].items():
        for method in METHODS:
            if method in entries:
                entry = entries[method]
                door = entry.get("x-door", MISSING)
                scope = entry.get("x-scope", "")
                yield Line(f"{path} {method.upper()}", f"{door} [{scope}]" if scope else door)


def table() -> str:
    """Return the whole table as it stands in the file."""
    found = lines()
    width = max(len(line.address) for line in found) + 2
    head = (
        "# Who may knock, by address. Made by `python -m tools.doors --write`; a change here is reviewed like code.\n"
    )
    return head + "".join(f"{line.address:<{width}}{line.rule}\n" for line in found)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dejiro.config.settings")
    django.setup()
    if "--write" in sys.argv:
        TABLE.write_text(table(), encoding="utf-8")
    else:
        print(table())
