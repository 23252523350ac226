"""Reading a JSON document and gathering everything that is wrong with it."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias, TypeVar

from dejiro.cores.documents.faults import Fault, ProblemError

Document: TypeAlias = Any
Part = TypeVar("Part")
_LONGEST_SHOWN = 40


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
