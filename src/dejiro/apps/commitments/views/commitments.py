"""The pages on which a body prepares, approves, changes and withdraws its commitment."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.commitments import services
from dejiro.apps.commitments.access import commitment_for_approver, commitment_for_own, round_for_participant
from dejiro.apps.commitments.commitment_pages import commitment_page, facts_of, form_page, initial_of
from dejiro.apps.commitments.forms import CommitmentForm, ReasonForm
from dejiro.apps.commitments.models import Commitment, Round
from dejiro.apps.commitments.selectors import commitment_list as commitments_for
from dejiro.apps.commitments.selectors import commitments_of, municipality_names
from dejiro.apps.commitments.urls_of import commitment_url, list_trail, round_trail, round_url
from dejiro.apps.commitments.views.confirming import Question, confirm
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms import ConfirmForm, HouseForm, show, submit

PER_PAGE = 20


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_list(request: Request) -> HttpResponse:
    """The body's commitments that are prepared or in force."""
    page = Paginator(commitments_for(request.actor), PER_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "trail": list_trail(_("私たちの約束"))}
    return show(request, "commitments/commitment_list.html", context)


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_detail(request: Request, pk: int) -> HttpResponse:
    """One commitment of the body: its terms, its way to approval, its effect."""
    commitment = commitment_for_own(request.actor, pk)
    return show(request, "commitments/commitment_detail.html", commitment_page(request.actor, commitment))


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_edit(request: Request, pk: int) -> HttpResponse:
    """Prepare the body's commitment in a round; 「試算する」 shows what it would bring before anything is saved."""
    round_ = round_for_participant(request.actor, pk)
    names = municipality_names(round_.area)
    partners = {code: name for code, name in names.items() if code != request.actor.organization_code}
    own = commitments_of(request.actor, round_)
    form = CommitmentForm(request.POST or None, round_=round_, partners=partners, initial=initial_of(own))
    trying = "preview" in request.POST
    if not trying and (response := _save(request, round_, form)):
        return response
    fragment = trying and request.headers.get("HX-Request") == "true"
    template = "commitments/_preview.html" if fragment else "commitments/commitment_form.html"
    return show(request, template, form_page(request.actor, round_, form, trying=trying), form=form)


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


@open_to(Role.MEMBER, Role.APPROVER)
def commitment_submit(request: Request, pk: int) -> HttpResponse:
    """Ask for approval; an estimate comes into force at once."""
    commitment = commitment_for_own(request.actor, pk)
    form = ConfirmForm(request.POST or None, initial={"version": commitment.version})
    at_once = commitment.is_estimate
    return _act(
        request,
        commitment,
        form,
        lambda: services.commitment_submit(actor=request.actor, commitment=commitment, version=form.seen_version()),
        heading=_("見込みとして有効にする") if at_once else _("承認に回す"),
        text=_("「担当の見込み」は、承認なしで有効になります。") if at_once else _("承認者の机に載ります。"),
        done=_("見込みを有効にしました。") if at_once else _("承認に回しました。承認されると有効になります。"),
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
        text=_("撤回した後も、締切までは約束し直せます。理由を読めるのは、あなたの団体だけです。"),
        done=_("約束を撤回しました。"),
        danger=True,
    )


@open_to(Role.MEMBER, Role.APPROVER)
def round_abstain(request: Request, pk: int) -> HttpResponse:
    """Answer that the body does not take part."""
    round_ = round_for_participant(request.actor, pk)
    form = ReasonForm(request.POST or None)
    heading = _("参加しないと答える")
    question = Question(
        heading=heading,
        text=_("理由は、あなたの団体と調整担当だけが読めます。締切までは、いつでも約束に変えられます。"),
        button=heading,
        done=_("参加しないと答えました。締切までは、いつでも約束に変えられます。"),
        about=round_.title,
        back=round_url(round_),
        trail=round_trail(round_, heading),
    )
    return confirm(
        request,
        form,
        question,
        lambda: services.abstention_answer(actor=request.actor, round_=round_, reason=form.cleaned_data["reason"]),
        to=lambda abstention: round_url(abstention.round),
    )


def _act(
    request: Request,
    commitment: Commitment,
    form: HouseForm,
    act: Callable[[], Commitment],
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
        about=commitment.round.title,
        back=commitment_url(commitment),
        trail=round_trail(commitment.round, heading),
        danger=danger,
    )
    return confirm(request, form, question, act, to=commitment_url, facts=facts_of(commitment))
