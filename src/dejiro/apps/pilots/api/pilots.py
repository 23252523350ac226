"""Pilots and certifications for programs: public reads, and the writes of the pages by the same doors."""

from datetime import date, datetime
from typing import Any, Literal

from django.db.models import QuerySet
from ninja import Field, Schema

from dejiro.apps.pilots import access, planning, selectors, services
from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.apps.pilots.services import Line
from dejiro.apps.pilots.terms import Validity
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["pilots"])
APPROVER = "approver"
ENTERERS = "member, approver, company"


class PilotOut(Schema):
    """A pilot; `outcome` is empty until the verdict is published."""

    id: int
    title: str
    product: str
    summary: str
    organization: str
    status: str
    outcome: str
    reasons: str
    metric: str
    unit: str
    design: str
    start: date
    end: date
    due: date
    plan_digest: str
    data_digest: str
    registered_at: datetime | None
    published_at: datetime | None
    version: int

    @staticmethod
    def resolve_organization(found: Pilot) -> str:
        """Return the code of the leading body."""
        return found.organization.code


class CertificationOut(Schema):
    """A certification; `state` is in_force, expired or revoked today."""

    id: int
    product: str
    company_name: str
    purpose: str
    issuer: str
    basis: str
    decision: str
    certified_on: date
    rule: str
    years: int
    most_renewals: int
    expires_on: date
    revoked_on: date | None
    revoked_reason: str
    reused_from: int | None
    state: str
    version: int

    @staticmethod
    def resolve_issuer(found: Certification) -> str:
        """Return the code of the body that certified."""
        return found.issuer.code

    @staticmethod
    def resolve_reused_from(found: Certification) -> int | None:
        """Return the number of the certification that this one relies on."""
        return found.reused_from_id


class LineIn(Schema):
    """A line of data; the day of its recording is today."""

    unit: str = Field(min_length=1, max_length=100)
    arm: Literal["pilot", "comparison"]
    day: date
    value: float | None = None
    tries: int = Field(1, ge=1, le=2**31 - 1)


class LinesIn(Schema):
    """Lines that come in together or not at all."""

    lines: list[LineIn] = Field(min_length=1, max_length=5_000)


class LinesOut(Schema):
    """How many were added, and how many of them came after the due day."""

    added: int
    late: int


class VerdictIn(Schema):
    """The words beside the verdict."""

    reasons: str = Field(max_length=2_000)


class ReasonIn(Schema):
    """A reason that is published."""

    reason: str = Field(max_length=2_000)


class ReuseIn(Schema):
    """The body's own decision and rule."""

    basis: str = Field(min_length=1, max_length=200)
    decision: str = Field(max_length=2_000)
    rule: Literal["years", "fiscal_year"]
    years: int = Field(ge=1, le=20)
    most_renewals: int = Field(0, ge=0, le=20)


@router.get("/pilots/", response=list[PilotOut])
@operation(door="everyone")
@paginate
def pilot_list(request: Request, state: str = "", q: str = "", body: str = "") -> QuerySet[Pilot]:
    """Pilots, newest first; `state` is a status or an outcome, `body` the code of the leading body."""
    return selectors.pilot_list(request.actor, state=state, q=q[:100], body=body)


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


@router.post("/pilots/{int:pk}/data/", response={201: LinesOut})
@operation(door=ENTERERS)
def data_add(request: Request, pk: Id, data: LinesIn) -> LinesOut:
    """Add lines of data, all or none."""
    pilot = access.pilot_for_enterer(request.actor, pk)
    lines = [Line(**one.model_dump(), number=at) for at, one in enumerate(data.lines, 1)]
    late = services.observations_add(actor=request.actor, pilot=pilot, lines=lines)
    return LinesOut(added=len(lines), late=late)


@router.post("/pilots/{int:pk}/verdict/", response=PilotOut)
@operation(door=APPROVER)
def verdict_publish(request: Request, pk: Id, data: VerdictIn) -> Pilot:
    """Publish what the registered rule says; it cannot be chosen."""
    pilot = access.pilot_for_approver(request.actor, pk)
    return services.verdict_publish(
        actor=request.actor, pilot=pilot, reasons=data.reasons, version=seen_version(request)
    )


@router.get("/certifications/", response=list[CertificationOut])
@operation(door="everyone")
@paginate
def certification_list(request: Request, state: str = "", q: str = "", issuer: str = "") -> QuerySet[Certification]:
    """The register, newest first; `state` is in_force, expired, revoked or empty."""
    del request
    return selectors.certification_list(state=state, q=q[:100], issuer=issuer)


@router.get("/certifications/{int:pk}/", response=CertificationOut)
@operation(door="everyone")
def certification_detail(request: Request, pk: Id) -> Certification:
    """One certification."""
    del request
    return access.certification_for_reader(pk)


@router.post("/certifications/{int:pk}/reuse/", response={201: CertificationOut})
@operation(door=APPROVER)
def certification_reuse(request: Request, pk: Id, data: ReuseIn) -> Certification:
    """Rely on another body's certification."""
    source = access.certification_for_reuser(request.actor, pk)
    validity = Validity(data.rule, data.years, data.most_renewals)
    return services.certification_reuse(
        actor=request.actor, source=source, basis=data.basis, decision=data.decision, validity=validity
    )


@router.post("/certifications/{int:pk}/renew/", response=CertificationOut)
@operation(door=APPROVER)
def certification_renew(request: Request, pk: Id) -> Certification:
    """Prolong by the rule."""
    row = access.certification_for_issuer(request.actor, pk)
    services.certification_renew(actor=request.actor, certification=row, version=seen_version(request))
    return row


@router.post("/certifications/{int:pk}/revoke/", response=CertificationOut)
@operation(door=APPROVER)
def certification_revoke(request: Request, pk: Id, data: ReasonIn) -> Certification:
    """Take back, with a reason."""
    row = access.certification_for_issuer(request.actor, pk)
    return services.certification_revoke(
        actor=request.actor, certification=row, reason=data.reason, version=seen_version(request)
    )
