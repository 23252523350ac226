"""Operations on the pool of specialists, on one's own calendar, and on what consultations take."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from ninja import File, UploadedFile

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import COORDINATOR
from dejiro.apps.talent.api.pool_inputs import bodies_of, entry_in
from dejiro.apps.talent.api.pool_schemas import (
    CalendarAddressOut,
    CalendarOut,
    ConsultationTimeIn,
    ConsultationTimeOut,
    DescribeIn,
    EndingPaperOut,
    LeaveIn,
    PoolImportedOut,
    ProfileLookOut,
    SpecialistIn,
    SpecialistOut,
    SpecialistRow,
)
from dejiro.apps.talent.importing import pool_lines
from dejiro.apps.talent.models import CalendarKey, Look, Paper, Specialist
from dejiro.apps.talent.planning import Taken, consultations_held
from dejiro.apps.talent.selectors.pool import looks_of, papers_ending, pool_of, profile_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["talent"])


@router.get("/talent/pool/", response=list[SpecialistRow])
@operation(door=COORDINATOR)
@paginate
def pool_list(request: Request, q: str = "", role: str = "", employment: str = "") -> QuerySet[Specialist]:
    """Specialists who have not left, by number; `q` stands in name, number or profile."""
    area = access.area_of_coordinator(request.actor)
    return pool_of(area, q=q[:100], role=role, employment=employment)


@router.post("/talent/pool/", response={201: SpecialistOut})
@operation(door=COORDINATOR)
def specialist_create(request: Request, data: SpecialistIn) -> dict[str, Any]:
    """Take somebody into the pool; skills and capacity are added afterwards."""
    entry = entry_in(access.area_of_coordinator(request.actor), data)
    return _profile(request, services.specialist_save(actor=request.actor, entry=entry))


@router.post("/talent/pool/import/", response={201: PoolImportedOut})
@operation(door=COORDINATOR)
def pool_import(request: Request, file: File[UploadedFile]) -> services.Imported:
    """Take a table into the pool, CSV or XLSX, all or none; its headings are those of the page's template.

    Who bears the same number (人材番号) is changed, who is not in the table stays as they are.
    """
    area = access.area_of_coordinator(request.actor)
    return services.pool_import(actor=request.actor, lines=pool_lines(file, area))


@router.get("/talent/papers/", response=list[EndingPaperOut])
@operation(door=COORDINATOR)
@paginate
def papers_ending_list(request: Request) -> list[Paper]:
    """Papers that are needed and end within sixty days, or have ended and were not renewed, the first to end first."""
    return papers_ending(access.area_of_coordinator(request.actor))


@router.get("/talent/pool/{int:pk}/", response=SpecialistOut)
@operation(door="signed in")
def specialist_detail(request: Request, pk: Id) -> dict[str, Any]:
    """One profile; that somebody looks is recorded, as on the page."""
    found = access.specialist_for_reader(request.actor, pk)
    services.look_record(actor=request.actor, specialist=found)
    return _profile(request, found)


@router.put("/talent/pool/{int:pk}/", response=SpecialistOut)
@operation(door=COORDINATOR)
def specialist_update(request: Request, pk: Id, data: SpecialistIn) -> dict[str, Any]:
    """Write an entry anew as its coordinator; without `email` the person can no longer mend it themselves."""
    found = access.specialist_for_coordinator(request.actor, pk)
    saved = services.specialist_save(
        actor=request.actor, entry=entry_in(found.area, data), specialist=found, version=seen_version(request)
    )
    return _profile(request, saved)


@router.put("/talent/pool/{int:pk}/describe/", response=SpecialistOut)
@operation(door="signed in")
def specialist_describe(request: Request, pk: Id, data: DescribeIn) -> dict[str, Any]:
    """Write anew what a specialist says of themselves: they themselves, or the coordinator."""
    found = access.specialist_for_editor(request.actor, pk)
    saved = services.specialist_describe(
        actor=request.actor,
        specialist=found,
        version=seen_version(request),
        **data.model_dump(exclude={"places"}),
        places=bodies_of(found.area, data.places, "places"),
    )
    return _profile(request, saved)


@router.post("/talent/pool/{int:pk}/leave/", response=SpecialistOut)
@operation(door="signed in")
def specialist_leave(request: Request, pk: Id, data: LeaveIn) -> dict[str, Any]:
    """Say from which day somebody works no more; what runs beyond it is the coordinator's to arrange anew."""
    found = access.specialist_for_editor(request.actor, pk)
    left = services.specialist_leave(
        actor=request.actor, specialist=found, left_on=data.left_on, version=seen_version(request)
    )
    return _profile(request, left)


