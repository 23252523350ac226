"""What operations on requests take in and give out beside the requests themselves."""

from ninja import Schema

from dejiro.apps.talent.models import Request
from dejiro.apps.talent.schemas import LongWords, Words
from dejiro.foundation.api import Id, In


class RequestReasonIn(In):
    """Why a request is given back or taken back; the other side reads it."""

    reason: Words


class ProblemIn(In):
    """What troubles the body, in its own words."""

    problem: LongWords


class UsualAskOut(Schema):
    """What a situation usually asks for."""

    role: str
    level: int
    half_days: int
    weeks: int
    onsite: bool


class SituationOut(Schema):
    """A situation of a municipality and what usually serves it; `key` goes with a request that comes of it."""

    key: str
    label: str
    text: str
    asks: list[UsualAskOut]


class LikeRequestOut(Schema):
    """Title and amount of a request that is like a text; `organization` is a code, `status` "approved" or "served"."""

    title: str
    organization: str
    role: str
    level: int
    half_days: int
    weeks: int
    status: str

    @staticmethod
    def resolve_organization(found: Request) -> str:
        """Return the code of the body that asks."""
        return found.organization.code


class SuggestionsOut(Schema):
    """Situations that fit a problem, the best first (all of them when none does), and what like requests ask for."""

    situations: list[SituationOut]
    alike: list[LikeRequestOut]


class WayOut(Schema):
    """One change of a request, in words, and how many could serve it then."""

    change: str
    people: int


class MatchOut(Schema):
    """A specialist who could serve a request: fit from 0 to 1, and papers that do not hold for its whole period."""

    specialist: int
    name: str
    employment: str
    fit: float
    missing: list[str]


class OutlookOut(Schema):
    """How many could serve a request (null when it waits for nobody), and the changes that bring more.

    `matches` is for the coordinator, `alike` for the body. `handovers` are numbers of notes that were left on it, and
    `followers` of requests that ask for its rest.
    """

    people: int | None
    changes: list[WayOut]
    matches: list[MatchOut]
    alike: list[LikeRequestOut]
    handovers: list[int]
    followers: list[int]


class RequestsImportedOut(Schema):
    """How many requests were new, and body and title of those that stood there before."""

    made: int
    skipped: list[str]


class ProposeIn(In):
    """The number of the specialist who is proposed."""

    specialist: Id
