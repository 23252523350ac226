"""The data of a pilot: the lines, one more, a table, a correction."""

from datetime import date

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.pilots import access, importing, services
from dejiro.apps.pilots.forms import CorrectForm, ImportForm, LineForm
from dejiro.apps.pilots.models import Observation
from dejiro.apps.pilots.views.common import above
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.clock import today
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.errors import Refusal
from dejiro.foundation.exchange import TableFault
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, form_page, list_page, posted, posted_files, table_download
from dejiro.ui.formats import jdate
from dejiro.ui.signs import signs


@open_to_signed_in
def data(request: Request, pk: int) -> HttpResponse:
    """The lines that count, newest first, and what came late or is missing."""
    pilot = access.pilot_for_data(request.actor, pk)
    rows = pilot.observations.filter(superseded_at=None).select_related("by").order_by("-day", "unit", "pk")
    context = {
        "pilot": pilot,
        "page": list_page(request, rows),
        "late": rows.filter(recorded__gt=pilot.due).count(),
        "missing": rows.filter(value=None).count(),
        "corrected": pilot.observations.filter(superseded_at__isnull=False).count(),
        "may_enter": access.enters(request.actor, pilot) and pilot.status == pilot.Status.REGISTERED,
        "is_late": today() > pilot.due,
        "trail": [*above(pilot), (_("データ"), "")],
    }
    return show(request, "pilots/data.html", context)


@open_to(*access.ENTERERS)
def line_new(request: Request, pk: int) -> HttpResponse:
    """One more line."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    form = LineForm(posted(request))

    def act() -> int:
        try:
            return services.observations_add(actor=request.actor, pilot=pilot, lines=[form.line()])
        except TableFault as fault:
            raise _of_the_form(fault) from fault

    back = f"{pilot.get_absolute_url()}data/"
    page = FormPage(
        title=_("データを1行入れる"), button=_("入れる"), back=back, trail=above(pilot), lead=_lead(pilot.due)
    )
    return form_page(request, form, act, to=lambda _late: back, done=_("データを入れました。"), page=page)


def _lead(due: date) -> str:
    if today() > due:
        return _("データの締切（%(due)s）を過ぎています。入れた行は残りますが、判定には使いません。") % {
            "due": jdate(due)
        }
    return _("登録日は自動で今日になります。締切は%(due)sです。") % {"due": jdate(due)}


def _of_the_form(fault: TableFault) -> Refusal:
    """Return the fault of the only line at its field."""
    cell = fault.faults[0]
    field = next(key for key, heading in services.HEADINGS.items() if str(heading) == cell.column)
    return Refusal(cell.message, code="line", field=field)


@open_to(*access.ENTERERS)
def data_import(request: Request, pk: int) -> HttpResponse:
    """A table of lines, all or none."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    form = ImportForm(posted(request), posted_files(request))

    def act() -> int:
        lines = importing.lines_from(form.cleaned_data["file"])
        return services.observations_add(actor=request.actor, pilot=pilot, lines=lines)

    back = f"{pilot.get_absolute_url()}data/"
    page = FormPage(
        title=_("表からデータを入れる"),
        button=_("取り込む"),
        back=back,
        trail=above(pilot),
        lead=_lead(pilot.due),
    )
    return form_page(request, form, act, to=lambda _late: back, done=_("表を取り込みました。"), page=page)


@open_to(*access.ENTERERS)
def data_template(request: Request, pk: int, form: str) -> HttpResponse:
    """An empty table with the headings."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    if form not in {"csv", "xlsx"}:
        raise Http404
    return table_download([], importing.COLUMNS, title=pilot.title, name="pilot_data", form=form)


@open_to(*access.ENTERERS)
def line_correct(request: Request, pk: int) -> HttpResponse:
    """Another value for a line, with a reason."""
    row = access.observation_for_enterer(request.actor, pk)
    initial = {"value": row.value, "tries": row.tries}
    form = CorrectForm(posted(request), initial=initial)

    def act() -> Observation:
        values = form.values()
        return services.observation_correct(actor=request.actor, row=row, **{**values, "tries": values["tries"] or 1})

    back = f"{row.pilot.get_absolute_url()}data/"
    page = FormPage(
        title=_("データを訂正する"),
        button=_("訂正する"),
        back=back,
        trail=above(row.pilot),
        lead=signs("　").join([row.unit, jdate(row.day), row.get_arm_display()]),
    )
    return form_page(request, form, act, to=lambda _row: back, done=_("訂正しました。"), page=page)
