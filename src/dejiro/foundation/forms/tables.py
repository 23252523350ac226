"""The page on which a table is taken in, as a whole or not at all."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import CellFault, TableFault
from dejiro.foundation.forms.house import HouseForm
from dejiro.foundation.forms.submit import show, submit


class TableForm(HouseForm):
    """A file with a table."""

    file = forms.FileField(
        label=_("ファイル"),
        help_text=_("CSVまたはExcel（.xlsx）。直すところが1つでもあれば、何も取り込みません。"),
    )


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
    return show(request, "ui/import.html", {**context, "faults": faults}, form=form)
