"""The doors of the pool, of requests, proposals and engagements.

The pool is personal data: a specialist is there for the coordinator of the area and for themselves; for a body only
when they are proposed to it; for everybody else they do not exist (404).
"""

from collections.abc import Collection
from typing import Final, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from dejiro.apps.needs.public import Consultation
from dejiro.apps.talent.models import (
    Absence,
    Capacity,
    Change,
    Conflict,
    Engagement,
    Handover,
    Paper,
    Pin,
    Plan,
    Proposal,
    Request,
    Skill,
    Specialist,
)
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.organizations.models import Organization

M = TypeVar("M", bound=models.Model)
Part = Skill | Capacity | Absence | Conflict | Paper
P = TypeVar("P", Skill, Capacity, Absence, Conflict, Paper)

OFFICERS: Final = (Role.MEMBER, Role.APPROVER)
PUBLIC_BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY, Organization.Kind.PLATFORM)
BIGGEST_KEY: Final = 2**63 - 1


def coordinates(actor: Actor, area_id: int) -> bool:
    """True when the actor coordinates this prefecture."""
    return actor.area is not None and actor.area.pk == area_id and actor.has(Role.COORDINATOR)


def officer_of(actor: Actor, organization_id: int, *roles: Role) -> bool:
    """True when the actor is an officer of this body, or of the one into which it was merged.

    In one of the roles, member or approver when none is named; one query about another body than the actor's.
    """
    return actor.has(*(roles or OFFICERS)) and actor.acts_for_body(organization_id)


def is_municipal(actor: Actor) -> bool:
    """True when the actor is an officer of a municipality; only these ask for specialists."""
    kind = actor.organization.kind if actor.organization else ""
    return kind == Organization.Kind.MUNICIPALITY and actor.has(*OFFICERS)


def is_self(actor: Actor, specialist: Specialist) -> bool:
    """True when the actor is this specialist."""
    return actor.user is not None and not actor.is_body and specialist.user_id == actor.user.pk


def own(actor: Actor, path: str = "") -> Q:
    """Return the condition of the actor's own entry; a body's own key has none, whoever it rests on."""
    nobody = actor.user is None or actor.is_body
    return Q(**{f"{path}pk": None}) if nobody else Q(**{f"{path}user": actor.user})


def may_edit(actor: Actor, specialist: Specialist) -> bool:
    """True when the actor keeps this specialist's entry: the coordinator, and the specialist; until it is erased."""
    keeper = coordinates(actor, specialist.area_id) or is_self(actor, specialist)
    return keeper and specialist.erased_at is None


def area_of_member(actor: Actor) -> Organization:
    """Return the prefecture to which the actor belongs; 403 for who belongs to none."""
    if actor.area is None:
        raise PermissionDenied
    return actor.area


def area_of_municipality(actor: Actor) -> Organization:
    """Return the prefecture of a municipality's officer; 403 for others, who ask for nobody."""
    if not is_municipal(actor):
        raise PermissionDenied
    return area_of_member(actor)


# The pool


def area_of_coordinator(actor: Actor) -> Organization:
    """Return the prefecture that the actor coordinates; 403 for others."""
    if actor.area is None or not coordinates(actor, actor.area.pk):
        raise PermissionDenied
    return actor.area


def specialists_readable(actor: Actor) -> QuerySet[Specialist]:
    """Return the specialists whose profile the actor may read."""
    if actor.user is None:
        return Specialist.objects.none()
    seen = own(actor)
    if actor.area is not None and coordinates(actor, actor.area.pk):
        seen |= Q(area=actor.area)
    if actor.organization is not None and actor.has(*OFFICERS):
        proposed = Proposal.objects.filter(
            specialist=OuterRef("pk"), request__organization__in=actor.bodies, withdrawn=False
        ).exclude(body_answer=Proposal.Answer.DECLINED)
        seen |= Q(Exists(proposed.exclude(specialist_answer=Proposal.Answer.DECLINED)))
    return Specialist.objects.filter(seen)


def specialist_for_reader(actor: Actor, pk: int) -> Specialist:
    """Return a specialist whose profile the actor may read; one query, two for an officer."""
    return _found(specialists_readable(actor).select_related("area", "lender", "user"), pk)


