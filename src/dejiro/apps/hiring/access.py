"""The doors of openings, applications, scores and offers.

An opening is public once it is published. An application is there for its candidate, for the named reviewers, and,
after the blind stage, for the body whose opening it was sent to; for everybody else it does not exist (404).
"""

from typing import Final

from django.db.models import Q, QuerySet
from django.http import Http404

from dejiro.apps.hiring.models import Application, Choice, Joint, Offer, Opening, Reviewer, Settlement
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.doors import one_or_404, or_403, or_404
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.models import Organization

WRITERS: Final = (Role.MEMBER, Role.APPROVER, Role.COORDINATOR)
PUBLISHERS: Final = (Role.APPROVER, Role.COORDINATOR)
REVIEWERS: Final = (*WRITERS, Role.EXPERT)
BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY, Organization.Kind.PLATFORM)


def may_write(actor: Actor) -> bool:
    """True when the actor may draft an opening for the acting body."""
    return actor.organization is not None and actor.organization.kind in BODIES and actor.has(*WRITERS)


def coordinates(actor: Actor, area_id: int) -> bool:
    """True when the actor coordinates this prefecture."""
    return actor.area is not None and actor.area.pk == area_id and actor.has(Role.COORDINATOR)


def owns(actor: Actor, opening: Opening) -> bool:
    """True when the opening is the acting body's, or the actor coordinates its prefecture."""
    return (may_write(actor) and actor.acts_for_body(opening.organization_id)) or coordinates(actor, opening.area_id)


def may_publish(actor: Actor, opening: Opening) -> bool:
    """True when the actor may publish the opening: an approver of its body, or the coordinator."""
    return owns(actor, opening) and actor.has(*PUBLISHERS)


def openings_readable(actor: Actor) -> QuerySet[Opening]:
    """Return what is published, and the drafts of the acting body (for the coordinator: of the prefecture)."""
    seen = ~Q(status=Opening.Status.DRAFT)
    if may_write(actor):
        seen |= Q(organization__in=actor.bodies)
    if actor.area is not None and actor.has(Role.COORDINATOR):
        seen |= Q(area=actor.area)
    return Opening.objects.filter(seen)


def opening_for_reader(actor: Actor, pk: int) -> Opening:
    """Return an opening that the actor may read; one query.

    Raises:
        Http404: if there is none.
    """
    return one_or_404(openings_readable(actor).select_related("organization", "area", "joint"), pk=pk)


def opening_for_owner(actor: Actor, pk: int) -> Opening:
    """Return an opening that the actor runs; 403 when they may only read it."""
    opening = opening_for_reader(actor, pk)
    or_403(allowed=owns(actor, opening))
    return opening


def opening_for_publisher(actor: Actor, pk: int) -> Opening:
    """Return an opening that the actor may publish, or whose scores they may close; 403 for others."""
    opening = opening_for_reader(actor, pk)
    or_403(allowed=may_publish(actor, opening))
    return opening


def reviewer_for(actor: Actor, opening: Opening) -> Reviewer:
    """Return the actor as a reviewer of the opening; 404 when they are not named, or call with their body's own key."""
    found = Reviewer.objects.filter(opening=opening, user=actor.user).select_related("user").first()
    return or_404(found, visible=not actor.is_body)


def choice_for_reviewer(actor: Actor, pk: int) -> tuple[Choice, Reviewer]:
    """Return an application to an opening, and the actor as its reviewer; once its deadline has passed.

    Raises:
        Http404: if the actor is no reviewer of it or keeps away from it, or it may not be looked at yet.
    """
    rows = Choice.objects.select_related("application", "opening__organization", "opening__area")
    choice = one_or_404(rows.filter(application__erased_at=None, opening__reviewers__user=actor.user), pk=pk)
    if not choice.opening.takes_scores or keeps_away(actor, choice):
        raise Http404
    return choice, reviewer_for(actor, choice.opening)


