"""What the API takes in and gives out about rounds, commitments, results and calendars."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from dejiro.apps.commitments.access import sees_bodies
from dejiro.apps.commitments.models import Round
from dejiro.apps.commitments.pages import basis_of
from dejiro.apps.commitments.terms import CommitmentTerms, RoundTerms
from dejiro.foundation.api import In
from dejiro.foundation.calendars import Month

Units = Annotated[int, Field(ge=1, le=10**9)]
Yen = Annotated[int, Field(ge=0, le=10**12)]
Code = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
MonthText = Annotated[str, Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])$"), AfterValidator(lambda text: Month(text).text)]
Part = Annotated[str, Field(pattern=r"^[0-9]{1,3}(/[1-9][0-9]{0,2})?$")]


class TierIO(In):
    """From this many units on, all units cost this many yen a unit and month."""

    min_quantity: Units
    unit_price: Annotated[int, Field(ge=1, le=10**9)]


class RoundIn(In):
    """The terms of a joint purchase."""

    title: Annotated[str, Field(min_length=1, max_length=100)]
    object: Annotated[str, Field(min_length=1, max_length=4000)]
    specification: Annotated[str, Field(max_length=20_000)] = ""
    scheme: Round.Scheme
    unit: Annotated[str, Field(min_length=1, max_length=20)]
    months: Annotated[int, Field(ge=1, le=120)]
    tiers: Annotated[list[TierIO], Field(min_length=1, max_length=50)]
    fixed_cost: Yen
    fixed_share: str | dict[str, Part]
    starts: Annotated[list[MonthText], Field(min_length=1, max_length=36)]
    capacity: Units | None = None
    minimum_members: Annotated[int, Field(ge=1, le=2000)]
    minimum_authority: Annotated[int, Field(ge=1, le=5)]
    closes_at: AwareDatetime
    measure: Annotated[str, Field(min_length=1, max_length=100)]
    measure_unit: Annotated[str, Field(min_length=1, max_length=20)]
    measure_method: Annotated[str, Field(min_length=1, max_length=2000)]
    direction: Round.Direction

    def terms(self) -> RoundTerms:
        """Return the service's terms."""
        tiers = [(tier.min_quantity, tier.unit_price) for tier in self.tiers]
        return RoundTerms(**{**self.dict(), "tiers": tiers})


class RoundOut(Schema):
    """A round as everybody may read it; sums are yen a month."""

    id: int
    area: str = Field(alias="area.code")
    need: int = Field(alias="need_id")
    title: str
    object: str
    scheme: str
    unit: str
    months: int
    fixed_cost: int
    fixed_share: Any
    starts: list[str]
    capacity: int | None
    minimum_members: int
    minimum_authority: int
    closes_at: datetime
    measure: str
    measure_unit: str
    direction: str
    status: str
    version: int


class RoundFull(RoundOut):
    """A round with its prices, specification and how it stands or was decided."""

    specification: str
    measure_method: str
    tiers: list[TierIO]
    group: dict[str, Any] | None

    @staticmethod
    def resolve_tiers(round_: Round) -> list[dict[str, int]]:
        """Return the price tiers, smallest first."""
        return [{"min_quantity": tier.min_quantity, "unit_price": tier.unit_price} for tier in round_.tiers.all()]

    @staticmethod
    def resolve_group(round_: Round, context: dict[str, Any]) -> dict[str, Any] | None:
        """Return the group that can start; who is in it is for those who may know."""
        basis = basis_of(round_)
        if basis is None:
            return None
        facts = {name: basis.summary[name] for name in ("start", "quantity", "unit_price", "total", "saving", "proof")}
        named = sees_bodies(context["request"].actor, round_)
        return {**facts, "size": len(basis.summary["members"]), "members": basis.summary["members"] if named else None}


