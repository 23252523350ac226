"""What operations on the pool of specialists take in and give out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from dejiro.apps.talent.api.plan_schemas import Why
from dejiro.apps.talent.entries import papers_missing
from dejiro.apps.talent.models import Conflict, Look, Paper, Specialist
from dejiro.foundation import clock
from dejiro.foundation.api import In

Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Reading = Annotated[str, StringConstraints(strip_whitespace=True, max_length=80)]
Email = Annotated[str, StringConstraints(strip_whitespace=True, max_length=254)]
Languages = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Story = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000)]
Evidence = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]


class SpecialistSkillLevelOut(Schema):
    """A role of デジタルスキル標準 and the level, 1 to 4, at which it is filled."""

    role: str
    level: int


class SpecialistRow(Schema):
    """A specialist of the pool: half-days a week today, and papers that lack or have run out, in words."""

    id: int
    key: str
    name: str
    employment: str
    lender: str | None
    skills: list[SpecialistSkillLevelOut]
    half_days: int
    missing: list[str]

    @staticmethod
    def resolve_lender(found: Specialist) -> str | None:
        """Return the code of the body that lends them."""
        return found.lender.code if found.lender else None

    @staticmethod
    def resolve_skills(found: Specialist) -> list[Any]:
        """Return what they can do, the best first."""
        return list(found.skills.all())

    @staticmethod
    def resolve_half_days(found: Specialist) -> int:
        """Return the half-days of the periods that hold today; needs what `pool_of` loads."""
        return sum(row.half_days for row in getattr(found, "current", ()))

    @staticmethod
    def resolve_missing(found: Specialist) -> list[str]:
        """Return the papers that they need and that do not hold today."""
        return papers_missing(found, clock.today(), clock.today())


class SpecialistSkillOut(SpecialistSkillLevelOut):
    """A skill by its number, and what shows it."""

    id: int
    evidence: str


class AbsenceOut(Schema):
    """Days away, from one to another, both included."""

    id: int
    starts_on: date
    ends_on: date


class CapacityOut(Schema):
    """Half-days a week from a day to another, both included."""

    id: int
    starts_on: date
    ends_on: date
    half_days: int


class SpecialistConflictOut(Schema):
    """A body, as a code, for which a specialist must not work, and why."""

    id: int
    organization: str
    reason: str

    @staticmethod
    def resolve_organization(found: Conflict) -> str:
        """Return the code of the body."""
        return found.organization.code


class SpecialistPaperOut(Schema):
    """A paper, "nda", "side_job" or "insurance", and from when until when it holds, both days included."""

    id: int
    kind: str
    starts_on: date
    ends_on: date


class EndingPaperOut(SpecialistPaperOut):
    """A paper with number and name of whose it is."""

    specialist: int = Field(alias="specialist_id")
    name: str

    @staticmethod
    def resolve_name(found: Paper) -> str:
        """Return whose paper it is."""
        return found.specialist.name


class WeekOut(Schema):
    """A week from its Monday: half-days there are, promised to bodies, taken by consultations, left or lacking."""

    monday: date
    there: int
    engaged: int
    consulted: int
    left: int


class ConsultationTimeOut(Schema):
    """Half-days that a consultation takes of a week; `stated` if somebody said how many, else the rule says so."""

    consultation: int
    title: str
    half_days: int
    starts_on: date
    ends_on: date
    stated: bool


class SpecialistOut(Schema):
    """A profile as the caller may read it; `lender` and `places` are codes of bodies.

    Who does not keep the entry sees neither key, reading and login (they are empty), nor conflicts, papers, weeks and
    consultations.
    """

    id: int
    key: str
    name: str
    kana: str
    email: str
    employment: str
    lender: str | None
    onsite: str
    places: list[str]
    languages: str
    profile: str
    max_parallel: int
    left_on: date | None
    skills: list[SpecialistSkillOut]
    capacities: list[CapacityOut]
    absences: list[AbsenceOut]
    conflicts: list[SpecialistConflictOut]
    papers: list[SpecialistPaperOut]
    missing: list[str]
    weeks: list[WeekOut]
    consultations: list[ConsultationTimeOut]
    version: int


class DescribeIn(In):
    """What a specialist says of themselves.

    `places` are codes of the municipalities to which they can go, given only with `onsite` "some".
    """

    onsite: Specialist.Onsite = Specialist.Onsite.ANYWHERE
    places: tuple[Key, ...] = Field((), max_length=200)
    languages: Languages = ""
    profile: Story = ""
    max_parallel: int = Field(3, ge=1, le=20)


class SpecialistIn(DescribeIn):
    """An entry as the coordinator keeps it; what is left out is empty.

    `email` links the login of the person, `lender` is the code of the municipality that lends its own staff.
    """

    key: Key
    name: PersonName
    kana: Reading = ""
    email: Email = ""
    employment: Specialist.Employment
    lender: Key | None = None


class LeaveIn(In):
    """From which day somebody works no more."""

    left_on: date


class PoolImportedOut(Schema):
    """How many specialists were new, and how many were there before."""

    made: int
    changed: int


class ProfileLookOut(Schema):
    """Who looked at a profile, for which body (as a code), and when."""

    at: datetime = Field(alias="looked_at")
    organization: str
    person: str

    @staticmethod
    def resolve_organization(found: Look) -> str:
        """Return the code of the body for which they looked."""
        return found.organization.code

    @staticmethod
    def resolve_person(found: Look) -> str:
        """Return who looked."""
        return found.user.name


class CalendarOut(Schema):
    """When the secret address of one's calendar was made and last read; null if there is none, or nobody read it."""

    made_at: datetime | None
    used_on: date | None


class CalendarAddressOut(Schema):
    """The secret address of one's calendar."""

    address: str


class ConsultationTimeIn(In):
    """How many half-days a consultation really took."""

    half_days: int = Field(ge=0, le=10)


class SpecialistSkillIn(In):
    """A role of デジタルスキル標準 as a code, a level, and what shows it."""

    role: str = Field(min_length=1, max_length=30)
    level: int = Field(ge=1, le=4)
    evidence: Evidence = ""


class AbsenceIn(In):
    """Days away, both included."""

    starts_on: date
    ends_on: date


class CapacityIn(In):
    """Half-days a week in a period, both days included."""

    starts_on: date
    ends_on: date
    half_days: int = Field(ge=1, le=10)


class SpecialistConflictIn(In):
    """A municipality, as a code, for which a specialist must not work, and why."""

    organization: Key
    reason: Why


class SpecialistPaperIn(In):
    """A paper and from when until when it holds, both days included."""

    kind: Paper.Kind
    starts_on: date
    ends_on: date
