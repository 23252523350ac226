"""What-if plans side by side, what they suppose, pairs that are let go, and a re-plan's curve."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.plans import ChangeForm, PointForm, ScenarioForm
from dejiro.apps.talent.models import Change, Plan, Specialist
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.selectors.scenarios import HEIGHT, WIDTH, change_text, comparison_of, curve_points
from dejiro.apps.talent.tasks import plan_compute, plan_curve
from dejiro.apps.talent.views.pages import HOME, PLANS, plan_form
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import form_page, posted, url_of
from dejiro.foundation.tasks import enqueue_after_commit


@open_to(Role.COORDINATOR)
def scenarios(request: Request, pk: int) -> HttpResponse:
    """A plan and its hypothetical ones in one table."""
    found = access.plan_for_coordinator(request.actor, pk)
    chosen = [int(text) for text in request.GET.getlist("with") if text.isdecimal()]
    context = {
        "plan": found,
        "view": comparison_of(found, chosen),
        "trail": [HOME, PLANS, (found.name, found.get_absolute_url()), (_("仮の案と比べる"), "")],
    }
    return show(request, "talent/scenarios.html", context)


@open_to(Role.COORDINATOR)
def scenario_new(request: Request, pk: int) -> HttpResponse:
    """Begin a hypothetical plan."""
    found = access.plan_for_coordinator(request.actor, pk)
    form = ScenarioForm(posted(request))
    lead = _("もとの計画はそのまま残ります。次の画面で、人材や依頼をどう変えるかを加えます。")
    return form_page(
        request,
        form,
        lambda: services.scenario_create(actor=request.actor, plan=found, **form.values()),
        to=url_of,
        done=_("仮の案を作りました。変更を加えてから、計算してください。"),
        page=plan_form(found, _("仮の案を作る"), _("作る"), lead),
    )


@open_to(Role.COORDINATOR)
def change_new(request: Request, pk: int) -> HttpResponse:
    """Suppose one thing."""
    found = access.plan_for_coordinator(request.actor, pk)
    form = ChangeForm(posted(request))

    def act() -> Change:
        values = form.values()
        key, number = values.pop("specialist"), values.pop("request")
        person = Specialist.objects.filter(area=found.area, key=key).first() if key else None
        asked = TalentRequest.objects.filter(area=found.area, pk=number).first() if number else None
        if key and person is None:
            raise Refusal(_("この人材番号の人はいません。"), code="no_specialist", field="specialist")
        if number and asked is None:
            raise Refusal(_("この番号の依頼はありません。"), code="no_request", field="request")
        supposed = services.Supposed(**values, specialist=person, request=asked)
        return services.change_save(actor=request.actor, plan=found, supposed=supposed)

    return form_page(
        request,
        form,
        act,
        to=lambda _change: found.get_absolute_url(),
        done=_("変更を加えました。計算すると、結果に入ります。"),
        page=plan_form(found, _("変更を加える"), _("加える")),
    )


@open_to(Role.COORDINATOR)
def change_remove(request: Request, pk: int) -> HttpResponse:
    """Suppose it no longer."""
    found = access.change_for_coordinator(request.actor, pk)
    return form_page(
        request,
        ConfirmForm(posted(request)),
        lambda: services.change_remove(actor=request.actor, change=found),
        to=url_of,
        done=_("変更を消しました。もう一度計算してください。"),
        page=plan_form(found.plan, _("変更を消す"), _("消す"), change_text(found)),
    )


@open_to(Role.COORDINATOR)
def pin_remove(request: Request, pk: int) -> HttpResponse:
    """Leave a pair to the computation again."""
    found = access.pin_for_coordinator(request.actor, pk)
    words = {
        "kind": found.get_kind_display(),
        "name": found.specialist.name,
        "body": found.request.organization.name,
        "title": found.request.title,
    }
    form = ConfirmForm(posted(request), initial={"version": found.plan.version})
    return form_page(
        request,
        form,
        lambda: services.pin_remove(actor=request.actor, pin=found, version=form.seen_version()),
        to=url_of,
        done=_("消しました。もう一度計算すると、この組も計算に任せます。"),
        page=plan_form(
            found.plan, _("固定・除外を消す"), _("消す"), _("%(kind)s：%(name)s — %(body)s「%(title)s」") % words
        ),
    )


@open_to(Role.COORDINATOR)
def curve(request: Request, pk: int) -> HttpResponse:
    """What each number of changes would bring, as a curve and a table."""
    found = access.plan_for_coordinator(request.actor, pk)
    points = curve_points(found)
    drawn = [point for point in points if not point.failure]
    context = {
        "plan": found,
        "points": points,
        "drawn": drawn,
        "line": " ".join(f"{point.x},{point.y}" for point in drawn),
        "width": WIDTH,
        "height": HEIGHT,
        "trail": [HOME, PLANS, (found.name, found.get_absolute_url()), (_("変える数と効果"), "")],
    }
    return show(request, "talent/curve.html", context)


@open_to(Role.COORDINATOR)
def curve_compute(request: Request, pk: int) -> HttpResponse:
    """Have the curve computed in the background."""
    found = access.plan_for_coordinator(request.actor, pk)

    def act() -> Plan:
        started = services.curve_start(actor=request.actor, plan=found)
        enqueue_after_commit(plan_curve, plan_id=started.pk)
        return started

    return form_page(
        request,
        ConfirmForm(posted(request)),
        act,
        to=lambda plan: f"{plan.get_absolute_url()}curve/",
        done=_("計算を始めました。終わると、この画面に結果が出ます。"),
        page=plan_form(
            found,
            _("変える数ごとに比べる"),
            _("計算を始める"),
            _("変えてよい数を0件から順に増やして、7通り計算します。"),
        ),
    )


@open_to(Role.COORDINATOR)
def curve_pick(request: Request, pk: int) -> HttpResponse:
    """Compute the re-plan with a point's number of changes."""
    found = access.plan_for_coordinator(request.actor, pk)
    number = request.GET.get("changes", "")
    form = PointForm(posted(request), initial={"max_changes": number, "version": found.version})

    def act() -> Plan:
        values = form.cleaned_data
        started = services.point_pick(
            actor=request.actor, plan=found, max_changes=values["max_changes"], version=values["version"]
        )
        enqueue_after_commit(plan_compute, plan_id=started.pk)
        return started

    lead = _("変えてよい数を%(number)s件として、計画を計算し直します。") % {"number": number}
    return form_page(
        request,
        form,
        act,
        to=url_of,
        done=_("計算を始めました。終わると、この画面に結果が出ます。"),
        page=plan_form(
            found,
            _("この数で組み直す"),
            _("計算する"),
            lead if number else _("変えてよい数を制限せずに、計画を計算し直します。"),
        ),
    )
