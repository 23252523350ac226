"""The pool as the allocation core sees it: half-days a week, by week, less what is promised already."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, Protocol

from django.db.models import Q, QuerySet

from dejiro.apps.talent.models import Engagement, Specialist
from dejiro.apps.talent.planning.consulting import consultations_held
from dejiro.cores.allocation import model as core
from dejiro.foundation.organizations.models import Organization

FRIDAY: Final = timedelta(days=4)
WORKDAYS: Final = 5
HALVES: Final = 2
WEEK: Final = timedelta(days=7)
# A leave of up to two weeks is arranged with the bodies; a longer one takes the person out of the plan.
LEAVE: Final = timedelta(days=14)


class Held(Protocol):
    """What takes half-days of every week from a day to another: an engagement, or a consultation of one week."""

    half_days: int
    starts_on: date
    ends_on: date


PARTS: Final = ("skills", "capacities", "absences", "conflicts__organization", "places", "papers")


def pool_for_planning(area: Organization, *, on: date) -> QuerySet[Specialist]:
    """Return the specialists of a prefecture who have not left by a day, with what planning asks; six queries."""
    rows = Specialist.objects.filter(Q(left_on=None) | Q(left_on__gt=on), area=area)
    return rows.prefetch_related(*PARTS)


def promised(area: Organization, *, but: Iterable[int] = ()) -> dict[int, list[Held]]:
    """Return what the specialists of a prefecture have promised, without some engagements; three queries.

    These are the engagements and the consultations that they have taken, by specialist.
    """
    found: dict[int, list[Held]] = {}
    for row in Engagement.objects.filter(specialist__area=area).exclude(pk__in=list(but)):
        found.setdefault(row.specialist_id, []).append(row)
    for taken in consultations_held(area):
        found.setdefault(taken.specialist, []).append(taken)
    return found


def half_days_by_week(specialist: Specialist, monday: date, weeks: int, engagements: Sequence[Held] = ()) -> list[int]:
    """Return the half-days that a specialist has left in each week; no query when capacities and absences are loaded.

    A week has the half-days of the period that holds its Monday to Friday. Of an absence of more than two weeks each
    day takes two of the ten half-days of a week; shorter ones are arranged with the bodies and change nothing.

    Args:
        specialist: with capacities and absences loaded.
        monday: the first week.
        weeks: how many.
        engagements: what is promised already.
    """
    return [_week(specialist, monday + number * WEEK, engagements) for number in range(weeks)]


def core_specialist(
    specialist: Specialist, monday: date, weeks: int, engagements: Sequence[Held] = ()
) -> core.Specialist:
    """Return a specialist as the core knows them; no query when everything is loaded."""
    table = half_days_by_week(specialist, monday, weeks, engagements)
    return core.Specialist(
        id=str(specialist.pk),
        capacity=tuple(core.Capacity(start, end, half_days) for start, end, half_days in _rows(table)),
        skills={skill.role: skill.level for skill in specialist.skills.all()},
        onsite=_onsite(specialist),
        not_for=tuple(sorted(conflict.organization.code for conflict in specialist.conflicts.all())),
        max_parallel=specialist.max_parallel,
    )


def _week(specialist: Specialist, monday: date, engagements: Sequence[Held]) -> int:
    friday = monday + FRIDAY
    if specialist.left_on is not None and specialist.left_on <= friday:
        return 0
    base = sum(
        row.half_days for row in specialist.capacities.all() if row.starts_on <= monday and row.ends_on >= friday
    )
    long = [row for row in specialist.absences.all() if row.ends_on - row.starts_on >= LEAVE]
    away = sum(
        any(row.starts_on <= day <= row.ends_on for row in long)
        for day in (monday + timedelta(days=number) for number in range(WORKDAYS))
    )
    there = min(base, HALVES * (WORKDAYS - away))
    used = sum(row.half_days for row in engagements if row.starts_on <= friday and row.ends_on >= monday)
    return max(there - used, 0)


def _rows(table: Sequence[int]) -> list[tuple[int, int, int]]:
    rows, at = [], 0
    for half_days, group in groupby(table):
        size = len(list(group))
        if half_days:
            rows.append((at, at + size, half_days))
        at += size
    return rows


def _onsite(specialist: Specialist) -> bool | tuple[str, ...]:
    if specialist.onsite == Specialist.Onsite.SOME:
        return tuple(sorted(place.code for place in specialist.places.all()))
    return specialist.onsite == Specialist.Onsite.ANYWHERE


def can_extend(engagement: Engagement, ends_on: date) -> bool:
    """True when the specialist has the half-days in every week from an engagement's end to a later Sunday."""
    specialist = pool_for_planning(engagement.request.area, on=engagement.starts_on).get(pk=engagement.specialist_id)
    others = promised(engagement.request.area, but=[engagement.pk]).get(specialist.pk, [])
    monday = engagement.ends_on + timedelta(days=(7 - engagement.ends_on.weekday()) % 7)
    weeks = max(((ends_on - monday).days + 1) // WEEK.days, 0)
    return all(free >= engagement.half_days for free in half_days_by_week(specialist, monday, weeks, others))
