"""Problems and answers as JSON, in the format of `docs/reference/coalition/`."""

import re
from collections.abc import Mapping
from fractions import Fraction
from functools import partial
from typing import Any, TypeAlias, TypeVar

from dejiro.cores.coalition.faults import Named, between_members
from dejiro.cores.coalition.model import (
    EQUALLY,
    Answer,
    Change,
    FixedShare,
    Leaving,
    Member,
    Outsider,
    Problem,
    Proof,
    Share,
    Tier,
    faults_of_terms,
    faults_of_tiers,
    faults_of_weights,
)
from dejiro.cores.documents.faults import Fault, ProblemError, refuse
from dejiro.cores.documents.reader import Reader, document_of, shown

Json: TypeAlias = Any
Part = TypeVar("Part")
_WAYS = ("equal", "quantity", "weight")
_MEMBER_FIELDS = (
    "id",
    "quantity",
    "max_unit_price",
    "max_total",
    "starts",
    "weight",
    "min_members",
    "min_quantity",
    "only_with",
    "not_with",
)
_FRACTION = re.compile(r"[0-9]{1,7}(/0*[1-9][0-9]{0,6}|\.[0-9]{1,6})?")
_LISTS = ("starts", "only_with", "not_with")
_PROBLEM_FIELDS = ("members", "tiers", "fixed_cost", "fixed_share", "capacity", "min_members")


def problem_from_json(data: Json) -> Problem:
    """Read a problem from a JSON document (text) or from what `json.loads` makes of it.

    Raises:
        ProblemError: with every fault of the document, by JSON path.

    >>> problem = problem_from_json('{"members": [{"id": "a", "quantity": 0}], "tiers": []}')
    Traceback (most recent call last):
    dejiro.cores.documents.faults.ProblemError: $.members[0].quantity: 範囲の外です: 0 → 1 以上 1000000000 以下の整数
    $.tiers: 価格段階がありません → 1つ以上の価格段階
    """
    document, reader = document_of(data), Reader()
    if not reader.mapping(document, "$", ("members", "tiers"), _PROBLEM_FIELDS):
        raise ProblemError(reader.faults)
    raw_members = reader.list(document["members"], "$.members")
    read = [_member(reader, raw, f"$.members[{at}]") for at, raw in enumerate(raw_members)]
    members = tuple(member for member in read if member is not None)
    tiers = _tiers(reader, document["tiers"])
    share = _fixed_share(reader, document.get("fixed_share", "equal"))
    terms = (document.get("fixed_cost", 0), document.get("capacity"), document.get("min_members", 2))
    reader.faults += [
        *between_members([_named(raw) for raw in raw_members]),
        *faults_of_weights(share, [raw.get("weight") if isinstance(raw, Mapping) else 1 for raw in raw_members]),
        *faults_of_terms(len(read), *terms),
    ]
    refuse(reader.faults)
    fixed_cost, capacity, min_members = terms
    return Problem(members, tiers, fixed_cost, share, capacity, min_members)


def _named(raw: Json) -> Named:
    """Whatever of a raw member the cross-checks can use."""
    if not isinstance(raw, Mapping):
        return Named(None)
    only_with, not_with = raw.get("only_with"), raw.get("not_with")
    return Named(
        raw.get("id"),
        only_with if isinstance(only_with, list) else (),
        not_with if isinstance(not_with, list) else (),
    )


def _member(reader: Reader, raw: Json, path: str) -> Member | None:
    if not reader.mapping(raw, path, ("id", "quantity"), _MEMBER_FIELDS):
        return None
    values = {name: raw[name] for name in _MEMBER_FIELDS if name in raw}
    values["starts"] = values.get("starts", ())
    for name in _LISTS:
        if name in values:
            values[name] = tuple(reader.list(values[name], f"{path}.{name}"))
    return reader.build(path, lambda: Member(**values))


def _tiers(reader: Reader, raw: Json) -> tuple[Tier, ...]:
    fields = ("min_quantity", "unit_price")
    tiers = []
    for at, entry in enumerate(entries := reader.list(raw, "$.tiers")):
        path = f"$.tiers[{at}]"
        if reader.mapping(entry, path, fields, fields):
            tiers.append(reader.build(path, partial(Tier, entry["min_quantity"], entry["unit_price"])))
    complete = tuple(tier for tier in tiers if tier is not None)
    if len(complete) == len(entries):
        reader.faults += faults_of_tiers(complete)
    return complete


def _fixed_share(reader: Reader, raw: Json) -> FixedShare:
    path, expected = "$.fixed_share", 'equal、quantity、weight または {"equal": "1/2", "weight": "1/2"}'
    if isinstance(raw, str) and raw in _WAYS:
        return FixedShare(**{raw: Fraction(1)})
    if not isinstance(raw, Mapping):
        reader.fault(path, f"分け方ではありません: {shown(raw)}", expected)
        return EQUALLY
    parts = {way: _fraction(reader, raw[way], f"{path}.{way}") for way in _WAYS if way in raw}
    if not reader.mapping(raw, path, (), _WAYS) or None in parts.values():
        return EQUALLY
    known = {way: part for way, part in parts.items() if part is not None}
    return reader.build(path, lambda: FixedShare(**known)) or EQUALLY


