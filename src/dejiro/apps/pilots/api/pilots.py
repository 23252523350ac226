"""A pilot from its draft to its verdict and what follows."""

from typing import Any

from django.db.models import QuerySet

from dejiro.apps.needs import public as needs
from dejiro.apps.pilots import access, planning, selectors, services
from dejiro.apps.pilots.api.inputs import partners_of, terms_in
from dejiro.apps.pilots.api.routers import router
from dejiro.apps.pilots.api.schemas import (
    APPROVER,
    DRAFTERS,
    AmendIn,
    DepartIn,
    PilotIn,
    PilotOut,
    RaisedOut,
    VerdictIn,
)
from dejiro.apps.pilots.models import Pilot
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate, seen_version


@router.get("/pilots/", response=list[PilotOut])
@operation(door="everyone")
@paginate
def pilot_list(
    request: Request, state: str = "", q: str = "", body: str = "", need: Id | None = None
) -> QuerySet[Pilot]:
    """Pilots, newest first; `state` is a status or an outcome, `body` the code of the leading body."""
    return selectors.pilot_list(request.actor, state=state, q=q[:100], body=body, need=need)


@router.get("/pilots/{int:pk}/", response=PilotOut)
@operation(door="everyone")
def pilot_detail(request: Request, pk: Id) -> Pilot:
    """One pilot."""
    return access.pilot_for_reader(request.actor, pk)


@router.get("/pilots/{int:pk}/plan/", response=dict[str, Any])
@operation(door="everyone")
def pilot_plan(request: Request, pk: Id) -> dict[str, Any]:
    """The plan as it was registered."""
    return planning.parsed(access.pilot_registered(request.actor, pk).plan_document)


@router.get("/pilots/{int:pk}/verdict/", response=dict[str, Any])
@operation(door="everyone")
def pilot_verdict(request: Request, pk: Id) -> dict[str, Any]:
    """The verdict as it was published; 404 before."""
    del request
    return planning.parsed(access.pilot_published(pk).verdict_document)


@router.post("/pilots/{int:pk}/register/", response=PilotOut)
@operation(door=APPROVER)
def pilot_register(request: Request, pk: Id) -> Pilot:
    """Fix the plan."""
    pilot = access.pilot_for_approver(request.actor, pk)
    return services.pilot_register(actor=request.actor, pilot=pilot, version=seen_version(request))


@router.post("/pilots/{int:pk}/verdict/", response=PilotOut)
@operation(door=APPROVER)
def verdict_publish(request: Request, pk: Id, data: VerdictIn) -> Pilot:
    """Publish what the registered rule says; it cannot be chosen."""
    pilot = access.pilot_for_approver(request.actor, pk)
    return services.verdict_publish(
        actor=request.actor, pilot=pilot, reasons=data.reasons, version=seen_version(request)
    )


@router.post("/pilots/", response={201: PilotOut})
@operation(door=DRAFTERS)
def pilot_create(request: Request, data: PilotIn) -> Pilot:
    """Write down a pilot; nothing is fixed yet."""
    terms, partners = terms_in(request.actor, data), partners_of(request.actor, data)
    return services.pilot_create(actor=request.actor, terms=terms, partners=partners)


@router.put("/pilots/{int:pk}/", response=PilotOut)
@operation(door=DRAFTERS)
def pilot_update(request: Request, pk: Id, data: PilotIn) -> Pilot:
    """Write a draft anew."""
    return services.pilot_update(
        actor=request.actor,
        pilot=access.pilot_for_drafter(request.actor, pk),
        terms=terms_in(request.actor, data),
        partners=partners_of(request.actor, data),
        version=seen_version(request),
    )


@router.delete("/pilots/{int:pk}/", response={204: None})
@operation(door=DRAFTERS)
def pilot_delete(request: Request, pk: Id) -> None:
    """Throw a draft away."""
    pilot = access.pilot_for_drafter(request.actor, pk)
    services.pilot_delete(actor=request.actor, pilot=pilot, version=seen_version(request))


@router.post("/pilots/{int:pk}/submit/", response=PilotOut)
@operation(door=DRAFTERS)
def pilot_submit(request: Request, pk: Id) -> Pilot:
    """Ask the approver to register a draft."""
    pilot = access.pilot_for_drafter(request.actor, pk)
    return services.pilot_submit(actor=request.actor, pilot=pilot, version=seen_version(request))


@router.post("/pilots/{int:pk}/amend/", response=PilotOut)
@operation(door=APPROVER)
def pilot_amend(request: Request, pk: Id, data: AmendIn) -> Pilot:
    """Change a registered plan in view of everybody."""
    pilot = access.pilot_for_approver(request.actor, pk)
    made = services.pilot_amend(
        actor=request.actor,
        pilot=pilot,
        terms=terms_in(request.actor, data),
        reason=data.reason,
        version=seen_version(request),
    )
    return made.pilot


@router.post("/pilots/{int:pk}/decision/", response=PilotOut)
@operation(door=APPROVER)
def decision_depart(request: Request, pk: Id, data: DepartIn) -> Pilot:
    """Decide otherwise than the verdict says; the verdict stays as it is."""
    pilot = access.pilot_for_approver(request.actor, pk)
    services.decision_depart(actor=request.actor, pilot=pilot, **data.model_dump())
    return pilot


@router.post("/pilots/{int:pk}/raise/", response={201: RaisedOut})
@operation(door=DRAFTERS)
def pilot_raise(request: Request, pk: Id) -> needs.Voice:
    """Make an adopted pilot a voice, from which a need and its round grow."""
    pilot = access.pilot_for_drafter(request.actor, pk)
    return services.pilot_raise(actor=request.actor, pilot=pilot, version=seen_version(request))
