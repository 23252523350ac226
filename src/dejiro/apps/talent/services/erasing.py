"""A specialist's data end: a year after they left, when they ask the coordinator, or when their account is erased.

What goes: name, reading, languages, profile, skills, capacity, absences, conflicts, papers, places, looks, the key of
the calendar, and what both sides wrote about the person. What stays, without a name: how much was worked for which
body, when, at what cost, and the ratings as figures. In texts about the work the name is replaced.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Engagement, Handover, Log, Proposal, Specialist
from dejiro.apps.talent.services.common import insist, note, refuse_unless
from dejiro.apps.talent.services.handovers import handover_index
from dejiro.apps.talent.services.leaving import engagements_tell, leave
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.ledger.models import Opening as Seal
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.notices.services import desk_close

KEPT: Final = timedelta(days=365)
"""How long the data of somebody who left are kept."""
PARTS: Final = ("skills", "capacities", "absences", "conflicts", "papers", "looks")
WORDS: Final = ("done", "documents", "next_steps", "contact")


@transaction.atomic
def specialist_erase(*, actor: Actor, specialist: Specialist) -> Specialist:
    """Erase the data of a specialist who has left the pool; their work stays as figures without a name.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the person has not left yet, or is erased already.
    """
    insist(access.coordinates(actor, specialist.area_id), _("人材の登録を消せるのは、調整担当です。"))
    left = specialist.left_on is not None and specialist.left_on <= clock.today()
    refuse_unless(left, _("退任した人の登録だけを消せます。先に退任日を決めてください。"), code="not_left")
    refuse_unless(specialist.erased_at is None, _("この登録は、もう消してあります。"), code="erased")
    return erase(actor, specialist)


def specialists_erase_due() -> int:
    """Erase everybody who left a year ago; return how many. Run it once a day."""
    due = Specialist.objects.filter(erased_at=None, left_on__lt=clock.today() - KEPT).select_related("area", "user")
    for specialist in due:
        with transaction.atomic():
            erase(SYSTEM, specialist)
    return len(due)


def erase(actor: Actor, specialist: Specialist) -> Specialist:
    """Erase a specialist; the caller has asked whether it may be done, and holds the transaction."""
    if specialist.left_on is None or specialist.left_on > clock.today():
        leave(actor, specialist, clock.today())
    engagements_tell(specialist, clock.today())
    name = specialist.name
    _desks(specialist)
    _texts(specialist, name)
    seals = _seals(specialist)
    for part in PARTS:
        getattr(specialist, part).all().delete()
    specialist.places.clear()
    specialist.name, specialist.key = _("（消去した人材）"), f"erased-{specialist.pk}"
    specialist.kana = specialist.languages = specialist.profile = ""
    specialist.user, specialist.erased_at = None, clock.now()
    specialist.version += 1
    specialist.save()
    note(actor, "specialist.erase", specialist, {"seals": seals})
    return specialist


def _texts(specialist: Specialist, name: str) -> None:
    """Take the person out of what was written: reasons and comments go, in texts about the work the name does."""
    gone = _("（消去済み）")
    proposals = Proposal.objects.filter(specialist=specialist)
    proposals.exclude(specialist_reason="").update(specialist_reason=gone)
    proposals.exclude(body_reason="").update(body_reason=gone)
    rows = Engagement.objects.filter(specialist=specialist)
    rows.update(specialist_comment="", body_comment="")
    for engagement in rows.filter(ending_reason__contains=name):
        engagement.ending_reason = engagement.ending_reason.replace(name, gone)
        engagement.save(update_fields=["ending_reason"])
    for log in Log.objects.filter(engagement__in=rows).filter(Q(done__contains=name) | Q(deliverable__contains=name)):
        log.done, log.deliverable = log.done.replace(name, gone), log.deliverable.replace(name, gone)[:200]
        log.save()
    notes = Handover.objects.filter(engagement__in=rows).select_related("engagement__request__area")
    for handover in notes:
        if any(name in getattr(handover, field) for field in WORDS):
            for field in WORDS:
                setattr(handover, field, getattr(handover, field).replace(name, gone))
            handover.save()
            handover_index(handover)


def _desks(specialist: Specialist) -> None:
    """Take the person off the desks and out of notices; titles of what is done name them too."""
    papers = [subject_of(paper) for paper in specialist.papers.all()]
    for subject in papers:
        desk_close(subject=subject)
    DeskItem.objects.filter(subject__in=papers).update(title=_("（消去済み）"))
    url = specialist.get_absolute_url()
    Notice.objects.filter(url=url).delete()
    specialist_key = getattr(specialist, "calendar_key", None)
    if specialist_key is not None:
        specialist_key.delete()


def _seals(specialist: Specialist) -> int:
    """Destroy what would open this room's seals about the person; those of other rooms go with the account."""
    refs = [f"specialist:{specialist.pk}"]
    if specialist.user is not None:
        refs.append(str(specialist.user.ref))
    return Seal.objects.filter(person_ref__in=refs, entry__action__startswith="talent.").delete()[0]
