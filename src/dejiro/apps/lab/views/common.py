"""What the pages of the lab have in common: trails, a form on a page, a file to be saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.lab.models import Conversation
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.forms import HouseForm, show, submit

T = TypeVar("T")
Trail = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class FormPage:
    """How a page with one form looks. `back` is where one goes who gives up; `danger` marks what cannot be undone."""

    title: str
    button: str
    back: str
    trail: Trail
    lead: str = ""
    danger: bool = False


def posted(request: Request) -> QueryDict | None:
    """Return what was posted, also when it is empty; None when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def form_page(
    request: Request, form: HouseForm, act: Callable[[], T], *, to: Callable[[T], str], done: str, page: FormPage
) -> HttpResponse:
    """Do what the form asks and go on, or show the page with what was typed."""
    if response := submit(request, form, act, to=to, done=done):
        return response
    return show(request, "lab/form.html", {"page": page, "trail": page.trail}, form=form)


def list_trail(here: str = "") -> Trail:
    """Return the breadcrumbs of the lab, or of a page beside its list."""
    if not here:
        return [(_("共創ラボ"), "")]
    return [(_("共創ラボ"), reverse("lab:conversations")), (here, "")]


def trail_of(conversation: Conversation, here: str = "") -> Trail:
    """Return the breadcrumbs of a conversation, or of a page below it."""
    above = (_("共創ラボ"), reverse("lab:conversations"))
    if not here:
        return [above, (conversation.title, "")]
    return [above, (conversation.title, conversation.get_absolute_url()), (here, "")]


def url_of(conversation: Conversation) -> str:
    """Return a conversation's page."""
    return conversation.get_absolute_url()


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that the browser saves."""
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
