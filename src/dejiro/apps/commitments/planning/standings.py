"""How one body stands in a round, and what happens when one leaves: read from what is kept, computed at most once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from django.core.cache import cache

from dejiro.apps.commitments.models import Computed, Decision
from dejiro.apps.commitments.planning.problems import absent, answer_of
from dejiro.cores.coalition.explain import Explainer
from dejiro.cores.coalition.io import answer_from_json, problem_from_json
from dejiro.cores.coalition.model import Leaving, Outsider

A_DAY: Final = 86_400
Json = dict[str, Any]


@dataclass(frozen=True)
class Standing:
    """How one body stands in an answer; the sums are yen a month.

    `share` is None outside the group; then `outside` says why and what the smallest change is that lets it in.
    `leaving` says at what price the others go on when a body of the group leaves, and who falls out with it.
    """

    share: Json | None
    outside: Json | None
    leaving: Json | None
    unit_price: int | None

    @property
    def inside(self) -> bool:
        """True when the body is in the group."""
        return self.share is not None

    @property
    def unit_price_with_share(self) -> int | None:
        """The body's price a unit, its part of the common cost included, rounded up to the yen."""
        if self.share is None or not self.unit_price:
            return None
        units = int(self.share["goods"]) // self.unit_price
        return -(-int(self.share["total"]) // units)


def standing_of(basis: Computed, code: str) -> Standing:
    """Return how a body stands whose commitment is in the problem; kept for a day.

    Without a capacity or exclusions it takes milliseconds; with them a program is solved for the first reader.
    """
    kept = _kept(
        f"standing:{basis.digest}:{code}", lambda: {"share": shares_of(basis).get(code), **_reasons(basis, code)}
    )
    return Standing(**kept, unit_price=basis.summary["unit_price"])


def answer_without(basis: Computed, leaver: str, reader: str) -> Json:
    """Return group, price and the reader's share as if one body had made no commitment; kept for a day."""
    return _kept(f"without:{basis.digest}:{leaver}:{reader}", lambda: _without(basis, leaver, reader))


def reasons_of(basis: Computed) -> Json:
    """Return for every body why it is outside, or what happens when it leaves.

    With a capacity or exclusions this solves a program for every body: seconds for 62 of them, so a task calls it.
    """
    explainer, inside = _explainer(_Source(basis.digest, basis)), basis.summary["members"]
    return {
        "outside": [_outsider(explainer.outsider(code)) for code in basis.summary["outside"]],
        "if_leaves": [_leaving(explainer.leaving(code)) for code in inside],
    }


@dataclass(frozen=True)
class _Source:
    """What is read at most once in a process for each digest."""

    digest: str
    basis: Computed = field(compare=False)


def shares_of(basis: Computed) -> Mapping[str, Json]:
    """Return what each body of the group pays, by code; kept in the process."""
    return _shares(_Source(basis.digest, basis))


def recorded_of(decision: Decision) -> Mapping[str, Json]:
    """Return the reasons that stand with a decision, by body's code; empty until they are worked out; kept as well."""
    return {} if decision.explained_at is None else _recorded(_Source(decision.digest, decision))


@lru_cache(maxsize=32)
def _shares(source: _Source) -> Mapping[str, Json]:
    return {share["id"]: share for share in source.basis.answer["shares"]}


@lru_cache(maxsize=32)
def _recorded(source: _Source) -> Mapping[str, Json]:
    assert isinstance(source.basis, Decision)
    reasons = source.basis.reasons
    return {item["id"]: item for item in (*reasons["outside"], *reasons["if_leaves"])}


@lru_cache(maxsize=8)
def _explainer(source: _Source) -> Explainer:
    return Explainer(problem_from_json(source.basis.problem), answer_from_json(source.basis.answer))


def _kept(key: str, work: Callable[[], Json]) -> Json:
    found: Json | None = cache.get(key)
    if found is None:
        found = work()
        cache.set(key, found, A_DAY)
    return found


def _reasons(basis: Computed, code: str) -> Json:
    """Return what is recorded with a decision, else what the core finds."""
    inside = code in basis.summary["members"]
    if isinstance(basis, Decision) and (recorded := recorded_of(basis)):
        return {"outside": None if inside else recorded.get(code), "leaving": recorded.get(code) if inside else None}
    explainer = _explainer(_Source(basis.digest, basis))
    if inside:
        return {"outside": None, "leaving": _leaving(explainer.leaving(code))}
    return {"outside": _outsider(explainer.outsider(code)), "leaving": None}


def _leaving(found: Leaving) -> Json:
    """Return who falls out and what is left; the names of those who stay would make a decision's reasons quadratic."""
    return {
        "id": found.id,
        "stay": len(found.members),
        "unit_price": found.unit_price,
        "falls_out": list(found.falls_out),
    }


def _outsider(found: Outsider) -> Json:
    change = {found.change.field: found.change.value} if found.change else None
    return {"id": found.id, "reason": found.reason, "change": change}


def _without(basis: Computed, leaver: str, reader: str) -> Json:
    after = answer_of(without(basis.problem, leaver))
    stay = set(after["members"])
    return {
        "start": after["start"],
        "unit_price": after["unit_price"],
        "stay": len(stay),
        "falls_out": [code for code in basis.summary["members"] if code not in stay and code != leaver],
        "share": next((share for share in after["shares"] if share["id"] == reader), None),
    }


def without(problem: Json, code: str) -> Json:
    """Return the problem as if one body had made no commitment; a stub stays where others make it a condition."""
    members = [member for member in problem["members"] if member["id"] != code]
    named = {name for member in members for name in member.get("only_with", ())}
    kept = [{**member, "not_with": [name for name in member.get("not_with", ()) if name != code]} for member in members]
    stub = [absent(code)] if code in named else []
    return {**problem, "members": sorted([*kept, *stub], key=lambda member: str(member["id"]))}
