"""What becomes of the pool and of requests when somebody leaves their body, or has their account erased.

A successor inherits drafts of requests. Nobody inherits a place in the pool: skills, papers and capacity are a
person's own. Who leaves the body that brought them into the pool leaves the pool, and the coordinator arranges anew
what runs on.
"""

from dejiro.apps.talent.models import Request, Specialist
from dejiro.apps.talent.services.erasing import erase
from dejiro.apps.talent.services.leaving import shut_out
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.handover.services import Succession
from dejiro.foundation.organizations.models import Organization

DRAFTS = (Request.Status.DRAFT, Request.Status.RETURNED)


def talent_move(succession: Succession) -> int:
    """Give drafts of requests to the successor, and let a specialist leave the pool; return how many things moved."""
    moved = 0
    if succession.successor is not None:
        moved = Request.objects.filter(
            organization__in=succession.bodies, prepared_by=succession.predecessor, status__in=DRAFTS
        ).update(prepared_by=succession.successor)
    person = Specialist.objects.filter(user=succession.predecessor).select_related("area", "user").first()
    if person is None or not _brought(person, succession.organization):
        return moved
    shut_out(SYSTEM, person, succession.at.astimezone(clock.JST).date())
    return moved + 1


def talent_erase(person: User) -> int:
    """Erase a person's place in the pool; return 1 when they had one."""
    specialist = Specialist.objects.filter(user=person).select_related("area", "user").first()
    if specialist is None:
        return 0
    erase(SYSTEM, specialist)
    return 1


def _brought(specialist: Specialist, organization: Organization) -> bool:
    """True when it is by this body that the person is in the pool: the lender, or the area's platform body."""
    if specialist.employment == Specialist.Employment.LENT:
        return specialist.lender_id == organization.pk
    platform = organization.kind == Organization.Kind.PLATFORM and organization.area_id == specialist.area_id
    return platform or organization.pk == specialist.area_id
