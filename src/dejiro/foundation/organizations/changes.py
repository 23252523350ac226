"""What a newer table of bodies changes, worked out before anything is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.tables import BodyRow

FIGURES: Final = ("population", "households", "fiscal_strength", "latitude", "longitude", "url")
NAMES: Final = ("name", "kana")

Difference: TypeAlias = tuple[str, object, object]


@dataclass(frozen=True)
class BodyChange:
    """A body in which something differs: (field, before, after)."""

    code: str
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class Changes:
    """What a load does or, in a rehearsal, would do; every list in order of code."""

    digest: str
    added: tuple[BodyRow, ...] = ()
    renamed: tuple[BodyChange, ...] = ()
    figures: tuple[BodyChange, ...] = ()
    closed: tuple[Organization, ...] = ()
    unchanged: int = 0
    first_areas: frozenset[str] = field(default=frozenset())

    def __bool__(self) -> bool:
        return bool(self.added or self.renamed or self.figures or self.closed)

    def counts(self) -> dict[str, int]:
        """Return how many bodies fall under each kind of change."""
        return {
            "added": len(self.added),
            "renamed": len(self.renamed),
            "figures": len(self.figures),
            "closed": len(self.closed),
            "unchanged": self.unchanged,
        }


def compare(current: Iterable[Organization], rows: Iterable[BodyRow], digest: str) -> Changes:
    """Return what would have to change for the bodies in force to be those of the table; pure.

    Args:
        current: prefectures and municipalities in force in the areas that the table covers.
        rows: the table.
        digest: the table's digest.
    """
    bodies = {body.code: body for body in current}
    table = {row.code: row for row in sorted(rows, key=lambda row: row.code)}
    pairs = [(bodies[code], row) for code, row in table.items() if code in bodies]
    renamed = _differing(pairs, NAMES)
    figures = _differing(pairs, FIGURES)
    return Changes(
        digest=digest,
        added=tuple(row for code, row in table.items() if code not in bodies),
        renamed=renamed,
        figures=figures,
        closed=tuple(body for code, body in sorted(bodies.items()) if code not in table and body.valid_to is None),
        unchanged=len(pairs) - len({change.code for change in (*renamed, *figures)}),
        first_areas=frozenset(row.area_code for row in table.values()) - _areas(bodies),
    )


def _areas(bodies: Mapping[str, Organization]) -> frozenset[str]:
    return frozenset(code for code, body in bodies.items() if body.kind == Organization.Kind.PREFECTURE)


def _differing(pairs: Iterable[tuple[Organization, BodyRow]], fields: tuple[str, ...]) -> tuple[BodyChange, ...]:
    changes = ((row, _differences(body, row, fields)) for body, row in pairs)
    return tuple(BodyChange(row.code, row.name, differences) for row, differences in changes if differences)


def _differences(body: Organization, row: BodyRow, fields: tuple[str, ...]) -> tuple[Difference, ...]:
    both = ((name, getattr(body, name), getattr(row, name)) for name in fields)
    return tuple((name, before, after) for name, before, after in both if before != after)
