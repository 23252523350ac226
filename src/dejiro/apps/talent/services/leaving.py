"""Leaving the pool: proposals beyond the day are taken back, and what runs on is the coordinator's to arrange anew."""

from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.talent.models import CalendarKey, Engagement, Specialist
from dejiro.apps.talent.services.common import note
from dejiro.apps.talent.services.proposals import proposals_end
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_open

REPLACE: Final = "talent.engagement.replace"


def leave(actor: Actor, specialist: Specialist, left_on: date) -> None:
    """Record the day; the caller has asked whether it may be done, and holds the transaction."""
    specialist.left_on = left_on
    specialist.version += 1
    specialist.save()
    note(actor, "specialist.leave", specialist, {"left_on": left_on.isoformat()})
    proposals_end(actor=actor, specialist=specialist, left_on=left_on)


def shut_out(actor: Actor, specialist: Specialist, left_on: date) -> None:
    """Let somebody leave who loses their place in the body that brought them: their calendar's address ends too."""
    if specialist.left_on is None or specialist.left_on > left_on:
        leave(actor, specialist, left_on)
    CalendarKey.objects.filter(specialist=specialist).delete()
    engagements_tell(specialist, left_on)


def engagements_tell(specialist: Specialist, left_on: date) -> None:
    """Put each engagement that runs beyond the day on the coordinator's desk, once."""
    rows = Engagement.objects.filter(
        specialist=specialist, status=Engagement.Status.RUNNING, ends_on__gte=left_on
    ).select_related("request__area")
    for engagement in rows:
        desk_open(
            organization=engagement.request.area,
            kind=REPLACE,
            subject=subject_of(engagement),
            title=_("退任した人の支援を終え、組み直す: %(title)s") % {"title": engagement.request.title},
            url=engagement.get_absolute_url(),
            role=Role.COORDINATOR,
        )
