"""Conversations, their statements and results, as everybody may read them."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from dejiro.apps.lab import access, selectors
from dejiro.apps.lab.api.routers import router
from dejiro.apps.lab.api.schemas import ConversationOut, RejectionOut, StatementOut
from dejiro.apps.lab.models import Conversation, Statement
from dejiro.apps.lab.pages import result_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate


@router.get("/conversations/", response=list[ConversationOut])
@operation(door="everyone")
@paginate
def conversation_list(
    request: Request, state: str = "", area: str = "", need: Id | None = None
) -> QuerySet[Conversation]:
    """Conversations, those that run first; `state` is "open", "closed" or empty, `need` a need's number."""
    return selectors.conversation_list(request.actor, state=state, area=area, need=need)


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
    shown = selectors.statements_shown(access.conversation_for_reader(request.actor, pk))
    return shown.select_related("excerpt")


@router.get("/conversations/{int:pk}/rejections/", response=list[RejectionOut])
@operation(door="everyone")
def rejection_list(request: Request, pk: Id) -> Sequence[Statement]:
    """The log of what was not taken, newest first."""
    return list(selectors.statements_rejected(access.conversation_for_reader(request.actor, pk)))


@router.get("/conversations/{int:pk}/result/", response=dict[str, Any])
@operation(door="everyone")
def result_detail(request: Request, pk: Id) -> dict[str, Any]:
    """The result as it was last computed; 404 before the first time. It holds nobody's position.

    `apart` says what changes without a day or a cohort; all else can be computed anew from the votes.
    """
    stored = result_of(access.conversation_for_reader(request.actor, pk))
    if stored is None:
        raise Http404
    return {**stored.figures, "apart": stored.apart}
