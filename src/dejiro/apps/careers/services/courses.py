"""The catalogue, and a person's way through a course: apply, approval, seat or waiting list, credit."""

from collections.abc import Sequence
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.careers import access
from dejiro.apps.careers.models import Claim, Course, CourseItem, Enrolment
from dejiro.apps.careers.planning import level_after_course, levels_on
from dejiro.apps.careers.services.certificates import superior_role
from dejiro.apps.careers.services.common import about, insist, note, refuse_unless
from dejiro.apps.careers.services.people import ME
from dejiro.apps.careers.terms import CourseTerms, check_course
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import body_of, user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import User
from dejiro.foundation.calendars import due_end_of
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open, tell

Status = Enrolment.Status
APPROVE: Final = "careers.enrolment.approve"
SEATED: Final = (Status.ENROLLED, Status.COMPLETED, Status.ABSENT)
OPEN: Final = (Status.APPLIED, Status.ENROLLED, Status.WAITING)


@transaction.atomic
def course_save(
    *, actor: Actor, terms: CourseTerms, course: Course | None = None, version: int | None = None
) -> Course:
    """Enter a course of the catalogue, or change it; with more seats, those who wait move up.

    Raises:
        NotYours: if the actor does not keep the catalogue.
        Refusal: if the course cannot be, is cancelled, has a number that is taken, or fewer seats than people enrolled.
        Conflict: if somebody else changed it meanwhile.
    """
    insist(access.keeps_courses(actor), _("研修講座を登録できるのは、調整担当と推進団体の管理者です。"))
    check_course(terms)
    area, user = actor.area, user_of(actor)
    assert area is not None
    taken = Course.objects.filter(area=area, code=terms.code).exclude(pk=course.pk if course else 0)
    refuse_unless(not taken.exists(), _("この講座番号は、もう使われています。"), code="code", field="code")
    if course is None:
        course = Course(area=area, fictional=user.fictional, version=0)
    else:
        check_version(course, version)
        refuse_unless(course.cancelled_at is None, _("中止した講座は直せません。"), code="cancelled")
        seats = _seated(course)
        message = _("受講する人が%(people)s人います。定員は、それより少なくできません。") % {"people": seats}
        refuse_unless(terms.capacity >= seats, message, code="seats", field="capacity")
    for name, value in terms.row().items():
        setattr(course, name, value)
    course.version += 1
    course.save()
    _teach(course, terms.items)
    _fill(actor, course)
    note(actor, "course.save", course, {"code": course.code, "title": course.title, "items": " ".join(terms.items)})
    return course


@transaction.atomic
def courses_import(*, actor: Actor, lines: Sequence[CourseTerms]) -> int:
    """Take a table's courses into the catalogue; those with a known number are changed, others stay. Return how many.

    Raises:
        NotYours: if the actor does not keep the catalogue.
    """
    area = access.area_for_keeper(actor)
    known = {one.code: one for one in Course.objects.filter(area=area)}
    for terms in lines:
        course_save(actor=actor, terms=terms, course=known.get(terms.code))
    record(actor=actor, action="careers.course.import", subject=subject_of(area), data={"courses": len(lines)})
    return len(lines)


@transaction.atomic
def enrolment_apply(*, actor: Actor, course: Course) -> Enrolment:
    """Apply for a course; a superior of the body is asked.

    Raises:
        NotYours: if the actor belongs to no public body of the prefecture.
        Refusal: after the last day for applications, when it is cancelled, or when the actor has applied already.
    """
    user, body = user_of(actor), body_of(actor)
    course = Course.objects.select_for_update().get(pk=course.pk)
    insist(
        access.of_public_body(actor) and actor.area is not None and actor.area.pk == course.area_id,
        _("申し込めるのは、都道府県・区市町村・推進団体の職員です。"),
    )
    refuse_unless(course.cancelled_at is None, _("この講座は中止になりました。"), code="cancelled")
    refuse_unless(course.takes_applications, _("申込の締切が過ぎました。"), code="late")
    again = Enrolment.objects.filter(course=course, user=user).exclude(status__in=[Status.DECLINED, Status.WITHDRAWN])
    refuse_unless(not again.exists(), _("この講座には、もう申し込んでいます。"), code="twice")
    made = Enrolment.objects.create(course=course, user=user, organization=body, applied_at=clock.now())
    desk_open(
        organization=body,
        kind=APPROVE,
        subject=subject_of(made),
        title=_("受講を承認する：%(name)sさん　%(title)s") % {"name": user.name, "title": course.title},
        url=f"/careers/enrolments/{made.pk}/",
        due_at=due_end_of(course.apply_by),
        role=superior_role(actor),
    )
    note(actor, "enrolment.apply", made, {"course": course.code, "person": about(user, applied=True)})
    return made


@transaction.atomic
def enrolment_decide(*, actor: Actor, enrolment: Enrolment, approve: bool, reason: str = "") -> Enrolment:
    """Answer an application as a superior: yes gives a seat, or a place on the waiting list when the course is full.

    Raises:
        NotYours: if the actor is not a superior of the person in the body now.
        Refusal: if it was answered already, the course has begun, or a no has no reason.
    """
    person = _person(enrolment)
    insist(access.leads(actor, person) and actor.acts_for(enrolment.organization))
    course = _lock(enrolment)
    refuse_unless(enrolment.status == Status.APPLIED, _("この申込には、もう答えが出ています。"), code="answered")
    refuse_unless(approve or reason, _("承認しない理由を書いてください。"), code="reason", field="reason")
    refuse_unless(
        not approve or clock.today() <= course.starts_on, _("講座はもう始まっています。"), code="begun", field="approve"
    )
    enrolment.decided_by, enrolment.approved_at = user_of(actor), clock.now()
    free = _seated(course) < course.capacity
    enrolment.status = (Status.ENROLLED if free else Status.WAITING) if approve else Status.DECLINED
    enrolment.reason = "" if approve else reason
    enrolment.save()
    desk_close(subject=subject_of(enrolment), kind=APPROVE)
    _tell(person, course, enrolment)
    note(actor, "enrolment.decide", enrolment, {"course": course.code, "status": str(enrolment.status)})
    return enrolment


