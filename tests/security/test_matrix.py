"""Role x object x verb x organization: what every address answers to everybody, held against reviewed text.

The files in `matrix/` are the expectation, one for each kind of visitor. To write them anew after a change:
`DEJIRO_WRITE_MATRIX=1 pytest tests/security/test_matrix.py`; the difference is reviewed like code.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from copy import copy
from functools import cache
from pathlib import Path
from typing import TypeVar

import pytest
from django.contrib.auth import middleware as auth_middleware
from django.core.cache import caches
from django.db import transaction
from django.http import HttpRequest
from django.template.backends.django import Template
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from conftest import Cast
from dejiro.config.api import api
from dejiro.foundation.accounts import middleware as accounts_middleware
from tests.security.conftest import FIXED, Stage, parameters
from tests.security.target import Target
from tools.doors import METHODS, is_operation

MATRIX = Path(__file__).with_name("matrix")
VISITORS = (
    "anonymous",
    "okutama",
    "okutama_chief",
    "okutama_next",
    "ome",
    "ome_chief",
    "coordinator",
    "expert",
    "auditor",
    "company",
    "resident",
    "tottori_coordinator",
    "tottori_city",
)
LIBRARY = ("/accounts/", "/i18n/", "/static/")
ERRORS = ("403.html", "404.html")
T = TypeVar("T")
DRAWN: set[tuple[str, ...]] = set()
WRITE = bool(os.environ.get("DEJIRO_WRITE_MATRIX"))


def page_routes(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for entry in patterns:
        route = f"{prefix}{entry.pattern}"
        if isinstance(entry, URLResolver):
            yield from page_routes(entry.url_patterns, route)
        elif not is_operation(entry) and not route.startswith(LIBRARY):
            yield route


@cache
def knocks() -> list[tuple[str, str]]:
    """Every method and route; pages are asked with GET and POST."""
    pages = sorted(set(page_routes(get_resolver().url_patterns, "/")))
    operations = sorted(api.get_openapi_schema()["paths"].items())
    asked = [(method.upper(), route) for route, entries in operations for method in METHODS if method in entries]
    return [*((method, route) for route in pages for method in ("GET", "POST")), *asked]


def test_no_address_is_left_out(stage_targets: Mapping[str, list[Target]]) -> None:
    beginnings = tuple(stage_targets)
    left = [
        route
        for _method, route in knocks()
        if set(parameters(route)) - FIXED and not route.removeprefix("/api").startswith(beginnings)
    ]
    assert left == []


@pytest.fixture
def unlogged() -> Iterator[None]:
    """Thousands of refusals are expected here, and each would be written down with its traceback."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who a session belongs to has tests of its own; a third of the time would go into finding it out anew."""
    monkeypatch.setattr(auth_middleware, "get_user", first_answer(auth_middleware.get_user))
    monkeypatch.setattr(accounts_middleware, "actor_of", first_answer(accounts_middleware.actor_of))


def first_answer(find: Callable[[HttpRequest], T]) -> Callable[[HttpRequest], T]:
    """Ask once for each session."""
    found: dict[str | None, T] = {}

    def again(request: HttpRequest) -> T:
        key = request.session.session_key
        if key not in found:
            found[key] = find(request)
        return copy(found[key])

    return again


@pytest.fixture
def drawn_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw each page for the first who sees it: who is let in was decided before, and drawing is half of the work."""
    draw = Template.render

    def render(template: Template, context: dict[str, object] | None = None, request: HttpRequest | None = None) -> str:
        page = page_of(template, request)
        if page in DRAWN:
            return ""
        DRAWN.add(page)
        return draw(template, context, request)

    monkeypatch.setattr(Template, "render", render)


def page_of(template: Template, request: HttpRequest | None) -> tuple[str, ...]:
    """Return what tells one page from another: its template, and for all but refusals how it is asked for."""
    name = template.template.name or ""
    if request is None or request.resolver_match is None or name in ERRORS:
        return (name,)
    return (name, request.method or "", request.resolver_match.route)


@pytest.mark.usefixtures("unlogged", "known", "drawn_once")
@pytest.mark.parametrize("visitor", VISITORS)
def test_every_address_answers_as_reviewed(visitor: str, cast: Cast, stage: Stage) -> None:
    caches["default"].clear()  # What the visitor before has guessed is not held against this one.
    client = Client(HTTP_ACCEPT_LANGUAGE="ja")
    if visitor != "anonymous":
        cast.login(client, cast.actor(visitor))
    session = dict(client.session.items())
    found = "".join(f"{line}\n" for line in answers(client, stage))
    assert dict(client.session.items()) == session
    path = MATRIX / f"{visitor}.txt"
    if WRITE:
        path.write_text(found, encoding="utf-8")
    assert found.splitlines() == path.read_text(encoding="utf-8").splitlines()


def answers(client: Client, stage: Stage) -> Iterator[str]:
    for method, route in knocks():
        for shown, address in stage.addresses(route):
            status = answer(client, method, address)
            assert status < 500, f"{method} {address} -> {status}"
            yield f"{method:<7}{shown:<60} {status}"


def answer(client: Client, method: str, address: str) -> int:
    """Ask, and leave no trace."""
    data, content_type = ("{}", "application/json") if address.startswith("/api/") else ("", "text/plain")
    with transaction.atomic():
        response = client.generic(method, address, "" if method == "GET" else data, content_type)
        response.close()
        transaction.set_rollback(True)
    return response.status_code
