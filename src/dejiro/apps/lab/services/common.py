"""What every service of the lab asks first."""

from typing import Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search.services import index

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


def conversation_known(conversation: Conversation) -> None:
    """Let everyone in the area find a public conversation; call it in the transaction of the act, after its rows."""
    shown = conversation.statements.filter(status=Statement.Status.APPROVED).order_by("number")
    words = (conversation.question, conversation.closing_words, conversation.background)
    index(
        kind="conversation",
        key=conversation.pk,
        area=conversation.area,
        organization=None,
        public=True,
        title=conversation.title,
        text="\n".join([*filter(None, words), *shown.values_list("text", flat=True)]),
        url=conversation.get_absolute_url(),
    )


def moderators_url(conversation: Conversation) -> str:
    """Return where the body looks at statements that came in."""
    return reverse("lab:moderation", args=[conversation.pk])
