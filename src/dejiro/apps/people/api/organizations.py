"""Operations on bodies, their units and their rules."""

from typing import Any

from django.db.models import QuerySet
from ninja.responses import Status

from dejiro.apps.people import access, schemas, selectors
from dejiro.foundation import clock
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import units_of
from dejiro.foundation.organizations.services import rule_adopt
from dejiro.foundation.organizations.units import unit_add, unit_close, unit_rename

router = Router(tags=["people"])


@router.get("/units/", response=list[schemas.UnitOut])
@operation(door="signed in")
@paginate
def units_list(request: Request) -> QuerySet[Unit]:
    """The acting body's units of today."""
    return units_of(access.own_organization(request.actor))


@router.post("/units/", response={201: schemas.UnitOut})
@operation(door="administrator")
def unit_create(request: Request, data: schemas.NewUnitIn) -> Status[Unit]:
    """Add a unit."""
    values = {**data.model_dump(), "parent": unit_or_none(request, data.parent)}
    organization = access.own_organization(request.actor)
    return Status(201, unit_add(actor=request.actor, organization=organization, **values))


@router.put("/units/{int:pk}/", response=schemas.UnitOut)
@operation(door="administrator")
def unit_update(request: Request, pk: Id, data: schemas.UnitIn) -> Unit:
    """Correct a unit's name and number."""
    unit = access.unit_for_administrator(request.actor, pk)
    return unit_rename(actor=request.actor, unit=unit, **data.model_dump())


@router.post("/units/{int:pk}/close/", response=schemas.UnitOut)
@operation(door="administrator")
def unit_end(request: Request, pk: Id) -> Unit:
    """Close a unit today."""
    return unit_close(actor=request.actor, unit=access.unit_for_administrator(request.actor, pk))


@router.get("/organizations/", response=list[schemas.OrganizationOut])
@operation(door="everyone")
@paginate
def organizations_list(request: Request, area: str = "", kind: str = "") -> QuerySet[Organization]:  # noqa: ARG001  # ninja's signature
    """Bodies of today with their figures, in order of code; of a prefecture or kind if asked."""
    return selectors.organizations_public(area=area, kind=kind)


@router.get("/organizations/{code}/", response=schemas.OrganizationOut)
@operation(door="everyone")
def organization_detail(request: Request, code: str) -> Organization:  # noqa: ARG001  # ninja's signature
    """One body with its figures."""
    return access.organization_for_everyone(code)


@router.get("/organizations/{code}/rules/", response=list[schemas.RuleOut])
@operation(door="everyone")
@paginate
def rules_list(request: Request, code: str) -> list[dict[str, Any]]:  # noqa: ARG001  # ninja's signature
    """The rules of a prefecture, each beside its text, with all versions."""
    area = access.organization_for_everyone(code)
    views = selectors.rules_of(area, on=clock.today())
    return [
        {"key": view.key, "versions": view.versions}
        | {name: getattr(view.now, name) for name in ("label", "value", "text", "since")}
        for view in views
    ]


@router.post("/rules/", response={201: schemas.RuleVersionOut})
@operation(door="coordinator, administrator")
def rule_create(request: Request, data: schemas.RuleIn) -> Status[Any]:
    """Record a new version of a rule of the caller's prefecture."""
    area = access.area_for_adopting(request.actor)
    return Status(201, rule_adopt(actor=request.actor, area=area, **data.model_dump()))


def unit_or_none(request: Request, pk: int | None) -> Unit | None:
    """Return the unit of the acting body, if one was named."""
    return None if pk is None else access.unit_for_administrator(request.actor, pk)
