"""Keeps the index. Call these in the transaction that writes the record and after its rows, as with the ledger."""

from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

from django.db import transaction
from django.db.models import F

from dejiro.foundation.ledger.models import Head
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.search.models import Content, Corpus, Document, Posting, Term
from dejiro.foundation.search.terms import FREQUENCY_LIMIT, TEXT_LIMIT, Counts, count

T = TypeVar("T")
BATCH: Final = 500


@transaction.atomic(savepoint=False)
def index(
    *,
    kind: str,
    key: int,
    area: Organization,
    organization: Organization | None,
    public: bool,
    title: str,
    text: str,
    url: str,
) -> None:
    """Enter a record, or replace what is known of it. Only its own terms are touched.

    Args:
        kind: "voice", "need", "adoption", "challenge", "idea" or another kind of record that the search page names.
        key: the record's primary key.
        area: the prefecture in which it is found.
        organization: the body that finds it though it is not public.
        public: whether everyone in the area finds it.
        title: up to 200 characters.
        text: what is searched beside the title; from 20,000 characters on it is not read.
        url: where the record is shown.
    """
    text = text[:TEXT_LIMIT]
    counts = count(f"{title}\n{text}")
    _lock()
    document = Document.objects.filter(kind=kind, key=key).first() or Document(kind=kind, key=key)
    _corpus_change(document, -1)
    document.area, document.organization, document.public = area, organization, public
    document.characters, document.words = _length(counts, "characters"), _length(counts, "words")
    document.save()
    _corpus_change(document, 1)
    Content.objects.update_or_create(document=document, defaults={"title": title[:200], "text": text, "url": url})
    _postings_change(document, _frequencies(counts))


@transaction.atomic(savepoint=False)
def unindex(kind: str, key: int) -> None:
    """Take a record out of the index; nothing happens when it is not there."""
    _lock()
    document = Document.objects.filter(kind=kind, key=key).first()
    if document is not None:
        _corpus_change(document, -1)
        _postings_change(document, {})
        document.delete()


def reindex() -> int:
    """Read every document again, as after installing the extra `ja`; return how many. One transaction a document."""
    keys = list(Document.objects.order_by("pk").values_list("pk", flat=True))
    for key in keys:
        _reindex_one(key)
    Term.objects.filter(documents=0).delete()
    return len(keys)


@transaction.atomic
def _reindex_one(key: int) -> None:
    content = Content.objects.select_related("document__area", "document__organization").filter(document=key).first()
    if content is not None:
        document = content.document
        index(
            kind=document.kind,
            key=document.key,
            area=document.area,
            organization=document.organization,
            public=document.public,
            title=content.title,
            text=content.text,
            url=content.url,
        )


def _lock() -> None:
    """Queue up where the ledger's writers queue up.

    Terms are shared by all documents. With one lock for both, no two transactions can wait for each other, whichever of
    the index and the ledger a service writes first.
    """
    Head.objects.select_for_update().get_or_create(pk=1)


def _length(counts: Counts, field: str) -> int:
    return counts[field].total() if field in counts else 0


def _frequencies(counts: Counts) -> dict[str, int]:
    return {term: min(frequency, FREQUENCY_LIMIT) for terms in counts.values() for term, frequency in terms.items()}


def _corpus_change(document: Document, sign: int) -> None:
    """Count the document into its area (1) or out of it (-1); one that was never saved is in no count."""
    if document.pk is not None:
        change = {name: F(name) + sign * getattr(document, name) for name in ("characters", "words")}
        corpus = Corpus.objects.filter(area=document.area_id)
        if not corpus.update(documents=F("documents") + sign, **change):
            Corpus.objects.create(area=document.area, documents=1, characters=document.characters, words=document.words)


def _postings_change(document: Document, wanted: Mapping[str, int]) -> None:
    """Bring the document's postings to `wanted`, frequencies by term, and the terms' counts along."""
    ids = _term_ids(document.area, wanted)
    new = {ids[term]: frequency for term, frequency in wanted.items()}
    old = dict(Posting.objects.filter(document=document).values_list("term_id", "frequency"))
    written = [term for term, frequency in new.items() if old.get(term) != frequency]
    for batch in _batches([term for term in old if new.get(term) != old[term]]):
        Posting.objects.filter(document=document, term_id__in=batch).delete()
    Posting.objects.bulk_create(
        [Posting(term_id=term, document=document, frequency=new[term]) for term in sorted(written)], batch_size=BATCH
    )
    _term_counts_change(new.keys() - old.keys(), 1)
    _term_counts_change(old.keys() - new.keys(), -1)


def _term_ids(area: Organization, texts: Iterable[str]) -> dict[str, int]:
    """Return the numbers of an area's terms, making those that are new."""
    texts = sorted(texts)
    ids: dict[str, int] = {}
    for batch in _batches(texts):
        ids.update(Term.objects.filter(area=area, text__in=batch).values_list("text", "id"))
    new = [Term(area=area, text=text) for text in texts if text not in ids]
    made = Term.objects.bulk_create(new, batch_size=BATCH)
    return ids | {term.text: term.pk for term in made}


def _term_counts_change(terms: Iterable[int], change: int) -> None:
    for batch in _batches(sorted(terms)):
        Term.objects.filter(pk__in=batch).update(documents=F("documents") + change)


def _batches(items: list[T]) -> Iterable[list[T]]:
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))