def _fraction(reader: Reader, raw: Json, path: str) -> Fraction | None:
    if isinstance(raw, str) and _FRACTION.fullmatch(raw):
        return Fraction(raw)
    reader.fault(path, f"分数ではありません: {shown(raw)}", '"1/2" のような文字列')
    return None


def problem_to_json(problem: Problem) -> dict[str, Json]:
    """The problem as JSON values; `problem_from_json` reads it back equal."""
    return {
        "members": [_member_to_json(member) for member in problem.members],
        "tiers": [{"min_quantity": tier.min_quantity, "unit_price": tier.unit_price} for tier in problem.tiers],
        "fixed_cost": problem.fixed_cost,
        "fixed_share": _fixed_share_to_json(problem.fixed_share),
        "capacity": problem.capacity,
        "min_members": problem.min_members,
    }


def _member_to_json(member: Member) -> dict[str, Json]:
    values = {name: getattr(member, name) for name in _MEMBER_FIELDS}
    return {name: list(value) if name in _LISTS else value for name, value in values.items()}


def _fixed_share_to_json(share: FixedShare) -> Json:
    parts = {way: part for way in _WAYS if (part := getattr(share, way))}
    return next(iter(parts)) if len(parts) == 1 else {way: str(part) for way, part in parts.items()}


def answer_to_json(answer: Answer) -> dict[str, Json]:
    """The answer as JSON values; `outside` and `if_leaves` are null while nobody has asked for explanations."""
    return {
        "start": answer.start,
        "members": list(answer.members),
        "quantity": answer.quantity,
        "unit_price": answer.unit_price,
        "total": answer.total,
        "shares": [{name: getattr(share, name) for name in Share.__slots__} for share in answer.shares],
        "outside": None if answer.outside is None else [_outsider_to_json(entry) for entry in answer.outside],
        "if_leaves": None if answer.if_leaves is None else [_leaving_to_json(entry) for entry in answer.if_leaves],
        "proof": {"method": answer.proof.method, "optimal": answer.proof.optimal, "bound": answer.proof.bound},
    }


def _outsider_to_json(entry: Outsider) -> dict[str, Json]:
    change = entry.change
    value = None if change is None else list(change.value) if isinstance(change.value, tuple) else change.value
    return {"id": entry.id, "reason": entry.reason, "change": None if change is None else {change.field: value}}


def _leaving_to_json(entry: Leaving) -> dict[str, Json]:
    return {
        "id": entry.id,
        "members": list(entry.members),
        "unit_price": entry.unit_price,
        "falls_out": list(entry.falls_out),
    }


def explanation_to_json(explanation: Outsider | Leaving) -> dict[str, Json]:
    """One member's explanation as it stands in `outside` or `if_leaves`."""
    if isinstance(explanation, Outsider):
        return _outsider_to_json(explanation)
    return _leaving_to_json(explanation)


def answer_from_json(data: Json) -> Answer:
    """Read an answer from a JSON document (text) or from what `json.loads` makes of it.

    Only the form is read; whether the figures are right is for `check` to say.

    Raises:
        ProblemError: the document is not an answer.
    """
    document = document_of(data)
    try:
        return _answer(document)
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        problem = f"回答の形ではありません: {type(error).__name__}: {error}"
        raise ProblemError([Fault("$", problem, "answer.schema.json の形")]) from error


def _answer(document: Json) -> Answer:
    outside, if_leaves = document.get("outside"), document.get("if_leaves")
    return Answer(
        start=document["start"],
        members=_texts(document["members"]),
        quantity=document["quantity"],
        unit_price=document["unit_price"],
        total=document["total"],
        shares=tuple(Share(**share) for share in document["shares"]),
        proof=Proof(**document["proof"]),
        outside=None if outside is None else tuple(_outsider(entry) for entry in outside),
        if_leaves=None if if_leaves is None else tuple(_leaving(entry) for entry in if_leaves),
    )


def _outsider(entry: Json) -> Outsider:
    change = None
    if entry["change"] is not None:
        ((field, value),) = entry["change"].items()
        change = Change(field, _texts(value) if isinstance(value, list) else value)
    return Outsider(entry["id"], entry["reason"], change)


def _leaving(entry: Json) -> Leaving:
    return Leaving(entry["id"], _texts(entry["members"]), entry["unit_price"], _texts(entry["falls_out"]))


def _texts(values: Json) -> tuple[str, ...]:
    if isinstance(values, list) and all(isinstance(value, str) for value in values):
        return tuple(values)
    raise TypeError(f"文字列の配列ではありません: {shown(values)}")
