"""Cutting statements from comments that were gathered elsewhere, by a program."""

from collections.abc import Sequence

from dejiro.apps.lab import access, selectors, services
from dejiro.apps.lab.api.routers import router
from dejiro.apps.lab.api.schemas import OPENERS, AsideIn, CutIn, HeapOut, WaitingOut
from dejiro.apps.lab.models import Statement
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate


@router.get("/conversations/{int:pk}/comments/", response=list[HeapOut])
@operation(door=OPENERS)
@paginate
def comment_heap_list(request: Request, pk: Id) -> Sequence[selectors.Heap]:
    """The comments, on heaps of those that say nearly the same; those that wait first, the largest of them first."""
    return selectors.heaps_of(access.conversation_for_owner(request.actor, pk))


@router.post("/conversations/comments/{int:pk}/cut/", response={201: list[WaitingOut]})
@operation(door=OPENERS)
def comment_cut(request: Request, pk: Id, data: CutIn) -> Sequence[Statement]:
    """Make statements of what was cut from a comment, all or none; they wait to be looked at."""
    comment = access.comment_for_owner(request.actor, pk)
    lines = [line for line in data.lines if line.strip()]
    return services.comment_cut(actor=request.actor, comment=comment, lines=lines)


@router.post("/conversations/comments/{int:pk}/aside/", response={204: None})
@operation(door=OPENERS)
def comment_aside(request: Request, pk: Id, data: AsideIn) -> None:
    """Do not use the heap to which a comment belongs, or use it after all."""
    comment = access.comment_for_owner(request.actor, pk)
    services.comments_set_aside(actor=request.actor, comment=comment, aside=data.aside)
