"""Doors: the rule that every view and API operation declares, and the refusals that object doors raise."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role

P = ParamSpec("P")
F = TypeVar("F")


@dataclass(frozen=True)
class Door:
    """Who may knock: everyone, anybody signed in, or people with one of these roles in the acting organization."""

    public: bool = False
    roles: frozenset[Role] = frozenset()
    note: str = ""

    def admits(self, actor: Actor) -> bool:
        """True when the actor may knock; the object behind has a door of its own."""
        if self.public:
            return True
        return actor.is_authenticated and (not self.roles or actor.has(*self.roles))




def _with_door(view: F, door: Door) -> F:
    view.door = door  # type: ignore[attr-defined]  # a function carries its rule
    return view


def _guard(view: Callable[Concatenate[Request, P], HttpResponseBase], door: Door) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    @wraps(view)
    def guarded(request: Request, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if door.admits(request.actor):
            return view(request, *args, **kwargs)
        if not request.actor.is_authenticated:
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied

    return _with_door(guarded, door)


def open_to_everyone(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    """Declare a view public."""
    return _guard(view, Door(public=True))


def open_to_signed_in(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[Concatenate[Request, P], HttpResponseBase]:
    """Declare a view open to anybody who is signed in; others are sent to the login and come back."""
    return _guard(view, Door())


def open_to(
    *roles: Role,
) -> Callable[[Callable[Concatenate[Request, P], HttpResponseBase]], Callable[Concatenate[Request, P], HttpResponseBase]]:
    """Declare a view open to people with one of the roles in the organization they act for; others get 403."""

    def decorate(view: Callable[Concatenate[Request, P], HttpResponseBase]) -> Callable[Concatenate[Request, P], HttpResponseBase]:
        return _guard(view, Door(roles=frozenset(roles)))

    return decorate
