"""The pages on which a body prepares, approves, changes and withdraws its commitment."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import outlooks, planning, services
from dejiro.apps.commitments.access import commitment_for_approver, commitment_for_own, round_for_participant
from dejiro.apps.commitments.forms import CommitmentForm, ConfirmForm, ReasonForm
from dejiro.apps.commitments.labels import moments
from dejiro.apps.commitments.models import Commitment, Round
from dejiro.apps.commitments.pages import basis_of, is_open, own_flags
from dejiro.apps.commitments.panels import Panel, panel_for
from dejiro.apps.commitments.selectors import commitment_list as commitments_for
from dejiro.apps.commitments.selectors import commitments_of, effects_of, municipality_names
from dejiro.apps.commitments.urls_of import commitment_url, round_url
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import HouseForm, show, submit
from dejiro.foundation.ledger.selectors import history
from dejiro.foundation.ledger.services import subject_of

PER_PAGE = 20


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_list(request: Request) -> HttpResponse:
    """The body's commitments that are prepared or in force."""
    page = Paginator(commitments_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    trail = [(_("共同調達"), "/rounds/"), (_("私たちの約束"), "")]
    return show(request, "commitments/commitment_list.html", {"page": page, "trail": trail})


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_detail(request: Request, pk: int) -> HttpResponse:
    """One commitment of the body: its terms, its way to approval, its effect."""
    commitment = commitment_for_own(request.actor, pk)
    round_ = commitment.round
    names = municipality_names(round_.area)
    context = {
        "commitment": commitment,
        "round": round_,
        "panel": _panel(request.actor, commitment, names),
        "partners": [names.get(code, code) for code in commitment.only_with],
        "excluded": [names.get(code, code) for code in commitment.not_with],
        "effect": effects_of(round_).filter(commitment=commitment).first(),
        "can_measure": _can_measure(commitment),
        "timeline": moments(history(subject_of(commitment))),
        **_may(request.actor, commitment),
        "trail": _trail(round_, _("私たちの約束")),
    }
    return show(request, "commitments/commitment_detail.html", context)


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_edit(request: Request, pk: int) -> HttpResponse:
    """Prepare the body's commitment in a round; 「試算する」 shows what it would bring before anything is saved."""
    round_ = round_for_participant(request.actor, pk)
    names = municipality_names(round_.area)
    own = commitments_of(request.actor, round_)
    partners = {code: name for code, name in names.items() if code != request.actor.organization_code}
    form = CommitmentForm(request.POST or None, round_=round_, partners=partners, initial=_initial(own))
    if "preview" not in request.POST and (response := _save(request, round_, form)):
        return response
    context = {
        "round": round_,
        "panel": _preview(request.actor, round_, form, names) if "preview" in request.POST else None,
        "flags": own_flags(request.actor, round_),
        "trail": _trail(round_, _("約束する")),
    }
    return show(request, "commitments/commitment_form.html", context, form=form)


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_submit(request: Request, pk: int) -> HttpResponse:
    """Ask for approval."""
    commitment = commitment_for_own(request.actor, pk)
    form = ConfirmForm(request.POST or None, initial={"version": commitment.version})
    return _act(
        request,
        commitment,
        form,
        lambda: services.commitment_submit(actor=request.actor, commitment=commitment, version=form.seen_version()),
        heading=_("承認に回す"),
        text=_("承認者の机に載ります。「担当の見込み」は承認なしで有効になります。"),
        button=_("承認に回す"),
        done=_("承認に回しました。"),
    )


@open_to(Role.APPROVER)
def commitment_approve(request: Request, pk: int) -> HttpResponse:
    """Put the commitment in force in the name of the body."""
    commitment = commitment_for_approver(request.actor, pk)
    form = ConfirmForm(request.POST or None, initial={"version": commitment.version})
    return _act(
        request,
        commitment,
        form,
        lambda: services.commitment_approve(actor=request.actor, commitment=commitment, version=form.seen_version()),
        heading=_("約束を承認する"),
        text=_("承認すると、団体の約束として有効になります。締切までは差し替えと撤回ができます。"),
        button=_("承認する"),
        done=_("約束を承認しました。"),
    )


@open_to(Role.APPROVER)
def commitment_return(request: Request, pk: int) -> HttpResponse:
    """Give the commitment back."""
    commitment = commitment_for_approver(request.actor, pk)
    form = ReasonForm(request.POST or None, initial={"version": commitment.version})
    return _act(
        request,
        commitment,
        form,
        lambda: services.commitment_return(
            actor=request.actor,
            commitment=commitment,
            reason=form.cleaned_data["reason"],
            version=form.seen_version(),
        ),
        heading=_("約束を差し戻す"),
        text=_("作成者の机に「約束を直す」が載ります。"),
        button=_("差し戻す"),
        done=_("差し戻しました。"),
    )


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take the commitment back."""
    commitment = commitment_for_own(request.actor, pk)
    form = ReasonForm(request.POST or None)
    return _act(
        request,
        commitment,
        form,
        lambda: services.commitment_withdraw(
            actor=request.actor, commitment=commitment, reason=form.cleaned_data["reason"]
        ),
        heading=_("約束を撤回する"),
        text=_("締切までは、いつでも撤回できます。理由を読めるのは、あなたの団体だけです。"),
        button=_("撤回する"),
        done=_("約束を撤回しました。"),
        danger=True,
    )


@open_to(Role.MEMBER, Role.APPROVER)
def round_abstain(request: Request, pk: int) -> HttpResponse:
    """Answer that the body does not take part."""
    round_ = round_for_participant(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.abstention_answer(actor=request.actor, round_=round_, reason=form.cleaned_data["reason"]),
        to=lambda abstention: round_url(abstention.round),
        done=_("参加しないと答えました。締切までは、いつでも約束に変えられます。"),
    ):
        return response
    context = {
        "heading": _("参加しないと答える"),
        "text": _("調整担当に伝わります。ほかの団体には、参加しないことだけが見えます。"),
        "button": _("参加しないと答える"),
        "back": round_url(round_),
        "trail": _trail(round_, _("参加しないと答える")),
    }
    return show(request, "commitments/confirm.html", context, form=form)


def _save(request: Request, round_: Round, form: CommitmentForm) -> HttpResponse | None:
    return submit(
        request,
        form,
        lambda: services.commitment_save(
            actor=request.actor, round_=round_, terms=form.terms(), version=form.seen_version()
        ),
        to=commitment_url,
        done=_("下書きを保存しました。内容を確かめて、承認に回してください。"),
    )


def _preview(actor: Actor, round_: Round, form: CommitmentForm, names: dict[str, str]) -> Panel | None:
    if not form.is_valid():
        return None
    draft = Commitment(round=round_, organization=actor.organization, **form.terms().row())
    problem, answer = planning.preview(round_, outlooks.in_force(round_), draft)
    return panel_for(round_, problem, answer, actor.organization_code, names)


def _initial(own: list[Commitment]) -> dict[str, object]:
    """Return what the form shows: the draft, else a copy of what is in force."""
    prepared = {Commitment.Status.DRAFT, Commitment.Status.SUBMITTED, Commitment.Status.RETURNED}
    draft = next((row for row in own if row.status in prepared), None)
    shown = draft or next((row for row in own if row.status == Commitment.Status.IN_FORCE), None)
    if shown is None:
        return {}
    fields = {name: getattr(shown, name) for name in CommitmentForm.base_fields if hasattr(shown, name)}
    return {**fields, "version": draft.version if draft else None}


def _panel(actor: Actor, commitment: Commitment, names: dict[str, str]) -> Panel | None:
    basis = basis_of(commitment.round) if commitment.status == Commitment.Status.IN_FORCE else None
    if basis is None:
        return None
    return panel_for(commitment.round, basis.problem, basis.answer, actor.organization_code, names)


def _can_measure(commitment: Commitment) -> bool:
    round_ = commitment.round
    return (
        commitment.status == Commitment.Status.IN_FORCE
        and round_.status in {Round.Status.STARTED, Round.Status.MEASURED}
        and commitment.organization.code in round_.decision.answer["members"]
    )


def _may(actor: Actor, commitment: Commitment) -> dict[str, bool]:
    """Return which buttons the page shows; the services decide for themselves."""
    opened = is_open(commitment.round)
    prepared = commitment.status in {Commitment.Status.DRAFT, Commitment.Status.RETURNED}
    alive = prepared or commitment.status in {Commitment.Status.SUBMITTED, Commitment.Status.IN_FORCE}
    return {
        "can_approve": opened and actor.has(Role.APPROVER),
        "can_change": opened and (prepared or commitment.status == Commitment.Status.IN_FORCE),
        "can_withdraw": opened and alive,
    }


def _trail(round_: Round, here: str) -> list[tuple[str, str]]:
    return [(_("共同調達"), "/rounds/"), (round_.title, round_url(round_)), (here, "")]


def _act(
    request: Request,
    commitment: Commitment,
    form: HouseForm,
    act: Callable[[], Commitment],
    *,
    heading: str,
    text: str,
    button: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    if response := submit(request, form, act, to=commitment_url, done=done):
        return response
    context = {
        "commitment": commitment,
        "heading": heading,
        "text": text,
        "button": button,
        "danger": danger,
        "back": commitment_url(commitment),
        "trail": _trail(commitment.round, heading),
    }
    return show(request, "commitments/confirm.html", context, form=form)
