"""Reads of the pool."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.db.models import Prefetch, Q, QuerySet

from dejiro.apps.talent import access
from dejiro.apps.talent.entries import NEEDED, papers_missing
from dejiro.apps.talent.models import Absence, Capacity, Conflict, Look, Paper, Skill, Specialist
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

SOON: Final = timedelta(days=60)
LOOKS: Final = 200


@dataclass(frozen=True)
class PoolRow:
    """A specialist of the list: skills, half-days a week today, and papers that lack or end within sixty days."""

    specialist: Specialist
    skills: Sequence[Skill]
    half_days: int
    missing: Sequence[str]
    ending: Sequence[Paper]


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
    may_edit: bool
    may_coordinate: bool
    is_self: bool


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
    """Return a specialist's page for a reader; six queries. A body sees neither papers nor conflicts."""
    own = access.may_edit(actor, specialist)
    today = clock.today()
    return Profile(
        specialist=specialist,
        skills=list(specialist.skills.all()),
        capacities=list(specialist.capacities.filter(ends_on__gte=today)),
        absences=list(specialist.absences.filter(ends_on__gte=today)),
        conflicts=list(specialist.conflicts.select_related("organization")) if own else [],
        papers=list(specialist.papers.all()) if own else [],
        missing=papers_missing(specialist, today, today) if own else [],
        places=list(specialist.places.all()),
        may_edit=own,
        may_coordinate=access.coordinates(actor, specialist.area_id),
        is_self=access.is_self(actor, specialist),
    )


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
