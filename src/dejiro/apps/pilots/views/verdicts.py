"""The verdict: computed, confirmed, published; a decision against it; and what an adopted pilot leads to."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.pilots import access, planning, selectors, services
from dejiro.apps.pilots.drawing import verdict_picture
from dejiro.apps.pilots.exports import bundle_of
from dejiro.apps.pilots.figures import plan_figures, verdict_figures
from dejiro.apps.pilots.forms import DepartForm, VerdictForm
from dejiro.apps.pilots.labels import REASONS
from dejiro.apps.pilots.models import Pilot
from dejiro.apps.pilots.views.common import above, confirm, download
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms.pages import FormPage, form_page, posted, url_of


@open_to(Role.APPROVER)
def verdict(request: Request, pk: int) -> HttpResponse:
    """What the registered rule says, to be confirmed and published."""
    pilot = access.pilot_for_approver(request.actor, pk)
    form = VerdictForm(posted(request), initial={"version": pilot.version})
    page = FormPage(
        title=_("判定を確かめて公表する"),
        button=_("この判定を公表する"),
        back=pilot.get_absolute_url(),
        trail=above(pilot),
        template="pilots/verdict_form.html",
        context={"pilot": pilot, "result": _computed(pilot), "figures": plan_figures(pilot)},
    )
    return form_page(
        request,
        form,
        lambda: services.verdict_publish(
            actor=request.actor, pilot=pilot, reasons=form.cleaned_data["reasons"], version=form.seen_version()
        ),
        to=url_of,
        done=_("判定を公表しました。"),
        page=page,
    )


def _computed(pilot: Pilot) -> dict[str, object] | None:
    """Return the verdict as it would be published; None before the due day is over: nobody looks early."""
    if pilot.status != Pilot.Status.REGISTERED or clock.today() <= pilot.due:
        return None
    found = planning.verdict_for(pilot, selectors.lines_of(pilot), clock.today())
    picture = verdict_picture(planning.registered_plan(pilot), found)
    figures = verdict_figures(pilot, found)
    return {"verdict": found, "picture": picture, "reason": REASONS[found.reason], "figures": figures}


@open_to(Role.APPROVER)
def decision(request: Request, pk: int) -> HttpResponse:
    """Decide otherwise, with a reason."""
    pilot = access.pilot_for_approver(request.actor, pk)
    form = DepartForm(posted(request))
    page = FormPage(
        title=_("判定と異なる決定をする"),
        button=_("決定を公表する"),
        back=pilot.get_absolute_url(),
        trail=above(pilot),
        lead=_("判定は変わりません。決定と理由が、判定と並べて公開されます。"),
        danger=True,
    )
    return form_page(
        request,
        form,
        lambda: services.decision_depart(actor=request.actor, pilot=pilot, **form.values()),
        to=lambda _made: pilot.get_absolute_url(),
        done=_("決定を公表しました。"),
        page=page,
    )


@open_to(*access.DRAFTERS)
def pilot_raise(request: Request, pk: int) -> HttpResponse:
    """Make an adopted pilot a voice, from which a need and its round grow."""
    pilot = access.pilot_for_drafter(request.actor, pk)
    return confirm(
        request,
        pilot,
        lambda version: services.pilot_raise(actor=request.actor, pilot=pilot, version=version),
        to=url_of,
        title=_("ほかの団体と広げる"),
        lead=_("実証の結果を添えた声が、調整担当に届きます。調整担当が課題にまとめ、共同調達の募集を開きます。"),
        done=_("調整担当に届けました。"),
    )


@open_to_everyone
def bundle(request: Request, pk: int) -> HttpResponse:
    """Plan, data and verdict, as `dejiro trial check` reads them."""
    del request
    pilot = access.pilot_published(pk)
    return download(bundle_of(pilot), "application/zip", f"pilot_{pilot.pk}.zip")
