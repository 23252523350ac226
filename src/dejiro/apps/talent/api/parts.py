"""Operations on the parts of an entry: skills, capacity, absences, conflicts of interest and papers.

Their numbers stand in the profile.
"""

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import COORDINATOR
from dejiro.apps.talent.api.pool_inputs import bodies_of
from dejiro.apps.talent.api.pool_schemas import (
    AbsenceIn,
    AbsenceOut,
    CapacityIn,
    CapacityOut,
    SpecialistConflictIn,
    SpecialistConflictOut,
    SpecialistPaperIn,
    SpecialistPaperOut,
    SpecialistSkillIn,
    SpecialistSkillOut,
)
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Paper, Skill
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation

router = Router(tags=["talent"])


@router.post("/talent/pool/{int:pk}/skills/", response=SpecialistSkillOut)
@operation(door="signed in")
def skill_save(request: Request, pk: Id, data: SpecialistSkillIn) -> Skill:
    """Say at which level a specialist fills a role; said again it replaces what was said."""
    found = access.specialist_for_editor(request.actor, pk)
    return services.skill_save(actor=request.actor, specialist=found, **data.model_dump())


@router.post("/talent/pool/{int:pk}/capacity/", response={201: CapacityOut})
@operation(door="signed in")
def capacity_save(request: Request, pk: Id, data: CapacityIn) -> Capacity:
    """Add a period with half-days a week; no two of them overlap."""
    found = access.specialist_for_editor(request.actor, pk)
    return services.capacity_save(actor=request.actor, specialist=found, **data.model_dump())


@router.post("/talent/pool/{int:pk}/absences/", response={201: AbsenceOut})
@operation(door="signed in")
def absence_save(request: Request, pk: Id, data: AbsenceIn) -> Absence:
    """Add days away; no two absences overlap."""
    found = access.specialist_for_editor(request.actor, pk)
    return services.absence_save(actor=request.actor, specialist=found, **data.model_dump())


@router.post("/talent/pool/{int:pk}/conflicts/", response=SpecialistConflictOut)
@operation(door=COORDINATOR)
def conflict_save(request: Request, pk: Id, data: SpecialistConflictIn) -> Conflict:
    """Say for which body a specialist must not work; said again it replaces the reason."""
    found = access.specialist_for_coordinator(request.actor, pk)
    body = bodies_of(found.area, [data.organization], "organization")[0]
    return services.conflict_save(actor=request.actor, specialist=found, organization=body, reason=data.reason)


@router.post("/talent/pool/{int:pk}/papers/", response={201: SpecialistPaperOut})
@operation(door=COORDINATOR)
def specialist_paper_save(request: Request, pk: Id, data: SpecialistPaperIn) -> Paper:
    """Record a paper; a renewed one is recorded beside the old one."""
    found = access.specialist_for_coordinator(request.actor, pk)
    return services.paper_save(actor=request.actor, specialist=found, **data.model_dump())


@router.delete("/talent/skills/{int:pk}/", response={204: None})
@operation(door="signed in")
def skill_remove(request: Request, pk: Id) -> None:
    """Take a skill off."""
    services.part_remove(actor=request.actor, part=access.part_for_editor(request.actor, Skill, pk))


@router.delete("/talent/capacity/{int:pk}/", response={204: None})
@operation(door="signed in")
def capacity_remove(request: Request, pk: Id) -> None:
    """Take a period of capacity off."""
    services.part_remove(actor=request.actor, part=access.part_for_editor(request.actor, Capacity, pk))


@router.delete("/talent/absences/{int:pk}/", response={204: None})
@operation(door="signed in")
def absence_remove(request: Request, pk: Id) -> None:
    """Take an absence off."""
    services.part_remove(actor=request.actor, part=access.part_for_editor(request.actor, Absence, pk))


@router.delete("/talent/conflicts/{int:pk}/", response={204: None})
@operation(door=COORDINATOR)
def conflict_remove(request: Request, pk: Id) -> None:
    """Take a conflict of interest off."""
    services.part_remove(actor=request.actor, part=access.part_for_editor(request.actor, Conflict, pk))


@router.delete("/talent/papers/{int:pk}/", response={204: None})
@operation(door=COORDINATOR)
def specialist_paper_remove(request: Request, pk: Id) -> None:
    """Take a paper off."""
    services.part_remove(actor=request.actor, part=access.part_for_editor(request.actor, Paper, pk))
