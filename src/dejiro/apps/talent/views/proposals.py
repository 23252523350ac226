"""Proposals: the coordinator chooses who is proposed; body and specialist answer on one page."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, services
from dejiro.apps.talent.forms.requests import AnswerForm, ProposeForm
from dejiro.apps.talent.models import Proposal
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.planning import matches_for
from dejiro.apps.talent.views.pages import HOME, REQUESTS
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import ConfirmForm, show
from dejiro.foundation.forms.pages import FormPage, form_page, posted, url_of


@open_to(Role.COORDINATOR)
def request_propose(request: Request, pk: int) -> HttpResponse:
    """Choose who is proposed for a request."""
    found = access.request_for_coordinator(request.actor, pk)
    matches = matches_for(found)
    form = ProposeForm(posted(request))
    form.offer([(match.specialist.pk, _name(match.specialist.name, match.missing)) for match in matches])
    people = {match.specialist.pk: match.specialist for match in matches}
    return form_page(
        request,
        form,
        lambda: services.proposal_make(
            actor=request.actor, request=found, specialist=people[form.cleaned_data["specialist"]]
        ),
        to=url_of,
        done=_("提案しました。団体と本人に知らせました。"),
        page=_page(
            found,
            _("人材を提案する"),
            _("提案する"),
            _("提案すると、この団体に、その人の紹介が見えるようになります。")
            if people
            else _(
                "いまのプールには、この依頼を受けられる人がいません。依頼のページで、何を変えれば受けられるか分かります。"
            ),
        ),
    )


@open_to_signed_in
def proposal_detail(request: Request, pk: int) -> HttpResponse:
    """One proposal, with what each side said."""
    found = access.proposal_for_reader(request.actor, pk)
    coordinates = access.coordinates(request.actor, found.request.area_id)
    context = {
        "proposal": found,
        "may_answer": found.is_open and _side_waits(request, found),
        "may_withdraw": found.is_open and coordinates,
        "engagement": getattr(found, "engagement", None),
        "trail": [HOME, (found.request.title, "")],
    }
    return show(request, "talent/proposal.html", context)


@open_to_signed_in
def proposal_answer(request: Request, pk: int) -> HttpResponse:
    """Say yes, or no with a reason."""
    found = access.proposal_for_answer(request.actor, pk)
    form = AnswerForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.proposal_answer(
            actor=request.actor,
            proposal=found,
            accept=form.cleaned_data["answer"] == "yes",
            reason=form.cleaned_data["reason"],
            version=form.seen_version(),
        ),
        to=url_of,
        done=_("返事を記録しました。"),
        page=_page(found.request, _("提案に返事をする"), _("返事を送る"), back=found.get_absolute_url()),
    )


@open_to(Role.COORDINATOR)
def proposal_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take a proposal back."""
    found = access.proposal_for_coordinator(request.actor, pk)
    form = ConfirmForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.proposal_withdraw(actor=request.actor, proposal=found, version=form.seen_version()),
        to=url_of,
        done=_("提案を取り消しました。"),
        page=_page(
            found.request,
            _("提案を取り消す"),
            _("取り消す"),
            _("団体には、その人の紹介が見えなくなります。"),
            back=found.get_absolute_url(),
        ),
    )


def _name(name: str, missing: object) -> str:
    return _("%(name)s（足りない書類あり）") % {"name": name} if missing else name


def _side_waits(request: Request, found: Proposal) -> bool:
    waiting = Proposal.Answer.WAITING
    if access.is_self(request.actor, found.specialist):
        return found.specialist_answer == waiting
    body = access.officer_of(request.actor, found.request.organization_id, Role.APPROVER)
    return body and found.body_answer == waiting


def _page(found: TalentRequest, title: str, button: str, lead: str = "", *, back: str = "") -> FormPage:
    there = back or found.get_absolute_url()
    return FormPage(title=title, button=button, back=there, trail=[HOME, REQUESTS, (found.title, there)], lead=lead)
