"""What the operations give out to a candidate of their own application."""

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from dejiro.apps.hiring.api.schemas import OfferState, PaperOut
from dejiro.apps.hiring.models import Application, Choice, Look, Offer, Placement
from dejiro.apps.hiring.planning import Step
from dejiro.apps.hiring.selectors import choices_of, steps_of
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.services import subject_of


class OfferOut(OfferState):
    """An offer to the caller, to be answered by `answer_by`; pay in yen, as `unit` says."""

    opening: int
    title: str
    organization: str
    unit: str
    pay: int
    answer_by: datetime

    @staticmethod
    def resolve_opening(found: Offer) -> int:
        """Return the number of the opening."""
        return found.choice.opening_id

    @staticmethod
    def resolve_title(found: Offer) -> str:
        """Return what the opening is called."""
        return found.choice.opening.title

    @staticmethod
    def resolve_organization(found: Offer) -> str:
        """Return the code of the body that offers."""
        return found.choice.opening.organization.code

    @staticmethod
    def resolve_unit(found: Offer) -> str:
        """Return what the pay is counted by."""
        return found.choice.opening.unit


class OwnChoiceOut(Schema):
    """Where the caller's application was sent; `open` says that it can still be taken back."""

    id: int
    rank: int
    opening: int = Field(alias="opening_id")
    title: str
    organization: str
    status: str
    open: bool
    offer: OfferState | None

    @staticmethod
    def resolve_title(found: Choice) -> str:
        """Return what the opening is called."""
        return found.opening.title

    @staticmethod
    def resolve_organization(found: Choice) -> str:
        """Return the code of the body that recruits."""
        return found.opening.organization.code

    @staticmethod
    def resolve_status(found: Choice) -> str:
        """Return how far the opening is."""
        return found.opening.status

    @staticmethod
    def resolve_open(found: Choice) -> bool:
        """Tell whether the opening takes applications."""
        return found.opening.takes_applications

    @staticmethod
    def resolve_offer(found: Choice) -> Offer | None:
        """Return the offer, if one was made."""
        return getattr(found, "offer", None)


class ApplicationOut(Schema):
    """The caller's own application; `read` says that a body is looking at it, and that it cannot be changed."""

    name: str
    contact: str
    years: int
    role: str
    skills: str
    experience: str
    wanted_pay: int | None
    retain_until: date
    read: bool = Field(alias="is_read")
    papers: list[PaperOut]
    choices: list[OwnChoiceOut]
    version: int

    @staticmethod
    def resolve_papers(found: Application) -> list[Attachment]:
        """Return the papers."""
        return attachments_of(subject_of(found))

    @staticmethod
    def resolve_choices(found: Application) -> list[Any]:
        """Return where it was sent, the most wanted first."""
        return list(choices_of(found))


class StepOut(Schema):
    """Why the caller did not get an opening that they wanted more, and the smallest changes that would have helped."""

    opening: int
    title: str
    reason: str
    changes: list[str]

    @staticmethod
    def resolve_opening(found: Step) -> int:
        """Return the number of the opening."""
        return found.opening.pk

    @staticmethod
    def resolve_title(found: Step) -> str:
        """Return what the opening is called."""
        return found.opening.title


class PlacementOut(Schema):
    """What a joint recruiting brought the caller; `number` stands for them in its files, `opening` is null for none."""

    joint: int
    title: str
    number: str
    opening: int | None = Field(alias="opening_id")
    steps: list[StepOut]

    @staticmethod
    def resolve_joint(found: Placement) -> int:
        """Return the number of the joint recruiting."""
        return found.settlement.joint_id

    @staticmethod
    def resolve_title(found: Placement) -> str:
        """Return what the joint recruiting is called."""
        return found.settlement.joint.title

    @staticmethod
    def resolve_steps(found: Placement) -> list[Step]:
        """Return why it was not something else."""
        return steps_of(found)


class LookOut(Schema):
    """Somebody opened the caller's application; `named` says that they saw the name."""

    at: datetime
    organization: str
    person: str
    named: bool

    @staticmethod
    def resolve_organization(found: Look) -> str:
        """Return the code of the body for which they looked."""
        return found.opening.organization.code

    @staticmethod
    def resolve_person(found: Look) -> str:
        """Return who looked."""
        return found.user.name


class OwnDataOut(Schema):
    """All that is kept of the caller: what they wrote, rank and title of openings, and looks.

    A look is the moment, the person, and whether they saw the name.
    """

    name: str
    contact: str
    years: int
    role: str
    skills: str
    experience: str
    wanted_pay: int | None
    retain_until: date
    choices: list[tuple[int, str]]
    looks: list[tuple[datetime, str, bool]]
