"""Running a conversation by a program, as its body does by the pages."""

from collections.abc import Sequence

from django.db.models import QuerySet

from dejiro.apps.lab import access, selectors, services
from dejiro.apps.lab.api.routers import router
from dejiro.apps.lab.api.schemas import (
    OPENERS,
    CodesOut,
    ConversationIn,
    ConversationNewIn,
    ConversationOut,
    CountIn,
    RejectIn,
    WaitingOut,
    WordsIn,
)
from dejiro.apps.lab.forms import entered
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.terms import ConversationTerms
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate, seen_version


@router.post("/conversations/", response={201: ConversationOut})
@operation(door=OPENERS)
def conversation_create(request: Request, data: ConversationNewIn) -> Conversation:
    """Prepare a conversation as a draft."""
    need = needs.need_for_reader(request.actor, data.need) if data.need else None
    return services.conversation_create(actor=request.actor, terms=_terms(data), need=need)


@router.put("/conversations/{int:pk}/", response=ConversationOut)
@operation(door=OPENERS)
def conversation_update(request: Request, pk: Id, data: ConversationIn) -> Conversation:
    """Change a draft."""
    found = access.conversation_for_owner(request.actor, pk)
    return services.conversation_update(
        actor=request.actor, conversation=found, terms=_terms(data), version=seen_version(request)
    )


@router.post("/conversations/{int:pk}/open/", response=ConversationOut)
@operation(door=OPENERS)
def conversation_open(request: Request, pk: Id) -> Conversation:
    """Begin."""
    found = access.conversation_for_owner(request.actor, pk)
    return services.conversation_open(actor=request.actor, conversation=found, version=seen_version(request))


@router.post("/conversations/{int:pk}/close/", response=ConversationOut)
@operation(door=OPENERS)
def conversation_close(request: Request, pk: Id, data: WordsIn) -> Conversation:
    """End it after its closing time, and say what follows; the result becomes final."""
    found = access.conversation_for_owner(request.actor, pk)
    return services.conversation_close(actor=request.actor, conversation=found, words=data.words)


@router.get("/conversations/{int:pk}/waiting/", response=list[WaitingOut])
@operation(door=OPENERS)
@paginate
def waiting_list(request: Request, pk: Id) -> QuerySet[Statement]:
    """The statements that wait to be looked at, oldest first."""
    return selectors.statements_waiting(access.conversation_for_owner(request.actor, pk))


@router.post("/conversations/statements/{int:pk}/approve/", response=WaitingOut)
@operation(door=OPENERS)
def conversation_statement_approve(request: Request, pk: Id) -> Statement:
    """Show a statement to people."""
    return services.statement_approve(actor=request.actor, statement=access.statement_for_moderator(request.actor, pk))


@router.post("/conversations/statements/{int:pk}/reject/", response=WaitingOut)
@operation(door=OPENERS)
def conversation_statement_reject(request: Request, pk: Id, data: RejectIn) -> Statement:
    """Do not show it, with a public reason."""
    statement = access.statement_for_moderator(request.actor, pk)
    return services.statement_reject(actor=request.actor, statement=statement, **data.model_dump())


@router.post("/conversations/{int:pk}/codes/", response={201: CodesOut})
@operation(door=OPENERS)
def codes_issue(request: Request, pk: Id, data: CountIn) -> dict[str, Sequence[str]]:
    """Issue invitations; they can be read this once."""
    found = access.conversation_for_owner(request.actor, pk)
    return {"codes": services.codes_issue(actor=request.actor, conversation=found, **data.model_dump())}


def _terms(data: ConversationIn) -> ConversationTerms:
    rest = data.model_dump(exclude={"closes_on", "seeds", "need"})
    return entered(data.closes_on, data.seeds, rest)
