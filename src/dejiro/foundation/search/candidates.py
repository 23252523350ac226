"""The documents worth scoring exactly, found by the database from the query's telling terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from dejiro.cores.textmatch.score import K1, damping
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search.terms import FieldQuery, Query, is_characters

# The most postings a search reads. The rarest terms come first; only what stands nearly everywhere is left out.
BUDGET: Final = 20_000
# Those who work for their whole area see what its bodies have not made public.
AREA_ROLES: Final = (Role.COORDINATOR, Role.EXPERT)
# A resident's group holds strangers: they see what is public.
OWN_ROLES: Final = (
    Role.MEMBER,
    Role.APPROVER,
    Role.ADMINISTRATOR,
    Role.AUDITOR,
    Role.COMPANY,
)

SQL: Final = """
WITH asked (term_id, gain, slope, of_characters) AS (VALUES {values})
SELECT document.id, document.characters, document.words
FROM asked CROSS JOIN search_posting posting CROSS JOIN search_document document
WHERE posting.term_id = asked.term_id AND document.id = posting.document_id AND {visible}
GROUP BY document.id, document.characters, document.words
ORDER BY SUM(asked.gain * posting.frequency / (posting.frequency + %s + asked.slope
    * CASE WHEN asked.of_characters = 1 THEN document.characters ELSE document.words END)) DESC, document.id
LIMIT %s
"""


@dataclass(frozen=True)
class Candidate:
    """A document and its lengths."""

    id: int
    characters: int
    words: int

    @property
    def lengths(self) -> dict[str, int]:
        """The lengths by field."""
        return {"characters": self.characters, "words": self.words}


@dataclass(frozen=True)
class Row:
    """One term of the query as the database gets it."""

    term: int
    documents: int
    gain: float
    slope: float
    of_characters: int


def candidates(actor: Actor, query: Query, kinds: Sequence[str], limit: int) -> list[Candidate]:
    """Return up to `limit` visible documents that the query's telling terms rank first; at most one database query."""
    rows = telling(query)
    if not rows:
        return []
    condition, parameters = visible(actor, kinds)
    values = ", ".join(["(%s, CAST(%s AS DOUBLE PRECISION), CAST(%s AS DOUBLE PRECISION), %s)"] * len(rows))
    given: list[int | float | str] = [
        value for row in rows for value in (row.term, row.gain, row.slope, row.of_characters)
    ]
    with connection.cursor() as cursor:
        cursor.execute(SQL.format(values=values, visible=condition), [*given, *parameters, damping(0, 1), limit])
        return [Candidate(*row) for row in cursor.fetchall()]


def telling(query: Query) -> list[Row]:
    """Return the query's rarest terms as long as their documents fit the budget, at least one."""
    rows = sorted((row for field in query.fields for row in _rows(field)), key=lambda row: (row.documents, row.term))
    chosen: list[Row] = []
    total = 0
    for row in rows:
        total += row.documents
        if chosen and total > BUDGET:
            break
        chosen.append(row)
    return chosen


def _rows(field: FieldQuery) -> list[Row]:
    slope = damping(1, field.average) - damping(0, field.average)
    return [
        Row(term.id, term.documents, field.gained[term.text] * (K1 + 1), slope, int(is_characters(field.field)))
        for term in field.known
    ]


def visible(actor: Actor, kinds: Sequence[str]) -> tuple[str, list[int | float | str]]:
    """Return the SQL condition and parameters of the documents that the actor may find."""
    area, parameters = _area(actor)
    condition = [area]
    if not actor.has(*AREA_ROLES):
        own = actor.organization if actor.has(*OWN_ROLES) else None
        condition.append("(document.public OR document.organization_id = %s)" if own else "document.public")
        parameters += [own.pk] if own else []
    if kinds:
        condition.append(f"document.kind IN ({', '.join(['%s'] * len(kinds))})")
        parameters += kinds
    return " AND ".join(condition), parameters


def _area(actor: Actor) -> tuple[str, list[int | float | str]]:
    """Return the condition of the actor's prefecture; whoever has none sees the installation's own."""
    if actor.area is not None and actor.area.kind == Organization.Kind.PREFECTURE:
        return "document.area_id = %s", [actor.area.pk]
    own = "document.area_id IN (SELECT id FROM organizations_organization WHERE code = %s)"
    return own, [settings.AREA]
