"""Who works in a body today: names, telephones, roles and units, for many bodies at once."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import membership_in_force
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.notices.models import DeskItem


@dataclass
class Colleague:
    """A person of a body with the roles that they hold there now, lent ones included."""

    user: User
    roles: set[str] = field(default_factory=set)
    units: set[int | None] = field(default_factory=set)

    def may_do(self, item: DeskItem) -> bool:
        """True when the item of a colleague's desk, as `desk_of` gives it, lies on this person's desk too."""
        person, unit = item.for_person, item.for_unit  # type: ignore[attr-defined]  # marked by `desk_of`
        return (
            person in {None, self.user.pk}
            and (not item.role or item.role in self.roles)
            and (unit is None or unit in self.units)
        )

    def has(self, *roles: Role) -> bool:
        """True when the person holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)


def staff_of(bodies: Iterable[int]) -> dict[int, list[Colleague]]:
    """Return who can act for each body now, by reading; bodies without people are left out; two queries."""
    at, wanted = clock.now(), set(bodies)
    seats = Membership.objects.filter(membership_in_force(at), organization__in=wanted).select_related("user")
    held = {seat.pk: seat for seat in seats}
    found: dict[int, dict[int, Colleague]] = defaultdict(dict)
    for seat in held.values():
        _give(found[seat.organization_id].setdefault(seat.user_id, Colleague(seat.user)), seat)
    loans = Delegation.objects.filter(valid_from__lte=at, valid_to__gt=at, membership__organization__in=wanted)
    for lent, deputy in loans.values_list("membership", "user"):
        # Whoever left the body stands in for nobody there.
        if lent in held and deputy in found[held[lent].organization_id]:
            _give(found[held[lent].organization_id][deputy], held[lent])
    return {body: sorted(people.values(), key=_reading) for body, people in found.items()}


def _give(colleague: Colleague, seat: Membership) -> None:
    colleague.roles.add(seat.role)
    colleague.units.add(seat.unit_id)


def _reading(colleague: Colleague) -> tuple[str, int]:
    return colleague.user.kana, colleague.user.pk
