"""What the operations of the challenges take in and give out, the doors of more than one, and a key's scopes."""

from datetime import date, datetime
from typing import Final, Literal

from ninja import Field, Schema

from dejiro.apps.challenges.models import Amendment, Answer, Attempt, Challenge, Idea, Question, Sponsor
from dejiro.foundation.api import Id, In

SPEAKERS: Final = "member, approver, coordinator, company, resident, expert"
OWNERS: Final = "member, approver, coordinator, company"
SIGNERS: Final = "approver, coordinator, company"


class ChallengeOut(Schema):
    """A challenge; `reverse_call` says that a company asks public bodies."""

    id: int
    title: str
    summary: str
    organization: str
    reverse_call: bool
    need_id: int | None
    category: str
    unit: str
    data: str
    budget: int | None
    budget_note: str
    site: str
    status: str
    questions_until: datetime
    ideas_until: datetime
    pilot_from: date | None
    pilot_to: date | None
    conclusion: str
    version: int

    @staticmethod
    def resolve_organization(found: Challenge) -> str:
        """Return the code of the body that published it."""
        return found.organization.code


class IdeaOut(Schema):
    """An idea as it stands; `reason` says why it was chosen or not."""

    id: int
    number: int
    title: str
    body: str
    organization: str
    status: str
    reason: str
    merged_into_id: int | None
    version: int

    @staticmethod
    def resolve_organization(found: Idea) -> str:
        """Return the code of the body from which it is."""
        return found.organization.code


class VersionOut(Schema):
    """A text as it stood."""

    number: int
    title: str
    body: str
    note: str
    at: datetime


class AnswerOut(Schema):
    """An answer (1) or a supplement (from 2)."""

    number: int
    text: str
    at: datetime


class QuestionOut(Schema):
    """A question with its answers; who asked is told to nobody."""

    id: int
    number: int
    text: str
    at: datetime
    due_at: datetime
    answers: list[AnswerOut]

    @staticmethod
    def resolve_answers(found: Question) -> list[Answer]:
        """Return the answers in order."""
        return list(found.answers.all())


class AttemptOut(Schema):
    """Something that was tried, by whom, and how it went."""

    kind: str
    title: str
    organization: str
    outcome: str
    reason: str
    url: str

    @staticmethod
    def resolve_organization(found: Attempt) -> str:
        """Return the code of the body that tried it."""
        return found.organization.code


class IdeaIn(In):
    """The text of an idea."""

    title: str = Field(max_length=10_000)
    body: str = Field(max_length=20_000)


class QuestionTextIn(In):
    """A question or an answer."""

    text: str = Field(max_length=20_000)


class SponsorOut(Schema):
    """A body that was asked to stand behind a challenge; `status` is "asked", "joined" or "declined"."""

    id: int
    organization: str
    status: str

    @staticmethod
    def resolve_organization(found: Sponsor) -> str:
        """Return the code of the body."""
        return found.organization.code


class AmendmentOut(Schema):
    """A change that somebody else proposes; with `source_id` their own idea would become a part of it."""

    id: int
    organization: str
    source_id: int | None
    base: int
    title: str
    body: str
    why: str
    status: str
    reason: str

    @staticmethod
    def resolve_organization(found: Amendment) -> str:
        """Return the code of the body that proposes it."""
        return found.organization.code


class ChallengeLogOut(Schema):
    """One thing that everybody saw at one moment."""

    at: datetime
    what: str
    number: int | None
    text: str


class AlikeOut(Schema):
    """What is like a text: ideas of the same challenge, and what was tried anywhere."""

    ideas: list[IdeaOut]
    attempts: list[AttemptOut]


class ReviseIn(IdeaIn):
    """A new version, and in a line what changed."""

    change: str = Field("", max_length=200)


class AmendmentIn(IdeaIn):
    """Another text for somebody's idea, and why; `source` is the number of one's own idea that joins it."""

    why: str = Field(max_length=10_000)
    source: Id | None = None


class PublicReasonIn(In):
    """A reason that is published."""

    reason: str = Field(min_length=1, max_length=20_000)


class NoteIn(In):
    """What is to be mended in a draft."""

    reason: str = Field(min_length=1, max_length=400)


class ConclusionIn(In):
    """What came of a challenge."""

    conclusion: str = Field(min_length=1, max_length=4000)


class ChallengeIn(In):
    """What is looked for; both last days count to their end in Japan, `sponsors` are names of bodies."""

    title: str = Field(min_length=1, max_length=100)
    summary: str = Field(min_length=1, max_length=4000)
    category: str = Field(min_length=1, max_length=20)
    unit: str = Field(min_length=1, max_length=60)
    questions_on: date
    ideas_on: date
    data: str = Field("", max_length=1000)
    budget: int | None = Field(None, ge=0, le=10**12)
    budget_note: str = Field("", max_length=200)
    site: str = Field("", max_length=200)
    pilot_from: date | None = None
    pilot_to: date | None = None
    sponsors: list[str] = Field([], max_length=100)


class ChallengeNewIn(ChallengeIn):
    """The same, with the number of the need from which it grew."""

    need: Id | None = None


class JoinIn(In):
    """Whether the body stands behind another body's challenge."""

    answer: Literal["join", "decline"]