def specialist_for_editor(actor: Actor, pk: int) -> Specialist:
    """Return a specialist whose entry the actor keeps."""
    specialist = specialist_for_reader(actor, pk)
    return _if(specialist, allowed=may_edit(actor, specialist))


def specialist_for_coordinator(actor: Actor, pk: int) -> Specialist:
    """Return a specialist of the area that the actor coordinates, while their data are there."""
    specialist = specialist_for_reader(actor, pk)
    if specialist.erased_at is not None:
        raise Http404
    return _if(specialist, allowed=coordinates(actor, specialist.area_id))


def specialist_for_erasure(actor: Actor, pk: int) -> Specialist:
    """Return a specialist of the actor's area who has left and whose data are still there; 404 for others."""
    specialist = specialist_for_coordinator(actor, pk)
    if specialist.left_on is None or specialist.left_on > clock.today():
        raise Http404
    return specialist


def specialist_for_auditor(actor: Actor, pk: int) -> Specialist:
    """Return a specialist for who may know who looked: coordinator, auditor of the prefecture, and the specialist."""
    seen = own(actor)
    if actor.area is not None and actor.has(Role.COORDINATOR, Role.AUDITOR) and actor.acts_for(actor.area):
        seen |= Q(area=actor.area)
    return _found(Specialist.objects.filter(seen).select_related("area"), pk)


def own_entry(actor: Actor) -> Specialist:
    """Return the actor's own entry in the pool; 404 for who is not in it."""
    specialist = Specialist.objects.filter(own(actor)).select_related("area", "lender", "user").first()
    if specialist is None:
        raise Http404
    return specialist


def part_for_editor(actor: Actor, model: type[P], pk: int) -> P:
    """Return a skill, capacity, absence, conflict or paper of an entry that the actor keeps; one query.

    Only the coordinator keeps conflicts of interest and papers.
    """
    part = _found(model.objects.select_related("specialist__area"), pk)
    if not may_edit(actor, part.specialist):
        raise Http404
    mine = model not in {Conflict, Paper}
    return _if(part, allowed=mine or coordinates(actor, part.specialist.area_id))


def specialist_of_consultation(consultation: Consultation) -> Specialist | None:
    """Return the entry in the pool of who has a consultation, if they have one; one query."""
    rows = Specialist.objects.filter(user=consultation.expert_id).select_related("area", "user")
    return rows.first() if consultation.expert_id else None


def consultation_for_keeper(actor: Actor, pk: int) -> tuple[Consultation, Specialist]:
    """Return a consultation that a specialist has taken, for who keeps their entry; 404 for others."""
    rows = Consultation.objects.select_related("voice__area", "expert")
    consultation = _found(rows.filter(expert__specialist__isnull=False), pk)
    person = specialist_of_consultation(consultation)
    if person is None or not may_edit(actor, person):
        raise Http404
    return consultation, person


# Requests


def requests_readable(actor: Actor) -> QuerySet[Request]:
    """Return the requests the actor may read: their body's, and the approved ones of the area for its coordinator."""
    if actor.organization is None or actor.area is None:
        return Request.objects.none()
    seen = Q(pk=None)
    if is_municipal(actor):
        seen |= Q(organization__in=actor.bodies)
    if coordinates(actor, actor.area.pk):
        seen |= Q(area=actor.area, approved_at__isnull=False)
    if actor.user is not None:
        seen |= Q(pk__in=Proposal.objects.filter(own(actor, "specialist__"), withdrawn=False).values("request"))
    return Request.objects.filter(seen)


def request_for_reader(actor: Actor, pk: int) -> Request:
    """Return a request that the actor may read; one query, two for an officer."""
    return _found(requests_readable(actor).select_related(*REQUEST_PARTS), pk)


def request_for_officer(actor: Actor, pk: int) -> Request:
    """Return a request of the actor's own body."""
    request = request_for_reader(actor, pk)
    return _if(request, allowed=officer_of(actor, request.organization_id))


