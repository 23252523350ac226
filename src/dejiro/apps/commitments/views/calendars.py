"""The pages of the fiscal calendar: one's own dates, and everybody's as one plan."""

from collections.abc import Container
from typing import Final

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import services
from dejiro.apps.commitments.access import assembly_for_own
from dejiro.apps.commitments.forms import AssemblyForm, BudgetCycleForm
from dejiro.apps.commitments.models import BudgetCycle
from dejiro.apps.commitments.plans import KINDS, Wanted, area_plan
from dejiro.apps.commitments.selectors import calendar_of, municipality_names
from dejiro.apps.commitments.views.confirming import Question, confirm
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import FiscalYear
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, show, submit

CALENDAR: Final = "/calendar/"
OWN: Final = (Role.MEMBER, Role.APPROVER)


@open_to(*OWN)
def calendar_own(request: Request) -> HttpResponse:
    """The body's budget cycles and assembly sessions, and what lies ahead of it."""
    actor = request.actor
    assert actor.organization is not None
    assert actor.area is not None
    plan = area_plan(actor.area, Wanted(body=actor.organization_code))
    context = {
        "calendar": calendar_of(actor.organization),
        "ahead": [entry for month in plan for entry in month.entries],
        "trail": [(_("予算と議会の日程"), "")],
    }
    return show(request, "commitments/calendar.html", context)


@open_to(*OWN, Role.COORDINATOR, Role.EXPERT)
def calendar_area(request: Request) -> HttpResponse:
    """All bodies of the prefecture: contracts that end, budgets, assemblies, rounds, month by month."""
    area = request.actor.area
    if area is None:
        raise Http404(_("都道府県に所属していないため、日程がありません。"))
    bodies, categories = municipality_names(area), dict(needs.CATEGORIES)
    wanted = Wanted(
        kind=_asked(request, "kind", KINDS),
        body=_asked(request, "body", bodies),
        category=_asked(request, "category", categories),
    )
    plan = area_plan(area, wanted)
    context = {
        "area": area,
        "plan": plan,
        "any_entries": any(month.entries for month in plan),
        "wanted": wanted,
        "filtered": wanted != Wanted(),
        "kinds": KINDS.items(),
        "bodies": bodies.items(),
        "categories": categories.items(),
        "trail": [(_("予算と議会の日程"), CALENDAR), (_("都道府県の全体"), "")],
    }
    return show(request, "commitments/calendar_area.html", context)


@open_to(*OWN)
def budget_cycle_edit(request: Request) -> HttpResponse:
    """Enter or correct the dates of a fiscal year's budget."""
    this_year = FiscalYear.of(clock.today())
    form = BudgetCycleForm(request.POST or None, this_year=this_year, initial=_cycle_shown(request, this_year))
    if response := submit(
        request,
        form,
        lambda: services.budget_cycle_save(actor=request.actor, **form.values()),
        to=lambda _cycle: CALENDAR,
        done=_("予算日程を保存しました。"),
    ):
        return response
    return _page(request, form, _("予算日程を登録する"))


def _cycle_shown(request: Request, this_year: FiscalYear) -> dict[str, object]:
    """Return the year asked for, next year without one, with the dates that the body has entered for it."""
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == len("2027") else this_year.year + 1
    cycle = BudgetCycle.objects.filter(organization=request.actor.organization, fiscal_year=year).first()
    dates = {"request_due_on": cycle.request_due_on, "settled_on": cycle.settled_on} if cycle else {}
    return {"fiscal_year": year, **dates}


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
    question = Question(
        heading=_("議会日程を消す"),
        text=_("この会期は、予算と議会に間に合うかの判定に使われなくなります。"),
        button=_("消す"),
        done=_("議会日程を消しました。"),
        about=assembly.name,
        back=CALENDAR,
        trail=[(_("予算と議会の日程"), CALENDAR), (_("議会日程を消す"), "")],
        danger=True,
    )
    return confirm(
        request,
        ConfirmForm(request.POST or None),
        question,
        lambda: services.assembly_delete(actor=request.actor, assembly=assembly),
        to=lambda _nothing: CALENDAR,
    )


def _asked(request: Request, name: str, known: Container[str]) -> str:
    value = request.GET.get(name, "")
    return value if value in known else ""


def _page(request: Request, form: BudgetCycleForm | AssemblyForm, heading: str) -> HttpResponse:
    trail = [(_("予算と議会の日程"), CALENDAR), (heading, "")]
    return show(request, "commitments/calendar_form.html", {"heading": heading, "trail": trail}, form=form)
