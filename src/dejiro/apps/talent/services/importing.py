"""A whole pool from a file: everything or nothing, one entry in the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access
from dejiro.apps.talent.importing import PoolLine
from dejiro.apps.talent.models import Capacity, Paper, Skill, Specialist
from dejiro.apps.talent.services.common import insist
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.organizations.models import Organization

BATCH: Final = 500
FIELDS: Final = ("name", "kana", "employment", "lender", "onsite", "languages", "profile", "max_parallel")


@dataclass(frozen=True)
class Imported:
    """How many specialists were new, and how many were there before."""

    made: int
    changed: int


@transaction.atomic
def pool_import(*, actor: Actor, lines: Sequence[PoolLine]) -> Imported:
    """Take a table's rows into the pool; who is there already is changed, who is not in the table stays as they are.

    A row's skills are added to the known ones or replace their level; its period takes the place of all periods that it
    touches; its papers are recorded from today on unless one that ends on that day is known.

    Raises:
        NotYours: if the actor coordinates no prefecture.
    """
    area = actor.area
    insist(area and access.coordinates(actor, area.pk), _("人材プールを管理できるのは、調整担当です。"))
    assert area is not None
    before = {one.key: one for one in Specialist.objects.select_for_update().filter(area=area)}
    people = [_specialist(line, area, before, fictional=bool(actor.user and actor.user.fictional)) for line in lines]
    new = [one for one in people if one.key not in before]
    old = [one for one in people if one.key in before]
    Specialist.objects.bulk_create(new, batch_size=BATCH)
    Specialist.objects.bulk_update(old, [*FIELDS, "version"], batch_size=BATCH)
    _put_parts(people, lines)
    done = Imported(len(new), len(old))
    data = {"made": done.made, "changed": done.changed}
    record(actor=actor, action="talent.pool.import", subject=subject_of(area), data=data)
    return done


def _specialist(line: PoolLine, area: Organization, before: dict[str, Specialist], *, fictional: bool) -> Specialist:
    found = before.get(line.entry.key) or Specialist(area=area, key=line.entry.key, fictional=fictional, version=0)
    for name in FIELDS:
        setattr(found, name, getattr(line.entry, name))
    found.version += 1
    return found


def _put_parts(people: Sequence[Specialist], lines: Sequence[PoolLine]) -> None:
    through = Specialist.places.through
    keys = [one.pk for one in people]
    through.objects.filter(specialist__in=keys).delete()
    pairs = list(zip(people, lines, strict=True))
    through.objects.bulk_create(
        [through(specialist=one, organization=place) for one, line in pairs for place in line.entry.places],
        batch_size=BATCH,
    )
    Skill.objects.bulk_create(
        [Skill(specialist=one, role=role, level=level) for one, line in pairs for role, level in line.skills],
        update_conflicts=True,
        unique_fields=["specialist", "role"],
        update_fields=["level"],
        batch_size=BATCH,
    )
    _put_capacities(pairs)
    _put_papers(pairs)


def _put_capacities(pairs: Sequence[tuple[Specialist, PoolLine]]) -> None:
    wanted = {one.pk: line.capacity for one, line in pairs if line.capacity}
    touched = [
        row.pk
        for row in Capacity.objects.filter(specialist__in=wanted)
        if row.starts_on <= wanted[row.specialist_id][1] and row.ends_on >= wanted[row.specialist_id][0]
    ]
    Capacity.objects.filter(pk__in=touched).delete()
    rows = [
        Capacity(specialist_id=key, starts_on=starts_on, ends_on=ends_on, half_days=half_days)
        for key, (starts_on, ends_on, half_days) in wanted.items()
    ]
    Capacity.objects.bulk_create(rows, batch_size=BATCH)


def _put_papers(pairs: Sequence[tuple[Specialist, PoolLine]]) -> None:
    today = clock.today()
    held = set(
        Paper.objects.filter(specialist__in=[one.pk for one, _line in pairs]).values_list(
            "specialist", "kind", "ends_on"
        )
    )
    rows = [
        Paper(specialist=one, kind=kind, starts_on=min(today, ends_on), ends_on=ends_on)
        for one, line in pairs
        for kind, ends_on in line.papers
        if (one.pk, kind, ends_on) not in held
    ]
    Paper.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["specialist", "kind", "starts_on"],
        update_fields=["ends_on"],
        batch_size=BATCH,
    )
