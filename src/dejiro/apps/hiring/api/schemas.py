"""What the operations of hiring give out: to each caller what the page shows them, and no more."""

from datetime import date, datetime

from ninja import Field, Schema

from dejiro.apps.hiring.models import Choice, Criterion, Opening
from dejiro.apps.hiring.scoring import Line
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.services import subject_of


class OpeningOut(Schema):
    """An opening; pay in yen a year or a day, as `unit` says, in the pay system `system`."""

    id: int
    title: str
    organization: str
    role: str
    duties: str
    place: str
    region: str
    system: str
    unit: str
    pay_low: int
    pay_high: int
    legal_basis: str
    starts_on: date
    ends_on: date
    posts: int
    deadline: datetime
    status: str
    joint: int | None = Field(alias="joint_id")
    version: int

    @staticmethod
    def resolve_organization(found: Opening) -> str:
        """Return the code of the body that recruits."""
        return found.organization.code


class CriterionOut(Schema):
    """What is scored from 1 to 5, and how much it weighs."""

    id: int
    name: str
    weight: int


class OpeningFull(OpeningOut):
    """An opening with its criteria."""

    criteria: list[CriterionOut]

    @staticmethod
    def resolve_criteria(found: Opening) -> list[Criterion]:
        """Return what is scored."""
        return list(found.criteria.all())


class ReviewerOut(Schema):
    """A person of the body who may be named as a reviewer; `named` says that they are."""

    id: int
    name: str
    named: bool


class AppliedOut(Schema):
    """An application whose name nobody sees yet; `mean` of 5 with two decimals, empty until it may be seen."""

    choice: int
    number: int
    mean: str = Field(alias="mean_text")

    @staticmethod
    def resolve_choice(found: Line) -> int:
        """Return the application's number by which it is named to go on."""
        return found.choice.pk


class SheetRow(Schema):
    """An application in a reviewer's list; `choice` is null where they keep away from the candidate."""

    choice: int | None
    number: int
    done: bool
    conflict: bool


class PaperOut(Schema):
    """A PDF; `size` in bytes."""

    id: int
    name: str
    size: int


class FactsOut(Schema):
    """What is read of an application without a name; no papers while the first review is blind."""

    id: int
    opening: int = Field(alias="opening_id")
    role: str
    years: int
    skills: str
    experience: str
    papers: list[PaperOut]

    @staticmethod
    def resolve_role(found: Choice) -> str:
        """Return the code of the role in which the candidate is good."""
        return found.application.role

    @staticmethod
    def resolve_years(found: Choice) -> int | None:
        """Return the years of practice."""
        return found.application.years

    @staticmethod
    def resolve_skills(found: Choice) -> str:
        """Return what the candidate can do."""
        return found.application.skills

    @staticmethod
    def resolve_experience(found: Choice) -> str:
        """Return what the candidate has done."""
        return found.application.experience

    @staticmethod
    def resolve_papers(found: Choice) -> list[Attachment]:
        """Return the papers, after the blind stage."""
        return [] if found.opening.is_blind else attachments_of(subject_of(found.application))


class PointsOut(CriterionOut):
    """A criterion with the caller's own points in this stage; null until they have scored."""

    points: int | None


class SheetOut(Schema):
    """An application to be scored: `stage` is "screen" or "interview"."""

    stage: str
    application: FactsOut
    criteria: list[PointsOut]


class CandidateOut(FactsOut):
    """A candidate with their name, after the blind stage."""

    name: str
    contact: str

    @staticmethod
    def resolve_name(found: Choice) -> str:
        """Return the candidate's name."""
        return found.application.name

    @staticmethod
    def resolve_contact(found: Choice) -> str:
        """Return where to reach them."""
        return found.application.contact


class OfferState(Schema):
    """How far an offer is; `late` says that it waits for an answer that can come no more."""

    id: int
    status: str
    late: bool = Field(alias="is_late")


class ScoreLineOut(Schema):
    """An application's scores: a number while the stage is blind, then the candidate; mean and spread in two decimals.

    Both are empty when nobody scored it. The offer is there once the scores stand.
    """

    number: int | None
    choice: int | None
    name: str
    mean: str
    spread: str
    reviewers: int
    offer: OfferState | None


class ScoresOut(Schema):
    """The scores of an opening, no lines until they may be seen.

    `settled` says that its joint recruiting is; `unscored`, for who may end the scoring, how many would be left out.
    """

    seen: bool
    settled: bool
    unscored: int | None
    lines: list[ScoreLineOut]


class GroupOut(Schema):
    """Declined offers that have a `kind` of thing in common: reason, role or distance of pay; null below five."""

    kind: str
    label: str
    count: int | None
