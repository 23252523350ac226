"""The pages of the fiscal calendar: one's own dates, and everybody's as one plan."""

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import services
from dejiro.apps.commitments.access import assembly_for_own
from dejiro.apps.commitments.forms import AssemblyForm, BudgetCycleForm, ConfirmForm
from dejiro.apps.commitments.plans import area_plan
from dejiro.apps.commitments.selectors import calendar_of
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import show, submit

CALENDAR = "/calendar/"
OWN = (Role.MEMBER, Role.APPROVER)


@open_to(*OWN)
def calendar_own(request: Request) -> HttpResponse:
    """The body's budget cycles and assembly sessions."""
    assert request.actor.organization is not None
    context = {"calendar": calendar_of(request.actor.organization), "trail": [(_("予算と議会の日程"), "")]}
    return show(request, "commitments/calendar.html", context)


@open_to_signed_in
def calendar_area(request: Request) -> HttpResponse:
    """All bodies of the prefecture: renewals, budgets, assemblies, month by month."""
    if request.actor.area is None:
        raise Http404(_("都道府県に所属していないため、日程がありません。"))
    context = {
        "plan": area_plan(request.actor.area),
        "trail": [(_("予算と議会の日程"), CALENDAR), (_("都道府県の全体"), "")],
    }
    return show(request, "commitments/calendar_area.html", context)


@open_to(*OWN)
def budget_cycle_edit(request: Request) -> HttpResponse:
    """Enter or correct the dates of a fiscal year's budget."""
    this_year = FiscalYear.of(clock.today())
    initial = {"fiscal_year": request.GET.get("year", str(this_year.year + 1))}
    form = BudgetCycleForm(request.POST or None, this_year=this_year, initial=initial)
    if response := submit(
        request,
        form,
        lambda: services.budget_cycle_save(actor=request.actor, **form.values()),
        to=lambda _cycle: CALENDAR,
        done=_("予算日程を保存しました。"),
    ):
        return response
    return _page(request, form, _("予算日程を登録する"))


@open_to(*OWN)
def assembly_new(request: Request) -> HttpResponse:
    """Enter a session."""
    form = AssemblyForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.assembly_save(actor=request.actor, **form.values()),
        to=lambda _assembly: CALENDAR,
        done=_("議会日程を保存しました。"),
    ):
        return response
    return _page(request, form, _("議会日程を登録する"))


@open_to(*OWN)
def assembly_edit(request: Request, pk: int) -> HttpResponse:
    """Correct a session."""
    assembly = assembly_for_own(request.actor, pk)
    fields = ("name", "opens_on", "votes_on", "version")
    form = AssemblyForm(request.POST or None, initial={name: getattr(assembly, name) for name in fields})
    if response := submit(
        request,
        form,
        lambda: services.assembly_save(
            actor=request.actor, assembly=assembly, version=form.seen_version(), **form.values()
        ),
        to=lambda _assembly: CALENDAR,
        done=_("議会日程を保存しました。"),
    ):
        return response
    return _page(request, form, _("議会日程を直す"))


@open_to(*OWN)
def assembly_delete(request: Request, pk: int) -> HttpResponse:
    """Take a session out, after a word of confirmation."""
    assembly = assembly_for_own(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.assembly_delete(actor=request.actor, assembly=assembly),
        to=lambda _nothing: CALENDAR,
        done=_("議会日程を消しました。"),
    ):
        return response
    context = {
        "heading": _("議会日程を消す"),
        "text": assembly.name,
        "button": _("消す"),
        "danger": True,
        "back": CALENDAR,
        "trail": [(_("予算と議会の日程"), CALENDAR), (_("消す"), "")],
    }
    return show(request, "commitments/confirm.html", context, form=form)


def _page(request: Request, form: BudgetCycleForm | AssemblyForm, heading: str) -> HttpResponse:
    trail = [(_("予算と議会の日程"), CALENDAR), (heading, "")]
    return show(request, "commitments/calendar_form.html", {"heading": heading, "trail": trail}, form=form)
