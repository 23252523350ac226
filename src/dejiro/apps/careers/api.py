"""The catalogue, one's own skills and the body's map for programs: the same doors as the pages."""

from datetime import date

from django.db.models import QuerySet
from ninja import Schema

from dejiro.apps.careers import access, outlook, selectors
from dejiro.apps.careers.models import Course
from dejiro.apps.careers.outlook import MapRow
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate

router = Router(tags=["careers"])


class CourseOut(Schema):
    """A course; `role` is a code of デジタルスキル標準, `fee` yen for one person."""

    id: int
    code: str
    title: str
    provider: str
    summary: str
    role: str
    level: int
    hours: int
    credits: int
    starts_on: date
    ends_on: date
    apply_by: date
    capacity: int
    fee: int
    mode: str
    place: str


class SkillOut(Schema):
    """A role with the level that one states and the level that is confirmed; 0 is none."""

    role: str
    stated: int
    confirmed: int


class MapOut(Schema):
    """A role at a level: people there are, people posts take, people asked of the pool, people who lack."""

    role: str
    level: int
    present: int
    posts: int
    asked: int
    gap: int


@router.get("/careers/courses/", response=list[CourseOut])
@operation(door="signed in")
@paginate
def course_list(request: Request, state: str = "", role: str = "") -> QuerySet[Course]:
    """Courses of the caller's prefecture; `state` is "open" or empty, `role` a code or empty."""
    return selectors.course_list(request.actor, state=state, role=role)


@router.get("/careers/courses/{int:pk}/", response=CourseOut)
@operation(door="signed in")
def course_detail(request: Request, pk: Id) -> Course:
    """One course."""
    return access.course_for_reader(request.actor, pk)


@router.get("/careers/me/", response=list[SkillOut])
@operation(door="signed in")
def own_skills(request: Request) -> list[selectors.SkillLine]:
    """Return the caller's own skill map."""
    return list(selectors.map_of(user_of(request.actor), None).lines)


@router.get("/careers/body/", response=list[MapOut])
@operation(door="member, approver, administrator")
def body_map(request: Request) -> list[MapRow]:
    """Return the map of the caller's body."""
    return outlook.body_map(access.body_for_reader(request.actor))
