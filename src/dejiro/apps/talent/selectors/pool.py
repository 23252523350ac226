"""Reads of the pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects

from dejiro.apps.talent import access
from dejiro.apps.talent.entries import NEEDED, papers_missing
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Engagement, Look, Paper, Skill, Specialist
from dejiro.apps.talent.planning import Taken, consultations_held, half_days_by_week
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

SOON: Final = timedelta(days=60)
LOOKS: Final = 200
WEEKS: Final = 8


@dataclass(frozen=True)
class PoolRow:
    """A specialist of the list: skills, half-days a week today, and papers that lack or end within sixty days."""

    specialist: Specialist
    skills: Sequence[Skill]
    half_days: int
    missing: Sequence[str]
    ending: Sequence[Paper]


@dataclass(frozen=True)
class Week:
    """A week of a specialist from its Monday: half-days there are, promised to bodies, taken by consultations, left."""

    monday: date
    there: int
    engaged: int
    consulted: int

    @property
    def left(self) -> int:
        """Half-days left; below zero when more is promised than there is."""
        return self.there - self.engaged - self.consulted


@dataclass(frozen=True)
class Profile:
    """Everything on a specialist's page that the reader may see."""

    specialist: Specialist
    skills: Sequence[Skill]
    capacities: Sequence[Capacity]
    absences: Sequence[Absence]
    conflicts: Sequence[Conflict]
    papers: Sequence[Paper]
    missing: Sequence[str]
    places: Sequence[Organization]
    weeks: Sequence[Week]
    consultations: Sequence[Taken]
    may_edit: bool
    may_coordinate: bool
    is_self: bool
    may_erase: bool


def pool_of(area: Organization, *, q: str = "", role: str = "", employment: str = "") -> QuerySet[Specialist]:
    """Return a prefecture's specialists who have not left, by number, with what the list shows; four queries."""
    today = clock.today()
    rows = Specialist.objects.filter(Q(left_on=None) | Q(left_on__gt=today), area=area)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(kana__icontains=q) | Q(key__iexact=q) | Q(profile__icontains=q))
    if role:
        rows = rows.filter(skills__role=role)
    if employment:
        rows = rows.filter(employment=employment)
    now = Capacity.objects.filter(starts_on__lte=today, ends_on__gte=today)
    return rows.select_related("lender").prefetch_related(
        "skills", "papers", Prefetch("capacities", now, to_attr="current")
    )


def pool_rows(specialists: Iterable[Specialist]) -> list[PoolRow]:
    """Return the rows of the list; no query when everything is loaded as `pool_of` does."""
    return [_pool_row(specialist) for specialist in specialists]


def profile_of(actor: Actor, specialist: Specialist) -> Profile:
    """Return a specialist's page for a reader; at most eleven queries.

    A body sees neither papers, conflicts nor weeks.
    """
    own = access.may_edit(actor, specialist)
    today = clock.today()
    consultations = consultations_held(specialist.area, only=specialist, since=_monday(today)) if own else []
    return Profile(
        specialist=specialist,
        skills=list(specialist.skills.all()),
        capacities=list(specialist.capacities.filter(ends_on__gte=today)),
        absences=list(specialist.absences.filter(ends_on__gte=today)),
        conflicts=list(specialist.conflicts.select_related("organization")) if own else [],
        papers=list(specialist.papers.all()) if own else [],
        missing=papers_missing(specialist, today, today) if own else [],
        places=list(specialist.places.all()),
        weeks=weeks_of(specialist, consultations) if own else [],
        consultations=consultations,
        may_edit=own,
        may_coordinate=access.coordinates(actor, specialist.area_id),
        is_self=access.is_self(actor, specialist),
        may_erase=access.coordinates(actor, specialist.area_id)
        and specialist.erased_at is None
        and specialist.left_on is not None
        and specialist.left_on <= today,
    )


def weeks_of(specialist: Specialist, consultations: Sequence[Taken]) -> list[Week]:
    """Return a specialist's next weeks; three queries. `consultations` are theirs from this week on."""
    prefetch_related_objects([specialist], "capacities", "absences")
    first = _monday(clock.today())
    engagements = list(specialist.engagements.filter(ends_on__gte=first))
    table = half_days_by_week(specialist, first, WEEKS)
    return [
        _week(first + number * timedelta(days=7), there, engagements, consultations)
        for number, there in enumerate(table)
    ]


def _week(monday: date, there: int, engagements: Sequence[Engagement], consultations: Sequence[Taken]) -> Week:
    friday = monday + timedelta(days=4)
    engaged = sum(row.half_days for row in engagements if row.starts_on <= friday and row.ends_on >= monday)
    return Week(monday, there, engaged, sum(row.half_days for row in consultations if row.starts_on == monday))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def looks_of(specialist: Specialist) -> list[Look]:
    """Return who looked at a profile, the latest first; one query."""
    return list(specialist.looks.select_related("user", "organization")[:LOOKS])


def papers_ending(area: Organization) -> list[Paper]:
    """Return needed papers that end within sixty days or have ended and were not renewed; one query."""
    today = clock.today()
    rows = (
        Paper.objects.filter(specialist__area=area)
        .select_related("specialist__area", "specialist__user")
        .order_by("ends_on")
    )
    newest = {(paper.specialist_id, paper.kind): paper for paper in rows}
    due = (paper for paper in newest.values() if paper.ends_on <= today + SOON and _is_needed(paper))
    here = [paper for paper in due if paper.specialist.left_on is None or paper.specialist.left_on > today]
    return sorted(here, key=lambda paper: (paper.ends_on, paper.pk))


def _is_needed(paper: Paper) -> bool:
    return paper.kind in NEEDED[Specialist.Employment(paper.specialist.employment)]


def _pool_row(specialist: Specialist) -> PoolRow:
    today = clock.today()
    current: Iterable[Capacity] = getattr(specialist, "current", ())
    missing = papers_missing(specialist, today, today)
    newest: dict[str, Paper] = {}
    for paper in specialist.papers.all():
        if paper.kind not in newest or paper.ends_on > newest[paper.kind].ends_on:
            newest[paper.kind] = paper
    ending = [
        paper for paper in newest.values() if today <= paper.ends_on <= today + SOON and _needs(specialist, paper)
    ]
    half_days = sum(row.half_days for row in current)
    return PoolRow(specialist, list(specialist.skills.all()), half_days, missing, ending)


def _needs(specialist: Specialist, paper: Paper) -> bool:
    return paper.kind in NEEDED[Specialist.Employment(specialist.employment)]
