"""Operations on the pool of specialists."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.models import Specialist
from dejiro.apps.talent.schemas import SpecialistOut, SpecialistRow
from dejiro.apps.talent.selectors.pool import pool_of, profile_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate

router = Router(tags=["talent"])


@router.get("/talent/pool/", response=list[SpecialistRow])
@operation(door="coordinator")
@paginate
def pool_list(request: Request, q: str = "", role: str = "", employment: str = "") -> QuerySet[Specialist]:
    """Specialists who have not left, by number; `q` stands in name, number or profile."""
    area = access.area_of_coordinator(request.actor)
    return pool_of(area, q=q[:100], role=role, employment=employment)


@router.get("/talent/pool/{int:pk}/", response=SpecialistOut)
@operation(door="signed in")
def specialist_detail(request: Request, pk: Id) -> dict[str, Any]:
    """One profile; that somebody looks is recorded, as on the page."""
    found = access.specialist_for_reader(request.actor, pk)
    services.look_record(actor=request.actor, specialist=found)
    return _profile(request, found)


@router.get("/talent/me/", response=SpecialistOut)
@operation(door="signed in")
def specialist_own(request: Request) -> dict[str, Any]:
    """One's own profile."""
    return _profile(request, access.own_entry(request.actor))


def _profile(request: Request, found: Specialist) -> dict[str, Any]:
    view = profile_of(request.actor, found)
    names = ("name", "employment", "onsite", "languages", "profile", "max_parallel", "left_on", "version")
    return {
        "id": found.pk,
        **{name: getattr(found, name) for name in names},
        "places": [body.code for body in view.places],
        "skills": list(view.skills),
        "capacities": list(view.capacities),
        "absences": list(view.absences),
        "missing": list(view.missing),
        "weeks": [{**asdict(week), "left": week.left} for week in view.weeks],
    }
