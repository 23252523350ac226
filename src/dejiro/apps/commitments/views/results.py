"""Effects, adoptions, and the papers that leave the platform: bundle and budget paper."""

from io import BytesIO

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dejiro.apps.commitments import papers, services
from dejiro.apps.commitments.access import commitment_for_own, decision_for_reader, round_for_reader
from dejiro.apps.commitments.forms import AdoptionForm, EffectForm
from dejiro.apps.commitments.models import Adoption, Commitment, Effect
from dejiro.apps.commitments.urls_of import commitment_url, round_trail
from dejiro.apps.commitments.views.files import XLSX, download
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_everyone
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import show, submit


@open_to(Role.MEMBER, Role.APPROVER)
def effect_enter(request: Request, pk: int) -> HttpResponse:
    """Enter what was measured."""
    commitment = commitment_for_own(request.actor, pk)
    form = EffectForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.effect_enter(actor=request.actor, commitment=commitment, **form.values()),
        to=_effect_url,
        done=_("効果を登録しました。公開のページに載ります。"),
    ):
        return response
    trail = round_trail(commitment.round, _("効果を入力する"))
    context = {"commitment": commitment, "round": commitment.round, "trail": trail}
    return show(request, "commitments/effect_form.html", context, form=form)


def _effect_url(effect: Effect) -> str:
    return commitment_url(effect.commitment)


@open_to(Role.MEMBER, Role.APPROVER)
def adoption_take(request: Request, pk: int) -> HttpResponse:
    """Take the result over in one action."""
    round_ = round_for_reader(request.actor, pk)
    form = AdoptionForm(request.POST or None)
    if response := submit(
        request,
        form,
        lambda: services.adoption_take(actor=request.actor, round_=round_, note=form.cleaned_data["note"]),
        to=_adoption_url,
        done=_("横展開の希望を登録しました。仕様・金額・問合せ先を引き継いだ声ができました。"),
    ):
        return response
    trail = round_trail(round_, _("この結果を使う"))
    return show(request, "commitments/adoption_form.html", {"round": round_, "trail": trail}, form=form)


def _adoption_url(adoption: Adoption) -> str:
    return f"/voices/{adoption.voice_id}/"


@open_to_everyone
def round_bundle(request: Request, pk: int) -> HttpResponse:
    """Download what anyone needs to compute the decision and the effect again, offline."""
    decision = decision_for_reader(request.actor, pk)
    file = BytesIO()
    papers.write_round_bundle(file, decision)
    return download(file.getvalue(), "application/zip", f"dejiro-round-{pk}.zip")


@open_to(Role.MEMBER, Role.APPROVER)
def budget_paper(request: Request, pk: int) -> HttpResponse:
    """A page to print for the body's own budget request, with the figures and where they come from."""
    commitment = commitment_for_own(request.actor, pk)
    try:
        paper = papers.budget_paper_of(commitment)
    except Refusal as refusal:
        return _no_paper(request, commitment, refusal)
    context = {"paper": paper, "commitment": commitment, "round": commitment.round}
    trail = round_trail(commitment.round, _("予算要求資料"))
    return show(request, "commitments/budget_paper.html", {**context, "trail": trail})


@open_to(Role.MEMBER, Role.APPROVER)
def budget_paper_xlsx(request: Request, pk: int) -> HttpResponse:
    """The same paper as a workbook."""
    commitment = commitment_for_own(request.actor, pk)
    try:
        content = papers.budget_workbook(papers.budget_paper_of(commitment))
    except Refusal as refusal:
        return _no_paper(request, commitment, refusal)
    return download(content, XLSX, f"dejiro-budget-{commitment.pk}.xlsx")


def _no_paper(request: Request, commitment: Commitment, refusal: Refusal) -> HttpResponse:
    """Lead back to the commitment, which says what would have to change."""
    messages.warning(request, refusal.message)
    return redirect(commitment_url(commitment))
