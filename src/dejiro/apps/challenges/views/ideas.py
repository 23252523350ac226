"""The pages of those who answer a challenge: ideas, changes to them, and questions."""

from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dejiro.apps.challenges import access, selectors, services
from dejiro.apps.challenges.forms import (
    AmendmentForm,
    IdeaForm,
    QuestionForm,
    ReviseForm,
    ShortReasonForm,
)
from dejiro.apps.challenges.models import Challenge
from dejiro.apps.challenges.views.common import above, challenge_page, idea_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to, open_to_signed_in
from dejiro.foundation.forms import show
from dejiro.foundation.forms.pages import confirm_page, form_page, posted, url_of


def _typed(request: Request) -> str:
    return f"{request.POST.get('title', '')}\n{request.POST.get('body', '')}"[:5000].replace("\x00", "")


def _alike(found: Challenge, text: str, *, but: int | None = None) -> dict[str, object]:
    return {
        "ideas_alike": selectors.ideas_like(found, text, but=but),
        "attempts": selectors.attempts_like(text, but_challenge=found.pk),
        "looked": bool(text.strip()),
    }


@open_to(*access.SPEAKERS)
def idea_new(request: Request, pk: int) -> HttpResponse:
    """Answer a challenge. The button 「似たものを見る」 does without JavaScript what happens while one types."""
    found = access.challenge_for_entrant(request.actor, pk)
    looking = "look" in request.POST
    form = IdeaForm(None if looking else posted(request), initial=request.POST.dict() if looking else {})
    page = challenge_page(found, _("アイデアを出す"), _("アイデアを出す"))
    context = {"challenge": found, **_alike(found, _typed(request))}
    return form_page(
        request,
        form,
        lambda: services.idea_submit(actor=request.actor, challenge=found, **form.values()),
        to=url_of,
        done=_("アイデアを公開しました。締切まで、何度でも直せます。"),
        page=replace(page, template="challenges/idea_form.html", context=context),
    )


@open_to(*access.SPEAKERS)
def idea_similar(request: Request, pk: int) -> HttpResponse:
    """What is like the text typed so far: a part of the page for htmx, a page of its own without."""
    found = access.challenge_for_entrant(request.actor, pk)
    context = {
        "challenge": found,
        **_alike(found, _typed(request)),
        "trail": [*above(found), (_("似たもの"), "")],
    }
    partial = request.headers.get("HX-Request") == "true"
    return show(request, "challenges/_similar.html" if partial else "challenges/similar.html", context)


@open_to(*access.SPEAKERS)
def idea_edit(request: Request, pk: int) -> HttpResponse:
    """Write a new version."""
    found = access.idea_for_author(request.actor, pk)
    form = ReviseForm(posted(request), initial={"title": found.title, "body": found.body, "version": found.version})
    return form_page(
        request,
        form,
        lambda: services.idea_revise(actor=request.actor, idea=found, version=form.seen_version(), **form.values()),
        to=url_of,
        done=_("新しい版を公開しました。前の版も読めます。"),
        page=idea_page(found, _("アイデアを直す"), _("新しい版を公開する")),
    )


@open_to(*access.SPEAKERS)
def idea_withdraw(request: Request, pk: int) -> HttpResponse:
    """Take it back."""
    found = access.idea_for_author(request.actor, pk)
    return confirm_page(
        request,
        lambda version: services.idea_withdraw(actor=request.actor, idea=found, version=version),
        version=found.version,
        to=url_of,
        done=_("アイデアを取り下げました。"),
        page=idea_page(
            found,
            _("取り下げる"),
            _("取り下げる"),
            _("選考の対象から外れます。これまでの版は読めるまま残ります。"),
            danger=True,
        ),
    )


@open_to(*access.SPEAKERS)
def amendment_new(request: Request, pk: int) -> HttpResponse:
    """Propose to change somebody's idea."""
    found = access.idea_for_other(request.actor, pk)
    own = selectors.own_ideas(request.actor, found.challenge)
    form = AmendmentForm(posted(request), initial={"title": found.title, "body": found.body}).offer(own)
    return form_page(
        request,
        form,
        lambda: services.amendment_propose(actor=request.actor, idea=found, **form.values()),
        to=lambda one: f"{one.idea.get_absolute_url()}#amendments",
        done=_("修正を提案しました。書いた人が返事をします。"),
        page=idea_page(found, _("修正を提案する"), _("提案する"), _("下の文を、よくなるように直してください。")),
    )


@open_to(*access.SPEAKERS)
def amendment_accept(request: Request, pk: int) -> HttpResponse:
    """Make it the next version."""
    found = access.amendment_for_author(request.actor, pk)
    lead = _("この提案の文が、新しい版になります。")
    if found.source:
        lead = _("この提案の文が新しい版になり、「%(title)s」と一つになります。") % {"title": found.source.title}
    return confirm_page(
        request,
        lambda version: services.amendment_accept(actor=request.actor, amendment=found, version=version),
        version=found.idea.version,
        to=url_of,
        done=_("提案を受け入れ、新しい版を公開しました。"),
        page=idea_page(found.idea, _("提案を受け入れる"), _("受け入れる"), f"{lead}\n\n{found.title}\n\n{found.body}"),
    )


@open_to(*access.SPEAKERS)
def amendment_refuse(request: Request, pk: int) -> HttpResponse:
    """Leave the idea as it is."""
    found = access.amendment_for_author(request.actor, pk)
    form = ShortReasonForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.amendment_refuse(actor=request.actor, amendment=found, **form.values()),
        to=lambda one: f"{one.idea.get_absolute_url()}#amendments",
        done=_("提案を見送り、理由を公開しました。"),
        page=idea_page(found.idea, _("提案を見送る"), _("見送る"), found.title),
    )


@open_to(*access.SPEAKERS)
def question_new(request: Request, pk: int) -> HttpResponse:
    """Ask."""
    found = access.challenge_for_entrant(request.actor, pk)
    form = QuestionForm(posted(request))
    return form_page(
        request,
        form,
        lambda: services.question_ask(actor=request.actor, challenge=found, **form.values()),
        to=lambda one: f"{found.get_absolute_url()}#question-{one.number}",
        done=_("質問を公開しました。回答も、全員に同時に公開されます。"),
        page=challenge_page(found, _("質問する"), _("質問を公開する"), found.title),
    )


@require_POST
@open_to_signed_in
def follow(request: Request, pk: int) -> HttpResponse:
    """Be told of everything."""
    found = access.challenge_for_reader(request.actor, pk)
    services.follow(actor=request.actor, challenge=found)
    return redirect(found)


@require_POST
@open_to_signed_in
def unfollow(request: Request, pk: int) -> HttpResponse:
    """Be told no more."""
    found = access.challenge_for_reader(request.actor, pk)
    services.unfollow(actor=request.actor, challenge=found)
    return redirect(found)
