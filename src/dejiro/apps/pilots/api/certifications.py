"""The register of certified products."""

from django.db.models import QuerySet

from dejiro.apps.pilots import access, selectors, services
from dejiro.apps.pilots.api.routers import router
from dejiro.apps.pilots.api.schemas import APPROVER, CertificationIn, CertificationOut, PilotReasonIn, ReuseIn
from dejiro.apps.pilots.models import Certification
from dejiro.apps.pilots.services import Product
from dejiro.apps.pilots.terms import Validity
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation, paginate, seen_version


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
def certification_revoke(request: Request, pk: Id, data: PilotReasonIn) -> Certification:
    """Take back, with a reason."""
    row = access.certification_for_issuer(request.actor, pk)
    return services.certification_revoke(
        actor=request.actor, certification=row, reason=data.reason, version=seen_version(request)
    )


@router.post("/certifications/", response={201: CertificationOut})
@operation(door=APPROVER)
def certification_create(request: Request, data: CertificationIn) -> Certification:
    """Certify a product; with a pilot, of the company that took part in it."""
    pilot = access.pilot_for_approver(request.actor, data.pilot) if data.pilot else None
    company = pilot.company if pilot else None
    return services.certification_create(
        actor=request.actor,
        product=Product(data.product, data.company_name, data.purpose, company=company),
        basis=data.basis,
        decision=data.decision,
        certified_on=data.certified_on,
        validity=Validity(data.rule, data.years, data.most_renewals),
        pilot=pilot,
    )
