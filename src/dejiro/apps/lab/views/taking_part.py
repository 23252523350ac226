"""The pages of somebody who takes part: one statement after another, one's own answers, a statement of one's own."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access, limits, selectors, services
from dejiro.apps.lab.admission import admit, invitation
from dejiro.apps.lab.forms import CodeForm, StatementForm, VoteForm
from dejiro.apps.lab.identity import Visitor, remember_browser, remember_code, visitor_of
from dejiro.apps.lab.models import Conversation, Statement, Vote
from dejiro.apps.lab.pages import texts_alike, voting_page
from dejiro.apps.lab.views.common import list_trail, trail_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.doors import open_to_everyone
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import show, submit
from dejiro.foundation.forms.pages import asked_number, posted

PER_PAGE = 20


@open_to_everyone
def conversation_list(request: Request) -> HttpResponse:
    """All conversations that the reader may see, those that run first."""
    state = request.GET.get("state", "")
    area = request.GET.get("area", "")[:6]
    need = asked_number(request, "need")
    known = state if state in {"open", "closed"} else ""
    rows = selectors.conversation_list(request.actor, state=known, area=area, need=need)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    counts = selectors.counts_of(list(page))
    context = {
        "page": page,
        "rows": [(one, counts.get(one.pk, 0)) for one in page],
        "state": state,
        "area": area,
        "need": need,
        "areas": selectors.areas_of_conversations(),
        "may_open": access.may_open(request.actor),
        "trail": list_trail(),
    }
    return show(request, "lab/conversation_list.html", context)


@open_to_everyone
def conversation(request: Request, pk: int) -> HttpResponse:
    """One conversation: a statement with three buttons; posted here, the vote is stored and the next one comes."""
    found = access.conversation_for_voter(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    form = VoteForm(posted(request))
    if response := submit(
        request,
        form,
        lambda: _vote(request, found, visitor, form),
        to=reverse("lab:mine", args=[pk]) if form.data.get("back") else f"{found.get_absolute_url()}#vote",
        done=_("答えを記録しました。"),
    ):
        remember_browser(response, visitor)
        return response
    context = {**voting_page(request.actor, found, visitor), "code_form": CodeForm(), "trail": trail_of(found)}
    return show(request, "lab/conversation.html", context, form=form)


def _vote(request: Request, found: Conversation, visitor: Visitor, form: VoteForm) -> None:
    admit(request, found, visitor, limits.VOTES, limits.VOTES_OF_ADDRESS)
    services.vote_cast(
        conversation=found,
        keys=visitor.keys,
        statement=form.cleaned_data["statement"],
        value=form.cleaned_data["value"],
        propensity=form.propensity(found),
    )


@open_to_everyone
def code(request: Request, pk: int) -> HttpResponse:
    """Show an invitation."""
    found = access.conversation_for_reader(request.actor, pk)
    form = CodeForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            known = invitation(request, found, form.cleaned_data["code"])
        except Refusal as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            response = redirect(found)
            remember_code(response, found, known)
            return response
    context = {"conversation": found, "trail": trail_of(found, _("招待コード"))}
    return show(request, "lab/code.html", context, form=form)


@open_to_everyone
def mine(request: Request, pk: int) -> HttpResponse:
    """What one has voted, with buttons to change it."""
    found = access.conversation_for_reader(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    participant = selectors.participant_of(found, visitor.keys) if visitor.keys else None
    answers = selectors.answers(found, participant)
    context = {
        "conversation": found,
        "answers": [
            (answer, VoteForm(initial={"statement": answer.statement.number, "back": "mine"}, auto_id=False))
            for answer in answers
        ],
        "values": Vote.Value,
        "trail": trail_of(found, _("自分の答え")),
    }
    return show(request, "lab/mine.html", context)


@open_to_everyone
def statements(request: Request, pk: int) -> HttpResponse:
    """All statements on which people vote, and the log of those that were not taken."""
    found = access.conversation_for_reader(request.actor, pk)
    context = {
        "conversation": found,
        "page": Paginator(selectors.statements_shown(found).select_related("excerpt"), 100).get_page(
            request.GET.get("page")
        ),
        "rejected": selectors.statements_rejected(found)[:200],
        "waiting": selectors.statements_waiting(found).count(),
        "trail": trail_of(found, _("意見の一覧")),
    }
    return show(request, "lab/statements.html", context)


@open_to_everyone
def statement_new(request: Request, pk: int) -> HttpResponse:
    """Add a statement; first one sees what is like it."""
    found = access.conversation_for_reader(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    form = StatementForm(posted(request))
    alike = _alike(found, form)
    if not alike and (
        response := submit(
            request,
            form,
            lambda: _add(request, found, visitor, form),
            to=lambda _statement: f"{found.get_absolute_url()}#vote",
            done=_("意見を受け付けました。担当者が確かめた後に、みんなに表示されます。"),
        )
    ):
        remember_browser(response, visitor)
        return response
    if alike:
        form.put("checked", value=True)
    context = {"conversation": found, "visitor": visitor, "alike": alike, "trail": trail_of(found, _("意見を追加する"))}
    return show(request, "lab/statement_new.html", context, form=form)


def _alike(found: Conversation, form: StatementForm) -> list[str]:
    """Return the texts like what was typed, unless its author has already seen them."""
    if not form.is_bound or not form.is_valid() or form.cleaned_data["checked"]:
        return []
    return texts_alike(found, form.cleaned_data["text"])


def _add(request: Request, found: Conversation, visitor: Visitor, form: StatementForm) -> Statement:
    admit(request, found, visitor, limits.STATEMENTS, limits.STATEMENTS_OF_ADDRESS)
    return services.statement_add(conversation=found, keys=visitor.keys, text=form.cleaned_data["text"])
