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
from dejiro.foundation.search.models import Corpus
from dejiro.foundation.search.terms import FieldQuery, Query, is_characters

# The most postings and terms that a search reads for its candidates. What tells most comes first.
BUDGET: Final = 50_000
TERMS: Final = 64
# Those who work for their whole area see what its bodies have not made public.
AREA_ROLES: Final = (Role.COORDINATOR, Role.EXPERT)
# A resident's group holds strangers: they see what is public.
OWN_ROLES: Final = (Role.MEMBER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMPANY)

# Each term apart, so that the database reads each from the index whatever it believes about the others.
POSTINGS: Final = """
SELECT document_id, CAST(frequency AS DOUBLE PRECISION) AS frequency, CAST(%s AS DOUBLE PRECISION) AS gain,
    CAST(%s AS DOUBLE PRECISION) AS slope, %s AS of_characters
FROM search_posting WHERE term_id = %s
"""
RANKING: Final = """
SELECT document.id, document.characters, document.words
FROM ({postings}) found JOIN search_document document ON document.id = found.document_id
WHERE {visible}
GROUP BY document.id, document.characters, document.words
ORDER BY SUM(found.gain * found.frequency / (found.frequency + CAST(%s AS DOUBLE PRECISION) + found.slope
    * CASE WHEN found.of_characters = 1 THEN document.characters ELSE document.words END)) DESC, document.id
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
    postings = " UNION ALL ".join([POSTINGS] * len(rows))
    sql = RANKING.format(postings=postings, visible=condition)
    given = [value for row in rows for value in (row.gain, row.slope, row.of_characters, row.term)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *parameters, damping(0, 1), limit])
        return [Candidate(*row) for row in cursor.fetchall()]


def telling(query: Query) -> list[Row]:
    """Return the terms that add most to the score, as far as their documents fit the budget together; at least one."""
    rows = sorted((row for field in query.fields for row in _rows(field)), key=lambda row: (-row.gain, row.term))
    chosen: list[Row] = []
    left = BUDGET
    for row in rows:
        if not chosen or (row.documents <= left and len(chosen) < TERMS):
            chosen.append(row)
            left -= row.documents
    return chosen


def _rows(field: FieldQuery) -> list[Row]:
    slope = damping(1, field.average) - damping(0, field.average)
    return [
        Row(term.id, term.documents, field.gained[term.text] * (K1 + 1), slope, int(is_characters(field.field)))
        for term in field.known
    ]


def visible(actor: Actor, kinds: Sequence[str]) -> tuple[str, list[int | float | str]]:
    """Return the SQL condition and parameters of the documents of the actor's area that the actor may find."""
    condition: list[str] = []
    parameters: list[int | float | str] = []
    if not actor.has(*AREA_ROLES):
        own = actor.organization if actor.has(*OWN_ROLES) else None
        condition.append("(document.public OR document.organization_id = %s)" if own else "document.public")
        parameters += [own.pk] if own else []
    if kinds:
        condition.append(f"document.kind IN ({', '.join(['%s'] * len(kinds))})")
        parameters += kinds
    return " AND ".join(condition) or "1 = 1", parameters


def corpus_of(actor: Actor) -> Corpus | None:
    """Return the collection of the actor's prefecture; whoever has none searches the installation's own."""
    if actor.area is not None and actor.area.kind == Organization.Kind.PREFECTURE:
        return Corpus.objects.filter(area=actor.area).first()
    return Corpus.objects.filter(area__code=settings.AREA).first()
