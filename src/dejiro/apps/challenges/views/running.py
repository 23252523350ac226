"""The pages by which a body runs a challenge."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.challenges import access, services
from dejiro.apps.challenges.forms import (
    AnswerForm,
    ChallengeForm,
    ConclusionForm,
    ReasonForm,
    ShortReasonForm,
)
from dejiro.apps.challenges.models import Answer
from dejiro.apps.challenges.views.common import CHALLENGES, LAB, challenge_page, idea_page
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to
from dejiro.foundation.forms.pages import FormPage, asked_number, confirm_page, form_page, posted, url_of


@open_to(*access.OWNERS)
def challenge_new(request: Request) -> HttpResponse:
    """Prepare a challenge, from a need where one is named in the address; a company prepares a reverse call."""
    number = asked_number(request, "need")
    need = needs.need_for_reader(request.actor, number) if number else None
    initial = {"title": need.title, "category": need.category, "summary": need.summary} if need else {}
    form = ChallengeForm(posted(request), initial=initial)
    lead = _("企業、研究者、住民から、解決のアイデアを集めます。")
    if not access.for_public_body(request.actor):
        lead = _("逆プロポ：企業が問いとお金を示し、自治体から提案を集めます。")
    return form_page(
        request,
        form,
        lambda: services.challenge_create(actor=request.actor, terms=form.terms(), need=need),
        to=url_of,
        done=_("募集を下書きとして保存しました。内容を確かめて、公開に進んでください。"),
        page=FormPage(
            title=_("募集を作る"),
            button=_("下書きを保存する"),
            back="/lab/challenges/",
            trail=[LAB, CHALLENGES],
            lead=lead,
        ),
    )


@open_to(*access.OWNERS)
def challenge_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    found = access.challenge_for_owner(request.actor, pk)
    form = ChallengeForm(posted(request), initial=ChallengeForm.initial_of(found))
    return form_page(
        request,
        form,
        lambda: services.challenge_update(
            actor=request.actor, challenge=found, terms=form.terms(), version=form.seen_version()
        ),
        to=url_of,
        done=_("内容を保存しました。"),
        page=challenge_page(found, _("内容を直す"), _("保存する")),
    )


@open_to(*access.OWNERS)
def challenge_ask(request: Request, pk: int) -> HttpResponse:
    """Ask the approver to publish."""
    found = access.challenge_for_owner(request.actor, pk)
    return confirm_page(
        request,
        lambda version: services.challenge_ask(actor=request.actor, challenge=found, version=version),
        version=found.version,
        to=url_of,
        done=_("承認者に公開を求めました。共同で募集する団体にも知らせました。"),
        page=challenge_page(
            found,
            _("公開を求める"),
            _("公開を求める"),
            _("承認者の机に載ります。その後に内容を直すと、この求めは取り消され、もう一度求めることになります。"),
        ),
    )


@open_to(*access.SIGNERS)
def challenge_return(request: Request, pk: int) -> HttpResponse:
    """Give it back."""
    found = access.challenge_for_signer(request.actor, pk)
    form = ShortReasonForm(posted(request), initial={"version": found.version})
    return form_page(
        request,
        form,
        lambda: services.challenge_return(
            actor=request.actor, challenge=found, version=form.seen_version(), **form.values()
        ),
        to=url_of,
        done=_("差し戻しました。作成者に理由を知らせました。"),
        page=challenge_page(found, _("差し戻す"), _("差し戻す")),
    )


@open_to(*access.SIGNERS)
def challenge_publish(request: Request, pk: int) -> HttpResponse:
    """Show it to everybody."""
    found = access.challenge_for_signer(request.actor, pk)
    return confirm_page(
        request,
        lambda version: services.challenge_publish(actor=request.actor, challenge=found, version=version),
        version=found.version,
        to=url_of,
        done=_("募集を公開しました。"),
        page=challenge_page(
            found,
            _("募集を公開する"),
            _("公開する"),
            _("公開した後は、内容と締切を変えられません。質問とその回答は、すべての人に同時に公開されます。"),
        ),
    )


@open_to(*access.SIGNERS)
def challenge_close(request: Request, pk: int) -> HttpResponse:
    """Begin to choose."""
    found = access.challenge_for_signer(request.actor, pk)
    return confirm_page(
        request,
        lambda _version: services.challenge_close(actor=request.actor, challenge=found),
        to=url_of,
        done=_("選考を始めました。一つずつ、理由を付けて決めてください。"),
        page=challenge_page(
            found, _("選考を始める"), _("選考を始める"), _("アイデアはもう変えられません。応募した人全員に知らせます。")
        ),
    )


@open_to(*access.SIGNERS)
def challenge_conclude(request: Request, pk: int) -> HttpResponse:
    """Say what came of it."""
    found = access.challenge_for_signer(request.actor, pk)
    form = ConclusionForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.challenge_conclude(actor=request.actor, challenge=found, **form.values()),
        to=url_of,
        done=_("結果を公表しました。"),
        page=challenge_page(found, _("結果を公表する"), _("公表する"), _("元に戻せません。"), danger=True),
    )


@open_to(*access.SIGNERS)
def sponsor_join(request: Request, pk: int) -> HttpResponse:
    """Stand behind another body's challenge."""
    return _sponsor(request, pk, joins=True)


