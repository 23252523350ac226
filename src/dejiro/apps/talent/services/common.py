"""What every service asks first."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from django.db import models
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import Personal, Recorded, record, subject_of

REF_LENGTH: Final = 36
WEEK: Final = timedelta(days=7)


def insist(allowed: object, message: str) -> None:
    """Go on only when the actor may do this.

    Raises:
        NotYours: with the message.
    """
    if not allowed:
        raise NotYours(message, code="not_allowed")


def refuse_unless(allowed: object, message: str, *, code: str, field: str | None = None) -> None:
    """Go on only when the rule holds.

    Raises:
        Refusal: with the message.
    """
    if not allowed:
        raise Refusal(message, code=code, field=field)


def check_period(starts_on: date, ends_on: date) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        Refusal: at `ends_on`.
    """
    refuse_unless(starts_on <= ends_on, _("終わりの日が、始まりの日より前です。"), code="period", field="ends_on")


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def sunday_of(day: date) -> date:
    """Return the Sunday of a day's week."""
    return monday_of(day) + timedelta(days=6)


def sealed(text: str, reference: str) -> Personal:
    """Return words about a person for the log, sealed under what stands for them."""
    return Personal(text, reference[:REF_LENGTH])


def note(actor: Actor, verb: str, row: models.Model, facts: Mapping[str, Recorded]) -> None:
    """Record an act of this app in the log."""
    record(actor=actor, action=f"talent.{verb}", subject=subject_of(row), data=facts)
