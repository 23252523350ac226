"""Problems and plans as JSON, in the format of `docs/reference/allocation/`."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from dejiro.cores.allocation.model import (
    Assignment,
    Body,
    Capacity,
    Fit,
    Pair,
    Plan,
    Problem,
    Reason,
    Request,
    Specialist,
    Standing,
    Unserved,
    WouldTake,
)
from dejiro.cores.allocation.reader import Reader, number_in, texts_in
from dejiro.cores.allocation.rules import Known, between, terms
from dejiro.cores.documents.faults import Fault, ProblemError, refuse
from dejiro.cores.documents.reader import Document, document_of

Part = TypeVar("Part")
_NEEDED = ("weeks", "specialists", "bodies", "requests")
_OPTIONAL = ("fit", "forbidden", "pinned", "current", "keep_weight", "max_changes", "fairness")
_SPECIALIST = ("id", "capacity", "skills", "onsite", "not_for", "max_parallel")
_REQUEST = ("id", "body", "role", "level", "half_days", "from", "to", "onsite", "priority")
_CLOSE = 1e-6
_ROW = ("from", "to", "half_days")


@dataclass(frozen=True)
class _Draft:
    """As much of a problem as could be read; None stands for a faulty part."""

    weeks: Document
    specialists: tuple[Specialist | None, ...]
    bodies: tuple[Body | None, ...]
    requests: tuple[Request | None, ...]
    fit: tuple[Fit | None, ...]
    forbidden: tuple[Pair | None, ...]
    pinned: tuple[Pair | None, ...]
    current: tuple[Pair | None, ...]


def problem_from_json(data: Document) -> Problem:
    """Read a problem from a JSON document (text) or from what `json.loads` makes of it.

    Raises:
        ProblemError: with every fault of the document, by JSON path.

    >>> problem_from_json('{"weeks": 0, "specialists": [], "bodies": [], "requests": [{"id": "r1"}]}')
    Traceback (most recent call last):
    dejiro.cores.documents.faults.ProblemError: $.requests[0].body: ありません → この項目は必要です
    $.requests[0].role: ありません → この項目は必要です
    $.requests[0].level: ありません → この項目は必要です
    $.requests[0].half_days: ありません → この項目は必要です
    $.requests[0].from: ありません → この項目は必要です
    $.requests[0].to: ありません → この項目は必要です
    $.weeks: 範囲の外です: 0 → 1 以上 1040 以下の整数
    """
    document, reader = document_of(data), Reader()
    if not reader.mapping(document, "$", _NEEDED, _NEEDED + _OPTIONAL):
        raise ProblemError(reader.faults)
    draft = _draft(reader, document)
    own = (document.get("keep_weight", 0.0), document.get("max_changes"), document.get("fairness", "floor"))
    known = Known(*(_ids(document[name]) for name in _NEEDED[1:]))
    refuse([*reader.faults, *terms(draft.weeks, *own), *between(draft, known)])
    return Problem(
        draft.weeks,
        _sound(draft.specialists),
        _sound(draft.bodies),
        _sound(draft.requests),
        _sound(draft.fit),
        _sound(draft.forbidden),
        _sound(draft.pinned),
        _sound(draft.current),
        *own,
    )


def _draft(reader: Reader, document: Document) -> _Draft:
    def every(name: str, part: Callable[[Reader, Document, str], Part]) -> tuple[Part, ...]:
        entries = reader.list(document.get(name, []), f"$.{name}")
        return tuple(part(reader, raw, f"$.{name}[{at}]") for at, raw in enumerate(entries))

    return _Draft(
        document["weeks"],
        every("specialists", _specialist),
        every("bodies", _body),
        every("requests", _request),
        every("fit", _fit),
        every("forbidden", _pair),
        every("pinned", _pair),
        every("current", _pair),
    )


def _sound(parts: Iterable[Part | None]) -> tuple[Part, ...]:
    return tuple(part for part in parts if part is not None)


def _ids(raw: Document) -> frozenset[str]:
    """Identifiers of the entries of a raw list, so that a faulty entry is not reported as unknown too."""
    entries = raw if isinstance(raw, list | tuple) else ()
    ids = (entry.get("id") for entry in entries if isinstance(entry, Mapping))
    return frozenset(one for one in ids if isinstance(one, str))


def _specialist(reader: Reader, raw: Document, path: str) -> Specialist | None:
    if not reader.mapping(raw, path, ("id", "capacity", "skills"), _SPECIALIST):
        return None
    before = len(reader.faults)
    entries = reader.list(raw["capacity"], f"{path}.capacity")
    rows = _sound(_row(reader, row, f"{path}.capacity[{at}]") for at, row in enumerate(entries))
    skills, onsite = raw["skills"], raw.get("onsite", False)
    reader.mapping(skills, f"{path}.skills", (), tuple(skills) if isinstance(skills, Mapping) else ())
    not_for = tuple(reader.list(raw.get("not_for", []), f"{path}.not_for"))
    if len(reader.faults) > before:
        return None
    onsite = tuple(onsite) if isinstance(onsite, list | tuple) else onsite
    parallel = raw.get("max_parallel")
    return reader.build(path, lambda: Specialist(raw["id"], rows, dict(skills), onsite, not_for, parallel))


def _row(reader: Reader, raw: Document, path: str) -> Capacity | None:
    if not reader.mapping(raw, path, _ROW, _ROW):
        return None
    return reader.build(path, partial(Capacity, raw["from"], raw["to"], raw["half_days"]))


def _body(reader: Reader, raw: Document, path: str) -> Body | None:
    if not reader.mapping(raw, path, ("id", "entitlement"), ("id", "entitlement")):
        return None
    return reader.build(path, partial(Body, raw["id"], raw["entitlement"]))


def _request(reader: Reader, raw: Document, path: str) -> Request | None:
    if not reader.mapping(raw, path, _REQUEST[:7], _REQUEST):
        return None
    asked = tuple(raw[name] for name in _REQUEST[:7])
    return reader.build(path, lambda: Request(*asked, **{name: raw[name] for name in _REQUEST[7:] if name in raw}))


def _fit(reader: Reader, raw: Document, path: str) -> Fit | None:
    fields = ("specialist", "request", "fit")
    if not reader.mapping(raw, path, fields, fields):
        return None
    pair = reader.pair([raw["specialist"], raw["request"]], path)
    return None if pair is None else Fit(*pair, raw["fit"])


def _pair(reader: Reader, raw: Document, path: str) -> Pair | None:
    pair = reader.pair(raw, path)
    return None if pair is None else Pair(*pair)


def problem_to_json(problem: Problem) -> dict[str, Document]:
    """The problem as JSON values; `problem_from_json` reads it back equal."""
    return {
        "weeks": problem.weeks,
        "specialists": [_specialist_to_json(one) for one in problem.specialists],
        "bodies": [{"id": body.id, "entitlement": body.entitlement} for body in problem.bodies],
        "requests": [_request_to_json(request) for request in problem.requests],
        "fit": [entry._asdict() for entry in problem.fit],
        "forbidden": [list(pair) for pair in problem.forbidden],
        "pinned": [list(pair) for pair in problem.pinned],
        "current": [list(pair) for pair in problem.current],
        "keep_weight": problem.keep_weight,
        "max_changes": problem.max_changes,
        "fairness": problem.fairness,
    }


def _specialist_to_json(one: Specialist) -> dict[str, Document]:
    return {
        "id": one.id,
        "capacity": [{"from": row.start, "to": row.end, "half_days": row.half_days} for row in one.capacity],
        "skills": dict(one.skills),
        "onsite": list(one.onsite) if isinstance(one.onsite, tuple) else one.onsite,
        "not_for": list(one.not_for),
        "max_parallel": one.max_parallel,
    }


def _request_to_json(one: Request) -> dict[str, Document]:
    values = (one.id, one.body, one.role, one.level, one.half_days, one.start, one.end, one.onsite, one.priority)
    return dict(zip(_REQUEST, values, strict=True))


def plan_to_json(plan: Plan) -> dict[str, Document]:
    """The plan as JSON values; `plan_from_json` reads it back equal."""
    return {
        "assignments": [entry._asdict() for entry in plan.assignments],
        "value": plan.value,
        "upper_bound": plan.upper_bound,
        "gap": plan.gap,
        "bodies": [_standing_to_json(entry) for entry in plan.bodies],
        "unserved": [_unserved_to_json(entry) for entry in plan.unserved],
        "kept": plan.kept,
        "changed": plan.changed,
        "seed": plan.seed,
        "status": plan.status,
    }


def _standing_to_json(entry: Standing) -> dict[str, Document]:
    weeks = entry.reason.weeks
    reason = {"kind": entry.reason.kind, "roles": list(entry.reason.roles), "weeks": weeks and list(weeks)}
    return {name: getattr(entry, name) for name in Standing.__slots__} | {"reason": reason}


def _unserved_to_json(entry: Unserved) -> dict[str, Document]:
    take = entry.would_take
    would_take = take and {
        "displaces": None if take.displaces is None else list(take.displaces),
        "or_change": take.or_change and dict([take.or_change]),
    }
    return {"request": entry.request, "reason": entry.reason, "would_take": would_take}


def plan_from_json(data: Document) -> Plan:
    """Read a plan from a JSON document (text) or from what `json.loads` makes of it.

    Only the form is read; whether the figures are right is for `check` to say.

    Raises:
        ProblemError: the document is not a plan.
    """
    document = document_of(data)
    try:
        return _plan(document)
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        problem = f"計画の形ではありません: {type(error).__name__}: {error}"
        raise ProblemError([Fault("$", problem, "plan.schema.json の形")]) from error


def _plan(document: Document) -> Plan:
    return Plan(
        assignments=tuple(Assignment(**entry) for entry in document["assignments"]),
        value=number_in(document["value"]),
        upper_bound=number_in(document["upper_bound"]),
        gap=number_in(document["gap"]),
        bodies=tuple(_standing(entry) for entry in document["bodies"]),
        unserved=tuple(_unserved(entry) for entry in document["unserved"]),
        **{name: document[name] for name in ("kept", "changed", "seed", "status")},
    )


def _standing(entry: Document) -> Standing:
    kind, roles, weeks = (entry["reason"][name] for name in ("kind", "roles", "weeks"))
    reason = Reason(kind, texts_in(roles), None if weeks is None else (weeks[0], weeks[1]))
    figures = {name: number_in(entry[name]) for name in ("entitlement", "fair_share", "floor")}
    # Plans that were written before the field was there do not say why a floor is missed.
    status = entry.get("floor_status", "reached" if entry["delivered"] >= entry["floor"] - _CLOSE else "not-in-time")
    return Standing(
        id=entry["id"],
        demand=entry["demand"],
        delivered=entry["delivered"],
        reason=reason,
        floor_status=status,
        **figures,
    )


def _unserved(entry: Document) -> Unserved:
    take, would_take = entry["would_take"], None
    if take is not None:
        displaces, change = take["displaces"], take["or_change"]
        pair = None
        if change is not None:
            (pair,) = change.items()
        would_take = WouldTake(None if displaces is None else texts_in(displaces), pair)
    return Unserved(entry["request"], entry["reason"], would_take)
