"""Operations on what is said about needs, and on solutions."""

from ninja import Status

from dejiro.apps.needs import access, services
from dejiro.apps.needs.api.doors import OFFICERS, SPEAKERS
from dejiro.apps.needs.api.needs import solution_out, statement_out
from dejiro.apps.needs.models import Statement
from dejiro.apps.needs.schemas import (
    NeedReasonIn,
    NeedStatementIn,
    NeedStatementOut,
    SolutionIn,
    SolutionOut,
    StatementNewIn,
)
from dejiro.apps.needs.selectors.names import speaker_name
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, seen_version

router = Router(tags=["statements"])
ALL_SPEAKERS = f"{SPEAKERS}, expert"


@router.post("/needs/{int:pk}/statements/", response={201: NeedStatementOut})
@operation(door=ALL_SPEAKERS)
def statement_write(request: Request, pk: Id, data: StatementNewIn) -> NeedStatementOut:
    """Say something about a need, as a person or for one's body."""
    door = access.need_for_officer if data.kind == "official" else access.need_for_speaker
    need = door(request.actor, pk)
    return _out(request.actor, services.statement_write(actor=request.actor, need=need, **data.model_dump()))


@router.get("/statements/{int:pk}/", response=NeedStatementOut)
@operation(door="everyone")
def statement_detail(request: Request, pk: Id) -> NeedStatementOut:
    """One statement that the caller may read."""
    return _out(request.actor, access.statement_for_reader(request.actor, pk))


@router.put("/statements/{int:pk}/", response=NeedStatementOut)
@operation(door=ALL_SPEAKERS)
def statement_revise(request: Request, pk: Id, data: NeedStatementIn) -> NeedStatementOut:
    """Rewrite one's opinion, or one's body's statement before it is approved."""
    row = access.statement_for_author(request.actor, pk)
    services.statement_revise(actor=request.actor, statement=row, body=data.body, version=seen_version(request))
    return _out(request.actor, row)


@router.delete("/statements/{int:pk}/", response={204: None})
@operation(door=ALL_SPEAKERS)
def statement_withdraw(request: Request, pk: Id) -> Status[None]:
    """Take a statement back."""
    row = access.statement_for_author(request.actor, pk)
    services.statement_withdraw(actor=request.actor, statement=row, version=seen_version(request))
    return Status(204, None)


@router.post("/statements/{int:pk}/approve/", response=NeedStatementOut)
@operation(door="approver")
def statement_approve(request: Request, pk: Id) -> NeedStatementOut:
    """Publish a statement in one's body's name."""
    row = access.statement_for_approver(request.actor, pk)
    services.statement_approve(actor=request.actor, statement=row, version=seen_version(request))
    return _out(request.actor, row)


@router.post("/statements/{int:pk}/return/", response=NeedStatementOut)
@operation(door="approver")
def statement_return(request: Request, pk: Id, data: NeedReasonIn) -> NeedStatementOut:
    """Give a statement back to its author with a reason."""
    row = access.statement_for_approver(request.actor, pk)
    services.statement_return(actor=request.actor, statement=row, reason=data.reason, version=seen_version(request))
    return _out(request.actor, row)


@router.post("/needs/{int:pk}/solutions/", response={201: SolutionOut})
@operation(door=OFFICERS)
def solution_add(request: Request, pk: Id, data: SolutionIn) -> SolutionOut:
    """Tell how one's body has solved a need."""
    need = access.need_for_officer(request.actor, pk)
    return solution_out(request.actor, services.solution_add(actor=request.actor, need=need, **data.model_dump()))


@router.put("/solutions/{int:pk}/", response=SolutionOut)
@operation(door=OFFICERS)
def solution_update(request: Request, pk: Id, data: SolutionIn) -> SolutionOut:
    """Mend a solution of one's body."""
    row = access.solution_for_owner(request.actor, pk)
    services.solution_update(actor=request.actor, solution=row, version=seen_version(request), **data.model_dump())
    return solution_out(request.actor, row)


@router.delete("/solutions/{int:pk}/", response={204: None})
@operation(door=OFFICERS)
def solution_remove(request: Request, pk: Id) -> Status[None]:
    """Take a solution of one's body off the need."""
    row = access.solution_for_owner(request.actor, pk)
    services.solution_remove(actor=request.actor, solution=row, version=seen_version(request))
    return Status(204, None)


def _out(actor: Actor, statement: Statement) -> NeedStatementOut:
    speaker = statement.organization.name if statement.is_official else speaker_name(actor, statement)
    return statement_out(statement, speaker)
