"""What every service of the lab asks first."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access
from dejiro.apps.lab.models import Conversation
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours
from dejiro.foundation.organizations.models import Organization

MODERATE: Final = "conversation.moderate"
CLOSE: Final = "conversation.close"


def insist_owner(actor: Actor, conversation: Conversation) -> None:
    """Go on only when the actor runs the conversation.

    Raises:
        NotYours: if it is another body's.
    """
    if not access.owns(actor, conversation):
        raise NotYours(_("この対話を進められるのは、開いた団体の担当者です。"), code="not_owner")


def body_of(actor: Actor) -> Organization:
    """Return the public body for which the actor opens a conversation.

    Raises:
        NotYours: if the actor may open none.
    """
    if not access.may_open(actor) or actor.organization is None:
        raise NotYours(_("対話を開けるのは、都道府県・区市町村の担当者です。"), code="not_opener")
    return actor.organization


def moderators_url(conversation: Conversation) -> str:
    """Return where the body looks at statements that came in."""
    return reverse("lab:moderation", args=[conversation.pk])
