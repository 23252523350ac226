"""The doors of skills, courses and posts.

A person's skills are there for themselves and for the approvers and administrators of a body to which they belong now;
for everybody else they do not exist (404). What a body needs is read by its own officers alone.
"""

from typing import Final

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from dejiro.apps.careers.models import Certificate, Claim, Course, Enrolment, Holding, Post
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.doors import one_or_404, or_403, or_404
from dejiro.foundation.organizations.models import Organization

SUPERIORS: Final = (Role.APPROVER, Role.ADMINISTRATOR)
READERS: Final = (Role.MEMBER, *SUPERIORS)
KEEPERS: Final = (Role.COORDINATOR, Role.ADMINISTRATOR)
BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY, Organization.Kind.PLATFORM)


def of_public_body(actor: Actor) -> bool:
    """True when the actor acts for a public body."""
    return actor.organization is not None and actor.organization.kind in BODIES


def reads_body(actor: Actor) -> bool:
    """True when the actor is an officer of a public body."""
    return of_public_body(actor) and actor.has(*READERS)


def leads_body(actor: Actor) -> bool:
    """True when the actor is an approver or administrator of a public body."""
    return of_public_body(actor) and actor.has(*SUPERIORS)


def coordinates(actor: Actor) -> bool:
    """True when the actor coordinates a prefecture."""
    return actor.area is not None and actor.has(Role.COORDINATOR)


def keeps_courses(actor: Actor) -> bool:
    """True when the actor keeps the catalogue of their prefecture: its coordinator, or its platform's administrator."""
    kind = actor.organization.kind if actor.organization else ""
    return coordinates(actor) or (kind == Organization.Kind.PLATFORM and actor.has(Role.ADMINISTRATOR))


def body_for_reader(actor: Actor) -> Organization:
    """Return the acting body for its officers; 403 for others."""
    or_403(allowed=reads_body(actor))
    assert actor.organization is not None
    return actor.organization


def body_for_superior(actor: Actor) -> Organization:
    """Return the acting body for its approvers and administrators; 403 for others."""
    or_403(allowed=leads_body(actor))
    assert actor.organization is not None
    return actor.organization


def area_for_keeper(actor: Actor) -> Organization:
    """Return the prefecture whose catalogue the actor keeps; 403 for others."""
    or_403(allowed=keeps_courses(actor))
    assert actor.area is not None
    return actor.area


def area_for_coordinator(actor: Actor) -> Organization:
    """Return the prefecture that the actor coordinates; 403 for others."""
    if actor.area is None or not coordinates(actor):
        raise PermissionDenied
    return actor.area


# People


def belongs(person: User, organization: Organization) -> bool:
    """True when the person belongs to a body now; one query."""
    return Membership.objects.filter(membership_in_force(clock.now()), user=person, organization=organization).exists()


def leads(actor: Actor, person: User) -> bool:
    """True when the actor is a superior of the person: in the same body, now, and somebody else; one query."""
    if not leads_body(actor) or actor.user is None or actor.user.pk == person.pk:
        return False
    assert actor.organization is not None
    return belongs(person, actor.organization)


def people_led(actor: Actor) -> QuerySet[User]:
    """Return the people of the acting body, for its superiors; nobody for others."""
    if not leads_body(actor):
        return User.objects.none()
    now = Membership.objects.filter(membership_in_force(clock.now()), organization=actor.organization)
    return User.objects.filter(pk__in=now.values("user")).order_by("kana", "pk")


def person_for_superior(actor: Actor, pk: int) -> User:
    """Return a person of the acting body, for a superior other than themselves; 404 for others."""
    return one_or_404(people_led(actor).exclude(pk=user_of(actor).pk), pk=pk)


def person_of_body(actor: Actor, pk: int) -> User:
    """Return a person of the acting body, for a superior, who may be that person; 404 for others."""
    return one_or_404(people_led(actor), pk=pk)


def claim_of_own(actor: Actor, pk: int) -> Claim:
    """Return a statement of the actor's own that still stands."""
    rows = Claim.objects.filter(user=actor.user, source=Claim.Source.STATED, ends_on=None)
    return one_or_404(rows, pk=pk)


def certificate_for_reader(actor: Actor, pk: int) -> Certificate:
    """Return a certificate, for who holds it and for their superiors."""
    found = one_or_404(Certificate.objects.select_related("user", "organization"), pk=pk)
    return or_404(found, visible=found.user_id == user_of(actor).pk or leads(actor, found.user))


def certificate_of_own(actor: Actor, pk: int) -> Certificate:
    """Return a certificate of the actor's own."""
    return one_or_404(Certificate.objects.filter(user=actor.user), pk=pk)


# Courses


def courses_readable(actor: Actor) -> QuerySet[Course]:
    """Return the catalogue of the actor's prefecture."""
    return Course.objects.filter(area=actor.area) if actor.area else Course.objects.none()


def course_for_reader(actor: Actor, pk: int) -> Course:
    """Return a course of the actor's prefecture; 404 for others."""
    return one_or_404(courses_readable(actor).select_related("area"), pk=pk)


def course_for_keeper(actor: Actor, pk: int) -> Course:
    """Return a course of the catalogue that the actor keeps; 403 when they may only read it."""
    found = course_for_reader(actor, pk)
    or_403(allowed=keeps_courses(actor))
    return found


def enrolment_of_own(actor: Actor, pk: int) -> Enrolment:
    """Return an enrolment of the actor's own."""
    return one_or_404(Enrolment.objects.filter(user=actor.user).select_related("course__area", "user"), pk=pk)


def enrolment_for_superior(actor: Actor, pk: int) -> Enrolment:
    """Return an enrolment of a person whom the actor leads, made for the actor's body."""
    rows = Enrolment.objects.filter(organization__in=actor.bodies, user__isnull=False)
    found = one_or_404(rows.select_related("course__area", "user", "organization"), pk=pk)
    return or_404(found, visible=found.user is not None and leads(actor, found.user))


def enrolment_for_keeper(actor: Actor, pk: int) -> Enrolment:
    """Return an enrolment in a course of the catalogue that the actor keeps."""
    rows = Enrolment.objects.filter(course__in=courses_readable(actor), user__isnull=False)
    return or_404(
        rows.filter(pk=pk).select_related("course__area", "user", "organization").first(),
        visible=keeps_courses(actor),
    )


# Posts


def post_for_reader(actor: Actor, pk: int) -> Post:
    """Return a post of the acting body, for its officers; 404 for others."""
    rows = Post.objects.filter(organization__in=actor.bodies).select_related("organization")
    return or_404(rows.filter(pk=pk).first(), visible=reads_body(actor))


def post_for_superior(actor: Actor, pk: int) -> Post:
    """Return a post of the acting body, for who plans it; 403 for its other officers."""
    found = post_for_reader(actor, pk)
    or_403(allowed=leads_body(actor))
    return found


def holding_for_superior(actor: Actor, pk: int) -> Holding:
    """Return who holds a post of the acting body, for who plans it."""
    rows = Holding.objects.filter(post__organization__in=actor.bodies).select_related("post__organization", "user")
    return or_404(rows.filter(pk=pk).first(), visible=leads_body(actor))
