"""The doors of pilots and certifications: the only way by which a page or the API gets one."""

from typing import Final

from django.db.models import Q, QuerySet

from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import one_or_404, or_403
from dejiro.foundation.organizations.models import Organization

DRAFTERS: Final = (Role.MEMBER, Role.APPROVER)
ENTERERS: Final = (Role.MEMBER, Role.APPROVER, Role.COMPANY)
PUBLIC_BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY)
PUBLIC: Final = (Pilot.Status.REGISTERED, Pilot.Status.PUBLISHED)
PARTS: Final = ("area", "organization", "company", "need", "voice", "idea__challenge", "created_by", "departure")


def may_draft(actor: Actor) -> bool:
    """True when the actor may write down a pilot for the acting body: an officer of a public body."""
    return actor.organization is not None and actor.organization.kind in PUBLIC_BODIES and actor.has(*DRAFTERS)


def may_certify(actor: Actor) -> bool:
    """True when the actor may certify products for the acting body: its approver."""
    return may_draft(actor) and actor.has(Role.APPROVER)


def drafts(actor: Actor, pilot: Pilot) -> bool:
    """True when the actor writes this pilot for its body."""
    return may_draft(actor) and actor.acts_for(pilot.organization)


def approves(actor: Actor, pilot: Pilot) -> bool:
    """True when the actor registers and publishes this pilot for its body."""
    return drafts(actor, pilot) and actor.has(Role.APPROVER)


def enters(actor: Actor, pilot: Pilot) -> bool:
    """True when the actor may enter data: the body's officers, and the company if the plan says so."""
    company = pilot.company_enters and actor.acts_for_body(pilot.company_id)
    return drafts(actor, pilot) or (company and actor.has(Role.COMPANY))


def pilots_readable(actor: Actor) -> QuerySet[Pilot]:
    """Return the registered pilots, drafts of the actor's own body, and all of the area for those who watch over it.

    The company partner sees its own pilot once the draft waits for registration.
    """
    seen = Q(status__in=PUBLIC)
    if actor.organization is None:
        return Pilot.objects.filter(seen)
    if may_draft(actor):
        seen |= Q(organization__in=actor.bodies) | Q(pk__in=_joined(actor))
    if actor.has(Role.COMPANY):
        seen |= Q(company__in=actor.bodies, status=Pilot.Status.SUBMITTED)
    if actor.has(Role.COORDINATOR, Role.AUDITOR):
        seen |= Q(area=actor.area)
    return Pilot.objects.filter(seen)


def _joined(actor: Actor) -> QuerySet[Pilot]:
    return Pilot.objects.filter(partners__in=actor.bodies).values("pk")  # type: ignore[return-value]


def pilot_for_reader(actor: Actor, pk: int) -> Pilot:
    """Return a pilot that the actor may see; one query.

    Raises:
        Http404: if there is none.
    """
    return one_or_404(pilots_readable(actor).select_related(*PARTS), pk=pk)


def pilot_registered(actor: Actor, pk: int) -> Pilot:
    """Return a registered pilot, for its data and its files, which are public.

    Raises:
        Http404: if there is none.
    """
    return one_or_404(pilots_readable(actor).filter(status__in=PUBLIC).select_related(*PARTS), pk=pk)


def pilot_published(pk: int) -> Pilot:
    """Return a pilot whose verdict is published.

    Raises:
        Http404: if there is none.
    """
    return one_or_404(Pilot.objects.filter(status=Pilot.Status.PUBLISHED).select_related(*PARTS), pk=pk)


def pilot_for_drafter(actor: Actor, pk: int) -> Pilot:
    """Return a pilot of the actor's body, for its officers."""
    pilot = pilot_for_reader(actor, pk)
    or_403(allowed=drafts(actor, pilot))
    return pilot


def pilot_for_approver(actor: Actor, pk: int) -> Pilot:
    """Return a pilot of the actor's body, for its approver."""
    pilot = pilot_for_reader(actor, pk)
    or_403(allowed=approves(actor, pilot))
    return pilot


def pilot_for_enterer(actor: Actor, pk: int) -> Pilot:
    """Return a registered pilot into which the actor may enter data."""
    pilot = pilot_for_reader(actor, pk)
    or_403(allowed=enters(actor, pilot))
    return pilot


def observation_for_enterer(actor: Actor, pk: int) -> Observation:
    """Return a line that counts, of a pilot into which the actor may enter data."""
    rows = Observation.objects.filter(superseded_at=None, pilot__in=pilots_readable(actor).values("pk"))
    row = one_or_404(rows.select_related("pilot__organization", "pilot__area", "pilot__company"), pk=pk)
    or_403(allowed=enters(actor, row.pilot))
    return row


def certification_for_reader(pk: int) -> Certification:
    """Return a certification; the register is public.

    Raises:
        Http404: if there is none.
    """
    parts = ("area", "issuer", "company", "pilot", "reused_from__issuer")
    return one_or_404(Certification.objects.select_related(*parts), pk=pk)


def certification_for_issuer(actor: Actor, pk: int) -> Certification:
    """Return a certification of the actor's own body, for its approver."""
    certification = certification_for_reader(pk)
    or_403(allowed=may_certify(actor) and actor.acts_for(certification.issuer))
    return certification


def certification_for_reuser(actor: Actor, pk: int) -> Certification:
    """Return another body's certification, for an approver who may rely on it."""
    certification = certification_for_reader(pk)
    or_403(allowed=may_certify(actor) and not actor.acts_for(certification.issuer))
    return certification


def sees_data(actor: Actor, pilot: Pilot) -> bool:
    """True when the actor may see the lines before the verdict: who enters them, and who watches over the area."""
    watches = actor.area is not None and actor.area.pk == pilot.area_id and actor.has(Role.COORDINATOR, Role.AUDITOR)
    return enters(actor, pilot) or watches


def pilot_for_data(actor: Actor, pk: int) -> Pilot:
    """Return a registered pilot whose lines the actor may see."""
    pilot = pilot_registered(actor, pk)
    or_403(allowed=sees_data(actor, pilot))
    return pilot
