"""What the API takes in and gives out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from dejiro.apps.talent.entries import papers_missing
from dejiro.apps.talent.models import Engagement, Plan, Proposal, Request, Specialist
from dejiro.foundation import clock
from dejiro.foundation.api import Id, In

Reason = Annotated[str, Field(max_length=1000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class SkillOut(Schema):
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
    skills: list[SkillOut]
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


class CapacityOut(Schema):
    """Half-days a week from a day to another, both included."""

    starts_on: date
    ends_on: date
    half_days: int


class PeriodOut(Schema):
    """From a day to another, both included."""

    starts_on: date
    ends_on: date


class WeekOut(Schema):
    """A week from its Monday: half-days there are, promised to bodies, taken by consultations, left or lacking."""

    monday: date
    there: int
    engaged: int
    consulted: int
    left: int


class SpecialistOut(Schema):
    """A profile as the caller may read it: a body sees neither papers nor weeks."""

    id: int
    name: str
    employment: str
    onsite: str
    places: list[str]
    languages: str
    profile: str
    max_parallel: int
    left_on: date | None
    skills: list[SkillOut]
    capacities: list[CapacityOut]
    absences: list[PeriodOut]
    missing: list[str]
    weeks: list[WeekOut]
    version: int


class RequestIn(In):
    """A body's request. `role` is a code of デジタルスキル標準; the period begins on the Monday of `starts_on`.

    `rest_of` is the number of the body's request whose unsupported weeks this one asks for.
    """

    title: str = Field(min_length=1, max_length=100)
    problem: str = Field(min_length=1, max_length=2000)
    role: str = Field(max_length=30)
    level: int = Field(ge=1, le=4)
    half_days: int = Field(ge=1, le=10)
    starts_on: date
    weeks: int = Field(ge=1, le=104)
    supervisor: str = Field(min_length=1, max_length=100)
    onsite: bool = False
    priority: int = Field(1, ge=1, le=3)
    share_percent: Percent = 100
    travel_percent: Percent = 100
    need: Id | None = None
    commitment: Id | None = None
    rest_of: Id | None = None


class RestOut(Schema):
    """Consecutive weeks of a request in which nobody gives so many half-days a week, though they were asked for."""

    starts_on: date
    ends_on: date
    weeks: int
    half_days: int


class RequestOut(Schema):
    """A request; `organization` is a code."""

    id: int
    organization: str
    title: str
    problem: str
    role: str
    level: int
    half_days: int
    starts_on: date
    ends_on: date
    weeks: int
    onsite: bool
    priority: int
    share_percent: int
    travel_percent: int
    need: int | None = Field(alias="need_id")
    commitment: int | None = Field(alias="commitment_id")
    rest_of: int | None = Field(alias="rest_of_id")
    status: str
    version: int

    @staticmethod
    def resolve_organization(found: Request) -> str:
        """Return the code of the body that asks."""
        return found.organization.code


class ProposalOut(Schema):
    """A proposal with both answers: "waiting", "accepted" or "declined"."""

    id: int
    request: int = Field(alias="request_id")
    specialist: int = Field(alias="specialist_id")
    body_answer: str
    body_reason: str
    specialist_answer: str
    specialist_reason: str
    withdrawn: bool
    made_at: datetime
    engagement: int | None
    version: int

    @staticmethod
    def resolve_engagement(found: Proposal) -> int | None:
        """Return the number of the engagement that began when both had said yes."""
        return found.engagement.pk if hasattr(found, "engagement") else None


class ProposalAnswerIn(In):
    """Yes, or no with a reason."""

    accept: bool
    reason: Reason = ""


class LogIn(In):
    """A week's work; `week` is any day of the week, `travel` yen."""

    week: date
    half_days: int = Field(ge=0, le=14)
    done: str = Field(min_length=1, max_length=1000)
    deliverable: str = Field("", max_length=200)
    travel: int = Field(0, ge=0, le=10_000_000)


class LogOut(Schema):
    """A week's work; `week` is its Monday, `travel` yen."""

    week: date
    half_days: int
    done: str
    deliverable: str
    travel: int


class EngagementRow(Schema):
    """An engagement: `rate` is yen for a half-day, `used` half-days so far."""

    id: int
    request: int = Field(alias="request_id")
    organization: str
    specialist: int = Field(alias="specialist_id")
    half_days: int
    starts_on: date
    ends_on: date
    rate: int
    share_percent: int
    travel_percent: int
    status: str
    used: int
    version: int

    @staticmethod
    def resolve_organization(found: Engagement) -> str:
        """Return the code of the body that is supported."""
        return found.request.organization.code

    @staticmethod
    def resolve_used(found: Engagement) -> int:
        """Return the half-days used so far; needs the list's or the page's sum."""
        return getattr(found, "used", None) or 0


class EngagementOut(EngagementRow):
    """An engagement with its weeks, the latest first."""

    logs: list[LogOut]

    @staticmethod
    def resolve_logs(found: Engagement) -> list[Any]:
        """Return the weeks."""
        return list(found.logs.all())


class PlanRow(Schema):
    """A plan: its first Monday, its weeks, and how far it is."""

    id: int
    name: str
    starts_on: date
    weeks: int
    status: str
    version: int


class BodyShareOut(Schema):
    """What a body asked for, its fair share and what the plan gives, in half-days; and why, in words.

    `entitlement` is in parts of a hundred.
    """

    name: str
    entitlement: float
    demand: int
    fair_share: float
    delivered: int
    why: str
    own: bool


class UnservedOut(Schema):
    """A request that the plan does not serve, and why; a body sees its own."""

    request: int
    why: str


class PlanOut(PlanRow):
    """What each body gets by a plan and why; `gap_percent` is how far it can be from the best at most."""

    served: int
    asked: int
    gap_percent: float
    bodies: list[BodyShareOut]
    unserved: list[UnservedOut]


def plan_row(plan: Plan) -> dict[str, Any]:
    """Return a plan's own fields."""
    return {name: getattr(plan, name) for name in ("name", "starts_on", "weeks", "status", "version")} | {"id": plan.pk}
