"""Who is told, all at the same moment."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.challenges.models import Challenge, Follow
from dejiro.apps.challenges.services.common import READ
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_open, tell
from dejiro.foundation.organizations.models import Organization

ENTRANTS: Final = (Organization.Kind.COMPANY, Organization.Kind.MUNICIPALITY, Organization.Kind.PREFECTURE)


@transaction.atomic
def follow(*, actor: Actor, challenge: Challenge) -> Follow:
    """Be told of every question, answer and decision. Not an act of the log: it decides nothing."""
    row, _new = Follow.objects.get_or_create(
        challenge=challenge, user=user_of(actor), defaults={"organization": actor.organization}
    )
    return row


@transaction.atomic
def unfollow(*, actor: Actor, challenge: Challenge) -> None:
    """Be told no more."""
    Follow.objects.filter(challenge=challenge, user=user_of(actor)).delete()


def tell_all(challenge: Challenge, title: str, body: str, url: str) -> None:
    """Tell everybody who follows or entered the challenge, in one transaction."""
    people = User.objects.filter(pk__in=Follow.objects.filter(challenge=challenge).values("user"))
    tell(people=people, title=title, body=body, url=url)


def answer_to_desks(challenge: Challenge) -> None:
    """Put a new answer on the desk of every body that follows or entered; it leaves when ideas no longer come in."""
    bodies = Follow.objects.filter(challenge=challenge).values("organization")
    for body in Organization.objects.filter(pk__in=bodies, kind__in=ENTRANTS).exclude(pk=challenge.organization_id):
        desk_open(
            organization=body,
            kind=READ,
            subject=subject_of(challenge),
            title=_("新しい回答を読む：%(title)s") % {"title": challenge.title},
            url=f"{challenge.get_absolute_url()}#questions",
            due_at=challenge.ideas_until,
            ends_at=challenge.ideas_until,
        )
