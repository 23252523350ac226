"""Operations of superiors on the people of their body; that they look is recorded, as on the pages."""

from typing import Any

from ninja import Status

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.api.doors import SUPERIORS
from dejiro.apps.careers.models import Claim, Leaving
from dejiro.apps.careers.schemas import ClaimOut, LeavingIn, LeavingOut, PersonFull, PersonRowOut, SkillIn
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation

router = Router(tags=["careers"])


@router.get("/careers/people/", response=list[PersonRowOut])
@operation(door=SUPERIORS)
def led_people_list(request: Request) -> list[selectors.PersonRow]:
    """People of the caller's body, without their levels."""
    return selectors.people_rows(request.actor, access.body_for_superior(request.actor))


@router.get("/careers/people/{int:pk}/", response=PersonFull)
@operation(door=SUPERIORS)
def person_detail(request: Request, pk: Id) -> dict[str, Any]:
    """One person's skill map."""
    person = access.person_for_superior(request.actor, pk)
    services.look_record(actor=request.actor, person=person)
    return {
        "id": person.pk,
        "name": person.name,
        "skills": selectors.map_of(person, None).skills,
        "certificates": selectors.certificates_of(person),
        "enrolments": selectors.enrolments_by(person),
        "leaving": selectors.leaving_of(request.actor, person),
    }


@router.post("/careers/people/{int:pk}/confirm/", response={201: ClaimOut})
@operation(door=SUPERIORS)
def skill_confirm(request: Request, pk: Id, data: SkillIn) -> Claim:
    """Confirm what a person can do; the caller's name and the day stay."""
    person = access.person_for_superior(request.actor, pk)
    return services.skill_confirm(actor=request.actor, person=person, **data.dict())


@router.put("/careers/people/{int:pk}/leaving/", response=LeavingOut)
@operation(door=SUPERIORS)
def leaving_plan(request: Request, pk: Id, data: LeavingIn) -> Leaving:
    """Plan a person's last day in the body."""
    person = access.person_for_superior(request.actor, pk)
    return services.leaving_plan(actor=request.actor, person=person, **data.dict())


@router.delete("/careers/people/{int:pk}/leaving/", response={204: None})
@operation(door=SUPERIORS)
def leaving_cancel(request: Request, pk: Id) -> Status[None]:
    """Take the plan back."""
    services.leaving_cancel(actor=request.actor, person=access.person_for_superior(request.actor, pk))
    return Status(204, None)
