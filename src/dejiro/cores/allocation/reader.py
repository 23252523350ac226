"""Reads a JSON document and gathers everything that is wrong with it, by JSON path."""

import math

from dejiro.cores.documents.reader import Document, shown
from dejiro.cores.documents.reader import Reader as DocumentReader

_MOST_WHOLE = 2**40


class Reader(DocumentReader):
    """Notes faults while a document is read that pairs people with requests."""

    def pair(self, value: Document, path: str) -> tuple[str, str] | None:
        """`value` if it is a list of two texts, otherwise None."""
        if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(one, str) for one in value):  # noqa: PLR2004 - a pair
            return value[0], value[1]
        self.fault(path, f"組ではありません: {shown(value)}", '["人材の id", "要望の id"]')
        return None


def texts_in(values: Document) -> tuple[str, ...]:
    """A list of texts.

    Raises:
        TypeError: it is none.
    """
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    raise TypeError(f"文字列の配列ではありません: {shown(values)}")


def number_in(value: Document) -> float:
    """A finite number.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    raise TypeError(f"数ではありません: {shown(value)}")


def whole_in(value: Document) -> int:
    """A whole number of modest size.

    Raises:
        TypeError: it is none.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MOST_WHOLE:
        return value
    raise TypeError(f"整数ではありません: {shown(value)}")
