"""Spot consultations on the specialists' weeks: who is full takes no more, and what one really took is corrected."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.needs.public import Consultation
from dejiro.apps.talent import access
from dejiro.apps.talent.models import ConsultationTime, Specialist
from dejiro.apps.talent.planning import half_days_by_week, promised, week_of
from dejiro.apps.talent.services.common import insist, note
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.organizations.rules import TALENT_CONSULTATION, rule_in_force
from dejiro.ui.formats import jdate


def consultation_obstacle(expert: User, at: datetime) -> str:
    """Return in a sentence why one more consultation does not fit into an expert's week; "" when it does.

    Who is not in a pool, or has said nothing about that week, takes as many as they like. The pool's row is locked
    until the transaction ends, so that two consultations taken at once do not share one half-day.
    """
    person = Specialist.objects.select_for_update(of=("self",)).select_related("area").filter(user=expert).first()
    if person is None:
        return ""
    monday = week_of(at)
    needed = rule_in_force(person.area, TALENT_CONSULTATION, on=monday).value
    there = half_days_by_week(person, monday, 1)[0]
    if not there and not _stated(person, at):
        return ""
    left = half_days_by_week(person, monday, 1, promised(person.area).get(person.pk, ()))[0]
    if left >= needed:
        return ""
    facts = {"name": person.name, "week": jdate(monday), "there": there, "left": left, "needed": needed}
    return (
        _(
            "%(name)sさんの%(week)sからの週は、稼働できる%(there)s半日のうち残りが%(left)s半日で、"
            "相談1件に要る%(needed)s半日に足りません。"
        )
        % facts
    )


@transaction.atomic
def consultation_time_save(*, actor: Actor, consultation: Consultation, half_days: int) -> Consultation:
    """Say how many half-days a consultation really takes of the week in which it was taken.

    Raises:
        NotYours: if the actor neither has the consultation nor coordinates the pool of who has it.
    """
    person = access.specialist_of_consultation(consultation)
    mine = person is not None and access.may_edit(actor, person)
    insist(mine, _("相談に使う量を変えられるのは、担当している本人と調整担当です。"))
    ConsultationTime.objects.update_or_create(consultation=consultation, defaults={"half_days": half_days})
    note(actor, "consultation.time", consultation, {"half_days": half_days})
    return consultation


def _stated(person: Specialist, at: datetime) -> bool:
    monday = week_of(at)
    return person.capacities.filter(starts_on__lte=monday, ends_on__gte=monday).exists()