def request_for_approver(actor: Actor, pk: int) -> Request:
    """Return a request of the actor's own body, for its approver."""
    request = request_for_reader(actor, pk)
    return _if(request, allowed=officer_of(actor, request.organization_id, Role.APPROVER))


def request_for_coordinator(actor: Actor, pk: int) -> Request:
    """Return a request of the area that the actor coordinates."""
    request = request_for_reader(actor, pk)
    return _if(request, allowed=coordinates(actor, request.area_id))


# Proposals and engagements


def proposals_readable(actor: Actor) -> QuerySet[Proposal]:
    """Return the proposals the actor may read: to their body, of themselves, and of the area they coordinate."""
    return Proposal.objects.filter(_sides(actor, "request__"))


def proposal_for_reader(actor: Actor, pk: int) -> Proposal:
    """Return a proposal that the actor may read; one query, two for an officer."""
    return _found(proposals_readable(actor).select_related(*PROPOSAL_PARTS), pk)


def proposal_for_answer(actor: Actor, pk: int) -> Proposal:
    """Return a proposal to which the actor may say yes or no: an approver of the body, or the specialist."""
    proposal = proposal_for_reader(actor, pk)
    body = officer_of(actor, proposal.request.organization_id, Role.APPROVER)
    return _if(proposal, allowed=body or is_self(actor, proposal.specialist))


def proposal_for_coordinator(actor: Actor, pk: int) -> Proposal:
    """Return a proposal of the area that the actor coordinates."""
    proposal = proposal_for_reader(actor, pk)
    return _if(proposal, allowed=coordinates(actor, proposal.request.area_id))


def engagements_readable(actor: Actor) -> QuerySet[Engagement]:
    """Return the engagements the actor may read: of their body, their own, and of the area they coordinate."""
    return Engagement.objects.filter(_sides(actor, "request__"))


def engagement_for_reader(actor: Actor, pk: int) -> Engagement:
    """Return an engagement that the actor may read; one query, two for an officer."""
    return _found(engagements_readable(actor).select_related(*PROPOSAL_PARTS), pk)


def engagement_for_specialist(actor: Actor, pk: int) -> Engagement:
    """Return an engagement of the actor themselves."""
    engagement = engagement_for_reader(actor, pk)
    return _if(engagement, allowed=is_self(actor, engagement.specialist))


def engagement_for_side(actor: Actor, pk: int) -> Engagement:
    """Return an engagement for one of its two sides: an officer of the body, or the specialist."""
    engagement = engagement_for_reader(actor, pk)
    body = officer_of(actor, engagement.request.organization_id)
    return _if(engagement, allowed=body or is_self(actor, engagement.specialist))


def engagement_for_coordinator(actor: Actor, pk: int) -> Engagement:
    """Return an engagement of the area that the actor coordinates."""
    engagement = engagement_for_reader(actor, pk)
    return _if(engagement, allowed=coordinates(actor, engagement.request.area_id))


def bills_readable(actor: Actor) -> tuple[Organization, Collection[int] | None]:
    """Return the prefecture whose bills the actor may read, and whose they are (None: everybody's); 403 for others."""
    area = area_of_member(actor)
    return (area, None) if coordinates(actor, area.pk) else (area_of_municipality(actor), actor.bodies)


# Hand-over notes


def is_public_body(actor: Actor, area_id: int) -> bool:
    """True when the actor works for a prefecture, municipality or platform body of this prefecture."""
    kind = actor.organization.kind if actor.organization else ""
    return actor.area is not None and actor.area.pk == area_id and kind in PUBLIC_BODIES


def may_adopt(actor: Actor, handover: Handover) -> bool:
    """True when the actor may take the note over for their body: an officer of another municipality of the area."""
    request = handover.engagement.request
    may_ask = is_municipal(actor) and is_public_body(actor, request.area_id) and handover.shared
    return may_ask and not officer_of(actor, request.organization_id)


def may_write_handover(actor: Actor, engagement: Engagement) -> bool:
    """True when the actor may mend the note: the body's officers, the specialist, the coordinator."""
    body = officer_of(actor, engagement.request.organization_id)
    return body or is_self(actor, engagement.specialist) or coordinates(actor, engagement.request.area_id)


