"""What every service asks first, and how long texts are shown in notices."""

from typing import Final

from dejiro.foundation.accounts.models import User
from dejiro.foundation.errors import NotYours
from dejiro.foundation.ledger.services import Personal
from dejiro.foundation.organizations.models import Organization

REF_LENGTH: Final = 36


def insist(allowed: object, message: str) -> None:
    """Go on only when the actor may do this.

    Raises:
        NotYours: with the message.
    """
    if not allowed:
        raise NotYours(message, code="not_allowed")


def area_of(organization: Organization) -> Organization:
    """Return the prefecture in which a body takes part; its own for a prefecture."""
    return organization.area or organization


def sealed(text: str, person: User) -> Personal:
    """Return a person's words for the log, sealed under their pseudonym."""
    return Personal(text, str(person.ref))


def sealed_for(text: str, organization: Organization) -> Personal:
    """Return a body's confidential words for the log, sealed under the body's code."""
    return Personal(text, f"organization:{organization.code}"[:REF_LENGTH])
