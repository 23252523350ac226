"""What can be wrong with a problem, said by place, fault and remedy."""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MOST_WEEKS = 1040
MOST_HALF_DAYS = 100
MOST_LEVEL = 4
MOST_PRIORITY = 3
MOST_PARALLEL = 1000
MOST_ENTITLEMENT = 10**12
MOST_CHANGES = 10**6
MOST_KEEP_WEIGHT = 10**6
_LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        path: JSON path of the faulty value, such as ``$.requests[3].half_days``.
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


def whole_number(value: object, path: str, *, low: int, high: int, optional: bool = False) -> Iterator[Fault]:
    """Faults of a value that must be a whole number from `low` to `high`."""
    if value is None and optional:
        return
    expected = f"{low} 以上 {high} 以下の整数" + ("(または null)" if optional else "")
    if not isinstance(value, int) or isinstance(value, bool):
        yield Fault(path, f"整数ではありません: {value!r}", expected)
    elif not low <= value <= high:
        yield Fault(path, f"範囲の外です: {value}", expected)


def number(value: object, path: str, *, low: float, high: float, above: bool = False) -> Iterator[Fault]:
    """Faults of a value that must be a number from `low` (or, with `above`, greater than it) to `high`."""
    expected = f"{low} {'より大きく' if above else '以上'} {high} 以下の数"
    if not isinstance(value, int | float) or isinstance(value, bool):
        yield Fault(path, f"数ではありません: {value!r}", expected)
    elif not math.isfinite(value) or not low <= value <= high or (above and value == low):
        yield Fault(path, f"範囲の外です: {value}", expected)


def flag(value: object, path: str) -> Iterator[Fault]:
    """Faults of a value that must be true or false."""
    if not isinstance(value, bool):
        yield Fault(path, f"真偽値ではありません: {value!r}", "true または false")


def identifier(value: object, path: str) -> Iterator[Fault]:
    """Faults of an identifier."""
    if not (isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable()):
        yield Fault(path, f"識別子として使えません: {value!r}", f"1〜{_LONGEST_ID}文字の文字列(制御文字を除く)")


def period(start: object, end: object) -> Iterator[Fault]:
    """Faults of the weeks `from` <= w < `to`."""
    faults = [
        *whole_number(start, "$.from", low=0, high=MOST_WEEKS - 1),
        *whole_number(end, "$.to", low=1, high=MOST_WEEKS),
    ]
    yield from faults
    if not faults and isinstance(start, int) and isinstance(end, int) and start >= end:
        yield Fault("$.to", f"from の {start} より後ではありません: {end}", "from より大きい週番号")


def names(values: Sequence[object], path: str) -> Iterator[Fault]:
    """Faults of a list of identifiers in which none may stand twice."""
    seen: set[object] = set()
    for at, value in enumerate(values):
        yield from identifier(value, f"{path}[{at}]")
        if isinstance(value, str):
            if value in seen:
                yield Fault(f"{path}[{at}]", f"重複しています: {value!r}", "同じ値は一度だけ")
            seen.add(value)
