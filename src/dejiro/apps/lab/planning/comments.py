"""Free-text comments: made plain, put on heaps of those that say nearly the same, and proposed in short pieces."""

import html
import re
from collections.abc import Iterable, Mapping
from typing import Final

from dejiro.cores.textmatch import Document, Index

NEARLY: Final = 0.35
READ: Final = 1_000
TAG: Final = re.compile(r"<\s*[/!a-zA-Z][^<>]*>")
LINK: Final = re.compile(r"(?:https?://|www\.)\S+")
SENTENCE: Final = re.compile(r"[^。！？!?\n]+[。！？!?]?")


def plain(text: str) -> str:
    r"""Return a text without markup: tags and links left out, entities read, white space made one space.

    >>> plain("<p>夜も&nbsp;開けて</p><script>x</script>  https://example.jp/")
    '夜も 開けて x'
    """
    known = html.unescape(TAG.sub(" ", text))
    return " ".join(LINK.sub(" ", TAG.sub(" ", known)).split())


def pieces(text: str, *, longest: int) -> list[str]:
    """Return the sentences of a comment that are short enough to be voted on, for a person to choose from and mend."""
    found = (one.strip() for line in text.splitlines() for one in SENTENCE.findall(plain(line)))
    return [one for one in found if 0 < len(one) <= longest]


def heaps(texts: Mapping[int, str]) -> dict[int, int]:
    """Return for each number the first number whose text says nearly the same, or itself.

    A text is held against the first of each heap alone, so that heaps do not grow into each other by links of a chain.

    Args:
        texts: by number, in their order.
    """
    index, found, known = Index(), dict[int, int](), dict[str, int]()
    for number, text in texts.items():
        key = plain(text)[:READ]
        first = known.get(key)
        if first is None:
            first = _nearest(index, key)
        if first is None:
            index.add(Document(str(number), key))
            first = number
        found[number] = known[key] = first
    return found


def _nearest(index: Index, text: str) -> int | None:
    hits: Iterable[str] = (hit.key for hit in index.search(text, limit=1, minimum=NEARLY))
    return next((int(key) for key in hits), None)
