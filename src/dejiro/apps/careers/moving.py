"""What happens to careers when somebody leaves a body: what was asked of them, their posts, their seats in courses."""

from datetime import date, timedelta

from django.db.models import Q, QuerySet

from dejiro.apps.careers.models import Claim, Course, Enrolment, Holding, Leaving
from dejiro.apps.careers.services.courses import OPEN, enrolment_leave
from dejiro.apps.careers.services.erasing import person_forget
from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import User
from dejiro.foundation.clock import JST
from dejiro.foundation.handover.services import Succession


def careers_move(succession: Succession) -> int:
    """Let a successor answer what was asked of the predecessor and take their posts; without one, they fall vacant.

    Seats in courses that the body paid for are given back; skills and certificates stay with their person.
    """
    bodies, person, heir = succession.bodies, succession.predecessor, succession.successor
    today = succession.at.astimezone(JST).date()
    asked = Claim.objects.filter(asked_of=person, asked_in__in=bodies)
    moved = asked.exclude(user=heir).update(asked_of=heir) if heir else asked.update(asked_of=None, asked_in=None)
    held = Holding.objects.filter(post__organization__in=bodies, user=person).filter(
        Q(ends_on=None) | Q(ends_on__gte=today)
    )
    moved += _end(held, heir, today)
    Leaving.objects.filter(organization__in=bodies, user=person).delete()
    for enrolment in Enrolment.objects.filter(organization__in=bodies, user=person, status__in=OPEN):
        course = Course.objects.select_for_update().get(pk=enrolment.course_id)
        enrolment_leave(SYSTEM, course, enrolment)
        moved += 1
    return moved


def careers_erase(person: User) -> int:
    """Erase skills, certificates, path, posts and plans of a person whose account is being erased; return 1."""
    person_forget(actor=SYSTEM, person=person)
    return 1


def _end(held: QuerySet[Holding], heir: User | None, today: date) -> int:
    rows = list(held)
    for row in rows:
        if heir and not Holding.objects.filter(post=row.post_id, user=heir).exists():
            starts_on = max(row.starts_on, today)
            Holding.objects.create(post_id=row.post_id, user=heir, starts_on=starts_on, ends_on=row.ends_on)
        if row.starts_on >= today:
            row.delete()
        else:
            row.ends_on = today - timedelta(days=1)
            row.save(update_fields=["ends_on"])
    return len(rows)
