"""What the pages of hiring have in common."""

from typing import Final

from django.http import JsonResponse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.hiring.models import Opening
from dejiro.foundation.forms.pages import FormPage, Trail

HIRING: Final = (_("採用"), "/hiring/")


def trail(*here: tuple[object, str]) -> Trail:
    """Return the breadcrumbs of a page below the list."""
    return [HIRING, *here]


def page_of(opening: Opening, title: str, button: str, lead: str = "", *, danger: bool = False) -> FormPage:
    """Return a form's page below an opening."""
    back = opening.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=trail((opening.title, back)), lead=lead, danger=danger)


def json_file(content: object, name: str) -> JsonResponse:
    """Return JSON that the browser saves."""
    response = JsonResponse(content, safe=False, json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response
