"""The formula, on plain numbers. The index in memory and the one in the database both score with it.

w(t, d) = idf(t) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length(d) / average length))
idf(t) = ln(1 + (N - df + 1/2) / (df + 1/2));   S(q, d) = sum of w(t, d) over the distinct terms t of q
score(q, d) = sum over the fields of weight * S(q, d) / S(q, q), divided by the weights of the fields where q has terms

Source: S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009), with the idf that is
never negative. Dividing by the query's own score makes fields of different scale addable, and 1 the score of an equal
text.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

# One formula for a document and for an array of documents.
Number = TypeVar("Number", float, NDArray[np.float64])

K1: Final = 1.2
B: Final = 0.75


@dataclass(frozen=True)
class Statistics:
    """One field of the collection: its documents, its terms in all, and in how many documents each term stands."""

    documents: int
    length: int
    frequencies: Mapping[str, int]

    @property
    def average(self) -> float:
        """The mean length of a document in terms."""
        return self.length / self.documents if self.documents else 0.0


def idf(documents: int, frequency: int) -> float:
    """Return how telling a term is that stands in `frequency` of so many documents; more than 0.

    >>> round(idf(10, 1), 4)
    1.9924
    """
    return math.log(1 + (documents - frequency + 0.5) / (frequency + 0.5))


def damping(length: Number, average: float) -> Number:
    """Return the part of the denominator that belongs to the document alone: greater for a long document."""
    return K1 * (1 - B + B * (length / average))


def saturation(frequency: Number, damped: Number) -> Number:
    """Return what a term counts for that stands `frequency` times in a document; at most k1 + 1."""
    return frequency * (K1 + 1) / (frequency + damped)


def gains(counts: Mapping[str, int], statistics: Statistics) -> dict[str, float]:
    """Return for each term of a query idf(t) / S(q, q), in order of the terms; empty where nothing can be found.

    S(q, q) is the score of the query as if it were a document of this collection, which it does not join.
    """
    if not counts or not statistics.length:
        return {}
    telling = {term: idf(statistics.documents, statistics.frequencies.get(term, 0)) for term in sorted(counts)}
    damped = damping(sum(counts.values()), statistics.average)
    own = sum(value * saturation(counts[term], damped) for term, value in telling.items())
    return {term: value / own for term, value in telling.items()}


def shares(weights: Iterable[tuple[int, Mapping[str, float]]]) -> list[float]:
    """Return each field's share of the score: its weight over those of the fields that have terms of the query."""
    pairs = list(weights)
    total = sum(weight for weight, gained in pairs if gained)
    return [weight / total if gained else 0.0 for weight, gained in pairs]


def field_score(gained: Mapping[str, float], counts: Mapping[str, int], damped: float) -> float:
    """Return S(q, d) / S(q, q) for one field of one document, added in the order of `gained`."""
    return sum(gain * saturation(counts[term], damped) for term, gain in gained.items() if term in counts)
