"""What the operations of hiring take in: bounds as in the forms, records by their numbers."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Annotated, Final, Literal, TypeVar

from django.db.models import Model
from django.utils.translation import gettext as _
from pydantic import AwareDatetime, Field, StringConstraints

from dejiro.apps.hiring import access
from dejiro.apps.hiring.forms import MOST_YEN
from dejiro.apps.hiring.models import Offer, Opening
from dejiro.apps.hiring.terms import HEAVIEST, MOST_CRITERIA, OpeningTerms
from dejiro.foundation.api import Id, In
from dejiro.foundation.errors import Refusal
from dejiro.ui.signs import signs

M = TypeVar("M", bound=Model)
# Pages show a moment in Japan's time, in which the last hours of UTC would be beyond the last year.
LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC)
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
LongLine = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
LongWords = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
Role = Annotated[str, Field(min_length=1, max_length=40)]
Region = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40)]
Yen = Annotated[int, Field(ge=0, le=MOST_YEN)]
Moment = Annotated[AwareDatetime, Field(le=LATEST)]


class CriterionIn(In):
    """What is scored from 1 to 5, and how much it weighs."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60)]
    weight: int = Field(ge=1, le=HEAVIEST)


class OpeningIn(In):
    """An opening; pay in yen a year or a day, as `unit` says, `role` a code of デジタルスキル標準.

    With `joint`, the number of a joint recruiting, its deadline holds; `region` is the one whose cap it counts against.
    """

    title: Line
    role: Role
    duties: LongWords
    place: Line
    region: Region = ""
    system: Opening.System
    unit: Opening.Unit
    pay_low: Yen
    pay_high: Yen
    legal_basis: LongLine
    starts_on: date
    ends_on: date
    posts: int = Field(1, ge=1, le=1000)
    deadline: Moment
    criteria: list[CriterionIn] = Field(min_length=1, max_length=MOST_CRITERIA)
    joint: Id | None = None

    def terms(self, area_id: int) -> OpeningTerms:
        """Return the service's terms.

        Args:
            area_id: the prefecture whose joint recruiting may be named.

        Raises:
            Refusal: if the joint recruiting is over, or another prefecture's.
        """
        joints = known(access.joints_open(area_id), [self.joint] if self.joint else [], "joint")
        criteria = tuple((one.name, one.weight) for one in self.criteria)
        own = self.model_dump(exclude={"criteria", "joint"})
        return OpeningTerms(**own, criteria=criteria, joint=joints[0] if joints else None)


class ReviewersIn(In):
    """Who scores: numbers of people who work for the body."""

    users: list[Id] = Field(max_length=100)


class InterviewIn(In):
    """Who goes on: numbers of applications to the opening."""

    choices: list[Id] = Field(min_length=1, max_length=1000)


class PointIn(In):
    """Points for a criterion, by its number."""

    criterion: Id
    points: int = Field(ge=1, le=5)


class ScoreIn(In):
    """Points by every criterion, each once."""

    points: list[PointIn] = Field(min_length=1, max_length=MOST_CRITERIA)


class OfferIn(In):
    """Pay in yen, as the opening's unit says, and until when an answer is awaited."""

    pay: Yen
    answer_by: Moment


class OfferAnswerIn(In):
    """Yes, or no with a reason from the list."""

    accept: bool
    reason: Offer.Reason | Literal[""] = ""


class ApplicationIn(In):
    """What a candidate writes once; `skills` and `experience` are read by reviewers and should name nobody."""

    name: Line
    contact: LongLine
    years: int = Field(ge=0, le=80)
    role: Role
    skills: Words
    experience: LongWords
    wanted_pay: Yen | None = None


class RankIn(In):
    """The candidate's rank of an opening, 1 for the most wanted."""

    opening: Id
    rank: int = Field(ge=1, le=99)


class RanksIn(In):
    """The rank of every opening that is wanted; those left out are taken back until their deadline."""

    ranks: list[RankIn] = Field(max_length=99)


class CapIn(In):
    """At most so many people are placed in a region."""

    region: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
    most: int = Field(ge=0, le=999)


class JointIn(In):
    """A joint recruiting; its deadline and caps stand once it has begun."""

    title: Line
    deadline: Moment
    caps: list[CapIn] = Field([], max_length=100)


class SettleIn(In):
    """Until when the offers are to be answered."""

    answer_by: Moment


def known(rows: Iterable[M], numbers: Sequence[int], field: str) -> list[M]:
    """Return the rows that are named, each once.

    Raises:
        Refusal: if a number is none of theirs.
    """
    found = {row.pk: row for row in rows}
    if strange := sorted(set(numbers) - found.keys()):
        listed = signs("・").join(str(number) for number in strange)
        message = _("番号%(numbers)sは、ここでは選べません。番号を確かめてください。")
        raise Refusal(message % {"numbers": listed}, code="unknown", field=field)
    return [found[number] for number in dict.fromkeys(numbers)]


def once(pairs: Sequence[tuple[int, int]], field: str) -> dict[int, int]:
    """Return the pairs as a mapping.

    Raises:
        Refusal: if a number stands twice.
    """
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Refusal(_("同じ番号が2度あります。1度だけ書いてください。"), code="twice", field=field)
    return found
