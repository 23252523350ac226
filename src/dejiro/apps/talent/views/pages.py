"""Where the pages of this app stand, and the page on which a file is taken in."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from dejiro.apps.talent.models import Plan
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import CellFault, TableFault
from dejiro.foundation.forms import HouseForm, show, submit
from dejiro.foundation.forms.pages import FormPage

PER_PAGE: Final = 50
HOME: Final = (_("人材の共同活用"), "/talent/")
POOL: Final = (_("人材プール"), "/talent/pool/")
REQUESTS: Final = (_("人材の依頼"), "/talent/requests/")
PLANS: Final = (_("人材の計画"), "/talent/plans/")
HANDOVERS: Final = (_("引き継ぎのメモ"), "/talent/handovers/")
ENGAGEMENTS: Final = (_("支援"), "/talent/engagements/")


def import_page(
    request: Request, form: HouseForm, context: Mapping[str, object], act: Callable[[Any], object]
) -> HttpResponse:
    """Import a file as a whole, or show its faults by row and column; `context` has the page's words and `back`."""
    faults: list[CellFault] = []

    def attempt() -> object:
        try:
            return act(form.cleaned_data["file"])
        except TableFault as fault:
            faults.extend(fault.faults)
            message = _("ファイルに直すところがあります。下の表のとおりに直して、もう一度選んでください。")
            raise Refusal(str(message), code="table", field="file") from fault

    done = _("取り込みました。")
    if response := submit(request, form, attempt, to=lambda _done: str(context["back"]), done=done):
        return response
    return show(request, "talent/import.html", {**context, "faults": faults}, form=form)


def plan_form(plan: Plan, title: str, button: str, lead: str = "") -> FormPage:
    """Return how a page with a form about a plan looks."""
    back = plan.get_absolute_url()
    return FormPage(title=title, button=button, back=back, trail=[HOME, PLANS, (plan.name, back)], lead=lead)