@router.delete("/talent/pool/{int:pk}/", response={204: None})
@operation(door=COORDINATOR)
def specialist_erase(request: Request, pk: Id) -> None:
    """Erase the data of somebody who has left; their work stays as figures without a name. This cannot be undone."""
    services.specialist_erase(actor=request.actor, specialist=access.specialist_for_erasure(request.actor, pk))


@router.get("/talent/pool/{int:pk}/looks/", response=list[ProfileLookOut])
@operation(door="signed in")
@paginate
def specialist_looks(request: Request, pk: Id) -> list[Look]:
    """Who looked at a profile, the latest first: for the specialist, the coordinator and the prefecture's auditor."""
    return looks_of(access.specialist_for_auditor(request.actor, pk))


@router.delete("/talent/pool/{int:pk}/calendar/", response={204: None})
@operation(door="signed in")
def calendar_revoke(request: Request, pk: Id) -> None:
    """Let the secret address of a calendar lead nowhere."""
    found = access.specialist_for_editor(request.actor, pk)
    services.calendar_key_revoke(actor=request.actor, specialist=found)


@router.get("/talent/me/", response=SpecialistOut)
@operation(door="person")
def specialist_own(request: Request) -> dict[str, Any]:
    """One's own profile."""
    return _profile(request, access.own_entry(request.actor))


@router.get("/talent/calendar/", response=CalendarOut)
@operation(door="person")
def calendar_own(request: Request) -> dict[str, Any]:
    """Whether there is a secret address of one's own calendar; the address itself is kept nowhere."""
    key = CalendarKey.objects.filter(specialist=access.own_entry(request.actor)).first()
    return {"made_at": key.made_at if key else None, "used_on": key.used_on if key else None}


@router.post("/talent/calendar/", response={201: CalendarAddressOut})
@operation(door="person")
def calendar_make(request: Request, response: HttpResponse) -> dict[str, str]:
    """Make a new secret address of one's own calendar; the old one leads nowhere. The answer alone holds it."""
    secret = services.calendar_key_make(actor=request.actor, specialist=access.own_entry(request.actor))
    response["Cache-Control"] = "private, no-store"
    return {"address": f"{request.build_absolute_uri(reverse('talent:calendar'))}?key={secret}"}


@router.put("/talent/consultations/{int:pk}/time/", response=ConsultationTimeOut)
@operation(door="signed in")
def consultation_time_save(request: Request, pk: Id, data: ConsultationTimeIn) -> Taken:
    """Say how much of a week a consultation really took: who has it, or their coordinator."""
    found, person = access.consultation_for_keeper(request.actor, pk)
    services.consultation_time_save(actor=request.actor, consultation=found, half_days=data.half_days)
    return next(row for row in consultations_held(person.area, only=person) if row.consultation == found.pk)


def _profile(request: Request, found: Specialist) -> dict[str, Any]:
    view = profile_of(request.actor, found)
    email = found.user.email if found.user else ""
    kept = {"key": found.key, "kana": found.kana, "email": email}
    names = ("name", "employment", "onsite", "languages", "profile", "max_parallel", "left_on", "version")
    parts = ("skills", "capacities", "absences", "conflicts", "papers", "missing", "consultations")
    return {
        "id": found.pk,
        **(kept if view.may_edit else dict.fromkeys(kept, "")),
        **{name: getattr(found, name) for name in names},
        "lender": found.lender.code if found.lender else None,
        "places": [body.code for body in view.places],
        **{name: list(getattr(view, name)) for name in parts},
        "weeks": [{**asdict(week), "left": week.left} for week in view.weeks],
    }
