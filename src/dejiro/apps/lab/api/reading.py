"""Conversations and their results for programs: the same doors as the pages. Votes come in by the pages alone."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja import Schema

from dejiro.apps.lab import access, selectors
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.pages import result_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate

router = Router(tags=["lab"])


class ConversationOut(Schema):
    """A conversation; `closes_at` is when it takes no more votes."""

    id: int
    title: str
    question: str
    background: str
    organization: str
    policy: str
    status: str
    takes_statements: bool
    closes_at: datetime
    closed_at: datetime | None
    closing_words: str
    credit: str

    @staticmethod
    def resolve_organization(found: Conversation) -> str:
        """Return the code of the body that opened it."""
        return found.organization.code


class StatementOut(Schema):
    """A statement on which people vote."""

    number: int
    text: str
    meta: bool
    from_start: bool

    @staticmethod
    def resolve_from_start(found: Statement) -> bool:
        """Return whether it was there before anybody voted."""
        return found.is_seed


class RejectionOut(Schema):
    """A line of the log of what was not taken."""

    number: int
    reason: str
    explanation: str
    decided_at: datetime


@router.get("/conversations/", response=list[ConversationOut])
@operation(door="everyone")
@paginate
def conversation_list(request: Request, state: str = "", area: str = "") -> QuerySet[Conversation]:
    """Conversations, those that run first; `state` is "open", "closed" or empty."""
    return selectors.conversation_list(request.actor, state=state, area=area)


@router.get("/conversations/{int:pk}/", response=ConversationOut)
@operation(door="everyone")
def conversation_detail(request: Request, pk: Id) -> Conversation:
    """One conversation."""
    return access.conversation_for_reader(request.actor, pk)


@router.get("/conversations/{int:pk}/statements/", response=list[StatementOut])
@operation(door="everyone")
@paginate
def statement_list(request: Request, pk: Id) -> QuerySet[Statement]:
    """The statements on which people vote."""
    return selectors.statements_shown(access.conversation_for_reader(request.actor, pk))


@router.get("/conversations/{int:pk}/rejections/", response=list[RejectionOut])
@operation(door="everyone")
def rejection_list(request: Request, pk: Id) -> Sequence[Statement]:
    """The log of what was not taken, newest first."""
    return list(selectors.statements_rejected(access.conversation_for_reader(request.actor, pk)))


@router.get("/conversations/{int:pk}/result/", response=dict[str, Any])
@operation(door="everyone")
def result_detail(request: Request, pk: Id) -> dict[str, Any]:
    """The result as it was last computed; 404 before the first time. It holds nobody's position."""
    stored = result_of(access.conversation_for_reader(request.actor, pk))
    if stored is None:
        raise Http404
    return stored.figures
