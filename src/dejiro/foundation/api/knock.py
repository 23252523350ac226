"""Who calls: a key, a browser session, or nobody; and whether the operation's door opens to them."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.middleware.csrf import CsrfViewMiddleware
from django.utils.translation import gettext as _
from ninja.errors import AuthenticationError
from ninja.security import APIKeyCookie, HttpBearer

from dejiro.foundation.accounts.actors import NOBODY, Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import actor_for_token
from dejiro.foundation.doors import Door

EVERYONE: Final = "everyone"
SIGNED_IN: Final = "signed in"
PERSON: Final = "person"


@dataclass(frozen=True)
class Rule:
    """An operation's door and the scope that a key needs; `name` is the door as the OpenAPI document states it."""

    name: str
    door: Door
    scope: str

    def admit(self, actor: Actor) -> Actor:
        """Return the actor.

        Raises:
            PermissionDenied: if the actor lacks the role, or the key lacks the scope.
        """
        if self.door.personal and actor.is_body:
            raise PermissionDenied(_("これは個人の記録です。団体の鍵では扱えません。本人の鍵を使ってください。"))
        if not self.door.admits(actor):
            raise PermissionDenied(_("この操作は、あなたの役割ではできません。"))
        if actor.scopes is not None and self.scope not in actor.scopes:
            raise PermissionDenied(_("この鍵には「%(scope)s」の範囲がありません。") % {"scope": self.scope})
        return actor


def door_of(name: str) -> Door:
    """Return the door that a declaration names: "everyone", "signed in", "person", or roles such as "member, approver".

    "person" is whoever is signed in or calls with a key of their own, not with one of their organization's.

    Raises:
        ValueError: if a word is not a role.
    """
    if name == EVERYONE:
        return Door(public=True)
    if name == SIGNED_IN:
        return Door()
    if name == PERSON:
        return Door(personal=True)
    return Door(roles=frozenset(Role(word.strip()) for word in name.split(",")))


class TokenAuth(HttpBearer):
    """`Authorization: Bearer …`. A key that is wrong, expired or withdrawn is refused, never taken for nobody."""

    openapi_description = "A key of a person or of an organization, made at /people/tokens/. It has scopes and an end."

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the key's actor, or None when the request carries none."""
        header = request.headers.get("Authorization", "")
        if not header:
            return None
        scheme, _space, token = header.partition(" ")
        if scheme.lower() != "bearer":
            raise AuthenticationError(message=_("Authorizationには「Bearer 鍵」と書いてください。"))
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Actor:
        """Return the key's actor and put it on the request.

        Raises:
            AuthenticationError: if the key does not hold.
        """
        actor = actor_for_token(token)
        if actor is None or not isinstance(request, HttpRequest):
            raise AuthenticationError(message=_("この鍵は使えません。期限が切れたか、失効したか、書き誤りがあります。"))
        return admitted(request, self.rule, actor)


class CsrfCheck(CsrfViewMiddleware):
    """Django's own check, without the page that it would render."""

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponseForbidden:  # noqa: ARG002  # Django's signature
        return HttpResponseForbidden()


class SessionAuth(APIKeyCookie):
    """The session of a signed-in browser; what changes something needs the CSRF token as well."""

    param_name = settings.SESSION_COOKIE_NAME
    openapi_description = "The session of a signed-in browser. Writes need the header X-CSRFToken."

    def __init__(self, rule: Rule) -> None:
        super().__init__(csrf=True)
        self.rule = rule

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Return the session's actor, or None when nobody is signed in."""
        actor = getattr(request, "actor", NOBODY)
        if not actor.is_authenticated:
            return None
        check = CsrfCheck(lambda _request: HttpResponse())
        check.process_request(request)
        if check.process_view(request, HttpResponse, (), {}) is not None:
            raise PermissionDenied(_("X-CSRFTokenがないか、古くなっています。画面を開き直してください。"))
        return admitted(request, self.rule, actor)

    def authenticate(self, request: HttpRequest, key: str | None) -> str | None:  # noqa: ARG002  # ninja's signature
        """Return the cookie: the session itself was read by the middleware."""
        return key


@dataclass(frozen=True)
class Nobody:
    """A caller without a key and without a session, where the door is open to everyone."""

    rule: Rule

    def __call__(self, request: HttpRequest) -> Actor:
        """Return nobody.

        Raises:
            AuthenticationError: if the door is not open to everyone.
        """
        if not self.rule.door.public:
            raise AuthenticationError(HTTPStatus.UNAUTHORIZED, _("ログインするか、APIの鍵を付けてください。"))
        return admitted(request, self.rule, NOBODY)


def admitted(request: HttpRequest, rule: Rule, actor: Actor) -> Actor:
    """Put the actor on the request if the door admits them."""
    request.actor = actor  # type: ignore[attr-defined]  # as the middleware does for pages
    return rule.admit(actor)


def knockers(rule: Rule) -> list[TokenAuth | SessionAuth | Nobody]:
    """Return the ways to call an operation, in the order in which they are tried."""
    return [TokenAuth(rule), SessionAuth(rule), Nobody(rule)]


def public(request: Request) -> bool:
    """Tell whether the caller is nobody: then only public records may be shown."""
    return not request.actor.is_authenticated
