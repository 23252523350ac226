"""What every service of careers asks first, and how it is recorded."""

import json
from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import Personal, Recorded, record, subject_of


def insist(allowed: object, message: str = "") -> None:
    """Go on only when the actor may do this.

    Raises:
        NotYours: with the message.
    """
    if not allowed:
        message = message or _("この操作ができるのは、その人が所属する団体の承認者と管理者です。")
        raise NotYours(message, code="not_allowed")


def refuse_unless(right: object, message: str, *, code: str, field: str | None = None) -> None:
    """Go on only when the rule holds.

    Raises:
        Refusal: with the message.
    """
    if not right:
        raise Refusal(message, code=code, field=field)


def about(person: User, **facts: object) -> Personal:
    """Return facts about a person, sealed under their pseudonym."""
    return Personal(json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str), str(person.ref))


def note(actor: Actor, verb: str, row: models.Model, facts: Mapping[str, Recorded]) -> None:
    """Record an act of this app."""
    record(actor=actor, action=f"careers.{verb}", subject=subject_of(row), data=facts)
