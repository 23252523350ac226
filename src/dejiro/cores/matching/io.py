"""Problems and matchings as JSON, in the format of the schemas beside this file."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from dejiro.cores.documents.faults import Fault, ProblemError, refuse
from dejiro.cores.matching.model import (
    Applicant,
    Change,
    Matching,
    Placement,
    Post,
    Problem,
    Refusal,
    Region,
)

Json: TypeAlias = Any
Part = TypeVar("Part", Applicant, Post, Region)
_REQUIRED = {"applicants": ("id", "prefers"), "posts": ("id", "quota", "ranks"), "regions": ("id", "cap")}
_OPTIONAL = {"applicants": (), "posts": ("region", "target"), "regions": ()}
_LISTS = ("prefers", "ranks")


def problem_from_json(data: Json) -> Problem:
    """Read a problem from a JSON document (text) or from what `json.loads` makes of it.

    Raises:
        ProblemError: with every fault of the document, by JSON path. Faults between the parts show when each part is
            sound.

    >>> problem_from_json('{"applicants": [], "posts": [{"id": "x", "quota": 0, "ranks": []}]}')
    Traceback (most recent call last):
    dejiro.cores.documents.faults.ProblemError: $.posts[0].quota: 使えない数です: 0 → 1 以上 100000 以下の整数
    """
    document, faults = _document(data), list[Fault]()
    if not _complete(faults, document, "$", ("applicants", "posts"), ("regions",)):
        raise ProblemError(faults)
    applicants = _parts(faults, document, "applicants", Applicant)
    posts = _parts(faults, document, "posts", Post)
    regions = _parts(faults, document, "regions", Region)
    refuse(faults)
    return Problem(applicants, posts, regions)


def _document(data: Json) -> Json:
    if not isinstance(data, str | bytes):
        return data
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProblemError([Fault("$", f"JSON として読めません: {error}", "UTF-8 の JSON 文書")]) from error


def _complete(
    faults: list[Fault], value: Json, path: str, required: tuple[str, ...], optional: tuple[str, ...]
) -> bool:
    if not isinstance(value, Mapping):
        faults.append(Fault(path, f"オブジェクトではありません: {value!r:.40}", "{...}"))
        return False
    fields = required + optional
    faults += [
        Fault(f"{path}.{name}", "知らない項目です", "、".join(fields) + " のいずれか")
        for name in value
        if name not in fields
    ]
    missing = [name for name in required if name not in value]
    faults += [Fault(f"{path}.{name}", "ありません", "この項目は必要です") for name in missing]
    return not missing


def _parts(faults: list[Fault], document: Json, kind: str, make: Callable[..., Part]) -> tuple[Part, ...]:
    found = []
    for at, raw in enumerate(_list(faults, document.get(kind, []), f"$.{kind}")):
        path, before = f"$.{kind}[{at}]", len(faults)
        if not _complete(faults, raw, path, _REQUIRED[kind], _OPTIONAL[kind]):
            continue
        names = (name for name in (*_REQUIRED[kind], *_OPTIONAL[kind]) if name in raw)
        values = {name: _list(faults, raw[name], f"{path}.{name}") if name in _LISTS else raw[name] for name in names}
        try:
            found += [make(**values)] if len(faults) == before else []
        except ProblemError as error:
            faults += [fault.under(path) for fault in error.faults]
    return tuple(found)


def _list(faults: list[Fault], value: Json, path: str) -> tuple[Json, ...]:
    if isinstance(value, list | tuple):
        return tuple(value)
    faults.append(Fault(path, f"配列ではありません: {value!r:.40}", "[...]"))
    return ()


def problem_to_json(problem: Problem) -> dict[str, Json]:
    """The problem as JSON values; `problem_from_json` reads it back equal."""
    return {
        "applicants": [{"id": person.id, "prefers": list(person.prefers)} for person in problem.applicants],
        "posts": [
            {
                "id": post.id,
                "quota": post.quota,
                "ranks": list(post.ranks),
                "region": post.region,
                "target": post.target,
            }
            for post in problem.posts
        ],
        "regions": [{"id": region.id, "cap": region.cap} for region in problem.regions],
    }


def matching_to_json(matching: Matching) -> dict[str, Json]:
    """The matching as JSON values; `matching_from_json` reads it back equal."""
    return {
        "placements": [
            {
                "applicant": placement.applicant,
                "post": placement.post,
                "refusals": [
                    {"post": refusal.post, "reason": refusal.reason, "instead": list(refusal.instead)}
                    for refusal in placement.refusals
                ],
            }
            for placement in matching.placements
        ]
    }


def changes_to_json(changes: tuple[Change, ...]) -> list[Json]:
    """What would give an applicant a post that refused them, as JSON values."""
    return [{name: getattr(change, name) for name in Change.__slots__} for change in changes]


def matching_from_json(data: Json) -> Matching:
    """Read a matching; only the form is read, whether it is right is for `check` to say.

    Raises:
        ProblemError: the document is not a matching.
    """
    document = _document(data)
    try:
        return Matching(tuple(_placement(entry) for entry in document["placements"]))
    except (LookupError, TypeError, AttributeError) as error:
        problem = f"組合せの形ではありません: {type(error).__name__}: {error}"
        raise ProblemError([Fault("$", problem, "matching.schema.json の形")]) from error


def _placement(entry: Json) -> Placement:
    refusals = (Refusal(one["post"], one["reason"], tuple(one["instead"])) for one in entry["refusals"])
    return Placement(entry["applicant"], entry["post"], tuple(refusals))
