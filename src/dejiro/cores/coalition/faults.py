"""What can be wrong with a problem, said by place, fault and remedy."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_UNITS = 10**9
MOST_UNIT_YEN = 10**9
MOST_YEN = 10**15
MOST_WEIGHT = 10**12
MOST_MEMBERS = 10**5

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)
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


def refuse(faults: Sequence[Fault]) -> None:
    """Raise all faults at once, if there are any.

    Raises:
        ProblemError: at least one fault was found.
    """
    if faults:
        raise ProblemError(faults)


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
    """Faults of a member's identifier."""
    expected = f"1〜{_LONGEST_ID}文字の文字列(制御文字を除く)"
    if isinstance(value, str) and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return []
    return [Fault(path, f"識別子として使えません: {value!r}", expected)]


def month(value: object, path: str) -> list[Fault]:
    """Faults of a month written as ``YYYY-MM``."""
    if isinstance(value, str) and _MONTH.fullmatch(value):
        return []
    return [Fault(path, f"月ではありません: {value!r}", '"2027-04" のような年と月')]


def repeated(values: Sequence[object], path: str) -> list[Fault]:
    """Faults of a list in which nothing may stand twice."""
    if len(set(map(repr, values))) == len(values):
        return []
    return [
        Fault(f"{path}[{place}]", f"重複しています: {value!r}", "同じ値は一度だけ")
        for place, value in enumerate(values)
        if value in values[:place]
    ]


@dataclass(frozen=True, slots=True)
class Named:
    """What the cross-checks need to know of a member, be it sound or not."""

    id: object
    only_with: Sequence[object] = ()
    not_with: Sequence[object] = ()


def between_members(members: Sequence[Named]) -> list[Fault]:
    """Faults that show only when all members are seen together: identifiers twice, or named but absent."""
    faults: list[Fault] = []
    known: set[object] = {member.id for member in members if isinstance(member.id, str)}
    seen: set[object] = set()
    for place, member in enumerate(members):
        path = f"$.members[{place}]"
        if isinstance(member.id, str) and member.id in seen:
            faults.append(Fault(f"{path}.id", f"重複しています: {member.id!r}", "団体ごとに別の識別子"))
        if isinstance(member.id, str):
            seen.add(member.id)
        for field, names in (("only_with", member.only_with), ("not_with", member.not_with)):
            faults += [
                Fault(f"{path}.{field}[{at}]", f"知らない識別子です: {name!r}", "members にある id")
                for at, name in enumerate(names)
                if isinstance(name, str) and name not in known
            ]
    return faults
