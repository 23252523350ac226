"""Who takes part: a keyed hash in place of a person, a browser or an invitation.

With the platform's secret key one can tell that somebody comes back; without it nobody can tell who voted how, and
nothing links what a person did in two conversations.
"""

import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from dejiro.apps.lab.models import Code, Conversation
from dejiro.foundation.accounts.actors import Actor

BROWSER_COOKIE: Final = "dejiro_lab"
CODE_COOKIE: Final = "dejiro_lab_code"
COOKIE_AGE: Final = 60 * 60 * 24 * 180
ALPHABET: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 10


class Entry(Enum):
    """Whether a visitor may take part, and if not, what is missing."""

    IN = "in"
    LOGIN = "login"
    ELSEWHERE = "elsewhere"
    CODE = "code"


@dataclass(frozen=True)
class Visitor:
    """Somebody at the door of a conversation.

    `keys` are the hashes under which they may be known: that of the present secret key first, then those of retired
    ones. A browser that never voted has none yet; `token` is then what it will be known by.
    """

    entry: Entry
    keys: tuple[str, ...] = ()
    token: str = ""

    @property
    def may_vote(self) -> bool:
        """True when this visitor may take part."""
        return self.entry is Entry.IN


def visitor_of(request: HttpRequest, actor: Actor, conversation: Conversation) -> Visitor:
    """Return who knocks, by the conversation's policy; a code that is known is known to be one of its codes."""
    if conversation.policy == Conversation.Policy.CODES:
        code = _signed(request, f"{CODE_COOKIE}_{conversation.pk}")
        return Visitor(Entry.IN, _keys(conversation, f"code:{code}")) if code else Visitor(Entry.CODE)
    if actor.user is not None and conversation.policy == Conversation.Policy.OPEN:
        return Visitor(Entry.IN, user_keys(conversation, actor.user.ref))
    if conversation.policy == Conversation.Policy.REGISTERED:
        return _registered(actor, conversation)
    token = _signed(request, BROWSER_COOKIE)
    if token:
        return Visitor(Entry.IN, _keys(conversation, f"browser:{token}"))
    token = secrets.token_urlsafe(24)
    return Visitor(Entry.IN, _keys(conversation, f"browser:{token}"), token)


def remember_browser(response: HttpResponse, visitor: Visitor) -> None:
    """Give a browser that votes for the first time the mark by which it is known again; nothing else is kept in it."""
    if visitor.token:
        _set(response, BROWSER_COOKIE, visitor.token)


def remember_code(response: HttpResponse, conversation: Conversation, code: Code) -> None:
    """Let the browser in that showed an invitation."""
    _set(response, f"{CODE_COOKIE}_{conversation.pk}", code.digest)


def new_code() -> str:
    """Return an invitation that can be read out on the telephone: 10 characters, none like another."""
    return "".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH))


def code_digests(text: str) -> tuple[str, ...]:
    """Return the hashes of an invitation as typed: hyphens, spaces, width and case do not count."""
    plain = "".join(sign for sign in text.upper().translate(_NARROW) if sign in ALPHABET)
    return tuple(_hashes("dejiro.lab.code", plain))


def _registered(actor: Actor, conversation: Conversation) -> Visitor:
    if actor.user is None:
        return Visitor(Entry.LOGIN)
    if actor.area is None or actor.area.pk != conversation.area_id:
        return Visitor(Entry.ELSEWHERE)
    return Visitor(Entry.IN, user_keys(conversation, actor.user.ref))


def code_keys(conversation: Conversation, code: Code) -> tuple[str, ...]:
    """Return the keys under which whoever holds an invitation may be known."""
    return _keys(conversation, f"code:{code.digest}")


def user_keys(conversation: Conversation, ref: object) -> tuple[str, ...]:
    """Return the keys under which a person with a login may be known."""
    return _keys(conversation, f"user:{ref}")


def _keys(conversation: Conversation, identity: str) -> tuple[str, ...]:
    return tuple(_hashes(f"dejiro.lab.participant.{conversation.pk}", identity))


def _hashes(salt: str, value: str) -> Iterator[str]:
    for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
        yield salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()


def _signed(request: HttpRequest, name: str) -> str:
    return str(request.get_signed_cookie(name, default="", salt=name, max_age=COOKIE_AGE) or "")


def _set(response: HttpResponse, name: str, value: str) -> None:
    response.set_signed_cookie(
        name,
        value,
        salt=name,
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SECURE_COOKIES,
    )


def imported_key(conversation: Conversation, number: int) -> str:
    """Return the key of somebody who took part elsewhere."""
    return hashlib.sha256(f"import:{conversation.pk}:{number}".encode()).hexdigest()


_NARROW: Final = str.maketrans(
    "０１２３４５６７８９ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)
