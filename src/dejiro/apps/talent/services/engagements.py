"""Engagements: the weekly log, ratings, extension, an early end, and the note that is handed over."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.entries import Note
from dejiro.apps.talent.models import Engagement, Handover, Log
from dejiro.apps.talent.planning import can_extend
from dejiro.apps.talent.services.common import insist, monday_of, note, refuse_unless, sunday_of
from dejiro.apps.talent.services.handovers import handover_write
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, subject_of
from dejiro.foundation.notices.services import desk_close, tell

Status = Engagement.Status


@transaction.atomic
def log_save(
    *,
    actor: Actor,
    engagement: Engagement,
    week: date,
    half_days: int,
    done: str,
    deliverable: str = "",
    travel: int = 0,
) -> Log:
    """Write down what was done in a week; written again it replaces what stood there.

    Args:
        actor: the specialist.
        engagement: theirs.
        week: any day of the week.
        half_days: half-days used, 0 to 14.
        done: what was done.
        deliverable: what came of it, or where it lies.
        travel: yen.

    Raises:
        NotYours: if it is not the actor's engagement.
        Refusal: if the week is not one of the engagement's, or has not begun.
    """
    insist(access.is_self(actor, engagement.specialist), _("週の記録を書けるのは、支援する本人です。"))
    monday = monday_of(week)
    inside = engagement.starts_on <= monday <= engagement.ends_on
    refuse_unless(inside, _("支援の期間の週を選んでください。"), code="week", field="week")
    refuse_unless(monday <= clock.today(), _("まだ始まっていない週です。"), code="future", field="week")
    log, _new = Log.objects.update_or_create(
        engagement=engagement,
        week=monday,
        defaults={"half_days": half_days, "done": done, "deliverable": deliverable, "travel": travel},
    )
    facts: dict[str, Recorded] = {
        "week": monday.isoformat(),
        "half_days": half_days,
        "travel": travel,
        "done": done,
        "deliverable": deliverable,
    }
    note(actor, "log.save", engagement, facts)
    return log


@transaction.atomic
def engagement_rate(
    *, actor: Actor, engagement: Engagement, rating: int, comment: str = "", version: int | None = None
) -> Engagement:
    """Say how it goes, 1 to 5, for the body or for oneself; said again it replaces what was said.

    Raises:
        NotYours: if the actor is on neither side.
        Conflict: if the engagement was changed meanwhile.
    """
    side = _side(actor, engagement)
    check_version(engagement, version)
    setattr(engagement, f"{side}_rating", rating)
    setattr(engagement, f"{side}_comment", comment)
    return _keep(actor, "rate", engagement, {"side": side, "rating": rating})


@transaction.atomic
def engagement_extend(*, actor: Actor, engagement: Engagement, ends_on: date, version: int | None = None) -> Engagement:
    """Let an engagement run longer, when the specialist has the half-days.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if it has ended, the day is not later, or the specialist has no half-days left then.
    """
    insist(access.coordinates(actor, engagement.request.area_id), _("支援を延ばせるのは、調整担当です。"))
    check_version(engagement, version)
    refuse_unless(engagement.status == Status.RUNNING, _("終わった支援は延ばせません。"), code="ended")
    sunday = sunday_of(ends_on)
    later = sunday > engagement.ends_on
    refuse_unless(later, _("いまの終わりより後の日にしてください。"), code="earlier", field="ends_on")
    free = can_extend(engagement, sunday)
    refuse_unless(free, _("その期間は、本人の稼働できる量が足りません。"), code="no_capacity", field="ends_on")
    before, engagement.ends_on = engagement.ends_on, sunday
    _tell(engagement, _("支援の期間が延びました: %(title)s"))
    return _keep(actor, "extend", engagement, {"from": before.isoformat(), "ends_on": sunday.isoformat()})


@transaction.atomic
def engagement_end(
    *, actor: Actor, engagement: Engagement, ends_on: date, reason: str, handover: Note, version: int | None = None
) -> Engagement:
    """End an engagement, early or at its time, with a note for who comes next.

    Raises:
        NotYours: if the actor is neither on a side nor the area's coordinator.
        Refusal: if it has ended, or the day lies outside it.
    """
    if not access.coordinates(actor, engagement.request.area_id):
        _side(actor, engagement)
    check_version(engagement, version)
    refuse_unless(engagement.status == Status.RUNNING, _("この支援は、もう終わっています。"), code="ended")
    inside = engagement.starts_on <= ends_on <= engagement.ends_on
    refuse_unless(inside, _("支援の期間の中の日にしてください。"), code="outside", field="ends_on")
    engagement.ends_on, engagement.status = ends_on, Status.ENDED
    engagement.ending_reason = reason
    desk_close(subject=subject_of(engagement))
    _tell(engagement, _("支援が終わりました: %(title)s"))
    facts: dict[str, Recorded] = {"ends_on": ends_on.isoformat(), "reason": reason}
    _keep(actor, "end", engagement, facts)
    handover_write(actor, Handover(engagement=engagement), handover)
    return engagement


def _side(actor: Actor, engagement: Engagement) -> str:
    own = access.is_self(actor, engagement.specialist)
    body = access.officer_of(actor, engagement.request.organization_id)
    insist(own or body, _("この操作ができるのは、支援を受ける団体と、支援する本人です。"))
    return "specialist" if own else "body"


def _tell(engagement: Engagement, title: str) -> None:
    people = [engagement.request.prepared_by]
    if engagement.specialist.user is not None:
        people.append(engagement.specialist.user)
    words = title % {"title": engagement.request.title}
    tell(people=people, title=words, body=engagement.request.organization.name, url=engagement.get_absolute_url())


def _keep(actor: Actor, verb: str, engagement: Engagement, facts: dict[str, Recorded]) -> Engagement:
    engagement.version += 1
    engagement.save()
    note(actor, f"engagement.{verb}", engagement, facts)
    return engagement
