"""Puts the actor on every request, once, from the session."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

from dejiro.foundation.accounts.actors import NOBODY, Actor, actor_for
from dejiro.foundation.accounts.models import User

SESSION_KEY = "acting_for"


class Request(HttpRequest):
    """A request that knows who acts."""

    actor: Actor


def actor_middleware(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[Request], HttpResponseBase]:
    """Return the middleware that sets `request.actor`."""

    def middleware(request: Request) -> HttpResponseBase:
        request.actor = actor_of(request)
        return get_response(request)

    return middleware


def actor_of(request: HttpRequest) -> Actor:
    """Return who acts in this session; nobody when not signed in."""
    user = request.user
    if not isinstance(user, User):
        return NOBODY
    organization_id = request.session.get(SESSION_KEY)
    return actor_for(user, organization_id=organization_id if isinstance(organization_id, int) else None)
