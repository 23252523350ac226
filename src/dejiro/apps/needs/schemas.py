"""What the API takes in and gives out."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from dejiro.apps.needs.contract_forms import BIGGEST_QUANTITY
from dejiro.apps.needs.forms import BIGGEST_YEN
from dejiro.apps.needs.models import Category
from dejiro.apps.needs.services import ContractRow
from dejiro.foundation.api import Id, In

Title = Annotated[str, Field(min_length=1, max_length=100)]
Text = Annotated[str, Field(min_length=1, max_length=4000)]
Reason = Annotated[str, Field(min_length=1, max_length=1000)]
Ids = Annotated[list[Id], Field(min_length=1, max_length=200)]
Yen = Annotated[int, Field(ge=0, le=BIGGEST_YEN)]


class VoiceIn(In):
    """A voice that is no consultation."""

    kind: Literal["idea", "answer"] = "idea"
    title: Title
    body: Text
    category: Category
    name_shown: bool = False


class ConsultationIn(In):
    """A question to the experts."""

    title: Title
    body: Text
    category: Category
    public: bool = True
    name_shown: bool = False


class DraftTextIn(In):
    """Typed so far."""

    text: str = Field(max_length=8000)


class AnswerIn(In):
    """An expert's answer."""

    answer: str = Field(min_length=1, max_length=8000)


class RatingIn(In):
    """How much the answer helped, 1 to 5."""

    rating: int = Field(ge=1, le=5)
    comment: str = Field("", max_length=1000)


class AssignIn(In):
    """Which expert is to answer, by person number."""

    expert: Id


class NeedReasonIn(In):
    """Why."""

    reason: Reason


class NeedFilters(Schema):
    """Which needs: `body` and `area` are codes of organizations; every word of `q` stands in title or summary."""

    category: str = ""
    status: str = ""
    q: str = Field("", max_length=100)
    body: str = ""
    area: str = ""


class NeedIn(In):
    """How a need is described."""

    title: Title
    summary: Text
    category: Category


class MergeIn(In):
    """Which voices go into which need; without `need`, a new one with this description is made."""

    voices: Ids
    need: Id | None = None
    title: str = Field("", max_length=100)
    summary: str = Field("", max_length=4000)
    category: Category | Literal[""] = ""


class SplitIn(NeedIn):
    """Which voices of a need become a new one."""

    voices: Ids


class VoicesIn(In):
    """Some voices."""

    voices: Ids


class OtherIn(In):
    """Another need."""

    other: Id


class NeedStatementIn(In):
    """What is said about a need."""

    body: str = Field(min_length=1, max_length=2000)


class StatementNewIn(NeedStatementIn):
    """A person's opinion, or a body's statement for its approver."""

    kind: Literal["opinion", "official"] = "opinion"


class SolutionIn(In):
    """How the body solved the need; cost in yen."""

    title: Title
    body: Text
    cost: Yen | None = None
    cost_note: str = Field("", max_length=200)
    contact: str = Field(min_length=1, max_length=100)
    solved_on: date


class ContractIn(In):
    """A contract; amount in yen a year."""

    key: str = Field(min_length=1, max_length=60)
    title: str = Field(min_length=1, max_length=150)
    category: Category
    product: str = Field("", max_length=120)
    vendor: str = Field(min_length=1, max_length=120)
    starts_on: date
    ends_on: date
    quantity: int | None = Field(None, ge=1, le=BIGGEST_QUANTITY)
    unit: str = Field("", max_length=20)
    annual_amount: Yen
    note: str = Field("", max_length=2000)

    def row(self) -> ContractRow:
        """Return it as the services take it."""
        return ContractRow(**self.model_dump(mode="python"))


class ContractsIn(In):
    """The contracts of an import, each key once."""

    contracts: list[ContractIn] = Field(min_length=1, max_length=5000)


class RenewalIn(In):
    """The voice made of a renewal."""

    title: Title
    body: Text
    name_shown: bool = False


class BodyOut(Schema):
    """A body."""

    code: str
    name: str


class VoiceOut(Schema):
    """A voice as its own body and the area's helpers see it."""

    id: int
    kind: str
    status: str
    organization: BodyOut
    category: str
    title: str
    body: str
    name_shown: bool
    decline_reason: str
    created_at: datetime
    version: int


class FileOut(Schema):
    """An attachment."""

    id: int
    name: str
    content_type: str
    size: int


class ConsultationOut(Schema):
    """A consultation as the caller may see it; `asker` is as much of the name as they may know."""

    id: int
    title: str
    body: str
    category: str
    asker: str
    expert: str | None
    due_at: datetime
    answer: str
    answered_at: datetime | None
    rating: int | None
    public: bool
    created_at: datetime
    files: list[FileOut]
    version: int


class PassageOut(Schema):
    """A piece of a text and whether it matched."""

    text: str
    matched: bool


class CaseOut(Schema):
    """A record like a text, and how it was solved."""

    kind: str
    id: int
    title: str
    url: str
    score: float
    by: str
    status: str
    solved: str
    passages: list[PassageOut]


class NeedOut(Schema):
    """A need in a list; bodies are municipalities with a voice in it now."""

    id: int
    title: str
    summary: str
    category: str
    status: str
    area: str
    bodies: int
    bodies_required: int
    voices: int
    created_at: datetime
    version: int


class NeedVoiceOut(Schema):
    """A voice on a need's public page; a consultation that the caller may not read has no text."""

    id: int
    kind: str
    name: str
    title: str
    body: str
    created_at: datetime


class NeedStatementOut(Schema):
    """A person's opinion, or a body's statement with its approver."""

    id: int
    kind: str
    speaker: str
    body: str
    approved_by: str | None
    approved_at: datetime | None
    return_reason: str
    created_at: datetime
    version: int


class SolutionOut(Schema):
    """How a body solved a need; the contact only for callers who are signed in."""

    id: int
    organization: BodyOut
    title: str
    body: str
    cost: int | None
    cost_note: str
    contact: str
    solved_on: date
    version: int


class EventOut(Schema):
    """A step of a need's way; `index` is its number in the log."""

    at: datetime
    text: str
    organization: str
    index: int


class NeedFull(NeedOut):
    """A need's page."""

    rule: str
    missing: int
    closing_reason: str
    merged_into: int | None
    split_from: int | None
    links: list[int]
    voice_list: list[NeedVoiceOut]
    solutions: list[SolutionOut]
    statements: list[NeedStatementOut]
    followers: int
    timeline: list[EventOut]


class ActOut(Schema):
    """An act of triage."""

    id: int
    kind: str
    need: int | None
    source: int | None
    voice: int | None
    at: datetime
    undone_at: datetime | None


class ContractOut(Schema):
    """A contract of the caller's body."""

    id: int
    key: str
    title: str
    category: str
    product: str
    vendor: str
    starts_on: date
    ends_on: date
    quantity: int | None
    unit: str
    annual_amount: int
    note: str
    version: int


class NeighbourOut(Schema):
    """Another body's contract near a renewal: neither vendor nor amount."""

    organization: str
    title: str
    category: str
    quantity: int | None
    unit: str
    ends_on: date


class RenewalOut(Schema):
    """A contract that ends soon and who renews the same within three months."""

    contract: ContractOut
    neighbours: list[NeighbourOut]
    voice: int | None


class ContractsImportedOut(Schema):
    """What an import did."""

    made: int
    changed: int
    unchanged: int