@open_to(*access.SIGNERS)
def sponsor_decline(request: Request, pk: int) -> HttpResponse:
    """Do not."""
    return _sponsor(request, pk, joins=False)


def _sponsor(request: Request, pk: int, *, joins: bool) -> HttpResponse:
    sponsor = access.sponsor_for_signer(request.actor, pk)
    title = _("共同で募集する") if joins else _("共同の募集を見送る")
    return confirm_page(
        request,
        lambda version: services.sponsor_answer(actor=request.actor, sponsor=sponsor, joins=joins, version=version),
        version=sponsor.challenge.version,
        to=lambda one: one.challenge.get_absolute_url(),
        done=_("返事を記録しました。"),
        page=challenge_page(sponsor.challenge, title, title),
    )


@open_to(*access.OWNERS)
def question_answer(request: Request, pk: int) -> HttpResponse:
    """Answer a question, or supplement the answer."""
    question = access.question_for_owner(request.actor, pk)
    form = AnswerForm(posted(request))
    again = question.answers.exists()
    title = _("回答を補足する") if again else _("質問に答える")
    return form_page(
        request,
        form,
        lambda: services.question_answer(actor=request.actor, question=question, **form.values()),
        to=_place_of,
        done=_("回答を公開しました。応募した人とフォローしている人の全員に、同時に知らせました。"),
        page=challenge_page(question.challenge, title, _("全員に公開する"), question.text),
    )


def _place_of(answer: Answer) -> str:
    question = answer.question
    return f"{question.challenge.get_absolute_url()}#question-{question.number}"


@open_to(*access.SIGNERS)
def idea_choose(request: Request, pk: int) -> HttpResponse:
    """Choose an idea."""
    found = access.idea_for_signer(request.actor, pk)
    form = ReasonForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.idea_choose(actor=request.actor, idea=found, **form.values()),
        to=url_of,
        done=_("採択しました。理由を公開し、応募した人全員に知らせました。"),
        page=idea_page(found, _("採択する"), _("採択する"), found.title),
    )


@open_to(*access.SIGNERS)
def idea_reject(request: Request, pk: int) -> HttpResponse:
    """Do not choose it."""
    found = access.idea_for_signer(request.actor, pk)
    form = ReasonForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.idea_reject(actor=request.actor, idea=found, **form.values()),
        to=url_of,
        done=_("採択しないことにしました。理由を公開しました。"),
        page=idea_page(found, _("採択しない"), _("採択しない"), found.title, danger=True),
    )
