"""What the API takes in and gives out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from dejiro.apps.talent.models import Engagement, Proposal, Request
from dejiro.foundation.api import Id, In

Reason = Annotated[str, Field(max_length=1000)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
LongWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Percent = Annotated[int, Field(ge=0, le=100)]


class RequestIn(In):
    """A body's request. `role` is a code of デジタルスキル標準; the period begins on the Monday of `starts_on`.

    It may be divided among `parts` people: its approval makes so many requests of it. `rest_of` is the number of the
    body's request whose unsupported weeks this one asks for, `situation` the key of the
    suggestion from which the request comes; that of a request that is there already stays.
    """

    title: str = Field(min_length=1, max_length=100)
    problem: str = Field(min_length=1, max_length=2000)
    role: str = Field(max_length=30)
    level: int = Field(ge=1, le=4)
    half_days: int = Field(ge=1, le=10)
    parts: int = Field(1, ge=1, le=10)
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
    situation: str = Field("", max_length=30)


class RestOut(Schema):
    """Consecutive weeks of a request in which nobody gives so many half-days a week, though they were asked for."""

    starts_on: date
    ends_on: date
    weeks: int
    half_days: int


class RequestOut(Schema):
    """A request; `organization` is a code, `reason` that of a return or a withdrawal.

    `divided_from` is the first of the requests into which one was divided.
    """

    id: int
    organization: str
    title: str
    problem: str
    role: str
    level: int
    half_days: int
    parts: int
    divided_from: int | None = Field(alias="divided_from_id")
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
    situation: str
    supervisor: str
    status: str
    reason: str
    version: int

    @staticmethod
    def resolve_organization(found: Request) -> str:
        """Return the code of the body that asks."""
        return found.organization.code

    @staticmethod
    def resolve_reason(found: Request) -> str:
        """Return why it is where it is; what was mended since is nobody's business any more."""
        return found.reason if found.status in {Request.Status.RETURNED, Request.Status.WITHDRAWN} else ""


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
    """An engagement with its weeks, the latest first; half-days planned up to today and in all, and what is said of it.

    Its hand-over note bears the same number.
    """

    planned_now: int
    planned: int
    body_rating: int | None
    body_comment: str
    specialist_rating: int | None
    specialist_comment: str
    ending_reason: str
    logs: list[LogOut]

    @staticmethod
    def resolve_logs(found: Engagement) -> list[Any]:
        """Return the weeks."""
        return list(found.logs.all())
