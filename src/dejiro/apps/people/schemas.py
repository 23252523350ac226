"""What the API takes and gives about people, rights, keys, notices, bodies and rules."""

from datetime import date, datetime

from ninja import Schema
from pydantic import AwareDatetime, Field

from dejiro.apps.people.selectors import Merger
from dejiro.foundation.accounts.models import Delegation, Role
from dejiro.foundation.api import Id, In
from dejiro.foundation.notices.models import Preference
from dejiro.foundation.organizations.models import Organization


class OrganizationOut(Schema):
    """A body and its public figures."""

    code: str
    name: str
    kana: str
    kind: str
    area: str | None
    population: int | None
    households: int | None
    fiscal_strength: float | None
    url: str
    valid_from: date
    fictional: bool

    @staticmethod
    def resolve_area(body: Organization) -> str | None:
        """Return the prefecture's code."""
        return body.area.code if body.area else None


class MeOut(Schema):
    """Who calls, for whom, and what they may do."""

    name: str
    email: str
    organization: str
    roles: list[str]
    choices: list[str]
    scopes: list[str] | None


class MeIn(In):
    """One's own name and number."""

    name: str = Field(min_length=1, max_length=80)
    kana: str = Field("", max_length=80)
    phone: str = Field("", max_length=20)


class MembershipOut(Schema):
    """A role from-to."""

    id: int
    person: int = Field(alias="user_id")
    role: str
    unit: int | None = Field(alias="unit_id")
    valid_from: datetime
    valid_to: datetime | None


class PersonOut(Schema):
    """A colleague."""

    id: int
    name: str
    kana: str
    email: str
    phone: str
    memberships: list[MembershipOut]


class InvitedOut(Schema):
    """Who was invited."""

    id: int
    name: str


class InviteIn(In):
    """Let somebody in."""

    email: str = Field(min_length=3, max_length=254)
    name: str = Field(min_length=1, max_length=80)
    kana: str = Field("", max_length=80)
    phone: str = Field("", max_length=20)
    roles: list[Role] = []
    unit: Id | None = None


class FirstAdministratorIn(In):
    """Let a body's first administrator in."""

    email: str = Field(min_length=3, max_length=254)
    name: str = Field(min_length=1, max_length=80)
    kana: str = Field("", max_length=80)
    phone: str = Field("", max_length=20)


class GrantIn(In):
    """Give a role."""

    role: Role
    unit: Id | None = None
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None


class EndIn(In):
    """When a role ends; null is now."""

    at: AwareDatetime | None = None


class MoveIn(In):
    """Where a person sits; null is nowhere in particular."""

    unit: Id | None


class HandoverIn(In):
    """Who takes over from whom."""

    predecessor: Id
    successor_email: str = Field(max_length=254)
    at: AwareDatetime | None = None


class MergerIn(In):
    """The roles of a merged body's people that go over; the others end only."""

    memberships: list[Id] = Field(max_length=2000)


class MergerOut(Schema):
    """A merged body whose people can go over, and where to."""

    id: int
    predecessor: str
    successor: str
    people: int

    @staticmethod
    def resolve_id(merger: Merger) -> int:
        """Return the number of the merged body."""
        return merger.predecessor.pk

    @staticmethod
    def resolve_predecessor(merger: Merger) -> str:
        """Return the merged body's code."""
        return merger.predecessor.code

    @staticmethod
    def resolve_successor(merger: Merger) -> str:
        """Return the code of the body that has its place."""
        return merger.successor.code


class TakenOverOut(Schema):
    """How many people went over and were left out, and how many roles and keys ended in the merged body."""

    people: int
    left_out: int
    roles_ended: int
    keys_ended: int


class HandoverOut(Schema):
    """What moved."""

    roles: int
    desk_items: int
    seats: int
    tokens: int


class DelegationOut(Schema):
    """A loan of a role."""

    id: int
    membership: int = Field(alias="membership_id")
    role: str
    lender: str
    person: str
    valid_from: datetime
    valid_to: datetime

    @staticmethod
    def resolve_role(loan: Delegation) -> str:
        """Return the lent role."""
        return loan.membership.role

    @staticmethod
    def resolve_lender(loan: Delegation) -> str:
        """Return the name of who lends."""
        return loan.membership.user.name

    @staticmethod
    def resolve_person(loan: Delegation) -> str:
        """Return the name of who stands in."""
        return loan.user.name


class DelegationIn(In):
    """Lend a role."""

    membership: Id
    person: Id
    valid_to: AwareDatetime
    valid_from: AwareDatetime | None = None


class UnitOut(Schema):
    """A section."""

    id: int
    name: str
    parent: int | None = Field(alias="parent_id")
    phone: str
    valid_from: date


class UnitIn(In):
    """A section's name and number."""

    name: str = Field(min_length=1, max_length=100)
    phone: str = Field("", max_length=20)


class NewUnitIn(UnitIn):
    """A new section."""

    parent: Id | None = None


class TokenOut(Schema):
    """A key, without its secret."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    for_organization: bool
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None


class IssuedOut(Schema):
    """A new key with its secret, which is never shown again."""

    token: TokenOut
    secret: str


class TokenIn(In):
    """What a key is for."""

    name: str = Field(min_length=1, max_length=80)
    scopes: list[str] = Field(min_length=1, max_length=20)
    expires_at: AwareDatetime
    for_organization: bool = False


class NoticeOut(Schema):
    """A message to the caller."""

    id: int
    title: str
    body: str
    url: str
    created_at: datetime
    read_at: datetime | None


class PreferenceBoth(In):
    """When mail comes."""

    delivery: Preference.Delivery


class RuleVersionOut(Schema):
    """A version of a rule."""

    value: int
    text: str
    valid_from: date


class RuleOut(Schema):
    """A rule as it holds today beside its text, and every version."""

    key: str
    label: str
    value: int
    text: str
    since: date | None
    versions: list[RuleVersionOut]


class RuleIn(In):
    """A new version of a rule."""

    key: str = Field(max_length=60)
    value: int = Field(ge=0, le=1_000_000)
    text: str = Field(min_length=1, max_length=2000)
    valid_from: date


class DoneOut(Schema):
    """How many records an act changed."""

    count: int


class ErasureIn(In):
    """Why one wants to be forgotten; may be left out."""

    reason: str = Field("", max_length=2000)


class ErasureRefusalIn(In):
    """Why the data must be kept."""

    reason: str = Field(min_length=1, max_length=2000)
