"""What can be wrong with a problem, said by place, fault and remedy."""

import math
from collections.abc import Iterator, Sequence

from dejiro.cores.documents.faults import Fault, identifier, whole_number

MOST_WEEKS = 1040
MOST_HALF_DAYS = 100
MOST_LEVEL = 4
MOST_PRIORITY = 3
MOST_PARALLEL = 1000
MOST_ENTITLEMENT = 10**12
MOST_CHANGES = 10**6
MOST_KEEP_WEIGHT = 10**6


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
