"""Statements that say nearly the same."""

from collections.abc import Mapping
from typing import Final

from dejiro.cores.textmatch import Document, Index

ALIKE: Final = 0.3
MOST: Final = 3


def similar_texts(text: str, others: Mapping[int, str]) -> list[int]:
    """Return the numbers of at most three statements like a text, the most alike first."""
    index = Index(Document(str(number), other) for number, other in others.items())
    return [int(hit.key) for hit in index.search(text, limit=MOST) if hit.score >= ALIKE]
