"""Consultations that specialists of the pool have taken, as half-days of the week in which they took them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from dejiro.apps.needs.public import Consultation
from dejiro.apps.talent.models import Specialist
from dejiro.foundation import clock
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.rules import TALENT_CONSULTATION, rule_values

FRIDAY: Final = timedelta(days=4)
WEEK: Final = timedelta(days=7)
SATURDAY: Final = 5


@dataclass
class Taken:
    """A consultation on a specialist's capacity: it takes half-days of one week, from Monday to Friday.

    `stated` says that somebody has said how many; otherwise it is what the rule says for the day on which it was taken.
    """

    consultation: int
    specialist: int
    title: str
    half_days: int
    starts_on: date
    ends_on: date
    stated: bool


def week_of(moment: datetime) -> date:
    """Return the Monday of the week to which work taken at a moment belongs; of a weekend, the next week's."""
    day = moment.astimezone(clock.JST).date()
    monday = day - timedelta(days=day.weekday())
    return monday + WEEK if day.weekday() >= SATURDAY else monday


def consultations_held(area: Organization, *, only: Specialist | None = None, since: date | None = None) -> list[Taken]:
    """Return the consultations that specialists of a prefecture's pool have taken, the earliest first; two queries.

    Args:
        area: the prefecture whose pool it is.
        only: one specialist.
        since: a Monday; without the weeks before it.
    """
    rows = Consultation.objects.filter(expert__specialist__area=area, taken_at__isnull=False)
    if only is not None:
        rows = rows.filter(expert__specialist=only)
    if since is not None:
        rows = rows.filter(taken_at__date__gte=since - WEEK)
    halves = rule_values(area, TALENT_CONSULTATION)
    found = rows.values_list("pk", "expert__specialist", "voice__title", "taken_at", "talent_time__half_days")
    values: list[tuple[Any, ...]] = list(found.order_by("taken_at", "pk"))
    held = [
        Taken(
            consultation=pk,
            specialist=person,
            title=title,
            half_days=halves(week_of(taken_at)) if stated is None else stated,
            starts_on=week_of(taken_at),
            ends_on=week_of(taken_at) + FRIDAY,
            stated=stated is not None,
        )
        for pk, person, title, taken_at, stated in values
    ]
    return [one for one in held if since is None or one.starts_on >= since]
