"""How rights end: with a membership ends everything that rests on it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q
from django.db.models.functions import Greatest

from dejiro.foundation.accounts.actors import not_ended
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, TeamMembership, User
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class RightsEnded:
    """How many rights of each sort ended."""

    memberships: int
    delegations: int
    seats: int
    tokens: int

    def counts(self) -> dict[str, int]:
        """Return the same for the ledger."""
        return {
            "memberships": self.memberships,
            "delegations": self.delegations,
            "seats": self.seats,
            "tokens": self.tokens,
        }


def received(user: User, organization: Organization) -> Q:
    """Return the condition of the loans that a person received in an organization."""
    return Q(user=user, membership__organization=organization)


def open_memberships(user: User, organization: Organization, at: datetime) -> list[Membership]:
    """Return a person's memberships in an organization that have not ended by a moment, locked, in order of role."""
    held = Membership.objects.select_for_update().filter(not_ended(at), user=user, organization=organization)
    return list(held.order_by("role", "pk"))


def end_memberships(memberships: Iterable[Membership], *, at: datetime, also: Q | None = None) -> RightsEnded:
    """End memberships and what rests on them: loans, seats in working groups and API keys.

    Callers check authority and write the ledger.

    Args:
        memberships: open ones; one that has not begun yet never does.
        at: the moment, not in the future.
        also: further loans that end.
    """
    keys = [membership.pk for membership in memberships]
    rests = Q(membership__in=keys)
    loans = Delegation.objects.filter(rests | also if also is not None else rests, valid_to__gt=at)
    return RightsEnded(
        delegations=loans.update(valid_to=Greatest(F("valid_from"), at)),
        seats=TeamMembership.objects.filter(rests).delete()[0],
        tokens=ApiToken.objects.filter(rests, revoked_at=None).update(revoked_at=at),
        memberships=Membership.objects.filter(pk__in=keys).update(valid_to=Greatest(F("valid_from"), at)),
    )


def sessions_end(user: User) -> None:
    """Sign a person out everywhere, at once."""
    User.objects.filter(pk=user.pk).update(sessions=F("sessions") + 1)
