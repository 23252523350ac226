"""What can be wrong with a problem, said by place, fault and remedy."""

from collections.abc import Iterable, Sequence

from dejiro.cores.documents.faults import Fault, identifier

MOST = 10**5


def whole_number(value: object, path: str, *, low: int) -> list[Fault]:
    """Faults of a value that must be a whole number from `low` to 100,000."""
    if isinstance(value, int) and not isinstance(value, bool) and low <= value <= MOST:
        return []
    return [Fault(path, f"使えない数です: {value!r}", f"{low} 以上 {MOST} 以下の整数")]


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
