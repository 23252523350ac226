"""Who may change whose rights, and the checks that every change of rights shares."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership, Role, User
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.organizations.models import Organization, Unit

_OFFICE: Final = frozenset({Role.MEMBER, Role.APPROVER, Role.EXPERT, Role.ADMINISTRATOR, Role.AUDITOR})
ROLES_OF_KIND: Final = {
    Organization.Kind.PREFECTURE: _OFFICE | {Role.COORDINATOR},
    Organization.Kind.PLATFORM: _OFFICE | {Role.COORDINATOR},
    Organization.Kind.MUNICIPALITY: _OFFICE,
    Organization.Kind.COMPANY: frozenset({Role.COMPANY, Role.ADMINISTRATOR}),
    Organization.Kind.RESIDENTS: frozenset({Role.RESIDENT, Role.ADMINISTRATOR}),
}


def manages(actor: Actor, organization: Organization) -> bool:
    """True when the actor may give and take rights in an organization.

    Its administrators may, and the platform itself. The prefecture's administrators and coordinators may as long as a
    body of the area has no administrator, so that somebody can name the first one.
    """
    if actor is SYSTEM or (actor.acts_for(organization) and actor.has(Role.ADMINISTRATOR)):
        return True
    of_the_area = actor.organization is not None and actor.organization.pk == organization.area_id
    is_helper = of_the_area and actor.has(Role.ADMINISTRATOR, Role.COORDINATOR)
    return is_helper and not administrators_of(organization, clock.now())


def check_manages(actor: Actor, organization: Organization) -> None:
    """Refuse anybody who may not change rights in this organization.

    Raises:
        NotYours: naming who may.
    """
    if not manages(actor, organization):
        message = _("%(name)sの人の権限を変えられるのは、その団体の管理者だけです。") % {"name": organization.name}
        raise NotYours(message, code="not_administrator")


def administrators_of(organization: Organization, at: datetime) -> set[int]:
    """Return the keys of the people who are an organization's administrators at a moment."""
    held = Membership.objects.filter(membership_in_force(at), organization=organization, role=Role.ADMINISTRATOR)
    return set(held.values_list("user_id", flat=True))


def check_not_last_administrator(actor: Actor, user: User, organization: Organization, at: datetime) -> None:
    """Refuse to take away a body's last administrator; the platform itself may.

    Raises:
        Refusal: saying to name another one before.
    """
    if actor is not SYSTEM and administrators_of(organization, at) == {user.pk}:
        message = _("この人は%(name)sの最後の管理者です。先に別の人を管理者にしてください。") % {
            "name": organization.name
        }
        raise Refusal(message, code="administrator.last")


def check_in_force(organization: Organization, at: datetime) -> None:
    """Refuse a body that does not exist at a moment.

    Raises:
        Refusal: naming its last day and its successor.
    """
    day = at.astimezone(clock.JST).date()
    if organization.valid_to is not None and day >= organization.valid_to:
        successor = organization.successor.name if organization.successor else _("なし")
        message = _("%(name)sは%(day)sに廃止されました（承継団体：%(successor)s）。") % {
            "name": organization.name,
            "day": organization.valid_to.isoformat(),
            "successor": successor,
        }
        raise Refusal(message, code="organization.closed", field="organization")


def check_unit(unit: Unit | None, organization: Organization) -> None:
    """Refuse a unit of another body or one that is no more.

    Raises:
        Refusal: on the field `unit`.
    """
    if unit is not None and (unit.organization_id != organization.pk or unit.valid_to is not None):
        message = _("組織は、%(name)sの今ある組織から選んでください。") % {"name": organization.name}
        raise Refusal(message, code="unit.other", field="unit")


def starting(valid_from: datetime | None) -> datetime:
    """Return from when a right holds: now, or the moment given; earlier today counts as now.

    Raises:
        Refusal: if the moment is before today.
    """
    now = clock.now()
    if valid_from is None or valid_from >= now:
        return valid_from or now
    if valid_from.astimezone(clock.JST).date() < clock.today():
        raise Refusal(_("開始の日は、今日より前にできません。"), code="period.past", field="valid_from")
    return now


def check_period(valid_from: datetime, valid_to: datetime | None) -> None:
    """Refuse a period that ends before it begins.

    Raises:
        Refusal: on the field `valid_to`.
    """
    if valid_to is not None and valid_to <= valid_from:
        raise Refusal(_("終わりの日は、始まりより後にしてください。"), code="period.order", field="valid_to")
