"""What a period owes a body, carried into the entitlements of the next: the rule in exact numbers, and its rows.

The rule: a body's part of the whole, in half-days of what was shared out in the period before, is raised by what it was
owed then and lowered by what it had too much; to no more than double and no less than half. What goes beyond stays on
its account. What a body asks for plays no part.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from fractions import Fraction
from typing import Any, Final

from dejiro.apps.talent.bodies import heirs
from dejiro.apps.talent.models import Credit, Plan
from dejiro.foundation.organizations.models import Organization

CENT: Final = Decimal("0.01")
MOST: Final = 1
LEAST: Final = Fraction(1, 2)
Parts = Mapping[str, Fraction]


@dataclass(frozen=True)
class Account:
    """What the period before leaves: half-days that were shared out in it, and of each body, by code, what it is owed.

    Below 0 a body had too much.
    """

    volume: Decimal
    owed: Mapping[str, Decimal]


@dataclass(frozen=True)
class Carried:
    """Entitlements with what is carried over: the parts add up to 1; `applied` is what of the owed half-days is in."""

    parts: Parts
    applied: Mapping[str, Decimal]


def with_credits(parts: Parts, account: Account) -> Carried:
    """Return entitlements with what is carried over.

    >>> half = Fraction(1, 2)
    >>> found = with_credits({"a": half, "b": half}, Account(Decimal(100), {"a": Decimal(10), "b": Decimal(-10)}))
    >>> found.parts["a"], found.applied["b"]
    (Fraction(3, 5), Decimal('-10.00'))

    Args:
        parts: of each body, by code, above 0, adding up to 1.
        account: of the period before; bodies that are not among the parts are passed over.
    """
    if account.volume <= 0:
        return Carried(dict(parts), {})
    volume = Fraction(account.volume)
    applied = {
        code: _within(owed, parts[code] * volume) for code, owed in account.owed.items() if code in parts and owed
    }
    raised = {code: part * volume + Fraction(applied.get(code, 0)) for code, part in parts.items()}
    total = sum(raised.values())
    return Carried({code: part / total for code, part in raised.items()}, applied)


def _within(owed: Decimal, base: Fraction) -> Decimal:
    """As much of what is owed as doubles or halves a body's half-days at most, in whole hundredths."""
    bound = min(max(Fraction(owed), -LEAST * base), MOST * base)
    return (Decimal(bound.numerator) / Decimal(bound.denominator)).quantize(CENT, rounding=ROUND_DOWN)


def account_before(area: Organization, on: date, plan: Plan | None = None, *, bodies_on: date | None = None) -> Account:
    """Return what the newest period that began before a day leaves to the next; two queries and the plan's bases.

    A body that was merged hands what it is owed to its successor. Re-plans of one period count once: the newest does.

    Args:
        area: the prefecture.
        on: first day of the next period.
        plan: for which it is asked; what it was made from is its own period, not one before.
        bodies_on: the day whose bodies are meant; `on` when None.
    """
    rows = Credit.objects.filter(plan__area=area, plan__starts_on__lt=on, replaced=False)
    rows = rows.exclude(plan__in=bases_of(plan)).order_by("-plan__starts_on", "organization__code")
    found = list(rows.select_related("organization", "plan"))
    found = [row for row in found if row.plan.starts_on == found[0].plan.starts_on]
    heir, owed = heirs(area, on=bodies_on or on), dict[str, Decimal]()
    for row in found:
        code = heir.get(row.organization.code, row.organization.code)
        owed[code] = owed.get(code, Decimal(0)) + row.amount
    return Account(sum((row.fair_share for row in found), Decimal(0)), owed)


def bases_of(plan: Plan | None) -> list[int]:
    """Return the numbers of the plans from which a plan was made, one after the other; one query for each."""
    found: list[int] = []
    while plan is not None and plan.base is not None:
        plan = plan.base
        found.append(plan.pk)
    return found


def credits_of(plan: Plan) -> list[Credit]:
    """Return, not yet kept, what a plan with an answer leaves to each body that asked or has a part of its account."""
    carried: Mapping[str, Any] = (plan.carried or {}).get("bodies", {})
    answer: Mapping[str, Any] = plan.answer or {"bodies": ()}
    bodies = {row["id"]: row for row in answer["bodies"] if row["demand"] or row["id"] in carried}
    known = Organization.objects.filter(code__in=bodies).exclude(valid_to__lte=plan.starts_on)
    return [
        Credit(
            plan=plan,
            organization=body,
            kept=_kept(carried.get(body.code)),
            fair_share=Decimal(str(bodies[body.code]["fair_share"])).quantize(CENT),
            delivered=bodies[body.code]["delivered"],
        )
        for body in known.order_by("code")
    ]


def _kept(entry: Mapping[str, str] | None) -> Decimal:
    return Decimal(0) if entry is None else Decimal(entry["owed"]) - Decimal(entry["applied"])


def carried_json(account: Account, carried: Carried) -> dict[str, Any] | None:
    """Return what is kept with a plan of how its entitlements came about; None when nothing is carried over."""
    if not carried.applied:
        return None
    bodies = {code: {"owed": str(account.owed[code]), "applied": str(sum_)} for code, sum_ in carried.applied.items()}
    return {"volume": str(account.volume), "bodies": bodies}
