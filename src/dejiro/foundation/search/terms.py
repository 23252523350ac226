"""The bridge to the core: a text's terms, and what each term of a query is worth here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from dejiro.cores.textmatch.reading import CHARACTERS, Field, fields
from dejiro.cores.textmatch.score import Statistics, gains, shares
from dejiro.cores.textmatch.text import fold
from dejiro.foundation.search.models import Corpus, Term

# No more of a text is indexed, and no more of a query is read.
TEXT_LIMIT: Final = 20_000
QUERY_LIMIT: Final = 1_000
TERM_LIMIT: Final = 60
FREQUENCY_LIMIT: Final = 32_767

Counts = Mapping[str, Counter[str]]


@cache
def readings() -> tuple[Field, ...]:
    """Return the fields that this installation reads: words when the extra `ja` is there, characters always."""
    return fields()


def count(text: str) -> dict[str, Counter[str]]:
    """Return for each field how often each term stands in the text."""
    folded = fold(text)
    return {field.name: Counter(term[:TERM_LIMIT] for term in field.terms(folded)) for field in readings()}


@dataclass(frozen=True)
class Known:
    """A term of the query that stands in some document."""

    id: int
    text: str
    documents: int


@dataclass(frozen=True)
class FieldQuery:
    """One field of a query: what each term adds to the score, the field's mean length, the terms that exist."""

    field: Field
    gained: Mapping[str, float]
    average: float
    known: Sequence[Known]


@dataclass(frozen=True)
class Query:
    """A query, read by every field."""

    fields: Sequence[FieldQuery]


def query_of(counts: Counts, corpus: Corpus) -> Query:
    """Read the query's terms from the database (one query) and weigh them by the core's formula.

    Args:
        counts: the query's terms by field.
        corpus: the area to search, with at least one document.
    """
    known = _known(corpus, [term for terms in counts.values() for term in terms])
    documents, lengths = corpus.documents, {"characters": corpus.characters, "words": corpus.words}
    gained = {
        field.name: gains(counts[field.name], Statistics(documents, lengths[field.name], _frequencies(known)))
        for field in readings()
    }
    parts = shares((field.weight, gained[field.name]) for field in readings())
    return Query(
        [
            FieldQuery(
                field,
                {term: part * gain for term, gain in gained[field.name].items()},
                lengths[field.name] / documents,
                [known[term] for term in gained[field.name] if term in known],
            )
            for field, part in zip(readings(), parts, strict=True)
            if part
        ]
    )


def _known(corpus: Corpus, terms: Sequence[str]) -> dict[str, Known]:
    rows = Term.objects.filter(area=corpus.area_id, text__in=terms, documents__gt=0).values_list(
        "id", "text", "documents"
    )
    return {text: Known(pk, text, documents) for pk, text, documents in rows}


def _frequencies(known: Mapping[str, Known]) -> dict[str, int]:
    return {text: term.documents for text, term in known.items()}


def is_characters(field: Field) -> bool:
    """Return whether the field is the one of character pairs."""
    return field.name == CHARACTERS.name
