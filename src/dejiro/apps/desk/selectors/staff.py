"""Who works in a body today: names, telephones, roles and units, for many bodies at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import delegation_in_force, membership_in_force
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.notices.models import DeskItem


@dataclass
class Colleague:
    """A person of a body with the roles that they hold there now, lent ones included."""

    user: User
    roles: set[str] = field(default_factory=set)
    units: set[int | None] = field(default_factory=set)

    def may_do(self, item: DeskItem) -> bool:
        """True when the item lies on this person's desk too."""
        return (
            item.person_id in {None, self.user.pk}
            and (not item.role or item.role in self.roles)
            and (item.unit_id is None or item.unit_id in self.units)
        )

    def has(self, *roles: Role) -> bool:
        """True when the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


def staff_of(bodies: Iterable[int]) -> dict[int, list[Colleague]]:
    """Return who can act for each body now, by reading; bodies without people are left out; two queries."""
    at, wanted = clock.now(), set(bodies)
    seats = Membership.objects.filter(membership_in_force(at), organization__in=wanted).select_related("user")
    loans = Delegation.objects.filter(delegation_in_force(at), membership__in=seats).select_related(
        "user", "membership"
    )
    found: dict[int, dict[int, Colleague]] = defaultdict(dict)
    for seat, user in [(seat, seat.user) for seat in seats] + [(loan.membership, loan.user) for loan in loans]:
        colleague = found[seat.organization_id].setdefault(user.pk, Colleague(user))
        colleague.roles.add(seat.role)
        colleague.units.add(seat.unit_id)
    return {body: sorted(people.values(), key=_reading) for body, people in found.items()}


def _reading(colleague: Colleague) -> tuple[str, int]:
    return colleague.user.kana, colleague.user.pk
