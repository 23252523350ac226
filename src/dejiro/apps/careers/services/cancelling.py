"""A course that does not take place: its keeper says why, and everybody who counted on it is told."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.careers import access
from dejiro.apps.careers.models import Course, Enrolment
from dejiro.apps.careers.services.common import insist, note, refuse_unless
from dejiro.apps.careers.services.courses import APPROVE, OPEN
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.forms import check_read
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.notices.services import desk_close, tell

RESULTS = (Enrolment.Status.COMPLETED, Enrolment.Status.ABSENT)


@transaction.atomic
def course_cancel(*, actor: Actor, course: Course, reason: str, version: int | None = None) -> Course:
    """Cancel a course for good: who applied, has a seat or waits is told the reason, and nobody gets credit.

    Raises:
        NotYours: if the actor does not keep the catalogue.
        Refusal: if it is cancelled already, has no reason, or somebody's result is entered.
        Conflict: if somebody else changed the course meanwhile.
    """
    insist(access.keeps_courses(actor), _("研修講座を中止できるのは、調整担当と推進団体の管理者です。"))
    check_read(course, version)
    refuse_unless(course.cancelled_at is None, _("この講座は、もう中止されています。"), code="cancelled")
    refuse_unless(reason, _("中止の理由を書いてください。"), code="reason", field="reason")
    refuse_unless(
        not course.enrolments.filter(status__in=RESULTS).exists(),
        _("受講の結果を登録した人がいるので、中止できません。"),
        code="has_results",
    )
    course.cancelled_at, course.cancelled_reason = clock.now(), reason
    course.version += 1
    course.save()
    people = _release(actor, course)
    note(actor, "course.cancel", course, {"code": course.code, "reason": reason, "people": people})
    return course


def _release(actor: Actor, course: Course) -> int:
    """End every open enrolment and tell its person; return how many."""
    rows = list(course.enrolments.filter(status__in=OPEN).select_related("user"))
    for enrolment in rows:
        enrolment.status = Enrolment.Status.CANCELLED
        enrolment.save(update_fields=["status"])
        desk_close(subject=subject_of(enrolment), kind=APPROVE)
        note(actor, "enrolment.cancel", enrolment, {"course": course.code})
    tell(
        people=[one.user for one in rows if one.user],
        title=_("研修が中止になりました：%(title)s") % {"title": course.title},
        body=course.cancelled_reason,
        url=course.get_absolute_url(),
    )
    return len(rows)
