"""The page of a form, the same for every act of this app."""

from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.forms import HouseForm, show

PEOPLE = "/people/"


def form_page(
    request: Request,
    form: HouseForm,
    *,
    heading: str,
    button: str | Promise,
    back: str = PEOPLE,
    lead: str = "",
    notes: tuple[str, ...] = (),
    danger: bool = False,
    trail: tuple[tuple[str, str], ...] = (),
) -> HttpResponse:
    """Show a form with a heading, a lead, notes on what will happen, its button and a way back."""
    context = {
        "heading": heading,
        "button": button,
        "back": back,
        "lead": lead,
        "notes": notes,
        "danger": danger,
        "trail": [*(trail or ((_("人と組織"), PEOPLE),)), (heading, "")],
    }
    return show(request, "people/form.html", context, form=form)
