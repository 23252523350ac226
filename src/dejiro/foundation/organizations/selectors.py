"""Reads: which bodies there are on a day."""

from datetime import date

from django.db.models import Q, QuerySet

from dejiro.foundation import clock
from dejiro.foundation.organizations.models import Organization, Unit


def organizations_in_force(*, on: date | None = None) -> QuerySet[Organization]:
    """Return the bodies that exist on a day, today by default, in order of code."""
    day = on or clock.today()
    return Organization.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day), valid_from__lte=day)


def municipalities_of(area: Organization, *, on: date | None = None) -> QuerySet[Organization]:
    """Return a prefecture's municipalities on a day, in order of code."""
    return organizations_in_force(on=on).filter(area=area, kind=Organization.Kind.MUNICIPALITY)


def organization_by_code(code: str, *, on: date | None = None) -> Organization | None:
    """Return the body that bears a code on a day, with its area."""
    return organizations_in_force(on=on).filter(code=code).select_related("area").first()


def codes_merged_into(organization: Organization, *, on: date | None = None) -> dict[int, str]:
    """Return the bodies whose place this one has taken by a day, today by default: code by number; one query.

    A body that took the place of another, and was then merged itself, brings that one along.
    """
    ended = Organization.objects.filter(
        area=organization.area_id, successor__isnull=False, valid_to__lte=on or clock.today()
    )
    rows = {pk: (heir, code) for pk, heir, code in ended.values_list("pk", "successor", "code")}
    found: set[int] = set()
    newest = {organization.pk}
    while newest := {body for body, (heir, _code) in rows.items() if heir in newest} - found:
        found |= newest
    return {body: rows[body][1] for body in found}


def merged_into(organization: Organization, *, on: date | None = None) -> frozenset[int]:
    """Return the numbers of the bodies whose place this one has taken by a day, today by default; one query."""
    return frozenset(codes_merged_into(organization, on=on))


def with_merged(organization: Organization) -> frozenset[int]:
    """Return the numbers of a body and of those whose place it has taken by today; one query."""
    return merged_into(organization) | {organization.pk}


def merged_in(area: Organization) -> frozenset[int]:
    """Return the numbers of the municipalities of a prefecture whose place others have taken by today; one query."""
    gone = Organization.objects.filter(area=area, kind=Organization.Kind.MUNICIPALITY, successor__isnull=False)
    return frozenset(gone.filter(valid_to__lte=clock.today()).values_list("pk", flat=True))


def in_place_of(organization: Organization, *, on: date | None = None) -> Organization:
    """Return the body that stands in the place of one on a day: itself while it exists; a query for each merger."""
    day = on or clock.today()
    while organization.successor and organization.valid_to and organization.valid_to <= day:
        organization = organization.successor
    return organization


def units_of(organization: Organization) -> QuerySet[Unit]:
    """Return a body's units that exist today, by name."""
    today = clock.today()
    in_force = Q(valid_to=None) | Q(valid_to__gt=today)
    return organization.units.filter(in_force, valid_from__lte=today).select_related("parent").order_by("name")
