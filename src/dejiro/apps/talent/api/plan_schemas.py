"""What operations on plans take in and give out."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, StringConstraints

from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.schemas import Line
from dejiro.foundation.api import Id, In

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Changes = Annotated[int, Field(ge=0, le=30_000)]
ROW = ("name", "starts_on", "weeks", "status", "hypothetical", "base_id", "version")


class PlanRow(Schema):
    """A plan: its first Monday, its weeks, and how far it is; `base` is the plan from which it was made."""

    id: int
    name: str
    starts_on: date
    weeks: int
    status: str
    hypothetical: bool
    base: int | None = Field(alias="base_id")
    version: int


class BodyShareOut(Schema):
    """What a body asked for, its fair share and what the plan gives, in half-days; and why, in words.

    `entitlement` is in parts of a hundred. `carried` came over from the period before, `leaves` goes to the next one;
    `floor` says what is known of a floor that is not reached.
    """

    name: str
    entitlement: float
    demand: int
    fair_share: float
    delivered: int
    carried: Decimal
    leaves: Decimal | None
    why: str
    floor: str
    own: bool


class UnservedOut(Schema):
    """A request that the plan does not serve, why, and what would serve it, in sentences; a body sees its own."""

    request: int
    why: str
    ways: list[str]


class PinOut(Schema):
    """A pair that is fixed or ruled out, with weeks of its own where a fixed one has fewer than the request."""

    id: int
    kind: str
    specialist: int = Field(alias="specialist_id")
    request: int = Field(alias="request_id")
    reason: str
    starts_on: date | None
    ends_on: date | None


class SupposedOut(Schema):
    """One thing that a hypothetical plan supposes, in words."""

    id: int
    text: str


class EnviedOut(Schema):
    """Another body that has more of use to the caller's, though its best support is left out; `fair` as by its part."""

    name: str
    fair: float


class PlanOut(PlanRow):
    """What each body gets by a plan and why; `gap_percent` is how far it can be from the best at most.

    `kept` and `changed` count assignments of the base. The coordinator alone reads `pins`, what could not be proposed
    (`refused`), and what becomes of requests whose bodies are merged (`merged`).
    """

    max_changes: int | None
    seconds: int
    verified: bool
    edited: bool
    failure: str
    published_at: datetime | None
    served: int
    asked: int
    kept: int | None
    changed: int | None
    gap_percent: float
    ended: str
    bodies: list[BodyShareOut]
    unserved: list[UnservedOut]
    envies: list[EnviedOut] | None
    pins: list[PinOut]
    supposed: list[SupposedOut]
    refused: list[str]
    merged: list[str]


class PlanIn(In):
    """A plan from the Monday of `starts_on`; `seconds` is how long it may be computed.

    With `base`, the number of a computed plan, it keeps all but `max_changes` of that one's assignments.
    """

    name: Line
    starts_on: date
    weeks: int = Field(53, ge=1, le=104)
    seconds: int = Field(20, ge=1, le=600)
    base: Id | None = None
    max_changes: Changes | None = None


class PinIn(In):
    """A specialist and a request of the plan's prefecture, to be fixed or ruled out."""

    kind: Literal["fixed", "forbidden"]
    specialist: Id
    request: Id
    reason: Why


class EntitlementRuleOut(Schema):
    """The rule that is in force: so many parts of a hundred are shared equally, the rest by population."""

    value: int
    text: str
    since: date | None


class BodyEntitlementOut(Schema):
    """A body's part under the rule in force and under the other one, in parts of a hundred; `organization` is a code.

    `owed` is what the period before owes it, in half-days (below 0: gave it too much), `carried` its part under the
    other rule with that.
    """

    organization: str
    now: float
    then: float
    change: float
    owed: Decimal
    carried: float

    @staticmethod
    def resolve_organization(found: Any) -> str:  # noqa: ANN401  # a selector's row
        """Return the body's code."""
        return str(found.organization.code)


class EntitlementOut(Schema):
    """The rule that shares specialists, and every municipality's part."""

    rule: EntitlementRuleOut
    bodies: list[BodyEntitlementOut]


def plan_row(plan: Plan) -> dict[str, Any]:
    """Return a plan's own fields."""
    return {name: getattr(plan, name) for name in ("id", *ROW)}
