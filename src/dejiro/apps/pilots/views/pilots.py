"""Pilots: who has tried what, one of them, and its way to registration."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.challenges.public import ideas_to_pilot
from dejiro.apps.pilots import access, planning, selectors, services
from dejiro.apps.pilots.drawing import verdict_picture
from dejiro.apps.pilots.figures import plan_figures, verdict_figures
from dejiro.apps.pilots.forms import AmendForm, PilotForm, initial_from, initial_of
from dejiro.apps.pilots.labels import REASONS
from dejiro.apps.pilots.models import Amendment, Pilot
from dejiro.apps.pilots.views.common import LAB, PILOTS, above, confirm
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, asked, asked_number, form_page, list_page, posted, url_of

STATES = {
    "registered": gettext_lazy("登録済み"),
    "adopt": gettext_lazy("採用"),
    "stop": gettext_lazy("中止"),
    "inconclusive": gettext_lazy("判断できない"),
    "draft": gettext_lazy("下書き"),
    "submitted": gettext_lazy("登録待ち"),
}


@open_to_everyone
def pilot_list(request: Request) -> HttpResponse:
    """Who has tried what already, with its verdict, failures included."""
    state, q, body = asked(request, "state", list(STATES)), asked(request, "q"), asked(request, "body", limit=20)
    need = asked_number(request, "need")
    context = {
        "page": list_page(request, selectors.pilot_list(request.actor, state=state, q=q, body=body, need=need)),
        "need": need,
        "states": STATES.items(),
        "state": state,
        "q": q,
        "body": body,
        "may_draft": access.may_draft(request.actor),
        "trail": [LAB, (PILOTS[0], "")],
    }
    return show(request, "pilots/pilot_list.html", context)


@open_to(*access.DRAFTERS)
def pilot_new(request: Request) -> HttpResponse:
    """Write down a pilot, from a chosen idea where one is named in the address."""
    number, need = asked_number(request, "idea"), asked_number(request, "need")
    idea = next((one for one in ideas_to_pilot(request.actor) if one.pk == number), None) if number else None
    initial = initial_from(idea)
    form = PilotForm(posted(request), actor=request.actor, initial={"need": need, **initial})
    page = FormPage(
        title=_("実証の計画を書く"),
        button=_("下書きを保存する"),
        back="/pilots/",
        trail=[LAB, PILOTS],
        lead=_(
            "始める前に、何を測り、どうなれば採用・中止とするかを決めます。保存すると、この数で分かるかどうかを計算して見せます。"
        ),
    )
    return form_page(
        request,
        form,
        lambda: services.pilot_create(actor=request.actor, terms=form.terms(), partners=form.partners_chosen()),
        to=url_of,
        done=_("下書きを保存しました。"),
        page=page,
    )


@open_to_everyone
def pilot(request: Request, pk: int) -> HttpResponse:
    """The plan, what became of it, and what the reader may do next."""
    found = access.pilot_for_reader(request.actor, pk)
    approves = access.approves(request.actor, found)
    context = {
        "pilot": found,
        "partners": list(found.partners.all()),
        "strength": _strength(found),
        "figures": plan_figures(found),
        "amendments": list(found.amendments.select_related("by")),
        "result": result_of(found) if found.verdict_document else None,
        "departure": getattr(found, "departure", None),
        "certifications": list(found.certifications.select_related("issuer")),
        "may_draft": access.drafts(request.actor, found),
        "may_approve": approves,
        "may_enter": access.enters(request.actor, found),
        "may_see_data": access.sees_data(request.actor, found),
        "adopted": services.adopted(found),
        "over": found.due < clock.today(),
        "trail": [LAB, PILOTS, (found.title, "")],
    }
    return show(request, "pilots/pilot.html", context)


def _strength(found: Pilot) -> planning.Strength | None:
    """Return what the number can show; None for a draft whose dates have passed meanwhile."""
    try:
        plan = planning.registered_plan(found) if found.is_public else planning.plan_of(found, clock.today())
    except Refusal:
        return None
    return planning.strength_of(plan)


def result_of(found: Pilot) -> dict[str, object]:
    """Return a published verdict with its picture and the reason in words."""
    verdict = planning.verdict_read(found.verdict_document)
    picture = verdict_picture(planning.registered_plan(found), verdict)
    figures = verdict_figures(found, verdict)
    return {"verdict": verdict, "picture": picture, "reason": REASONS[verdict.reason], "figures": figures}


@open_to(*access.DRAFTERS)
def pilot_edit(request: Request, pk: int) -> HttpResponse:
    """Write a draft anew."""
    found = access.pilot_for_drafter(request.actor, pk)
    form = PilotForm(posted(request), actor=request.actor, initial=initial_of(found))
    page = FormPage(
        title=_("計画を直す"), button=_("下書きを保存する"), back=found.get_absolute_url(), trail=above(found)
    )
    return form_page(
        request,
        form,
        lambda: services.pilot_update(
            actor=request.actor,
            pilot=found,
            terms=form.terms(),
            partners=form.partners_chosen(),
            version=form.seen_version(),
        ),
        to=url_of,
        done=_("下書きを保存しました。"),
        page=page,
    )


@open_to(*access.DRAFTERS)
def pilot_submit(request: Request, pk: int) -> HttpResponse:
    """Ask the approver."""
    found = access.pilot_for_drafter(request.actor, pk)
    return confirm(
        request,
        found,
        lambda version: services.pilot_submit(actor=request.actor, pilot=found, version=version),
        to=url_of,
        title=_("承認者に登録を頼む"),
        lead=_("承認者の机に載ります。登録までは、直すこともできます。"),
        done=_("承認者に頼みました。"),
    )


@open_to(Role.APPROVER)
def pilot_register(request: Request, pk: int) -> HttpResponse:
    """Fix the plan."""
    found = access.pilot_for_approver(request.actor, pk)
    return confirm(
        request,
        found,
        lambda version: services.pilot_register(actor=request.actor, pilot=found, version=version),
        to=url_of,
        title=_("計画を登録する"),
        lead=_(
            "登録すると、計画は公開され、固定されます。変えるには理由が要り、変更も公開されます。データが入ったあとは、測り方を変えられません。"
        ),
        done=_("計画を登録しました。"),
    )


@open_to(Role.APPROVER)
def pilot_amend(request: Request, pk: int) -> HttpResponse:
    """Change a registered plan, with a reason."""
    found = access.pilot_for_approver(request.actor, pk)
    form = AmendForm(posted(request), actor=request.actor, initial=initial_of(found))

    def act() -> Amendment:
        reason = form.cleaned_data["reason"]
        return services.pilot_amend(
            actor=request.actor, pilot=found, terms=form.terms(), reason=reason, version=form.seen_version()
        )

    page = FormPage(
        title=_("登録した計画を変える"),
        button=_("変更を公開する"),
        back=found.get_absolute_url(),
        trail=above(found),
        lead=_("測り方・線・日程・数は、始まりの前で、データがないときだけ変えられます。"),
    )
    return form_page(
        request, form, act, to=lambda _made: found.get_absolute_url(), done=_("変更を公開しました。"), page=page
    )


@open_to(*access.DRAFTERS)
def pilot_delete(request: Request, pk: int) -> HttpResponse:
    """Throw a draft away."""
    found = access.pilot_for_drafter(request.actor, pk)
    return confirm(
        request,
        found,
        lambda version: services.pilot_delete(actor=request.actor, pilot=found, version=version),
        to=lambda _none: "/pilots/",
        title=_("下書きを消す"),
        lead=_("下書きは元に戻せません。"),
        done=_("下書きを消しました。"),
        danger=True,
    )
