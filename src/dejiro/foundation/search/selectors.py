"""Finds records that resemble a query or a text. Always the same few database queries, however much is indexed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from dejiro.cores.textmatch.passages import excerpt, passages
from dejiro.cores.textmatch.text import fold
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.search.candidates import candidates, corpus_of, scores
from dejiro.foundation.search.models import Content, Corpus, Term
from dejiro.foundation.search.terms import QUERY_LIMIT, Counts, Query, count, is_characters, query_of

# How many documents are scored exactly.
CANDIDATES: Final = 120
# Of a long text only the beginning is looked through for what matched.
SHOWN_LIMIT: Final = 3_000
# A query of one character stands for the pairs that begin with it; so many of them.
PAIRS: Final = 30
# Below this a "similar" text shares only endings and particles.
SIMILAR: Final = 0.1


@dataclass(frozen=True)
class Hit:
    """A record that was found. `passages` are pieces of its text, each with whether it matched; escape them to show."""

    kind: str
    key: int
    title: str
    url: str
    score: float
    passages: tuple[tuple[str, bool], ...]


def search(actor: Actor, query: str, *, kinds: Sequence[str] = (), limit: int = 20) -> list[Hit]:
    """Return what the actor may find for a query, best first.

    Args:
        actor: who searches; what is not public is found by its own body and by the area's coordinators and experts.
        query: any text; from 1,000 characters on it is not read.
        kinds: only these kinds of record; all when empty.
        limit: at most so many, up to 120.
    """
    corpus = corpus_of(actor)
    if corpus is None:
        return []
    return _find(actor, corpus, count_query(corpus, query), kinds=kinds, limit=limit, minimum=0.0)


def similar(
    actor: Actor, text: str, *, kinds: Sequence[str] = (), limit: int = 5, minimum: float = SIMILAR
) -> list[Hit]:
    """Return records that resemble a text, best first; those with less than `minimum` (0 to 1) are left out."""
    corpus = corpus_of(actor)
    if corpus is None:
        return []
    return _find(actor, corpus, count(text[:QUERY_LIMIT]), kinds=kinds, limit=limit, minimum=minimum)


def count_query(corpus: Corpus, query: str) -> Counts:
    """Return the query's terms; for a single character, the pairs that begin with it."""
    query = query[:QUERY_LIMIT]
    letter = fold(query)
    counts = count(query)
    if len(letter) == 1:
        begun = Term.objects.filter(area=corpus.area_id, text__startswith=letter, documents__gt=0).order_by(
            "-documents", "id"
        )
        pairs = [text for text in begun.values_list("text", flat=True)[:PAIRS] if len(text) == len(letter) + 1]
        counts["characters"].update(pairs)
    return counts


def _find(
    actor: Actor, corpus: Corpus, counts: Counts, *, kinds: Sequence[str], limit: int, minimum: float
) -> list[Hit]:
    if not corpus.documents or not any(counts.values()):
        return []
    query = query_of(counts, corpus)
    found = scores(query, candidates(actor, corpus, query, kinds, CANDIDATES))
    best = sorted((pk for pk, score in found.items() if score >= minimum), key=lambda pk: (-found[pk], pk))[:limit]
    contents = Content.objects.select_related("document").in_bulk(best)
    return [_hit(contents[pk], found[pk], query) for pk in best if pk in contents]


def _hit(content: Content, score: float, query: Query) -> Hit:
    document = content.document
    pieces = _pieces((content.text or content.title)[:SHOWN_LIMIT], query)
    return Hit(document.kind, document.key, content.title, content.url, score, tuple(pieces))


def _pieces(text: str, query: Query) -> list[tuple[str, bool]]:
    """Mark what matched by characters, which is quick; only where they show nothing, by words and synonyms."""
    quick = [(field.field, field.gained) for field in query.fields if is_characters(field.field)]
    slow = [(field.field, field.gained) for field in query.fields if not is_characters(field.field)]
    found = passages(text, quick) or passages(text, slow)
    return excerpt(text, found)
