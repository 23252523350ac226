"""What can be wrong with a problem, said by place, fault and remedy."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LONGEST_ID = 100
MOST = 10**5


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the JSON path, what is wrong there, what stands there in a good document."""

    path: str
    problem: str
    expected: str

    def under(self, parent: str) -> "Fault":
        """The same fault seen from the document that holds the faulty value at `parent`."""
        return Fault(parent + self.path.removeprefix("$"), self.problem, self.expected)

    def __str__(self) -> str:
        return f"{self.path}: {self.problem} → {self.expected}"


class ProblemError(ValueError):
    """The input cannot be a problem; `faults` holds everything that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def refuse(faults: Sequence[Fault]) -> None:
    """Raise all faults at once, if there are any.

    Raises:
        ProblemError: at least one fault was found.
    """
    if faults:
        raise ProblemError(faults)


def whole_number(value: object, path: str, *, low: int) -> list[Fault]:
    """Faults of a value that must be a whole number from `low` to 100,000."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= MOST:
        return []
    return [Fault(path, f"使えない数です: {value!r}", f"{low} 以上 {MOST} 以下の整数")]


def identifier(value: object, path: str) -> list[Fault]:
    """Faults of an identifier."""
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return []
    return [Fault(path, f"識別子として使えません: {value!r}", f"1〜{_LONGEST_ID}文字の文字列(制御文字を除く)")]


def identifiers(values: Sequence[object], path: str) -> list[Fault]:
    """Faults of a list of identifiers in which nothing may stand twice."""
    faults = [fault for at, value in enumerate(values) for fault in identifier(value, f"{path}[{at}]")]
    return faults or repeated(values, path)


def repeated(values: Sequence[object], path: str, field: str = "") -> list[Fault]:
    """Faults of values that stand a second time."""
    seen: set[object] = set()
    faults = []
    for at, value in enumerate(values):
        if value in seen:
            faults.append(Fault(f"{path}[{at}]{field}", f"重複しています: {value!r}", "同じ値は一度だけ"))
        seen.add(value)
    return faults


def strangers(values: Iterable[str], known: Iterable[str], path: str, where: str) -> list[Fault]:
    """Faults of names that stand in no list."""
    names = set(known)
    return [
        Fault(f"{path}[{at}]", f"知らない識別子です: {value!r}", f"{where} にある id")
        for at, value in enumerate(values)
        if value not in names
    ]
