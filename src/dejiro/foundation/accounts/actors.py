"""Who acts: a person in one organization with the roles that hold at this moment. Doors and services ask it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Final

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Greatest

from dejiro.foundation import clock
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import codes_merged_into
from dejiro.ui.signs import signs

NO_ROLES: Final[frozenset[Role]] = frozenset()


@dataclass(frozen=True)
class Actor:
    """A person acting for an organization, or nobody (`user` is None).

    `choices` are all organizations the person may act for, in order of code.
    `scopes` is None in a browser session; with an API key, the scopes it was given.
    `units` are the numbers of the sections in which the person sits, in their own right or standing in.
    `is_body` is true with a key of the organization's own: it rests on a person, whose own records are not its.
    """

    user: User | None = None
    organization: Organization | None = None
    roles: frozenset[Role] = NO_ROLES
    choices: tuple[Organization, ...] = ()
    scopes: frozenset[str] | None = None
    units: frozenset[int] = frozenset()
    is_body: bool = False

    @property
    def is_authenticated(self) -> bool:
        """True when somebody is signed in."""
        return self.user is not None

    @property
    def person_ref(self) -> str:
        """The pseudonym for the ledger; "system" when the platform itself acts."""
        return str(self.user.ref) if self.user else "system"

    @property
    def person_name(self) -> str:
        """The name as shown, or ""."""
        return self.user.name if self.user else ""

    @property
    def organization_code(self) -> str:
        """The acting body's code, or ""."""
        return self.organization.code if self.organization else ""

    @property
    def organization_name(self) -> str:
        """The acting body's name, or ""."""
        return self.organization.name if self.organization else ""

    @property
    def roles_text(self) -> str:
        """The roles as shown: 「担当者・承認者」."""
        return signs("・").join(str(role.label) for role in Role if role in self.roles)

    @property
    def area(self) -> Organization | None:
        """The prefecture in which the acting body takes part."""
        if self.organization is None:
            return None
        return self.organization.area or self.organization

    @cached_property
    def bodies(self) -> frozenset[int]:
        """The acting body and those that were merged into it by today, by number; one query, once.

        Nobody has rights in a body that is no more, and its records stay as they are: they are its successor's.
        """
        return frozenset() if self.organization is None else frozenset({self.organization.pk, *self._merged})

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes of the same bodies, for what is kept by code; the same query."""
        return frozenset() if self.organization is None else frozenset({self.organization.code, *self._merged.values()})

    @cached_property
    def _merged(self) -> dict[int, str]:
        return codes_merged_into(self.organization) if self.organization else {}

    def has(self, *roles: Role) -> bool:
        """True when the actor holds at least one of the roles in the acting organization."""
        return not self.roles.isdisjoint(roles)

    def acts_for(self, organization: Organization) -> bool:
        """True when the acting body is this one, or the one into which this one was merged."""
        return self.acts_for_body(organization.pk)

    def acts_for_body(self, organization_id: int | None) -> bool:
        """True when the acting body has this number, or is the one into which it was merged; a query if another's."""
        own = self.organization is not None and self.organization.pk == organization_id
        return own or organization_id in self.bodies


SYSTEM: Final = Actor()
NOBODY: Final = Actor()


def membership_in_force(at: datetime) -> Q:
    """Return the condition under which a membership counts at a moment; its body must still exist too."""
    day = at.astimezone(clock.JST).date()
    return (
        Q(valid_from__lte=at, user__is_active=True, organization__valid_from__lte=day)
        & (Q(valid_to=None) | Q(valid_to__gt=at))
        & (Q(organization__valid_to=None) | Q(organization__valid_to__gt=day))
    )


def not_ended(at: datetime) -> Q:
    """Return the condition of a membership that holds at a moment or will later; one that was taken back never will."""
    return Q(valid_to=None) | Q(valid_to__gt=Greatest(F("valid_from"), at))


def delegation_in_force(at: datetime) -> Q:
    """Return the condition under which a loan (代決) counts, given that the lent membership does.

    The one who stands in must belong to the same body at that moment: who leaves it keeps nothing that was lent there.
    """
    colleague = Membership.objects.filter(
        membership_in_force(at), user=OuterRef("user"), organization=OuterRef("membership__organization")
    )
    return Q(valid_from__lte=at, valid_to__gt=at, user__is_active=True) & Q(Exists(colleague))


def memberships_of(user: User, *, at: datetime | None = None) -> list[Membership]:
    """Return the person's memberships in force, own and lent, in order of organization code.

    Two queries, and a third for those who stand in for somebody. Every page asks this first: what `delegation_in_force`
    says in one large query, simple ones say here of somebody whose own memberships are known.
    """
    at = at or clock.now()
    in_force = Membership.objects.filter(membership_in_force(at)).select_related("organization__area")
    own = list(in_force.filter(user=user))
    loans = Delegation.objects.filter(user=user, valid_from__lte=at, valid_to__gt=at)
    seats = list(loans.values_list("membership", flat=True))
    lent = in_force.filter(pk__in=seats, organization__in={one.organization_id for one in own}) if seats else ()
    return sorted([*own, *lent], key=lambda membership: (membership.organization.code, membership.pk))


def actor_for(user: User, *, organization_id: int | None = None, at: datetime | None = None) -> Actor:
    """Return the person acting for the organization asked for, else for the first one they belong to; two queries."""
    return actor_from(user, memberships_of(user, at=at), organization_id=organization_id)


def actor_from(user: User, memberships: Collection[Membership], *, organization_id: int | None = None) -> Actor:
    """Return the actor that these memberships make; pure."""
    by_id: dict[int, Organization] = {}
    roles: dict[int, set[Role]] = {}
    for membership in memberships:
        by_id.setdefault(membership.organization_id, membership.organization)
        roles.setdefault(membership.organization_id, set()).add(Role(membership.role))
    if not by_id:
        return Actor(user=user)
    chosen = organization_id if organization_id in by_id else next(iter(by_id))
    assert chosen is not None
    return Actor(
        user, by_id[chosen], frozenset(roles[chosen]), tuple(by_id.values()), units=units_of(memberships, chosen)
    )


def units_of(memberships: Iterable[Membership], organization_id: int) -> frozenset[int]:
    """Return the sections of one body in which these memberships seat somebody; pure."""
    seats = (membership.unit_id for membership in memberships if membership.organization_id == organization_id)
    return frozenset(unit for unit in seats if unit is not None)
