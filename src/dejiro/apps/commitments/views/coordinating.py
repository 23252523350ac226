"""The pages by which a coordinator runs a round."""

from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import services
from dejiro.apps.commitments.access import round_for_coordinator
from dejiro.apps.commitments.forms import DecisionForm, ExtensionForm, ReasonForm, RoundForm
from dejiro.apps.commitments.models import Decision, Round
from dejiro.apps.commitments.pages import closing_page
from dejiro.apps.commitments.urls_of import round_trail, round_url
from dejiro.apps.commitments.views.confirming import Question, confirm
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, HouseForm, show, submit
from dejiro.foundation.organizations.rules import MINIMUM_MEMBERS, rule_in_force


@open_to(Role.COORDINATOR)
def round_new(request: Request, need: int) -> HttpResponse:
    """Propose a joint purchase for a need."""
    found = needs.need_for_coordinator(request.actor, need)
    rule = rule_in_force(found.area, MINIMUM_MEMBERS, on=clock.today())
    form = RoundForm(request.POST or None, initial={"title": found.title, "minimum_members": rule.value})
    if response := submit(
        request,
        form,
        lambda: services.round_create(actor=request.actor, need=found, terms=form.terms()),
        to=round_url,
        done=_("募集を下書きとして保存しました。内容を確かめて、募集を始めてください。"),
    ):
        return response
    trail = [(_("課題"), "/needs/"), (found.title, f"/needs/{found.pk}/"), (_("共同調達を提案する"), "")]
    context = {"need": found, "rule": rule, "back": f"/needs/{found.pk}/", "trail": trail}
    return show(request, "commitments/round_form.html", context, form=form)


@open_to(Role.COORDINATOR)
def round_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    round_ = round_for_coordinator(request.actor, pk)
    form = RoundForm(request.POST or None, initial=RoundForm.initial_of(round_))
    if response := submit(
        request,
        form,
        lambda: services.round_update(
            actor=request.actor, round_=round_, terms=form.terms(), version=form.seen_version()
        ),
        to=round_url,
        done=_("募集の条件を保存しました。"),
    ):
        return response
    trail = round_trail(round_, _("条件を直す"))
    context = {"round": round_, "need": round_.need, "back": round_url(round_), "trail": trail}
    return show(request, "commitments/round_form.html", context, form=form)


@open_to(Role.COORDINATOR)
def round_open(request: Request, pk: int) -> HttpResponse:
    """Begin to ask."""
    round_ = round_for_coordinator(request.actor, pk)
    return _act(
        request,
        round_,
        ConfirmForm(request.POST or None),
        lambda: services.round_open(actor=request.actor, round_=round_),
        heading=_("募集を始める"),
        text=_("課題の団体の机に「参加するか答える」が載ります。始めた後は、条件を変えられません。"),
        done=_("募集を始めました。"),
    )


@open_to(Role.COORDINATOR)
def round_extend(request: Request, pk: int) -> HttpResponse:
    """Give more time."""
    round_ = round_for_coordinator(request.actor, pk)
    form = ExtensionForm(request.POST or None)
    return _act(
        request,
        round_,
        form,
        lambda: services.round_extend(
            actor=request.actor, round_=round_, closes_at=form.closes_at(), reason=form.cleaned_data["reason"]
        ),
        heading=_("締切を延ばす"),
        text=_("理由は公表され、約束した団体に知らせます。"),
        done=_("締切を延ばしました。"),
    )


@open_to(Role.COORDINATOR)
def round_cancel(request: Request, pk: int) -> HttpResponse:
    """Give the round up."""
    round_ = round_for_coordinator(request.actor, pk)
    form = ReasonForm(request.POST or None)
    return _act(
        request,
        round_,
        form,
        lambda: services.round_cancel(actor=request.actor, round_=round_, reason=form.cleaned_data["reason"]),
        heading=_("募集を取りやめる"),
        text=_("元に戻せません。理由は公表され、約束した団体に知らせます。"),
        done=_("募集を取りやめました。"),
        danger=True,
    )


@open_to(Role.COORDINATOR)
def round_close(request: Request, pk: int) -> HttpResponse:
    """Decide, or see before the closing date what the decision would be."""
    round_ = round_for_coordinator(request.actor, pk)
    form = DecisionForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.round_close(actor=request.actor, round_=round_, reason=form.cleaned_data["reason"]),
        to=_decided_url,
        done=_("決定しました。約束した団体に知らせました。"),
    ):
        return response
    return show(request, "commitments/round_close.html", closing_page(round_), form=form)


@open_to(Role.COORDINATOR)
def round_start(request: Request, pk: int) -> HttpResponse:
    """Say that the contracts have begun."""
    round_ = round_for_coordinator(request.actor, pk)
    return _act(
        request,
        round_,
        ConfirmForm(request.POST or None),
        lambda: services.round_start(actor=request.actor, round_=round_),
        heading=_("実行の開始を記録する"),
        text=_("今の値を測った参加団体の机に「効果を入力する」が載ります。"),
        done=_("開始を記録しました。"),
    )


def _decided_url(decision: Decision) -> str:
    return round_url(decision.round)


def _act(
    request: Request,
    round_: Round,
    form: HouseForm,
    act: Callable[[], Round],
    *,
    heading: str,
    text: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    question = Question(
        heading=heading,
        text=text,
        button=heading,
        done=done,
        about=round_.title,
        back=round_url(round_),
        trail=round_trail(round_, heading),
        danger=danger,
    )
    return confirm(request, form, question, act, to=round_url)
