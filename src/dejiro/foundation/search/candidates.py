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
# A document of no body that is not public is shared among the area's public bodies.
PUBLIC_BODIES: Final = (Organization.Kind.PREFECTURE, Organization.Kind.MUNICIPALITY, Organization.Kind.PLATFORM)
OWN_ROLES: Final = (Role.MEMBER, Role.APPROVER, Role.ADMINISTRATOR, Role.AUDITOR, Role.COMPANY)

# Each term apart, so that the database reads each from the index whatever it believes about the others.
POSTINGS: Final = """
SELECT document_id, CAST(frequency AS DOUBLE PRECISION) AS frequency, CAST(%s AS DOUBLE PRECISION) AS gain,
    CAST(%s AS DOUBLE PRECISION) AS slope, %s AS of_characters
FROM search_posting WHERE term_id = %s
"""
# Everything but the terms' gains and slopes is the same for both questions, so the formula stands once.
SCORE: Final = """
SUM(found.gain * found.frequency / (found.frequency + CAST(%s AS DOUBLE PRECISION) + found.slope
    * CASE WHEN found.of_characters = 1 THEN document.characters ELSE document.words END))
"""
RANKING: Final = """
SELECT document.id
FROM ({postings}) found JOIN search_document document ON document.id = found.document_id
WHERE {visible}
GROUP BY document.id
ORDER BY {score} DESC, document.id
LIMIT %s
"""
# "+ 0" keeps the database from reading the terms' long lists for a few documents, whose own lists are short.
EXACT: Final = """
SELECT document.id, {score}
FROM (
    SELECT posting.document_id, posting.frequency, CAST(term.column2 AS DOUBLE PRECISION) AS gain,
        CAST(term.column3 AS DOUBLE PRECISION) AS slope, term.column4 AS of_characters
    FROM (VALUES {terms}) term JOIN search_posting posting ON posting.term_id + 0 = term.column1
    WHERE posting.document_id IN ({documents})
) found JOIN search_document document ON document.id = found.document_id
GROUP BY document.id
"""
# Far below what the formula can tell apart, far above what the order of adding changes.
DIGITS: Final = 12


@dataclass(frozen=True)
class Row:
    """One term of the query as the database gets it."""

    term: int
    documents: int
    gain: float
    slope: float
    of_characters: int


def candidates(actor: Actor, corpus: Corpus, query: Query, kinds: Sequence[str], limit: int) -> list[int]:
    """Return up to `limit` visible documents that the query's telling terms rank first; at most one database query."""
    rows = telling(query)
    if not rows:
        return []
    condition, parameters = visible(actor, corpus, kinds)
    sql = RANKING.format(postings=" UNION ALL ".join([POSTINGS] * len(rows)), visible=condition, score=SCORE)
    given = [value for row in rows for value in (row.gain, row.slope, row.of_characters, row.term)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*given, *parameters, damping(0, 1), limit])
        return [pk for (pk,) in cursor.fetchall()]


def scores(query: Query, documents: Sequence[int]) -> dict[int, float]:
    """Return the core's score of documents that hold some of the query's terms; at most one database query."""
    rows = [row for field in query.fields for row in _rows(field)]
    if not rows or not documents:
        return {}
    terms = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
    sql = EXACT.format(score=SCORE, terms=terms, documents=", ".join(["%s"] * len(documents)))
    given = [value for row in rows for value in (row.term, row.gain, row.slope, row.of_characters)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [damping(0, 1), *given, *documents])
        return {pk: round(score, DIGITS) for pk, score in cursor.fetchall()}


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


def visible(actor: Actor, corpus: Corpus, kinds: Sequence[str]) -> tuple[str, list[int | float | str]]:
    """Return the SQL condition and parameters of the documents of a collection that the actor may find."""
    condition: list[str] = []
    parameters: list[int | float | str] = []
    at_home = actor.area is not None and actor.area.pk == corpus.area_id
    if not (at_home and actor.has(*AREA_ROLES)):
        own = actor.organization if actor.has(*OWN_ROLES) else None
        bodies = sorted(actor.bodies) if own else []
        places = ", ".join(["%s"] * len(bodies))
        ways = ["document.public", *([f"document.organization_id IN ({places})"] if bodies else [])]
        if at_home and own and own.kind in PUBLIC_BODIES:
            ways.append("document.organization_id IS NULL")
        condition.append(f"({' OR '.join(ways)})")
        parameters += bodies
    if kinds:
        condition.append(f"document.kind IN ({', '.join(['%s'] * len(kinds))})")
        parameters += kinds
    return " AND ".join(condition) or "1 = 1", parameters


def corpus_of(actor: Actor) -> Corpus | None:
    """Return the collection of the actor's prefecture; whoever has none searches the installation's own."""
    if actor.area is not None and actor.area.kind == Organization.Kind.PREFECTURE:
        return Corpus.objects.filter(area=actor.area).first()
    return Corpus.objects.filter(area__code=settings.AREA).first()