class CommitmentIn(In):
    """What a body promises."""

    quantity: Units
    starts: Annotated[list[MonthText], Field(min_length=1, max_length=36)]
    authority: Annotated[int, Field(ge=1, le=5)]
    max_unit_price: Annotated[int, Field(ge=1, le=10**9)] | None = None
    max_total: Annotated[int, Field(ge=1, le=10**12)] | None = None
    min_members: Annotated[int, Field(ge=1, le=2000)] = 1
    min_quantity: Annotated[int, Field(ge=0, le=2 * 10**9)] = 0
    only_with: Annotated[list[Code], Field(max_length=100)] = []
    not_with: Annotated[list[Code], Field(max_length=100)] = []
    condition_note: Annotated[str, Field(max_length=1000)] = ""
    baseline: Annotated[Decimal, Field(max_digits=14, decimal_places=2)] | None = None
    baseline_on: date | None = None
    baseline_source: Annotated[str, Field(max_length=200)] = ""

    def terms(self) -> CommitmentTerms:
        """Return the service's terms."""
        return CommitmentTerms(**self.dict())


class CommitmentOut(Schema):
    """A commitment of the caller's body."""

    id: int
    round: int = Field(alias="round_id")
    organization: str = Field(alias="organization.code")
    quantity: int
    max_unit_price: int | None
    max_total: int | None
    starts: list[str]
    min_members: int
    min_quantity: int
    only_with: list[str]
    not_with: list[str]
    condition_note: str
    authority: int
    baseline: Decimal | None
    baseline_on: date | None
    baseline_source: str
    status: str
    prepared_at: datetime
    approved_at: datetime | None
    version: int


class RoundReasonIn(In):
    """A reason."""

    reason: Annotated[str, Field(min_length=1, max_length=1000)]


class ExtensionIn(RoundReasonIn):
    """A later closing date and why."""

    closes_at: AwareDatetime


class EffectIn(In):
    """What was measured."""

    value: Annotated[Decimal, Field(max_digits=14, decimal_places=2)]
    measured_on: date
    source: Annotated[str, Field(min_length=1, max_length=200)]
    note: Annotated[str, Field(max_length=2000)] = ""


class EffectOut(Schema):
    """A measured effect beside its baseline."""

    organization: str = Field(alias="commitment.organization.code")
    baseline: Decimal | None = Field(alias="commitment.baseline")
    value: Decimal
    measured_on: date
    source: str
    note: str


class TermsOut(Schema):
    """What a body promised; before the decision for the coordinator alone."""

    max_unit_price: int | None
    max_total: int | None
    starts: list[str]
    min_members: int
    min_quantity: int
    only_with: list[str]
    not_with: list[str]
    condition_note: str
    authority: int


class RoundBodyOut(Schema):
    """A body of a round: what it takes, where it stands, what it pays (yen a month) once it is decided."""

    organization: str = Field(alias="code")
    name: str
    quantity: int
    inside: bool
    counts: bool
    share: dict[str, int | None]
    terms: TermsOut | None = None


class StandingOut(Schema):
    """How a body stands; `counted` is false without a commitment that counts. Sums are yen a month."""

    counted: bool
    inside: bool
    share: dict[str, Any] | None
    outside: dict[str, Any] | None
    leaving: dict[str, Any] | None


class PreviewOut(StandingOut):
    """What a commitment would bring, and the group that there would be."""

    group: dict[str, Any]


class CalendarEventOut(Schema):
    """A date that binds a body."""

    day: date
    body: str
    kind: str
    text: str
    amount: str


class OutcomeOut(Schema):
    """What a decided round came to; `saving` is yen a month against buying alone, all bodies together."""

    round: int
    title: str
    status: str
    decided_at: datetime
    members: list[str]
    start: str
    unit_price: int | None
    quantity: int
    saving: int
    improved: int
    unchanged: int
    worsened: int
    adoptions: int


class AdoptionIn(In):
    """A word with the wish to take a result over."""

    note: Annotated[str, Field(max_length=1000)] = ""


class AdoptionOut(Schema):
    """A body that took a result over."""

    organization: str = Field(alias="organization.code")
    voice: int = Field(alias="voice_id")
    adopted_at: datetime


class BudgetCycleIO(In):
    """A budget's dates."""

    fiscal_year: Annotated[int, Field(ge=2000, le=2100)]
    request_due_on: date
    settled_on: date


class AssemblyIn(In):
    """A session's dates."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    opens_on: date
    votes_on: date


class AssemblyOut(Schema):
    """A session's dates."""

    id: int
    name: str
    opens_on: date
    votes_on: date
    version: int
