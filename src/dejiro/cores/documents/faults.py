"""What can be wrong with a document, said by place, fault and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass

_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        path: JSON path of the faulty value, such as ``$.members[3].quantity``.
        problem: what is wrong.
        expected: what stands there in a good problem.
    """

    path: str
    problem: str
    expected: str

    def under(self, parent: str) -> "Fault":
        """The same fault seen from the document that holds the faulty value at `parent`."""
        return Fault(parent + self.path.removeprefix("$"), self.problem, self.expected)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem} → {self.expected}"


class ProblemError(ValueError):
    """The input cannot be a problem; `faults` holds everything that is wrong with it, in order of place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(faults: Iterable[Fault]) -> None:
    """Raise all faults at once, if there are any.

    Raises:
        ProblemError: at least one fault was found.
    """
    found = tuple(faults)
    if found:
        raise ProblemError(found)


def whole_number(value: object, path: str, *, low: int, high: int, optional: bool = False) -> list[Fault]:
    """Faults of a value that must be a whole number from `low` to `high`."""
    expected = f"{low} 以上 {high} 以下の整数" + ("(または null)" if optional else "")
    if value is None and optional:
        return []
    if not isinstance(value, int) or isinstance(value, bool):
        return [Fault(path, f"整数ではありません: {value!r}", expected)]
    if not low <= value <= high:
        return [Fault(path, f"範囲の外です: {value}", expected)]
    return []


def identifier(value: object, path: str) -> list[Fault]:
    """Faults of an identifier."""
    expected = f"1〜{_LONGEST_ID}文字の文字列(制御文字を除く)"
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return []
    return [Fault(path, f"識別子として使えません: {value!r}", expected)]
