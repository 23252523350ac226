"""What the API takes in and gives out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from dejiro.apps.careers.importing import ROW_LIMIT
from dejiro.apps.careers.models import Certificate, Course, Enrolment, Holding, Leaving, Post
from dejiro.apps.careers.selectors import PersonRow, SkillLine, proofs_of
from dejiro.foundation.api import Id, In

Name = Annotated[str, Field(min_length=1, max_length=100)]
Role = Annotated[str, Field(min_length=1, max_length=30)]
Skill = Annotated[str, Field(min_length=1, max_length=40)]
Level = Annotated[int, Field(ge=1, le=4)]


class CourseIn(In):
    """A course; `role` and `items` are codes of デジタルスキル標準, `fee` yen for one person, `place` if on site."""

    code: str = Field(min_length=1, max_length=20)
    title: Name
    provider: Name
    summary: str = Field(min_length=1, max_length=2000)
    role: Role
    level: Level
    hours: int = Field(ge=1, le=1000)
    credits: int = Field(ge=0, le=100)
    starts_on: date
    ends_on: date
    apply_by: date
    capacity: int = Field(ge=1, le=10_000)
    fee: int = Field(ge=0, le=10_000_000)
    mode: Course.Mode
    place: str = Field("", max_length=100)
    items: tuple[Skill, ...] = Field((), max_length=49)


class CoursesIn(In):
    """The courses of an import, each code once."""

    courses: list[CourseIn] = Field(min_length=1, max_length=ROW_LIMIT)


class CoursesImportedOut(Schema):
    """How many courses were taken in."""

    courses: int


class CancelIn(In):
    """Why a course is cancelled; everybody concerned reads it."""

    reason: str = Field(min_length=1, max_length=300)


class CourseOut(Schema):
    """A course; `role` and `items` are codes of デジタルスキル標準, `fee` is yen for one person.

    A cancelled one says when and why.
    """

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
    items: list[str]
    cancelled_at: datetime | None
    cancelled_reason: str
    version: int


class PersonNameOut(Schema):
    """A person by number and name."""

    id: int
    name: str


class EnrolmentOut(Schema):
    """A person's way through a course; `person` is null once the person is erased."""

    id: int
    course: int = Field(alias="course_id")
    person: PersonNameOut | None = Field(alias="user")
    organization: str
    status: str
    reason: str
    credits: int

    @staticmethod
    def resolve_organization(found: Enrolment) -> str:
        """Return the code of the body for which the person takes it."""
        return found.organization.code


class DecisionIn(In):
    """Yes, or no with a reason."""

    approve: bool
    reason: str = Field("", max_length=300)


class ResultIn(In):
    """Whether a person completed a course."""

    completed: bool


class PathIn(In):
    """The key of a path."""

    path: str = Field(min_length=1, max_length=20)


class PathOut(Schema):
    """The key of the path that is chosen."""

    path: str


class SkillNameOut(Schema):
    """A skill of デジタルスキル標準: its code, "role" or "item", what it is called, and in which group it stands."""

    skill: str
    kind: str
    label: str
    group: str


class SkillIn(In):
    """A role or skill item of デジタルスキル標準, by its code, and a level."""

    skill: Skill
    level: Level


class StateIn(SkillIn):
    """What the caller says they can do, and why."""

    evidence: str = Field("", max_length=500)


class AskIn(In):
    """Who is asked to confirm."""

    superior: Id


class SkillOut(Schema):
    """A role or item with the level that one states and the level that is confirmed; 0 is none.

    `statement` is the number of the open statement, `evidence` what the person says for it; `asked` is who is asked
    to confirm it.
    """

    skill: str
    stated: int
    confirmed: int
    statement: int | None
    evidence: str
    asked: PersonNameOut | None

    @staticmethod
    def resolve_statement(found: SkillLine) -> int | None:
        """Return the number of the statement that stands open."""
        return found.open.pk if found.open else None

    @staticmethod
    def resolve_evidence(found: SkillLine) -> str:
        """Return what the person says for the statement that stands open."""
        return found.open.evidence if found.open else ""

    @staticmethod
    def resolve_asked(found: SkillLine) -> Any:  # noqa: ANN401  # a user, given out by its schema
        """Return the superior who is asked."""
        return found.open.asked_of if found.open else None


class ClaimOut(Schema):
    """What a person can do from a day on, and who says so."""

    id: int
    skill: str
    level: int
    source: str
    evidence: str
    starts_on: date
    ends_on: date | None


class CertificateIn(In):
    """A certificate; without a day of expiry it holds without end."""

    name: Name
    issuer: Name
    issued_on: date
    role: Role
    level: Level
    number: str = Field("", max_length=60)
    expires_on: date | None = None


class ProofOut(Schema):
    """A proof."""

    id: int
    name: str
    content_type: str
    size: int


class CertificateOut(Schema):
    """A certificate; `checked_by` is the superior who has seen the proof."""

    id: int
    person: PersonNameOut = Field(alias="user")
    name: str
    number: str
    issuer: str
    issued_on: date
    expires_on: date | None
    role: str
    level: int
    checked_by: PersonNameOut | None
    proofs: list[ProofOut]
    version: int

    @staticmethod
    def resolve_proofs(found: Certificate) -> list[Any]:
        """Return the proofs; a list of certificates has them by its selector."""
        proofs: list[Any] | None = getattr(found, "proofs", None)
        return proofs_of(found) if proofs is None else proofs


class LeavingIn(In):
    """The last day of a person in the body, and why."""

    kind: Leaving.Kind
    last_on: date


class LeavingOut(Schema):
    """The last day of a person in the body, and why."""

    kind: str
    last_on: date


class PersonRowOut(PersonNameOut):
    """A person of the body: statements that wait, the path chosen, credits, and the planned last day."""

    asked: int
    path: str
    credits: int
    leaving: LeavingOut | None

    @staticmethod
    def resolve_id(found: PersonRow) -> int:
        """Return the person's number."""
        return found.person.pk

    @staticmethod
    def resolve_name(found: PersonRow) -> str:
        """Return the person's name."""
        return found.person.name


class PersonFull(Schema):
    """What a superior sees of a person."""

    id: int
    name: str
    skills: list[SkillOut]
    certificates: list[CertificateOut]
    enrolments: list[EnrolmentOut]
    leaving: LeavingOut | None


class PostIn(In):
    """A system or duty that so many people of a role at a level must be able to run."""

    kind: Post.Kind
    name: Name
    role: Role
    level: Level
    people: int = Field(1, ge=1, le=50)
    ended_on: date | None = None


class HoldingIn(In):
    """Who holds a post, both days included; a day in the future is a planned move."""

    person: Id
    starts_on: date
    ends_on: date | None = None


class HoldingOut(Schema):
    """Who holds a post, both days included."""

    id: int
    person: PersonNameOut = Field(alias="user")
    starts_on: date
    ends_on: date | None


class PostOut(Schema):
    """A post with its people, past, present and planned."""

    id: int
    kind: str
    name: str
    role: str
    level: int
    people: int
    ended_on: date | None
    holdings: list[HoldingOut]
    version: int

    @staticmethod
    def resolve_holdings(found: Post) -> list[Holding]:
        """Return the people; a list of posts has them by its selector."""
        return list(found.holdings.all())


class MapOut(Schema):
    """A role at a level: people there are, people posts take, people asked of the pool, people who lack."""

    role: str
    level: int
    present: int
    posts: int
    asked: int
    gap: int


class ItemMapOut(Schema):
    """A skill item with how many people of a body are confirmed at level 1, 2, 3 and 4."""

    item: str
    people: list[int]
