"""What is on a desk, and what a person was told."""

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, When

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership
from dejiro.foundation.notices.models import DeskItem, Notice, Preference
from dejiro.foundation.organizations.models import Unit


def desk_of(actor: Actor) -> QuerySet[DeskItem]:
    """Return the open items that the actor's organization must answer and the actor may see, by due date.

    What lay on the desk of a body that was merged into it is among them. Each item has `for_person` and `for_unit`:
    for whom it is in the acting body now. One query of which bodies those are, the first time it is asked.
    """
    if actor.user is None or actor.organization is None:
        return DeskItem.objects.none()
    roles = [str(role) for role in actor.roles]
    items = _here(DeskItem.objects.open().filter(organization__in=actor.bodies), actor)
    return (
        items.filter(Q(for_person=None) | Q(for_person=actor.user.pk))
        .filter(Q(role="") | Q(role__in=roles))
        .filter(Q(for_unit=None) | Q(for_unit__in=actor.units))
    )


def _here(items: QuerySet[DeskItem], actor: Actor) -> QuerySet[DeskItem]:
    """Mark for whom items are in the acting body.

    An item of a merged body stays its person's when they work in the successor too, and its section's when the
    successor has one of the same name; else it is for all of the successor who hold the role.
    """
    if len(actor.bodies) == 1:
        return items.annotate(for_person=F("person_id"), for_unit=F("unit_id"))
    assert actor.organization is not None
    own, today = Q(organization=actor.organization), clock.today()
    colleague = Membership.objects.filter(
        membership_in_force(clock.now()), organization=actor.organization, user=OuterRef("person_id")
    )
    section = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), organization=actor.organization, name=OuterRef("unit__name")
    )
    return items.annotate(
        for_person=Case(When(own | Q(Exists(colleague)), then=F("person_id"))),
        for_unit=Case(When(own, then=F("unit_id")), default=Subquery(section.values("pk")[:1])),
    )


def desk_for(actor: Actor) -> list[DeskItem]:
    """Return the actor's desk: what is due first comes first, what has no date comes last; two queries."""
    return list(desk_of(actor))


def notices_of(actor: Actor) -> QuerySet[Notice]:
    """Return what the person was told, newest first."""
    if actor.user is None:
        return Notice.objects.none()
    return Notice.objects.filter(user=actor.user)


def unread_count(actor: Actor) -> int:
    """Return how many notices wait to be read; one query."""
    return notices_of(actor).filter(read_at=None).count()


def preference_of(actor: Actor) -> Preference:
    """Return the person's choice, or the default unsaved; one query."""
    preference = Preference.objects.filter(user=actor.user).first()
    return preference or Preference(user=actor.user)
