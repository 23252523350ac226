"""What the pages of pilots share: trails, a button behind a page, a file to be saved."""

from collections.abc import Callable
from typing import Final, TypeVar

from django.http import HttpResponse
from django.utils.translation import gettext_lazy

from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.forms.pages import FormPage, Trail, confirm_page

T = TypeVar("T")
LAB: Final = (gettext_lazy("共創ラボ"), "/lab/")
PILOTS: Final = (gettext_lazy("実証"), "/pilots/")
CERTIFICATIONS: Final = (gettext_lazy("認定"), "/certifications/")


def above(row: Pilot | Certification) -> Trail:
    """Return the breadcrumbs down to a record, for a page below it."""
    top = PILOTS if isinstance(row, Pilot) else CERTIFICATIONS
    return [LAB, top, (str(row), row.get_absolute_url())]


def confirm(  # a button's page says so much
    request: Request,
    row: Pilot | Certification,
    act: Callable[[int | None], T],
    *,
    to: Callable[[T], str],
    title: str,
    lead: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    """Show what a button does, and do it when it is pressed."""
    page = FormPage(title=title, button=title, back=row.get_absolute_url(), trail=above(row), lead=lead, danger=danger)
    return confirm_page(request, act, to=to, done=done, page=page, version=row.version)


def download(content: bytes, content_type: str, name: str) -> HttpResponse:
    """Return a file that the browser saves."""
    return HttpResponse(content, content_type, headers={"Content-Disposition": f'attachment; filename="{name}"'})
