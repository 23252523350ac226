"""Operations on needs: the public register, and what the coordinator does with one."""

from typing import Any

from ninja import Query, Status

from dejiro.apps.needs import access, services
from dejiro.apps.needs.api.doors import COORDINATOR
from dejiro.apps.needs.api.lazy import Mapped
from dejiro.apps.needs.models import Need, Solution, Statement
from dejiro.apps.needs.schemas import (
    BodyOut,
    EventOut,
    NeedFilters,
    NeedFull,
    NeedIn,
    NeedOut,
    NeedReasonIn,
    NeedStatementOut,
    NeedVoiceOut,
    OtherIn,
    SolutionOut,
    SplitIn,
    VoicesIn,
)
from dejiro.apps.needs.selectors.needs import NeedPage, NeedRow, need_page, need_rows
from dejiro.apps.needs.selectors.needs import need_list as needs_for
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.organizations.selectors import organization_by_code

router = Router(tags=["needs"])


@router.get("/needs/", response=list[NeedOut])
@operation(door="everyone")
@paginate
def need_list(request: Request, filters: Query[NeedFilters]) -> Mapped[NeedOut]:
    """Needs, newest first; all that are not closed when no status is given."""
    area = organization_by_code(filters.area) if filters.area else None
    rows = needs_for(
        request.actor, area=area, category=filters.category, status=filters.status, q=filters.q, body=filters.body
    )
    return Mapped(rows, lambda part: [row_out(row) for row in need_rows(part)])


@router.get("/needs/{int:pk}/", response=NeedFull)
@operation(door="everyone")
def need_detail(request: Request, pk: Id) -> NeedFull:
    """One need and everything that hangs on it."""
    return full(request.actor, need_page(request.actor, access.need_for_reader(request.actor, pk)))


@router.put("/needs/{int:pk}/", response=NeedOut)
@operation(door=COORDINATOR)
def need_update(request: Request, pk: Id, data: NeedIn) -> NeedOut:
    """Describe a need anew."""
    need = access.need_for_coordinator(request.actor, pk)
    return need_out(
        services.need_update(actor=request.actor, need=need, version=seen_version(request), **data.model_dump())
    )


@router.post("/needs/{int:pk}/close/", response=NeedOut)
@operation(door=COORDINATOR)
def need_close(request: Request, pk: Id, data: NeedReasonIn) -> NeedOut:
    """Close a need with a public reason."""
    need = access.need_for_coordinator(request.actor, pk)
    return need_out(
        services.need_close(actor=request.actor, need=need, reason=data.reason, version=seen_version(request))
    )


@router.post("/needs/{int:pk}/reopen/", response=NeedOut)
@operation(door=COORDINATOR)
def need_reopen(request: Request, pk: Id) -> NeedOut:
    """Open a closed need again."""
    need = access.need_for_coordinator(request.actor, pk)
    return need_out(services.need_reopen(actor=request.actor, need=need, version=seen_version(request)))


@router.post("/needs/{int:pk}/split/", response={201: NeedOut})
@operation(door=COORDINATOR)
def need_split(request: Request, pk: Id, data: SplitIn) -> NeedOut:
    """Move some voices into a new need."""
    need = access.need_for_coordinator(request.actor, pk)
    fields = data.model_dump()
    voices = access.voices_for_coordinator(request.actor, fields.pop("voices"))
    return need_out(
        services.need_split(actor=request.actor, need=need, voices=voices, version=seen_version(request), **fields)
    )


@router.post("/needs/{int:pk}/unlink-voices/", response=NeedOut)
@operation(door=COORDINATOR)
def voices_unlink(request: Request, pk: Id, data: VoicesIn) -> NeedOut:
    """Take voices out of a need; they wait for triage again."""
    need = access.need_for_coordinator(request.actor, pk)
    voices = access.voices_for_coordinator(request.actor, data.voices)
    return need_out(
        services.voices_unlink(actor=request.actor, need=need, voices=voices, version=seen_version(request))
    )


@router.post("/needs/{int:pk}/merge/", response=NeedOut)
@operation(door=COORDINATOR)
def needs_merge(request: Request, pk: Id, data: OtherIn) -> NeedOut:
    """Merge a need into another; answers with that one."""
    need = access.need_for_coordinator(request.actor, pk)
    into = access.need_by_number(request.actor, data.other, field="other")
    return need_out(services.needs_merge(actor=request.actor, need=need, into=into, version=seen_version(request)))


