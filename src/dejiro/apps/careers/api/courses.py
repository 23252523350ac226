"""Operations on the catalogue and on the way through a course."""

from django.db.models import QuerySet

from dejiro.apps.careers import access, selectors, services
from dejiro.apps.careers.api.doors import KEEPERS, SUPERIORS
from dejiro.apps.careers.models import Course, Enrolment
from dejiro.apps.careers.schemas import (
    CancelIn,
    CourseIn,
    CourseOut,
    CoursesImportedOut,
    CoursesIn,
    DecisionIn,
    EnrolmentOut,
    ResultIn,
)
from dejiro.apps.careers.terms import CourseTerms
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["careers"])


@router.get("/careers/courses/", response=list[CourseOut])
@operation(door="signed in")
@paginate
def course_list(request: Request, state: str = "", role: str = "", item: str = "") -> QuerySet[Course]:
    """Courses of the caller's prefecture; `state` is "open", "held", "cancelled" or empty.

    `role` and `item` are codes or empty.
    """
    return selectors.course_list(request.actor, state=state, role=role, item=item)


@router.post("/careers/courses/", response={201: CourseOut})
@operation(door=KEEPERS)
def course_create(request: Request, data: CourseIn) -> Course:
    """Enter a course of the catalogue."""
    access.area_for_keeper(request.actor)
    return services.course_save(actor=request.actor, terms=CourseTerms(**data.dict()))


@router.post("/careers/courses/import/", response=CoursesImportedOut)
@operation(door=KEEPERS)
def courses_import(request: Request, data: CoursesIn) -> dict[str, int]:
    """Bring the catalogue up to these courses by their codes, all or none; others stay."""
    lines = [CourseTerms(**one.dict()) for one in data.courses]
    return {"courses": services.courses_import(actor=request.actor, lines=lines)}


@router.get("/careers/courses/{int:pk}/", response=CourseOut)
@operation(door="signed in")
def course_detail(request: Request, pk: Id) -> Course:
    """One course."""
    return access.course_for_reader(request.actor, pk)


@router.put("/careers/courses/{int:pk}/", response=CourseOut)
@operation(door=KEEPERS)
def course_update(request: Request, pk: Id, data: CourseIn) -> Course:
    """Change a course; with more seats, those who wait move up."""
    found = access.course_for_keeper(request.actor, pk)
    terms = CourseTerms(**data.dict())
    return services.course_save(actor=request.actor, terms=terms, course=found, version=seen_version(request))


@router.post("/careers/courses/{int:pk}/cancel/", response=CourseOut)
@operation(door=KEEPERS)
def course_cancel(request: Request, pk: Id, data: CancelIn) -> Course:
    """Cancel a course for good; who applied, has a seat or waits is told the reason."""
    found = access.course_for_keeper(request.actor, pk)
    return services.course_cancel(actor=request.actor, course=found, reason=data.reason, version=seen_version(request))


@router.get("/careers/courses/{int:pk}/enrolments/", response=list[EnrolmentOut])
@operation(door=KEEPERS)
def course_enrolments(request: Request, pk: Id) -> list[Enrolment]:
    """Who takes a course or waits, in the order of approval."""
    return selectors.enrolments_of(access.course_for_keeper(request.actor, pk))


@router.post("/careers/courses/{int:pk}/apply/", response={201: EnrolmentOut})
@operation(door="person")
def course_apply(request: Request, pk: Id) -> Enrolment:
    """Apply for a course; a superior of the body is asked."""
    return services.enrolment_apply(actor=request.actor, course=access.course_for_reader(request.actor, pk))


@router.post("/careers/enrolments/{int:pk}/decide/", response=EnrolmentOut)
@operation(door=SUPERIORS)
def enrolment_decide(request: Request, pk: Id, data: DecisionIn) -> Enrolment:
    """Answer an application as a superior: yes gives a seat, or a place on the waiting list."""
    found = access.enrolment_for_superior(request.actor, pk)
    return services.enrolment_decide(actor=request.actor, enrolment=found, **data.dict())


@router.post("/careers/enrolments/{int:pk}/withdraw/", response=EnrolmentOut)
@operation(door="person")
def enrolment_withdraw(request: Request, pk: Id) -> Enrolment:
    """Take one's own application or seat back."""
    return services.enrolment_withdraw(actor=request.actor, enrolment=access.enrolment_of_own(request.actor, pk))


@router.post("/careers/enrolments/{int:pk}/finish/", response=EnrolmentOut)
@operation(door=KEEPERS)
def enrolment_finish(request: Request, pk: Id, data: ResultIn) -> Enrolment:
    """Say whether a person completed a course."""
    found = access.enrolment_for_keeper(request.actor, pk)
    return services.enrolment_finish(actor=request.actor, enrolment=found, completed=data.completed)
