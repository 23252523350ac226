"""Taking part by a program: the same policies, limits and doors as the pages.

A caller who is not signed in is known by a cookie, as a browser is; a program that keeps none is another person each
time, and soon stopped by the limits of its address.
"""

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dejiro.apps.lab import access, limits, selectors, services
from dejiro.apps.lab.admission import admit, invitation
from dejiro.apps.lab.api.routers import router
from dejiro.apps.lab.api.schemas import (
    Answer,
    CodeIn,
    NextOut,
    OwnVoteOut,
    StatementIn,
    VoteIn,
    WaitingOut,
)
from dejiro.apps.lab.forms import chance_of
from dejiro.apps.lab.identity import remember_browser, remember_code, visitor_of
from dejiro.apps.lab.models import Statement
from dejiro.apps.lab.pages import texts_alike, voting_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation
from dejiro.foundation.errors import Refusal
from dejiro.ui.signs import signs

VALUES: Final[Mapping[Answer, int]] = {"agree": 1, "pass": 0, "disagree": -1}
NAMES: Final[Mapping[int, Answer]] = {value: name for name, value in VALUES.items()}


@router.get("/conversations/{int:pk}/next/", response=NextOut)
@operation(door="everyone")
def statement_next(request: Request, pk: Id) -> NextOut:
    """The statement that the caller is asked next, and what is missing where they may not take part."""
    found = access.conversation_for_reader(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    page = voting_page(request.actor, found, visitor)
    offered, form = page["offered"], page["vote_form"]
    return NextOut(
        entry=visitor.entry.value,
        takes_votes=found.takes_votes,
        number=offered.number if offered else None,
        text=offered.text if offered else "",
        ticket=form.initial["ticket"] if form else "",
        answered=page["answered"],
        total=page["total"],
    )


@router.post("/conversations/{int:pk}/votes/", response={201: OwnVoteOut})
@operation(door="everyone")
def vote_cast(request: Request, pk: Id, data: VoteIn, response: HttpResponse) -> OwnVoteOut:
    """Vote; a later vote of the same participant on the same statement counts in its place."""
    insist_json(request)
    found = access.conversation_for_voter(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    statement = access.statement_for_voter(found, data.statement)
    admit(request, found, visitor, limits.VOTES, limits.VOTES_OF_ADDRESS)
    services.vote_cast(
        conversation=found,
        keys=visitor.keys,
        statement=statement.number,
        value=VALUES[data.value],
        propensity=chance_of(found, statement.number, data.ticket),
    )
    remember_browser(response, visitor)
    return OwnVoteOut(number=statement.number, text=statement.text, value=data.value)


@router.get("/conversations/{int:pk}/votes/mine/", response=list[OwnVoteOut])
@operation(door="everyone")
def own_vote_list(request: Request, pk: Id) -> list[OwnVoteOut]:
    """What the caller has answered, by number of the statement; nobody else's answers can be read."""
    found = access.conversation_for_reader(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    participant = selectors.participant_of(found, visitor.keys) if visitor.keys else None
    return [
        OwnVoteOut(number=one.statement.number, text=one.statement.text, value=NAMES[one.value])
        for one in selectors.answers(found, participant)
    ]


@router.post("/conversations/{int:pk}/statements/", response={201: WaitingOut})
@operation(door="everyone")
def statement_add(request: Request, pk: Id, data: StatementIn, response: HttpResponse) -> Statement:
    """Add a statement; people vote on it when the body has looked at it.

    Where others say nearly the same, they are named first; `checked` sends it all the same.
    """
    insist_json(request)
    found = access.conversation_for_reader(request.actor, pk)
    visitor = visitor_of(request, request.actor, found)
    if not data.checked and (alike := texts_alike(found, data.text)):
        message = _("似た意見があります：%(texts)s。それでも送るときは、checkedをtrueにしてください。")
        raise Refusal(
            message % {"texts": "".join(signs("「{}」").format(text) for text in alike)}, code="alike", field="text"
        )
    admit(request, found, visitor, limits.STATEMENTS, limits.STATEMENTS_OF_ADDRESS)
    made = services.statement_add(conversation=found, keys=visitor.keys, text=data.text)
    remember_browser(response, visitor)
    return made


@router.post("/conversations/{int:pk}/code/", response={204: None})
@operation(door="everyone")
def code_show(request: Request, pk: Id, data: CodeIn, response: HttpResponse) -> None:
    """Show an invitation; the cookie of the answer lets the caller in."""
    insist_json(request)
    found = access.conversation_for_reader(request.actor, pk)
    remember_code(response, found, invitation(request, found, data.code))


def insist_json(request: HttpRequest) -> None:
    """Go on only with a body that no form of another site can send: a browser asks before it sends JSON elsewhere.

    Raises:
        PermissionDenied: for any other kind of content.
    """
    if request.content_type != "application/json":
        raise PermissionDenied(_("Content-Typeをapplication/jsonにして送ってください。"))
