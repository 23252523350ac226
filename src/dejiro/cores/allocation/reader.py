"""Reads a JSON document and gathers everything that is wrong with it, by JSON path."""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from dejiro.cores.allocation.faults import Fault, ProblemError

Document: TypeAlias = Any
Part = TypeVar("Part")
_LONGEST_SHOWN = 40
_MOST_WHOLE = 2**40


class Reader:
    """Notes faults while a document is read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, path: str, problem: str, expected: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(path, problem, expected))

    def build(self, path: str, make: Callable[[], Part]) -> Part | None:
        """What `make` makes, or None with its faults noted under `path`."""
        try:
            return make()
        except ProblemError as error:
            self.faults += [fault.under(path) for fault in error.faults]
            return None

    def mapping(self, value: Document, path: str, required: Sequence[str], fields: Sequence[str]) -> bool:
        """Whether `value` is an object with the required fields; unknown fields are noted too."""
        if not isinstance(value, Mapping):
            self.fault(path, f"オブジェクトではありません: {shown(value)}", "{...}")
            return False
        for name in value:
            if name not in fields:
                self.fault(f"{path}.{name}", "知らない項目です", "、".join(fields) + " のいずれか")
        missing = [name for name in required if name not in value]
        for name in missing:
            self.fault(f"{path}.{name}", "ありません", "この項目は必要です")
        return not missing

    def list(self, value: Document, path: str) -> list[Document]:
        """`value` if it is a list, otherwise an empty one."""
        if isinstance(value, list | tuple):
            return list(value)
        self.fault(path, f"配列ではありません: {shown(value)}", "[...]")
        return []

    def pair(self, value: Document, path: str) -> tuple[str, str] | None:
        """`value` if it is a list of two texts, otherwise None."""
        if isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(one, str) for one in value):  # noqa: PLR2004 - a pair
            return value[0], value[1]
        self.fault(path, f"組ではありません: {shown(value)}", '["人材の id", "要望の id"]')
        return None


def shown(value: Document) -> str:
    """The value as it is quoted in a fault."""
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"


def document_of(data: Document) -> Document:
    """JSON text as values; anything else as it is.

    Raises:
        ProblemError: the text is not JSON.
    """
    if not isinstance(data, str | bytes):
        return data
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProblemError([Fault("$", f"JSON として読めません: {error}", "UTF-8 の JSON 文書")]) from error


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
