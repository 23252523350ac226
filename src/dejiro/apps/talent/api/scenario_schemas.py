"""What operations on what-if plans, the curve and the board take in and give out."""

from datetime import date
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from dejiro.apps.talent.api.plan_schemas import Changes, PlanRow, Why
from dejiro.apps.talent.schemas import Line
from dejiro.apps.talent.selectors.board import Work
from dejiro.foundation.api import Id, In


class ScenarioIn(In):
    """The name of a hypothetical plan."""

    name: Line


class SupposeIn(In):
    """One thing that is supposed: more people, a specialist away, or a request dropped.

    "more" needs `role`, `level`, `people` and `half_days` a week, "without" a specialist, "dropped" a request; the
    first two hold from `starts_on` on, or from the plan's first week.
    """

    kind: Literal["more", "without", "dropped"]
    role: str = Field("", max_length=30)
    level: Annotated[int, Field(ge=1, le=4)] | None = None
    people: Annotated[int, Field(ge=1, le=50)] | None = None
    half_days: Annotated[int, Field(ge=1, le=10)] | None = None
    specialist: Id | None = None
    request: Id | None = None
    starts_on: date | None = None


class ColumnOut(Schema):
    """A plan in the comparison: what it changes in words, half-days, yen, and who gets least for its entitlement."""

    id: int
    name: str
    changes: list[str]
    value: float
    gap_percent: float
    served: int
    delivered: int
    empty: int
    worst: str
    worst_delivered: int
    changed: int
    cost: int


class CellOut(Schema):
    """What a body gets by one of the plans, in half-days."""

    plan: str
    fair_share: float
    delivered: int


class ComparedOut(Schema):
    """A body under each of the plans, in their order."""

    name: str
    plans: list[CellOut]


class ComparisonOut(Schema):
    """A plan beside hypothetical ones; `waiting` are not computed yet, `offered` can stand beside it."""

    columns: list[ColumnOut]
    bodies: list[ComparedOut]
    waiting: list[PlanRow]
    offered: list[PlanRow]


class PointOut(Schema):
    """One number of changes (null: any) and what it brings; with a `failure` there is no such plan."""

    max_changes: int | None
    failure: str
    value: float
    served: int
    empty: int
    changed: int


class CurveOut(Schema):
    """What each number of changes brings to a re-plan; `status` is "", "computing" or "done"."""

    status: str
    failure: str
    points: list[PointOut]
    version: int


class CurvePointIn(In):
    """A number of changes that stands on the curve; null for any."""

    max_changes: Changes | None


class WorkOut(Schema):
    """Who serves which request and when: "planned", "fixed", "open" (nobody does) or "running" since before.

    What runs has the number of its engagement, all else that of its request; `organization` is a code.
    """

    kind: str
    request: int | None
    engagement: int | None
    specialist: int | None
    organization: str = Field(alias="code")
    title: str
    role: str
    half_days: int
    starts_on: date
    ends_on: date

    @staticmethod
    def resolve_request(found: Work) -> int | None:
        """Return the number of the request."""
        return None if found.kind == "running" else int(found.key)

    @staticmethod
    def resolve_engagement(found: Work) -> int | None:
        """Return the number of the engagement."""
        return int(found.key) if found.kind == "running" else None


class BoardOut(Schema):
    """The board of a plan; `may_edit` while engagements can be changed by hand."""

    may_edit: bool
    work: list[WorkOut]
    version: int


class HelperOut(Schema):
    """A specialist who could serve a request, their level, and whether they have room beside the plan."""

    specialist: int
    key: str
    name: str
    level: int
    free: bool


class SlotOut(Schema):
    """A request on the board: who serves it (null: nobody), when, whether that is fixed, and who else could."""

    request: int
    holder: int | None
    starts_on: date
    ends_on: date
    pinned: bool
    crew: list[HelperOut]
    version: int


class EditIn(In):
    """What is done with a request on the board.

    "fix" keeps who serves it, "move" names another specialist, "period" shortens the weeks, "forbid" rules the pair
    out, "free" leaves it to the computation.
    """

    act: Literal["fix", "move", "period", "forbid", "free"]
    reason: Why
    specialist: Id | None = None
    starts_on: date | None = None
    ends_on: date | None = None