@transaction.atomic
def enrolment_withdraw(*, actor: Actor, enrolment: Enrolment) -> Enrolment:
    """Take back one's own application or seat until the course ends; the first who waits moves up.

    Raises:
        NotYours: if it is somebody else's.
        Refusal: if there is nothing left to take back.
    """
    insist(enrolment.user_id == user_of(actor).pk, _("自分の受講だけを取り消せます。"))
    course = _lock(enrolment)
    refuse_unless(enrolment.status in OPEN, _("この受講は、もう取り消せません。"), code="over")
    enrolment_leave(actor, course, enrolment)
    return enrolment


def enrolment_leave(actor: Actor, course: Course, enrolment: Enrolment) -> None:
    """Free a seat, or a place in the queue; the course is locked."""
    enrolment.status = Status.WITHDRAWN
    enrolment.save(update_fields=["status"])
    desk_close(subject=subject_of(enrolment), kind=APPROVE)
    note(actor, "enrolment.withdraw", enrolment, {"course": course.code})
    _fill(actor, course)


@transaction.atomic
def enrolment_finish(*, actor: Actor, enrolment: Enrolment, completed: bool) -> Enrolment:
    """Say whether a person completed a course: then they have its credits, and their level goes one step up.

    So it does in the role and in each item that the course teaches. The step is that of `level_after_course`: never
    beyond the level that the course leads to.

    Raises:
        NotYours: if the actor does not keep the catalogue.
        Refusal: before the course has ended, or when the person had no seat.
    """
    insist(access.keeps_courses(actor), _("結果を登録できるのは、調整担当と推進団体の管理者です。"))
    course = _lock(enrolment)
    person = _person(enrolment)
    refuse_unless(enrolment.status == Status.ENROLLED, _("受講する人だけに結果を登録できます。"), code="no_seat")
    refuse_unless(clock.today() >= course.ends_on, _("講座が終わってから登録してください。"), code="early")
    enrolment.status = Status.COMPLETED if completed else Status.ABSENT
    enrolment.credits = course.credits if completed else 0
    enrolment.save()
    if completed:
        _lift(actor, person, course, enrolment)
    _tell(person, course, enrolment)
    facts: dict[str, Recorded] = {
        "course": course.code,
        "person": about(person, completed=completed, credits=enrolment.credits),
    }
    note(actor, "enrolment.finish", enrolment, facts)
    return enrolment


def _lift(actor: Actor, person: User, course: Course, enrolment: Enrolment) -> None:
    today, skills = clock.today(), [course.role, *course.items]
    confirmed = Claim.objects.filter(user=person, skill__in=skills).exclude(source=Claim.Source.STATED)
    before = levels_on(confirmed, today)
    after = {skill: level_after_course(before.get(skill, 0), course.level) for skill in skills}
    Claim.objects.bulk_create(
        Claim(
            user=person,
            skill=skill,
            level=level,
            source=Claim.Source.COURSE,
            starts_on=today,
            confirmed_by=user_of(actor),
            enrolment=enrolment,
        )
        for skill, level in after.items()
        if level > before.get(skill, 0)
    )


def _teach(course: Course, items: Sequence[str]) -> None:
    """Let a course teach these items and no others."""
    CourseItem.objects.filter(course=course).exclude(item__in=items).delete()
    CourseItem.objects.bulk_create([CourseItem(course=course, item=item) for item in items], ignore_conflicts=True)


def _lock(enrolment: Enrolment) -> Course:
    """Hold the course, so that two people never get the last seat; read again how far the enrolment is."""
    course = Course.objects.select_for_update().get(pk=enrolment.course_id)
    enrolment.status = Enrolment.objects.values_list("status", flat=True).get(pk=enrolment.pk)
    return course


def _seated(course: Course) -> int:
    return Enrolment.objects.filter(course=course, status__in=SEATED).count()


def _fill(actor: Actor, course: Course) -> None:
    """Give free seats to those who wait, in the order of their approval, until the course begins."""
    free = course.capacity - _seated(course)
    if free <= 0 or clock.today() > course.starts_on:
        return
    waiting = Enrolment.objects.filter(course=course, status=Status.WAITING).select_related("user")
    for enrolment in waiting.order_by("approved_at", "pk")[:free]:
        enrolment.status = Status.ENROLLED
        enrolment.save(update_fields=["status"])
        _tell(_person(enrolment), course, enrolment)
        note(actor, "enrolment.seat", enrolment, {"course": course.code})


def _tell(person: User, course: Course, enrolment: Enrolment) -> None:
    facts = {"title": course.title, "status": enrolment.get_status_display()}
    tell(
        people=[person],
        title=_("研修「%(title)s」：%(status)s") % facts,
        body=enrolment.reason,
        url=ME,
    )


def _person(enrolment: Enrolment) -> User:
    assert enrolment.user is not None
    return enrolment.user
