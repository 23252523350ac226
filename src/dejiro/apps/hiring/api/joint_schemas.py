"""What the operations give out of joint recruiting."""

from datetime import datetime
from typing import Any

from ninja import Schema

from dejiro.apps.hiring.models import Joint


class JointRow(Schema):
    """A joint recruiting; `area` is the code of its prefecture."""

    id: int
    title: str
    area: str
    deadline: datetime
    status: str

    @staticmethod
    def resolve_area(found: Joint) -> str:
        """Return the code of the prefecture."""
        return found.area.code


class CapOut(Schema):
    """At most so many people are placed in a region."""

    region: str
    most: int


class JointOpeningOut(Schema):
    """An opening of a joint recruiting, and how many people were placed there."""

    id: int
    title: str
    organization: str
    region: str
    posts: int
    placed: int


class JointOut(Schema):
    """A joint recruiting: `commitment` is the SHA-256 of the lot's seed, which is null until it is settled.

    `people` took part and `placed` of them got a place; `checked` says that the independent checker agrees, now.
    """

    id: int
    title: str
    area: str
    deadline: datetime
    status: str
    caps: list[CapOut]
    commitment: str
    seed: str | None
    people: int
    placed: int
    checked: bool
    openings: list[JointOpeningOut]
    version: int


class SeatOut(Schema):
    """A candidate on an opening's list; the name is empty once it is erased."""

    rank: int
    number: str
    name: str
    placed: bool
    reason: str


class ResultOut(Schema):
    """What a joint recruiting brought an opening: its list, empty places and why, and people whom nobody scored.

    `next` is the candidate's number whom one more place would have brought, empty when nobody.
    """

    posts: int
    seats: list[SeatOut]
    unscored: int
    empty: int
    why_empty: str
    next: str


class BundleOut(Schema):
    """All from which the settlement can be recomputed, without personal data."""

    title: str
    fictional: bool
    seed: str
    commitment: str
    problem: dict[str, Any]
    matching: dict[str, Any]
    scores: dict[str, Any]
    settled_at: datetime
