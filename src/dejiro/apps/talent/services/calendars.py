"""The secret address of a specialist's calendar: made by themselves, shown once, replaced or withdrawn at will."""

import hashlib
import secrets
from typing import Final

from django.core.cache import cache
from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.models import CalendarKey, Specialist
from dejiro.apps.talent.services.common import insist, note
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal

LENGTH: Final = 43
BYTES: Final = 32
WINDOW: Final = 600
"""Seconds of a window."""
READS: Final = 30
"""So often a key is read in a window; calendar applications ask every few minutes at most."""
GUESSES: Final = 20
"""So often an address may name a key that is none in a window."""


@transaction.atomic
def calendar_key_make(*, actor: Actor, specialist: Specialist) -> str:
    """Make a new secret for a specialist's calendar and return it; what was there before holds no more.

    Only its hash is kept, so this is the only time that anybody sees it.

    Raises:
        NotYours: if it is not the actor's own entry, or the actor calls with a key, which this secret would outlive.
    """
    insist(actor.scopes is None, _("予定表の鍵は、画面にログインして作ってください。"))
    insist(access.is_self(actor, specialist), _("予定表の鍵を作れるのは、本人だけです。"))
    secret = secrets.token_urlsafe(BYTES)
    known = CalendarKey.objects.filter(specialist=specialist).delete()[0]
    CalendarKey.objects.create(specialist=specialist, digest=digest_of(secret), made_at=clock.now())
    note(actor, "calendar.key", specialist, {"replaced": bool(known)})
    return secret


@transaction.atomic
def calendar_key_revoke(*, actor: Actor, specialist: Specialist) -> Specialist:
    """Let the secret address lead nowhere from now on; done again it changes nothing.

    Raises:
        NotYours: if the actor does not keep the entry.
    """
    insist(access.may_edit(actor, specialist), _("予定表の鍵を失効できるのは、本人と調整担当です。"))
    if CalendarKey.objects.filter(specialist=specialist).delete()[0]:
        note(actor, "calendar.revoke", specialist, {})
    return specialist


def specialist_by_key(secret: str, address: str) -> Specialist | None:
    """Return whose calendar a secret opens; None when it opens none, or the person left or was shut out.

    Args:
        secret: as the address holds it.
        address: from where it is asked; guesses are counted for it.

    Raises:
        Refusal: when the key is read, or the address guesses, too often; code "too_fast".
    """
    _spend(f"guesses:{address}", GUESSES, add=0)
    rows = CalendarKey.objects.filter(digest=digest_of(secret), specialist__user__is_active=True)
    key = rows.select_related("specialist__area").first() if len(secret) == LENGTH else None
    today = clock.today()
    if key is None or (key.specialist.left_on is not None and key.specialist.left_on <= today):
        _spend(f"guesses:{address}", GUESSES, add=1)
        return None
    _spend(f"reads:{key.digest}", READS, add=1)
    if key.used_on != today:
        CalendarKey.objects.filter(pk=key.pk).update(used_on=today)
    return key.specialist


def digest_of(secret: str) -> str:
    """Return what is kept of a secret: it has 256 random bits, so that a plain hash cannot be searched."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _spend(what: str, most: int, *, add: int) -> None:
    name = f"talent-calendar:{what}:{int(clock.now().timestamp()) // WINDOW}"
    cache.add(name, 0, 2 * WINDOW)
    count = cache.incr(name, add) if add else cache.get(name, 0)
    if count > most if add else count >= most:
        raise Refusal(_("短い時間に何度も読まれました。10分ほど待ってください。"), code="too_fast")
