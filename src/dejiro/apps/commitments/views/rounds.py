"""The pages of a round that everybody may read, and those by which it is run."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import services
from dejiro.apps.commitments.access import round_for_coordinator, round_for_reader
from dejiro.apps.commitments.forms import ConfirmForm, DecisionForm, ExtensionForm, ReasonForm, RoundForm
from dejiro.apps.commitments.models import Decision, Round
from dejiro.apps.commitments.pages import closing_page, round_page
from dejiro.apps.commitments.selectors import round_list as rounds_for
from dejiro.apps.commitments.urls_of import round_url
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.forms import HouseForm, show, submit
from dejiro.foundation.organizations.rules import MINIMUM_MEMBERS, rule_in_force

PER_PAGE = 20


@open_to_everyone
def round_list(request: Request) -> HttpResponse:
    """All rounds that the reader may see, by state and need."""
    status, need = request.GET.get("status", ""), request.GET.get("need", "")
    rows = rounds_for(
        request.actor,
        status=status if status in Round.Status.values else "",
        need=int(need) if need.isdecimal() and len(need) < 10 else None,  # noqa: PLR2004  # digits of a row's number
    )
    context = {
        "page": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "statuses": [status for status in Round.Status.choices if status[0] != Round.Status.DRAFT],
        "status": status,
        "trail": [(_("共同調達"), "")],
    }
    return show(request, "commitments/round_list.html", context)


@open_to_everyone
def round_detail(request: Request, pk: int) -> HttpResponse:
    """One round: its terms, how it stands, how the reader's body stands in it, and what came of it."""
    round_ = round_for_reader(request.actor, pk)
    leaver = request.GET.get("leaves", "")
    return show(request, "commitments/round_detail.html", round_page(request.actor, round_, leaver=leaver))


@open_to(Role.COORDINATOR)
def round_new(request: Request, need: int) -> HttpResponse:
    """Propose a joint purchase for a need."""
    found = needs.need_for_reader(request.actor, need)
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
    return show(request, "commitments/round_form.html", {"need": found, "rule": rule, "trail": trail}, form=form)


@open_to(Role.COORDINATOR)
def round_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    round_ = round_for_coordinator(request.actor, pk)
    initial = {**RoundForm.initial_of(round_), "version": round_.version}
    form = RoundForm(request.POST or None, initial=initial)
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
    context = {"round": round_, "need": round_.need, "trail": _trail(round_, _("条件を直す"))}
    return show(request, "commitments/round_form.html", context, form=form)


@open_to(Role.COORDINATOR)
def round_open(request: Request, pk: int) -> HttpResponse:
    """Begin to ask."""
    round_ = round_for_coordinator(request.actor, pk)
    form = ConfirmForm(request.POST or None)
    return _act(
        request,
        round_,
        form,
        lambda: services.round_open(actor=request.actor, round_=round_),
        heading=_("募集を始める"),
        text=_("課題の団体の机に「参加するか答える」が載ります。始めた後は、条件を変えられません。"),
        button=_("募集を始める"),
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
        button=_("締切を延ばす"),
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
        button=_("取りやめる"),
        done=_("募集を取りやめました。"),
        danger=True,
    )


@open_to(Role.COORDINATOR)
def round_close(request: Request, pk: int) -> HttpResponse:
    """Decide."""
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
    form = ConfirmForm(request.POST or None)
    return _act(
        request,
        round_,
        form,
        lambda: services.round_start(actor=request.actor, round_=round_),
        heading=_("実行の開始を記録する"),
        text=_("参加団体の机に「効果を入力する」が載ります。"),
        button=_("開始を記録する"),
        done=_("開始を記録しました。"),
    )


def _decided_url(decision: Decision) -> str:
    return round_url(decision.round)


def _trail(round_: Round, here: str) -> list[tuple[str, str]]:
    return [(_("共同調達"), "/rounds/"), (round_.title, round_url(round_)), (here, "")]


def _act(
    request: Request,
    round_: Round,
    form: HouseForm,
    act: Callable[[], Round],
    *,
    heading: str,
    text: str,
    button: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    if response := submit(request, form, act, to=round_url, done=done):
        return response
    context = {
        "round": round_,
        "heading": heading,
        "text": text,
        "button": button,
        "danger": danger,
        "back": round_url(round_),
        "trail": _trail(round_, heading),
    }
    return show(request, "commitments/confirm.html", context, form=form)
