"""Decorators that put a rule on a view and keep it."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Concatenate, ParamSpec, TypeAlias, TypeVar
from urllib.parse import urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors.resume import keep
from dejiro.foundation.doors.rules import Door

P = ParamSpec("P")
F = TypeVar("F")
View: TypeAlias = Callable[Concatenate[Request, P], HttpResponseBase]


def open_to_everyone(view: View[P]) -> View[P]:
    """Declare a view public."""
    return _guard(view, Door(public=True))


def open_to_signed_in(view: View[P]) -> View[P]:
    """Declare a view open to anybody who is signed in; others are sent to the login and come back."""
    return _guard(view, Door())


def open_to(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Declare a view open to people with one of the roles in the organization they act for; others get 403."""

    def decorate(view: View[P]) -> View[P]:
        return _guard(view, Door(roles=frozenset(roles)))

    return decorate


def _guard(view: View[P], door: Door) -> View[P]:
    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if door.admits(request.actor):
            return view(request, *args, **kwargs)
        if not request.actor.is_authenticated:
            return _to_login(request)
        raise PermissionDenied

    return _with_door(guarded, door)


def _with_door(view: F, door: Door) -> F:
    view.door = door  # type: ignore[attr-defined]  # a function carries its rule
    return view


def _to_login(request: Request) -> HttpResponseBase:
    """Send to the login, and from there back to the page, or to the form that was typed when the login had expired."""
    key = keep(request) if request.method == "POST" else None
    there = reverse("people:resume", args=[key]) if key else _page(request)
    response = redirect_to_login(there)
    if request.headers.get("HX-Request") != "true":
        return response
    # A fragment's request follows redirects by itself and would put the login page into the fragment.
    return HttpResponse(status=HTTPStatus.UNAUTHORIZED, headers={"HX-Redirect": response["Location"]})


def _page(request: Request) -> str:
    """Return the page that the person looks at: for a fragment or a form, the one that it stands on."""
    current = request.headers.get("HX-Current-URL", "")
    if not url_has_allowed_host_and_scheme(current, {request.get_host()}):
        return request.get_full_path()
    parts = urlsplit(current)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
