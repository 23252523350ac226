"""Reads of plans side by side, and of a re-plan's curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dejiro.apps.talent.models import Change, Plan
from dejiro.apps.talent.standards import role_label
from dejiro.foundation.organizations.rules import TALENT_RATE, rule_in_force
from dejiro.foundation.organizations.selectors import municipalities_of
from dejiro.ui.formats import jdate

MOST: Final = 4
WIDTH: Final = 640
HEIGHT: Final = 240
LEFT: Final = 16
# The line lies between these heights; above it stand the values, below it the axis.
TOP: Final = 40
BOTTOM: Final = 160


@dataclass(frozen=True)
class Column:
    """A plan in the comparison. `worst` is the body that gets least for its entitlement, with its half-days."""

    plan: Plan
    changes: Sequence[str]
    value: float
    gap_percent: float
    served: int
    delivered: int
    empty: int
    worst: str
    worst_delivered: int
    changed: int
    cost: int


@dataclass(frozen=True)
class Comparison:
    """Plans side by side; `bodies` has each body's name, and of each plan the name, its share and its half-days."""

    columns: Sequence[Column]
    bodies: Sequence[tuple[str, Sequence[tuple[str, float, int]]]]
    waiting: Sequence[Plan]
    offered: Sequence[Plan]


@dataclass(frozen=True)
class Point:
    """One number of changes and what it brings; with a failure there is no plan. `x` and `y` are its place."""

    label: str
    key: str
    failure: str
    value: float
    served: int
    empty: int
    changed: int
    x: float
    y: float


def scenarios_of(plan: Plan) -> QuerySet[Plan]:
    """Return a plan's hypothetical plans with what they suppose, newest first; two queries."""
    rows = plan.revisions.filter(hypothetical=True).defer("problem")
    return rows.prefetch_related("changes__specialist", "changes__request__organization")


def comparison_of(plan: Plan, chosen: Sequence[int]) -> Comparison:
    """Return a plan beside up to three hypothetical ones: those chosen, or the newest; four queries."""
    every = list(scenarios_of(plan))
    ready = [one for one in every if one.answer is not None]
    picked = [one for one in ready if one.pk in chosen] or ready
    rate = rule_in_force(plan.area, TALENT_RATE, on=plan.starts_on).value
    names = {body.code: body.name for body in municipalities_of(plan.area, on=plan.starts_on)}
    shown = [plan, *reversed(picked[: MOST - 1])] if plan.answer else []
    return Comparison(
        columns=[_column(one, names, rate) for one in shown],
        bodies=_bodies(shown, names),
        waiting=[one for one in every if one.answer is None],
        offered=ready,
    )


def change_text(change: Change) -> str:
    """Return what is supposed, in words."""
    since = _("%(day)sから") % {"day": jdate(change.starts_on)} if change.starts_on else _("最初から")
    if change.kind == Change.Kind.MORE:
        return _("%(role)s（レベル%(level)d、週%(half_days)d半日）を%(people)d人増やす（%(since)s）") % {
            "role": role_label(change.role),
            "level": change.level,
            "half_days": change.half_days,
            "people": change.people,
            "since": since,
        }
    if change.specialist is not None:
        return _("%(name)sさんがいない（%(since)s）") % {"name": change.specialist.name, "since": since}
    assert change.request is not None
    words = {"body": change.request.organization.name, "title": change.request.title}
    return _("%(body)s「%(title)s」の依頼がない") % words


def curve_points(plan: Plan) -> list[Point]:
    """Return the points of a re-plan's curve, the least number of changes first; no query."""
    points = (plan.curve or {}).get("points", [])
    values = [point["value"] for point in points if "value" in point]
    low, high = (min(values), max(values)) if values else (0.0, 0.0)
    # A flat line lies in the middle.
    height = high - low
    step = (WIDTH - LEFT) / max(len(points), 1)
    return [
        _point(point, LEFT + step * (place + 0.5), (high - point.get("value", low)) / height if height else 0.5)
        for place, point in enumerate(points)
    ]


def _point(point: Mapping[str, Any], x: float, depth: float) -> Point:
    number = point["max_changes"]
    figures = {name: point.get(name, 0) for name in ("value", "served", "empty", "changed")}
    return Point(
        label=_("制限なし") if number is None else str(number),
        key="" if number is None else str(number),
        failure=point.get("failure", ""),
        x=round(x, 1),
        y=round(TOP + (BOTTOM - TOP) * depth, 1),
        **figures,
    )


def _column(plan: Plan, names: Mapping[str, str], rate: int) -> Column:
    answer: Mapping[str, Any] = plan.answer or {}
    asking = [row for row in answer["bodies"] if row["demand"]]
    worst = min(asking, key=lambda row: (row["delivered"] / row["entitlement"], row["id"]), default=None)
    delivered = sum(row["delivered"] for row in answer["bodies"])
    return Column(
        plan=plan,
        changes=[change_text(one) for one in plan.changes.all()] if plan.hypothetical else [],
        value=answer["value"],
        gap_percent=answer["gap"] * 100,
        served=len(answer["assignments"]),
        delivered=delivered,
        empty=sum(row["delivered"] == 0 for row in asking),
        worst=names.get(worst["id"], worst["id"]) if worst else "",
        worst_delivered=worst["delivered"] if worst else 0,
        changed=answer["changed"],
        cost=delivered * rate,
    )


def _bodies(plans: Sequence[Plan], names: Mapping[str, str]) -> list[tuple[str, list[tuple[str, float, int]]]]:
    if not plans:
        return []
    tables = [{row["id"]: row for row in (one.answer or {})["bodies"]} for one in plans]
    asked = [code for code in tables[0] if any(table.get(code, {"demand": 0})["demand"] for table in tables)]
    nothing = {"fair_share": 0.0, "delivered": 0}
    found = []
    for code in asked:
        rows = [table.get(code, nothing) for table in tables]
        cells = [(one.name, row["fair_share"], row["delivered"]) for one, row in zip(plans, rows, strict=True)]
        found.append((names.get(code, code), cells))
    return found
