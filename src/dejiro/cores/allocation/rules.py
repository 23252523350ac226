"""Faults that show only when the parts of a problem are seen together."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Protocol

from dejiro.cores.allocation.faults import MOST_CHANGES, MOST_KEEP_WEIGHT, MOST_WEEKS, number
from dejiro.cores.documents.faults import Fault, whole_number

FAIRNESS = ("floor", "nash", "none")


class Known(NamedTuple):
    """Identifiers that stand in a problem, be what bears them sound or not."""

    specialists: frozenset[str]
    bodies: frozenset[str]
    requests: frozenset[str]


class _Row(Protocol):
    @property
    def end(self) -> int: ...


class _Named(Protocol):
    @property
    def id(self) -> str: ...


class _Specialist(_Named, Protocol):
    @property
    def capacity(self) -> Sequence[_Row]: ...
    @property
    def onsite(self) -> bool | tuple[str, ...]: ...
    @property
    def not_for(self) -> tuple[str, ...]: ...


class _Request(_Named, _Row, Protocol):
    @property
    def body(self) -> str: ...


class Parts(Protocol):
    """What the cross-checks look at: a problem, or as much of one as could be read; None stands for a faulty part."""

    @property
    def weeks(self) -> object:
        """Length of the horizon."""

    @property
    def specialists(self) -> Sequence[_Specialist | None]:
        """In the order of the document."""

    @property
    def bodies(self) -> Sequence[_Named | None]:
        """In the order of the document."""

    @property
    def requests(self) -> Sequence[_Request | None]:
        """In the order of the document."""

    @property
    def fit(self) -> Sequence[tuple[str, str, float] | None]:
        """In the order of the document."""

    @property
    def forbidden(self) -> Sequence[tuple[str, str] | None]:
        """In the order of the document."""

    @property
    def pinned(self) -> Sequence[tuple[str, str] | None]:
        """In the order of the document."""

    @property
    def current(self) -> Sequence[tuple[str, str] | None]:
        """In the order of the document."""


def terms(weeks: object, keep_weight: object, max_changes: object, fairness: object) -> Iterator[Fault]:
    """Faults of the problem's own terms."""
    yield from whole_number(weeks, "$.weeks", low=1, high=MOST_WEEKS)
    yield from number(keep_weight, "$.keep_weight", low=0, high=MOST_KEEP_WEIGHT)
    yield from whole_number(max_changes, "$.max_changes", low=0, high=MOST_CHANGES, optional=True)
    if fairness not in FAIRNESS:
        yield Fault("$.fairness", f"知らない公平さです: {fairness!r}", "floor、nash、none のいずれか")


def between(parts: Parts, known: Known) -> Iterator[Fault]:
    """Faults between the parts, each with its JSON path."""
    yield from _specialists(parts, known)
    yield from _twice(parts.bodies, "$.bodies")
    yield from _requests(parts, known)
    yield from _fit(parts.fit, known)
    yield from _pairs(parts.forbidden, "$.forbidden", known)
    for name, pairs in (("pinned", parts.pinned), ("current", parts.current)):
        yield from _pairs(pairs, f"$.{name}", known)
        yield from _served_once(pairs, f"$.{name}")
    forbidden = set(parts.forbidden)
    for at, pair in enumerate(parts.pinned):
        if pair is not None and pair in forbidden:
            yield Fault(f"$.pinned[{at}]", "forbidden にもあります", "どちらか一方だけ")


def _twice(entries: Sequence[_Named | None], path: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, entry in enumerate(entries):
        if entry is not None:
            if entry.id in seen:
                yield Fault(f"{path}[{at}].id", f"重複しています: {entry.id!r}", "それぞれ別の識別子")
            seen.add(entry.id)


def _unknown(name: str, ids: frozenset[str], path: str, where: str) -> Iterator[Fault]:
    if name not in ids:
        yield Fault(path, f"知らない識別子です: {name!r}", f"{where} にある id")


def _within(row: _Row, weeks: object, path: str) -> Iterator[Fault]:
    if isinstance(weeks, int) and row.end > weeks:
        yield Fault(f"{path}.to", f"期間の外です: {row.end}", f"weeks の {weeks} 以下")


def _specialists(parts: Parts, known: Known) -> Iterator[Fault]:
    yield from _twice(parts.specialists, "$.specialists")
    for at, one in enumerate(parts.specialists):
        if one is None:
            continue
        path = f"$.specialists[{at}]"
        for place, row in enumerate(one.capacity):
            yield from _within(row, parts.weeks, f"{path}.capacity[{place}]")
        places = one.onsite if isinstance(one.onsite, tuple) else ()
        for label, bodies in (("onsite", places), ("not_for", one.not_for)):
            for place, body in enumerate(bodies):
                yield from _unknown(body, known.bodies, f"{path}.{label}[{place}]", "bodies")


def _requests(parts: Parts, known: Known) -> Iterator[Fault]:
    yield from _twice(parts.requests, "$.requests")
    for at, one in enumerate(parts.requests):
        if one is not None:
            yield from _unknown(one.body, known.bodies, f"$.requests[{at}].body", "bodies")
            yield from _within(one, parts.weeks, f"$.requests[{at}]")


def _fit(entries: Sequence[tuple[str, str, float] | None], known: Known) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for at, entry in enumerate(entries):
        if entry is None:
            continue
        path, pair = f"$.fit[{at}]", (entry[0], entry[1])
        yield from _unknown(entry[0], known.specialists, f"{path}.specialist", "specialists")
        yield from _unknown(entry[1], known.requests, f"{path}.request", "requests")
        yield from number(entry[2], f"{path}.fit", low=0, high=1)
        if pair in seen:
            yield Fault(path, "同じ組が重複しています", "組ごとに一度だけ")
        seen.add(pair)


def _pairs(pairs: Sequence[tuple[str, str] | None], path: str, known: Known) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for at, pair in enumerate(pairs):
        if pair is None:
            continue
        yield from _unknown(pair[0], known.specialists, f"{path}[{at}][0]", "specialists")
        yield from _unknown(pair[1], known.requests, f"{path}[{at}][1]", "requests")
        if pair in seen:
            yield Fault(f"{path}[{at}]", "同じ組が重複しています", "組ごとに一度だけ")
        seen.add(pair)


def _served_once(pairs: Sequence[tuple[str, str] | None], path: str) -> Iterator[Fault]:
    by_request: defaultdict[str, set[str]] = defaultdict(set)
    for at, pair in enumerate(pairs):
        if pair is not None:
            by_request[pair[1]].add(pair[0])
            if len(by_request[pair[1]]) > 1 and pair not in pairs[:at]:
                yield Fault(f"{path}[{at}]", f"要望 {pair[1]!r} に二人目です", "要望ごとに一人")
