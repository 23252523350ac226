"""Joint recruiting: public facts, settling, and the file with which anybody recomputes it."""

from dataclasses import fields

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, selectors, services
from dejiro.apps.hiring.forms import JointForm, SettleForm
from dejiro.apps.hiring.models import Joint
from dejiro.apps.hiring.views.common import json_file, trail
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import FormPage, form_page, list_page, posted, url_of

JOINTS = "/hiring/joint/"


@open_to_everyone
def joint_list(request: Request) -> HttpResponse:
    """All joint recruiting."""
    page = list_page(request, Joint.objects.select_related("area"))
    context = {
        "page": page,
        "may_coordinate": request.actor.has(Role.COORDINATOR),
        "trail": trail((_("共同採用"), "")),
    }
    return show(request, "hiring/joint_list.html", context)


@open_to(Role.COORDINATOR)
def joint_new(request: Request) -> HttpResponse:
    """Begin one."""
    form = JointForm(posted(request))
    page = FormPage(
        title=_("共同採用を始める"),
        button=_("始める"),
        back=JOINTS,
        trail=trail((_("共同採用"), JOINTS)),
        lead=_("始めた後は、締切と地域の上限を変えられません。くじの種は、いま封をして、決定の後に公開します。"),
    )
    return form_page(
        request,
        form,
        lambda: services.joint_create(
            actor=request.actor,
            title=form.cleaned_data["title"],
            deadline=form.cleaned_data["deadline"],
            caps=form.cleaned_data["caps"],
        ),
        to=url_of,
        done=_("共同採用を始めました。"),
        page=page,
    )


@open_to_everyone
def joint(request: Request, pk: int) -> HttpResponse:
    """One joint recruiting: openings, caps, the seal of the lot, and how many were placed."""
    found = access.joint_for_reader(pk)
    facts = selectors.joint_facts(request.actor, found)
    context = {
        "joint": found,
        **{one.name: getattr(facts, one.name) for one in fields(facts)},
        "may_settle": access.coordinates(request.actor, found.area_id) and found.status == Joint.Status.OPEN,
        "trail": trail((_("共同採用"), JOINTS), (found.title, "")),
    }
    return show(request, "hiring/joint.html", context)


@open_to(Role.COORDINATOR)
def settle(request: Request, pk: int) -> HttpResponse:
    """Settle it, once."""
    found = access.joint_for_coordinator(request.actor, pk)
    form = SettleForm(posted(request), initial={"version": found.version})
    page = FormPage(
        title=_("行き先を決める"),
        button=_("決める"),
        back=url_of(found),
        trail=trail((_("共同採用"), JOINTS), (found.title, url_of(found))),
        lead=_("応募した人の順位と、団体の評価から、安定な組合せを計算します。別の検査に合ったものだけを決定します。"),
    )
    return form_page(
        request,
        form,
        lambda: services.joint_settle(
            actor=request.actor, joint=found, answer_by=form.cleaned_data["answer_by"], version=form.seen_version()
        ),
        to=url_of,
        done=_("行き先を決め、申し出を送りました。"),
        page=page,
    )


@open_to(Role.COORDINATOR, Role.AUDITOR)
def bundle(request: Request, pk: int) -> HttpResponse:
    """The problem, the answer and the seed, without personal data."""
    settlement = access.settlement_for_checker(request.actor, pk)
    return json_file(selectors.bundle_of(settlement), f"dejiro-joint-{pk}.json")


@open_to(*access.WRITERS)
def result(request: Request, pk: int) -> HttpResponse:
    """What joint recruiting brought an opening, and why, for its body."""
    found, settlement = access.settlement_for_owner(request.actor, pk)
    brought = selectors.result_of(found, settlement)
    context = {
        "opening": found,
        "outcome": brought.outcome,
        "rows": [(seat, brought.people.get(seat.number)) for seat in brought.outcome.seats],
        "next": brought.people.get(brought.outcome.next_number),
        "unscored": brought.unscored,
        "trail": trail((found.title, found.get_absolute_url()), (_("共同採用の結果"), "")),
    }
    return show(request, "hiring/result.html", context)