@router.post("/needs/{int:pk}/links/", response={204: None})
@operation(door=COORDINATOR)
def needs_link(request: Request, pk: Id, data: OtherIn) -> Status[None]:
    """Say that two needs belong together."""
    need = access.need_for_coordinator(request.actor, pk)
    services.needs_link(
        actor=request.actor, need=need, other=access.need_by_number(request.actor, data.other, field="other")
    )
    return Status(204, None)


@router.delete("/needs/{int:pk}/links/{int:other}/", response={204: None})
@operation(door=COORDINATOR)
def needs_unlink(request: Request, pk: Id, other: Id) -> Status[None]:
    """Say that two needs do not belong together."""
    need = access.need_for_coordinator(request.actor, pk)
    services.needs_unlink(actor=request.actor, need=need, other=access.need_for_reader(request.actor, other))
    return Status(204, None)


@router.put("/needs/{int:pk}/follow/", response={204: None})
@operation(door="signed in")
def need_follow(request: Request, pk: Id) -> Status[None]:
    """Hear of a need from now on."""
    services.need_follow(actor=request.actor, need=access.need_for_follower(request.actor, pk))
    return Status(204, None)


@router.delete("/needs/{int:pk}/follow/", response={204: None})
@operation(door="signed in")
def need_unfollow(request: Request, pk: Id) -> Status[None]:
    """Hear of a need no more."""
    services.need_unfollow(actor=request.actor, need=access.need_for_follower(request.actor, pk))
    return Status(204, None)


def row_out(row: NeedRow) -> NeedOut:
    """Return a need with its counts as the API gives it."""
    return NeedOut(**_facts(row.need, row.bodies, row.voices))


def need_out(need: Need) -> NeedOut:
    """Return one need as the API gives it; one query."""
    (row,) = need_rows([need])
    return row_out(row)


def full(actor: Actor, page: NeedPage) -> NeedFull:
    """Return a need's page as the API gives it."""
    need = page.need
    speakers = {opinion.statement.pk: opinion.name for opinion in page.opinions}
    statements = [*page.official, *page.waiting, *(opinion.statement for opinion in page.opinions)]
    return NeedFull(
        **_facts(need, page.bodies, len(page.voices)),
        rule=page.rule.text,
        missing=page.missing,
        closing_reason=need.closing_reason,
        merged_into=need.merged_into_id,
        split_from=need.split_from_id,
        links=[other.pk for other in page.links],
        voice_list=[
            NeedVoiceOut(
                id=line.voice.pk,
                kind=line.voice.kind,
                name=line.name,
                title=line.title,
                body=line.body,
                created_at=line.voice.created_at,
            )
            for line in page.voices
        ],
        solutions=[solution_out(actor, solution) for solution in page.solutions],
        statements=[statement_out(row, speakers.get(row.pk, row.organization.name)) for row in statements],
        followers=page.followers,
        timeline=[EventOut.from_orm(event) for event in page.events],
    )


def solution_out(actor: Actor, solution: Solution) -> SolutionOut:
    """Return a solution as the API gives it."""
    return SolutionOut(
        id=solution.pk,
        organization=BodyOut.from_orm(solution.organization),
        title=solution.title,
        body=solution.body,
        cost=solution.cost,
        cost_note=solution.cost_note,
        contact=solution.contact if actor.is_authenticated else "",
        solved_on=solution.solved_on,
        version=solution.version,
    )


def statement_out(statement: Statement, speaker: str) -> NeedStatementOut:
    """Return a statement as the API gives it."""
    return NeedStatementOut(
        id=statement.pk,
        kind=statement.kind,
        speaker=speaker,
        body=statement.body,
        approved_by=statement.approved_by.name if statement.approved_by else None,
        approved_at=statement.approved_at,
        return_reason=statement.return_reason,
        created_at=statement.created_at,
        version=statement.version,
    )


def _facts(need: Need, bodies: int, voices: int) -> dict[str, Any]:
    return {
        "id": need.pk,
        "title": need.title,
        "summary": need.summary,
        "category": need.category,
        "status": need.status,
        "area": need.area.code,
        "bodies": bodies,
        "bodies_required": need.bodies_required,
        "voices": voices,
        "created_at": need.created_at,
        "version": need.version,
    }
