"""What the pages of the lab have in common: trails, a file to be saved."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.lab.models import Conversation
from dejiro.foundation.forms.pages import Trail

LAB: Final = (_("共創ラボ"), "/lab/")


def list_trail(here: str = "") -> Trail:
    """Return the breadcrumbs of the lab, or of a page beside its list."""
    return [LAB, (here, "")] if here else [(LAB[0], "")]


def trail_of(conversation: Conversation, here: str = "") -> Trail:
    """Return the breadcrumbs of a conversation, or of a page below it."""
    if not here:
        return [LAB, (conversation.title, "")]
    return [*above(conversation), (here, "")]


def above(conversation: Conversation) -> Trail:
    """Return the breadcrumbs down to a conversation, for a page below it."""
    return [LAB, (conversation.title, conversation.get_absolute_url())]


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that the browser saves."""
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
