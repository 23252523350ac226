"""What can be wrong with a problem, said by place, fault and remedy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dejiro.cores.documents.faults import Fault

MOST_UNITS = 10**9
MOST_UNIT_YEN = 10**9
MOST_YEN = 10**15
MOST_WEIGHT = 10**12
MOST_MEMBERS = 10**5

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


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
