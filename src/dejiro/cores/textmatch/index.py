"""The index in memory. Adding, changing or removing a document touches its own terms only; nothing is ever rebuilt."""

from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from dejiro.cores.textmatch.model import Document, Hit
from dejiro.cores.textmatch.passages import passages
from dejiro.cores.textmatch.reading import Field
from dejiro.cores.textmatch.reading import fields as best_fields
from dejiro.cores.textmatch.score import Statistics, damping, gains, saturation, shares
from dejiro.cores.textmatch.text import fold

Gain = Mapping[str, float]


class Postings:
    """The documents of one term: their slots in rising order, and how often the term stands in each."""

    def __init__(self) -> None:
        self.slots = array("i")
        self.counts = array("i")

    def add(self, slot: int, count: int) -> None:
        """Put a document in its place."""
        place = bisect_left(self.slots, slot)
        self.slots.insert(place, slot)
        self.counts.insert(place, count)

    def remove(self, slot: int) -> None:
        """Take a document out."""
        place = bisect_left(self.slots, slot)
        del self.slots[place], self.counts[place]


class FieldIndex:
    """The postings of one field."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.postings: dict[str, Postings] = {}
        self.lengths = array("i")
        self.total = 0

    def count(self, folded: str) -> Counter[str]:
        """Return how often each term stands in a folded text."""
        return Counter(self.field.terms(folded))

    def add(self, slot: int, folded: str) -> None:
        """Enter a document; `slot` is a free one or the next."""
        counts = self.count(folded)
        length = counts.total()
        self.lengths[slot : slot + 1] = array("i", [length])
        self.total += length
        for term, count in counts.items():
            self.postings.setdefault(term, Postings()).add(slot, count)

    def remove(self, slot: int, folded: str) -> None:
        """Take a document out, and every term that stands nowhere else."""
        self.total -= self.lengths[slot]
        for term in self.count(folded):
            self.postings[term].remove(slot)
            if not self.postings[term].slots:
                del self.postings[term]

    def gains(self, folded: str, documents: int) -> dict[str, float]:
        """Return what each term of a folded query is worth in this collection."""
        counts = self.count(folded)
        frequencies = {term: len(self.postings[term].slots) for term in counts if term in self.postings}
        return gains(counts, Statistics(documents, self.total, frequencies))

    def add_scores(self, scores: NDArray[np.float64], gained: Gain, documents: int) -> None:
        """Add to `scores` (by slot) what this field finds."""
        lengths = np.frombuffer(self.lengths, dtype=np.int32).astype(np.float64)
        damped = damping(lengths, self.total / documents)
        for term, gain in gained.items():
            if term in self.postings:
                slots = np.frombuffer(self.postings[term].slots, dtype=np.int32)
                counts = np.frombuffer(self.postings[term].counts, dtype=np.int32).astype(np.float64)
                scores[slots] += gain * saturation(counts, damped[slots])


class Index:
    """Documents that can be searched and compared.

    The order in which documents came, changed and went makes no difference to any score. Threads that write must not
    share it.

    >>> from dejiro.cores.textmatch import CHARACTERS
    >>> index = Index([Document("1", "端末の共同購入"), Document("2", "公印の廃止")], fields=(CHARACTERS,))
    >>> [hit.key for hit in index.search("共同で購入する")]
    ['1']
    """

    def __init__(self, documents: Iterable[Document] = (), *, fields: Sequence[Field] | None = None) -> None:
        self._fields = [FieldIndex(field) for field in fields or best_fields()]
        self._texts: list[str] = []
        self._keys: list[str] = []
        self._slots: dict[str, int] = {}
        self._free: list[int] = []
        for document in documents:
            self.add(document)

    def __len__(self) -> int:
        return len(self._slots)

    def __contains__(self, key: str) -> bool:
        return key in self._slots

    def add(self, document: Document) -> None:
        """Enter a new document.

        Raises:
            ValueError: if its key is taken.
        """
        if document.key in self._slots:
            raise ValueError(f"識別子「{document.key}」の文書はすでにあります。変更はupdateで行ってください。")
        slot = self._free.pop() if self._free else len(self._keys)
        self._slots[document.key] = slot
        self._keys[slot : slot + 1] = [document.key]
        self._texts[slot : slot + 1] = [document.text]
        folded = fold(document.text)
        for field in self._fields:
            field.add(slot, folded)

    def remove(self, key: str) -> None:
        """Take a document out.

        Raises:
            KeyError: if there is none under this key.
        """
        slot = self._slots.pop(key)
        folded = fold(self._texts[slot])
        for field in self._fields:
            field.remove(slot, folded)
        self._texts[slot] = ""
        self._free.append(slot)

    def update(self, document: Document) -> None:
        """Put the new text in the place of the one under the same key.

        Raises:
            KeyError: if there is none under this key.
        """
        self.remove(document.key)
        self.add(document)

    def search(self, query: str, *, limit: int = 10, minimum: float = 0.0) -> list[Hit]:
        """Return the documents most like the query, best first, equal ones by key.

        Args:
            query: any text.
            limit: how many at most.
            minimum: the least score, from 0 (a term in common) to 1 (as good as the query itself).
        """
        gained = self._gains(query)
        scores = self._scores(gained)
        best = self._best(scores, limit, minimum)
        return [self._hit(slot, float(scores[slot]), gained) for slot in best]

    def similar(self, key: str, *, limit: int = 10, minimum: float = 0.0) -> list[Hit]:
        """Return the other documents most like this one, best first.

        Raises:
            KeyError: if there is none under this key.
        """
        hits = self.search(self._texts[self._slots[key]], limit=limit + 1, minimum=minimum)
        return [hit for hit in hits if hit.key != key][:limit]

    def _gains(self, query: str) -> list[Gain]:
        folded = fold(query)
        gained = [field.gains(folded, len(self)) for field in self._fields]
        parts = shares((field.field.weight, gain) for field, gain in zip(self._fields, gained, strict=True))
        return [{term: part * value for term, value in gain.items()} for part, gain in zip(parts, gained, strict=True)]

    def _scores(self, gained: Sequence[Gain]) -> NDArray[np.float64]:
        scores = np.zeros(len(self._keys))
        for field, gain in zip(self._fields, gained, strict=True):
            if gain:
                field.add_scores(scores, gain, len(self))
        return scores

    def _best(self, scores: NDArray[np.float64], limit: int, minimum: float) -> list[int]:
        found = np.flatnonzero((scores > 0) & (scores >= minimum))
        if len(found) > limit > 0:
            least = np.partition(scores[found], -limit)[-limit]
            found = found[scores[found] >= least]
        ordered = sorted(found.tolist(), key=lambda slot: (-scores[slot], self._keys[slot]))
        return ordered[: max(limit, 0)]

    def _hit(self, slot: int, score: float, gained: Sequence[Gain]) -> Hit:
        named = [(field.field, gain) for field, gain in zip(self._fields, gained, strict=True)]
        return Hit(self._keys[slot], score, passages(self._texts[slot], named))
