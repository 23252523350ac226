"""Reads: who belongs to an organization, and who may be told."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import delegation_in_force, membership_in_force, not_ended
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, Team, User
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import in_place_of
from dejiro.ui.signs import signs


@dataclass(frozen=True)
class PersonView:
    """A person of an organization as its administrator sees them; memberships in order of role."""

    user: User
    memberships: tuple[Membership, ...]
    lent: tuple[Delegation, ...]
    received: tuple[Delegation, ...]

    @property
    def roles_text(self) -> str:
        """Their own roles as shown: 「担当者・承認者」."""
        held = {membership.role for membership in self.memberships}
        return signs("・").join(str(role.label) for role in Role if role in held)

    @property
    def units_text(self) -> str:
        """The units they sit in, each once."""
        units = {membership.unit_id: membership.unit.name for membership in self.memberships if membership.unit}
        return signs("・").join(units.values())


def people_of(organization: Organization, *roles: Role) -> list[User]:
    """Return the people who can act for an organization now in one of these roles (none given: in any), by reading.

    For a body that was merged these are its successor's. Whoever stands in for somebody (代決) counts with the lent
    role. One query, and one for each merger.
    """
    at = clock.now()
    held = Membership.objects.filter(membership_in_force(at), organization=in_place_of(organization))
    if roles:
        held = held.filter(role__in=roles)
    lent = Delegation.objects.filter(delegation_in_force(at), membership__in=held)
    people = User.objects.filter(Q(pk__in=held.values("user")) | Q(pk__in=lent.values("user")), is_active=True)
    return list(people.order_by("kana", "pk"))


def person_list(organization: Organization) -> list[PersonView]:
    """Return the people who belong to an organization now or have been invited for later, by reading; two queries."""
    at = clock.now()
    memberships = (
        memberships_open(organization, at=at)
        .select_related("user", "unit")
        .prefetch_related(
            Prefetch(
                "delegations",
                Delegation.objects.filter(valid_to__gt=at).select_related("user").order_by("valid_from"),
                to_attr="current_delegations",
            )
        )
    )
    by_user: dict[User, list[Membership]] = defaultdict(list)
    for membership in memberships:
        by_user[membership.user].append(membership)
    loans = [loan for membership in memberships for loan in _loans(membership)]
    people = sorted(by_user, key=lambda user: (user.kana, user.pk))
    return [_view(user, by_user[user], loans) for user in people]


def memberships_open(organization: Organization, *, at: datetime | None = None) -> QuerySet[Membership]:
    """Return an organization's memberships that have not ended, those of the future included, in order of role."""
    moment = at or clock.now()
    return Membership.objects.filter(not_ended(moment), organization=organization).order_by("role", "pk")


def teams_of(user: User) -> list[Team]:
    """Return the working groups in which a person sits now, by name."""
    seated = Membership.objects.filter(membership_in_force(clock.now()), user=user)
    return list(
        Team.objects.filter(members__in=seated).distinct().select_related("organization").order_by("name", "pk")
    )


def team_people(team: Team) -> list[Membership]:
    """Return the seats of a working group that count now, in order of organization and reading."""
    seats = team.members.filter(membership_in_force(clock.now())).select_related("user", "organization", "unit")
    return list(seats.order_by("organization__code", "user__kana", "pk"))


def tokens_of(user: User, organization: Organization) -> list[ApiToken]:
    """Return the API keys of a person in an organization, newest first, revoked and expired ones included."""
    tokens = ApiToken.objects.filter(membership__user=user, membership__organization=organization)
    return list(tokens.select_related("membership").order_by("-created_at", "-pk"))


def organization_tokens(organization: Organization) -> list[ApiToken]:
    """Return the keys that act for the organization itself, newest first."""
    tokens = ApiToken.objects.filter(membership__organization=organization, for_organization=True)
    return list(tokens.select_related("membership__user").order_by("-created_at", "-pk"))


def _loans(membership: Membership) -> Iterable[Delegation]:
    loans: Iterable[Delegation] = getattr(membership, "current_delegations", ())
    return loans


def _view(user: User, memberships: Iterable[Membership], loans: Iterable[Delegation]) -> PersonView:
    own = tuple(memberships)
    keys = {membership.pk for membership in own}
    return PersonView(
        user=user,
        memberships=own,
        lent=tuple(loan for loan in loans if loan.membership_id in keys),
        received=tuple(loan for loan in loans if loan.user_id == user.pk),
    )
