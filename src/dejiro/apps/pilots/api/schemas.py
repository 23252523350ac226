"""What the operations of pilots take in and give out, the doors of more than one, and the scopes that a key needs."""

from datetime import date, datetime
from typing import Final, Literal

from ninja import Field, Schema

from dejiro.apps.pilots.models import Certification, Pilot
from dejiro.foundation.api import Id, In

APPROVER: Final = "approver"
DRAFTERS: Final = "member, approver"
ENTERERS: Final = "member, approver, company"
REACH: Final = 1e12


class PilotOut(Schema):
    """A pilot; `outcome` is empty until the verdict is published."""

    id: int
    title: str
    product: str
    summary: str
    organization: str
    status: str
    outcome: str
    reasons: str
    need_id: int | None
    idea_id: int | None
    metric: str
    unit: str
    design: str
    start: date
    end: date
    due: date
    plan_digest: str
    data_digest: str
    registered_at: datetime | None
    published_at: datetime | None
    version: int

    @staticmethod
    def resolve_organization(found: Pilot) -> str:
        """Return the code of the leading body."""
        return found.organization.code


class CertificationOut(Schema):
    """A certification; `state` is in_force, expired or revoked today."""

    id: int
    product: str
    company_name: str
    purpose: str
    issuer: str
    basis: str
    decision: str
    certified_on: date
    rule: str
    years: int
    most_renewals: int
    expires_on: date
    revoked_on: date | None
    revoked_reason: str
    reused_from: int | None
    state: str
    version: int

    @staticmethod
    def resolve_issuer(found: Certification) -> str:
        """Return the code of the body that certified."""
        return found.issuer.code

    @staticmethod
    def resolve_reused_from(found: Certification) -> int | None:
        """Return the number of the certification that this one relies on."""
        return found.reused_from_id


class LineIn(In):
    """A line of data; the day of its recording is today."""

    unit: str = Field(min_length=1, max_length=100)
    arm: Literal["pilot", "comparison"]
    day: date
    value: float | None = None
    tries: int = Field(1, ge=1, le=2**31 - 1)


class LinesIn(In):
    """Lines that come in together or not at all."""

    lines: list[LineIn] = Field(min_length=1, max_length=5_000)


class LinesOut(Schema):
    """How many were added, and how many of them came after the due day."""

    added: int
    late: int


class VerdictIn(In):
    """The words beside the verdict."""

    reasons: str = Field(max_length=2_000)


class PilotReasonIn(In):
    """A reason that is published."""

    reason: str = Field(max_length=2_000)


class ReuseIn(In):
    """The body's own decision and rule."""

    basis: str = Field(min_length=1, max_length=200)
    decision: str = Field(max_length=2_000)
    rule: Literal["years", "fiscal_year"]
    years: int = Field(ge=1, le=20)
    most_renewals: int = Field(0, ge=0, le=20)


class PilotIn(In):
    """The plan of a pilot; shares are between 0 and 1, effects count towards the better."""

    title: str = Field(min_length=1, max_length=100)
    product: str = Field(min_length=1, max_length=100)
    summary: str = Field(min_length=1, max_length=2000)
    metric: str = Field(min_length=1, max_length=100)
    unit: str = Field(min_length=1, max_length=20)
    baseline: float = Field(ge=-REACH, le=REACH)
    baseline_source: str = Field(min_length=1, max_length=200)
    design: Literal["proportions", "means", "difference_in_differences", "interrupted"]
    better: Literal["higher", "lower"]
    adopt_above: float = Field(ge=-REACH, le=REACH)
    worthwhile: float = Field(ge=-REACH, le=REACH)
    start: date
    end: date
    due: date
    size: int = Field(ge=1, le=10_000_000)
    expected: float = Field(ge=-REACH, le=REACH)
    stop_rule: str = Field(min_length=1, max_length=2000)
    adopt_rule: str = Field(min_length=1, max_length=2000)
    base: float | None = Field(None, ge=-REACH, le=REACH)
    spread: float | None = Field(None, ge=-REACH, le=REACH)
    correlation: float = 0.0
    compare_from: date | None = None
    step: Literal["", "day", "week", "month"] = ""
    origin: str = Field("", max_length=300)
    idea: Id | None = Field(None, description="Number of the chosen idea from which it grows.")
    small_reason: str = Field("", max_length=2000)
    company_enters: bool = False
    company: str = Field("", max_length=20, description="Code of the company that takes part.")
    need: Id | None = None
    partners: list[str] = Field([], max_length=100, description="Codes of the other bodies.")


class AmendIn(PilotIn):
    """A changed plan, and why; the other bodies stay."""

    reason: str = Field(min_length=1, max_length=2000)


class LineOut(Schema):
    """A line of data that counts; `value` is null where there is none."""

    id: int
    unit: str
    arm: str
    day: date
    value: float | None
    tries: int
    recorded: date


class CorrectIn(In):
    """Another value for a line, and why."""

    value: float | None
    tries: int = Field(1, ge=1, le=2**31 - 1)
    reason: str = Field(min_length=1, max_length=2000)


class DepartIn(In):
    """A decision against the verdict, and why."""

    choice: Literal["adopt", "stop", "inconclusive"]
    reason: str = Field(min_length=1, max_length=2000)


class RaisedOut(Schema):
    """The voice that an adopted pilot became."""

    id: int


class CertificationIn(ReuseIn):
    """A product that the body certifies; `pilot` is the number of the pilot that showed what it does."""

    product: str = Field(min_length=1, max_length=100)
    company_name: str = Field(min_length=1, max_length=100)
    purpose: str = Field(min_length=1, max_length=2000)
    certified_on: date
    pilot: Id | None = None
