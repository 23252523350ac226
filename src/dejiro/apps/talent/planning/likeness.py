"""Texts that are alike."""

from collections.abc import Iterable

from dejiro.cores.textmatch.index import Index
from dejiro.cores.textmatch.model import Document

MINIMUM = 0.05


def most_alike(text: str, texts: Iterable[tuple[str, str]], *, limit: int) -> list[str]:
    """Return the keys of the texts that are most like a text, best first.

    Args:
        text: what somebody wrote.
        texts: keys with their texts.
        limit: at most so many.
    """
    index = Index(Document(key, body) for key, body in texts)
    return [hit.key for hit in index.search(text, limit=limit, minimum=MINIMUM)] if len(index) and text.strip() else []