def handovers_readable(actor: Actor) -> QuerySet[Handover]:
    """Return the notes of the engagements the actor may read, and the shared ones for the area's public bodies."""
    seen = Q(engagement__in=engagements_readable(actor))
    if actor.area is not None and is_public_body(actor, actor.area.pk):
        seen |= Q(shared=True, engagement__request__area=actor.area)
    return Handover.objects.filter(seen)


def handover_for_reader(actor: Actor, pk: int) -> Handover:
    """Return a hand-over note that the actor may read; one query."""
    return _found(handovers_readable(actor).select_related(*HANDOVER_PARTS), pk)


def handover_for_writer(actor: Actor, pk: int) -> Handover:
    """Return a hand-over note that the actor may mend."""
    handover = handover_for_reader(actor, pk)
    return _if(handover, allowed=may_write_handover(actor, handover.engagement))


def handover_for_adoption(actor: Actor, pk: int) -> Handover:
    """Return a hand-over note that the actor may take over for their body."""
    handover = handover_for_reader(actor, pk)
    return _if(handover, allowed=may_adopt(actor, handover))


REQUEST_PARTS: Final = ("organization", "area", "need", "commitment", "rest_of", "prepared_by", "approved_by")
PROPOSAL_PARTS: Final = ("request__organization", "request__area", "specialist__area", "specialist__user")
HANDOVER_PARTS: Final = (
    "engagement__request__organization",
    "engagement__request__area",
    "engagement__request__need",
    "engagement__specialist",
    "written_by",
)


def _sides(actor: Actor, path: str) -> Q:
    seen = Q(pk=None)
    if actor.user is None:
        return seen
    seen |= own(actor, "specialist__")
    if is_municipal(actor):
        seen |= Q(**{f"{path}organization__in": actor.bodies})
    if actor.area is not None and coordinates(actor, actor.area.pk):
        seen |= Q(**{f"{path}area": actor.area})
    return seen


def _found(rows: QuerySet[M], pk: int) -> M:
    row = rows.filter(pk=pk).first() if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    return row


def _if(row: M, *, allowed: bool) -> M:
    if not allowed:
        raise PermissionDenied
    return row


# Plans


def plans_readable(actor: Actor) -> QuerySet[Plan]:
    """Return the plans the actor may read: all of the area they coordinate, the published ones for its officers."""
    if actor.area is None:
        return Plan.objects.none()
    if coordinates(actor, actor.area.pk):
        return Plan.objects.filter(area=actor.area)
    if not is_municipal(actor):
        return Plan.objects.none()
    return Plan.objects.filter(area=actor.area, status=Plan.Status.PUBLISHED)


def plan_for_reader(actor: Actor, pk: int) -> Plan:
    """Return a plan that the actor may read; one query."""
    return _found(plans_readable(actor).select_related("area", "base", "made_by"), pk)


def plan_for_coordinator(actor: Actor, pk: int) -> Plan:
    """Return a plan of the area that the actor coordinates."""
    plan = plan_for_reader(actor, pk)
    return _if(plan, allowed=coordinates(actor, plan.area_id))


def board_for_coordinator(actor: Actor, pk: int) -> Plan:
    """Return a plan of the area that the actor coordinates, without the large parts that its board does not show."""
    plan = _found(plans_readable(actor).defer("problem", "curve", "carried").select_related("area"), pk)
    return _if(plan, allowed=coordinates(actor, plan.area_id))


def pin_for_coordinator(actor: Actor, pk: int) -> Pin:
    """Return a fixed or forbidden pair of a plan of the area that the actor coordinates."""
    pin = _found(Pin.objects.select_related("plan__area", "specialist", "request__organization"), pk)
    plan_for_coordinator(actor, pin.plan_id)
    return pin


def change_for_coordinator(actor: Actor, pk: int) -> Change:
    """Return what a hypothetical plan of the area supposes, for who coordinates it."""
    change = _found(Change.objects.select_related("plan__area", "specialist", "request__organization"), pk)
    plan_for_coordinator(actor, change.plan_id)
    return change
