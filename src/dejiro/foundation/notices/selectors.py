"""What is on a desk, and what a person was told."""

from django.db.models import Q, QuerySet

from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.notices.models import DeskItem, Notice, Preference


def desk_of(actor: Actor) -> QuerySet[DeskItem]:
    """Return the open items that the actor's organization must answer and the actor may see, by due date."""
    if actor.user is None or actor.organization is None:
        return DeskItem.objects.none()
    roles = [str(role) for role in actor.roles]
    return (
        DeskItem.objects.open()
        .filter(organization=actor.organization)
        .filter(Q(person=None) | Q(person=actor.user), Q(role="") | Q(role__in=roles))
        .filter(Q(unit=None) | Q(unit__in=actor.units))
    )


def desk_for(actor: Actor) -> list[DeskItem]:
    """Return the actor's desk: what is due first comes first, what has no date comes last; one query."""
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
