"""What the operations of the lab take in and give out, and the scopes that a key needs."""

from datetime import date, datetime
from typing import Final, Literal

from ninja import Field, Schema

from dejiro.apps.lab.models import Comment, Conversation, Statement
from dejiro.apps.lab.selectors import Heap
from dejiro.foundation.api import Id, In

OPENERS: Final = "member, approver, coordinator"
Answer = Literal["agree", "pass", "disagree"]


class ConversationOut(Schema):
    """A conversation; `closes_at` is when it takes no more votes."""

    id: int
    title: str
    question: str
    background: str
    organization: str
    policy: str
    status: str
    takes_statements: bool
    closes_at: datetime
    closed_at: datetime | None
    closing_words: str
    credit: str
    need_id: int | None
    version: int

    @staticmethod
    def resolve_organization(found: Conversation) -> str:
        """Return the code of the body that opened it."""
        return found.organization.code


class StatementOut(Schema):
    """A statement on which people vote."""

    number: int
    text: str
    meta: bool
    from_start: bool

    @staticmethod
    def resolve_from_start(found: Statement) -> bool:
        """Return whether it was there before anybody voted."""
        return found.is_seed


class RejectionOut(Schema):
    """A line of the log of what was not taken."""

    number: int
    reason: str
    explanation: str
    decided_at: datetime


class WaitingOut(Schema):
    """A statement that waits to be looked at."""

    id: int
    number: int
    text: str
    status: str
    created_at: datetime


class NextOut(Schema):
    """The statement to vote on next.

    `entry` is "in", "login", "elsewhere" or "code": whether the caller may take part, and if not, what is missing.
    `number` is null where nothing is left or nothing can be answered now. `ticket` goes back with the vote.
    """

    entry: str
    takes_votes: bool
    number: int | None
    text: str
    ticket: str
    answered: int
    total: int


class VoteIn(In):
    """A vote; `ticket` is that of the statement as it was offered, empty where the participant chose it."""

    statement: int = Field(ge=0, le=2**31 - 1)
    value: Answer
    ticket: str = Field("", max_length=300)


class OwnVoteOut(Schema):
    """What the caller has answered to a statement last."""

    number: int
    text: str
    value: Answer


class StatementIn(In):
    """A statement to be added; `checked` says that its author has seen those that are like it."""

    text: str = Field(max_length=20_000)
    checked: bool = False


class CodeIn(In):
    """An invitation as it was handed out; hyphens, spaces, width and case do not count."""

    code: str = Field(min_length=1, max_length=30)


class ConversationIn(In):
    """What a conversation is opened with; it takes votes until the end of `closes_on` in Japan."""

    title: str = Field(min_length=1, max_length=100)
    question: str = Field(min_length=1, max_length=200)
    background: str = Field("", max_length=4000)
    policy: Literal["open", "registered", "codes"]
    takes_statements: bool = True
    closes_on: date
    seeds: list[str] = Field(max_length=60)


class ConversationNewIn(ConversationIn):
    """The same, with the number of the need from which it grew."""

    need: Id | None = None


class WordsIn(In):
    """What the body says at the end."""

    words: str = Field(min_length=1, max_length=4000)


class RejectIn(In):
    """Why a statement is not shown; both are public."""

    reason: Literal["off_topic", "personal", "harmful", "repeated", "several", "unclear"]
    explanation: str = Field("", max_length=200)


class CountIn(In):
    """How many invitations, and for which group; its name is public."""

    count: int = Field(ge=1, le=10_000)
    group: str = Field("", max_length=40)


class CodesOut(Schema):
    """New invitations; they are shown this once."""

    codes: list[str]


class ImportIn(In):
    """How an imported conversation is shown; `credit` names its source and licence, `words` say what followed."""

    title: str = Field(min_length=1, max_length=100)
    question: str = Field(min_length=1, max_length=200)
    background: str = Field("", max_length=4000)
    credit: str = Field(min_length=1, max_length=1000)
    words: str = Field(min_length=1, max_length=4000)


class IntakeIn(In):
    """Heading of the column of texts; empty for one of the usual ones. No other column is kept."""

    column: str = Field("", max_length=100)


class IntakeOut(Schema):
    """A table of comments; `number` says how many it holds, `sha256` is the file's."""

    id: int
    name: str
    column: str
    sha256: str
    at: datetime
    number: int


class CommentOut(Schema):
    """A comment as it stood in its row."""

    id: int
    row: int
    text: str


class HeapOut(Schema):
    """Comments that say nearly the same; `cut` is how many statements were made of them."""

    intake: int
    set_aside: bool
    cut: int
    comments: list[CommentOut]

    @staticmethod
    def resolve_intake(heap: Heap) -> int:
        """Return the number of the table."""
        return heap.first.intake_id

    @staticmethod
    def resolve_set_aside(heap: Heap) -> bool:
        """Return whether the heap is not to be used."""
        return heap.first.set_aside

    @staticmethod
    def resolve_comments(heap: Heap) -> list[Comment]:
        """Return them by row."""
        return list(heap.comments)


class CutIn(In):
    """The statements that are cut from a comment; empty lines do not count."""

    lines: list[str] = Field(max_length=60)


class AsideIn(In):
    """Whether the heap is set aside, or used after all."""

    aside: bool