def choice_for_owner(actor: Actor, pk: int) -> Choice:
    """Return an application to an opening that the actor runs, after the blind stage; 404 for others."""
    rows = Choice.objects.select_related("application", "opening__organization", "opening__area", "opening__joint")
    choice = one_or_404(rows.filter(application__erased_at=None, passed=True), pk=pk)
    return or_404(choice, visible=owns(actor, choice.opening) and not choice.opening.is_blind)


def choice_for_papers(actor: Actor, pk: int) -> Choice:
    """Return an application whose papers the actor may save: after the blind stage, its body and its reviewers.

    Raises:
        Http404: for others, for a reviewer who keeps away from it, and while the first review is blind.
    """
    rows = Choice.objects.select_related("application", "opening__organization", "opening__area", "opening__joint")
    choice = one_or_404(rows.filter(application__erased_at=None, passed=True), pk=pk)
    opening = choice.opening
    reviews = opening.takes_scores and not actor.is_body and opening.reviewers.filter(user=actor.user).exists()
    near = reviews and keeps_away(actor, choice)
    return or_404(choice, visible=not opening.is_blind and not near and (owns(actor, opening) or reviews))


def keeps_away(actor: Actor, choice: Choice) -> bool:
    """True when the actor, as a reviewer, declared a conflict of interest."""
    return choice.conflicts.filter(reviewer__user=actor.user).exists()


def paper_of(application: Application, pk: int) -> Attachment:
    """Return one of an application's papers; 404 when it is none of them."""
    return one_or_404(Attachment.objects.filter(subject=subject_of(application)), pk=pk)


def offer_for_publisher(actor: Actor, pk: int) -> Offer:
    """Return an offer of an opening that the actor may publish; 404 for others."""
    rows = Offer.objects.select_related(
        "choice__application__user", "choice__opening__organization", "choice__opening__area"
    )
    offer = one_or_404(rows, pk=pk)
    return or_404(offer, visible=may_publish(actor, offer.choice.opening))


def application_of(actor: Actor) -> Application | None:
    """Return the actor's own application, or None when they have written none."""
    return Application.objects.filter(user=actor.user).first() if actor.user else None


def application_for_candidate(actor: Actor) -> Application:
    """Return the actor's own application; 404 when they have written none."""
    return or_404(application_of(actor))


def choice_for_candidate(actor: Actor, pk: int) -> Choice:
    """Return one of the actor's own applications to an opening."""
    return one_or_404(
        Choice.objects.filter(application__user=actor.user).select_related("application", "opening__organization"),
        pk=pk,
    )


def offer_for_candidate(actor: Actor, pk: int) -> Offer:
    """Return an offer made to the actor."""
    rows = Offer.objects.filter(choice__application__user=actor.user)
    return one_or_404(rows.select_related("choice__application", "choice__opening__organization"), pk=pk)


def joint_for_reader(pk: int) -> Joint:
    """Return a joint recruiting; they are public."""
    return one_or_404(Joint.objects.select_related("area"), pk=pk)


def joint_for_coordinator(actor: Actor, pk: int) -> Joint:
    """Return a joint recruiting of the prefecture that the actor coordinates; 403 for others."""
    joint = joint_for_reader(pk)
    or_403(allowed=coordinates(actor, joint.area_id))
    return joint


def joints_open(area_id: int) -> QuerySet[Joint]:
    """Return the joint recruiting of a prefecture to which an opening may still be added."""
    return Joint.objects.filter(area=area_id, status=Joint.Status.OPEN)


def settlement_for_owner(actor: Actor, pk: int) -> tuple[Opening, Settlement]:
    """Return an opening that the actor runs, and how its joint recruiting was settled.

    Raises:
        Http404: if it was not settled, or the opening took no part.
    """
    opening = opening_for_owner(actor, pk)
    found = Settlement.objects.filter(joint=opening.joint_id).first()
    return opening, or_404(found, visible=opening.status != Opening.Status.DRAFT)


def settlement_for_checker(actor: Actor, pk: int) -> Settlement:
    """Return how a joint recruiting of the actor's prefecture was settled; 404 for others."""
    rows = Settlement.objects.filter(joint__area=actor.area).select_related("joint__created_by")
    return one_or_404(rows, joint=pk)
