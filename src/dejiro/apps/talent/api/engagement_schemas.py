"""What operations on engagements, bills and hand-over notes take in and give out."""

from datetime import date, datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field, StringConstraints

from dejiro.apps.talent.models import Adoption, Handover
from dejiro.apps.talent.schemas import LongWords, Reason, Words
from dejiro.foundation.api import In

Contact = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class NoteWordsIn(In):
    """A hand-over note; `shared` lets the other public bodies of the prefecture find it and take it over."""

    done: LongWords
    documents: Reason = ""
    next_steps: LongWords
    contact: Contact
    shared: bool


class EngagementEndIn(In):
    """When and why an engagement ends, and what the next one must know."""

    ends_on: date
    reason: Words
    handover: NoteWordsIn


class EngagementExtendIn(In):
    """Until when an engagement runs: to the Sunday of that week."""

    ends_on: date


class EngagementRateIn(In):
    """How it goes, from 5 (very good) to 1."""

    rating: int = Field(ge=1, le=5)
    comment: Reason = ""


class BillLineOut(Schema):
    """An engagement's part of a bill: yen, and the body's parts of half-days and travel in parts of a hundred."""

    engagement: int
    title: str
    half_days: int
    rate: int
    share_percent: int
    own: int
    travel: int
    travel_percent: int
    own_travel: int


class BillOut(Schema):
    """A body's month in yen; `organization` is a code, `common` its part of what all bodies share."""

    organization: str
    name: str
    own: int
    travel: int
    common: int
    total: int
    lines: list[BillLineOut]


class MonthOut(Schema):
    """A month's bills. `rule` says how the common cost is shared."""

    month: str
    rule: str
    total: int
    bills: list[BillOut]


class NoteRow(Schema):
    """A hand-over note: the body that was supported as a code, the role, and how many bodies took it over.

    A note bears the number of its engagement.
    """

    id: int = Field(alias="pk")
    organization: str
    title: str
    role: str
    need: int | None
    written_at: datetime
    taken: int

    @staticmethod
    def resolve_organization(found: Handover) -> str:
        """Return the code of the body that was supported."""
        return found.engagement.request.organization.code

    @staticmethod
    def resolve_title(found: Handover) -> str:
        """Return what was asked for."""
        return found.engagement.request.title

    @staticmethod
    def resolve_role(found: Handover) -> str:
        """Return the code of the role."""
        return found.engagement.request.role

    @staticmethod
    def resolve_need(found: Handover) -> int | None:
        """Return the number of the need from which the request came."""
        return found.engagement.request.need_id


class TakenOut(Schema):
    """A body that took a note over, as a code."""

    organization: str
    adopted_at: datetime

    @staticmethod
    def resolve_organization(found: Adoption) -> str:
        """Return the code of the body."""
        return found.organization.code


class NoteOut(NoteRow):
    """A whole note; `voice` is the number of the voice that became of the caller's own wish."""

    level: int
    starts_on: date
    ends_on: date
    done: str
    documents: str
    next_steps: str
    contact: str
    shared: bool
    adoptions: list[TakenOut]
    voice: int | None
    version: int

    @staticmethod
    def resolve_level(found: Handover) -> int:
        """Return the level that was asked for."""
        return found.engagement.request.level

    @staticmethod
    def resolve_starts_on(found: Handover) -> date:
        """Return the first day of the support."""
        return found.engagement.starts_on

    @staticmethod
    def resolve_ends_on(found: Handover) -> date:
        """Return its last day."""
        return found.engagement.ends_on

    @staticmethod
    def resolve_adoptions(found: Handover) -> list[Any]:
        """Return who took it over; needs what the page loads."""
        return list(getattr(found, "taken_by", ()))


class WishIn(In):
    """What a body wants to do with another's note; it becomes a voice of the body, which can become public."""

    wish: Words
