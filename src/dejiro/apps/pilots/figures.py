"""How the figures of a pilot are written: shares in per cent, differences of shares in points, all else in its unit."""

from collections.abc import Mapping
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.pilots.models import Pilot
from dejiro.apps.pilots.planning import Verdict

POINTS: Final = 1
DECIMALS: Final = 3


def level(pilot: Pilot, value: float) -> str:
    """Return how much there is: 「50%」 or 「12.5分」."""
    if pilot.is_shares:
        return f"{_text(100 * value, POINTS)}%"
    return _("%(value)s%(unit)s") % {"value": _text(value, DECIMALS), "unit": pilot.unit}


def effect(pilot: Pilot, value: float) -> str:
    """Return by how much it gets better, with its sign: 「+26.7ポイント」 or 「−3.2分」."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    if pilot.is_shares:
        return sign + _("%(value)sポイント") % {"value": _text(abs(100 * value), POINTS)}
    return sign + _("%(value)s%(unit)s") % {"value": _text(abs(value), DECIMALS), "unit": pilot.unit}


def plan_figures(pilot: Pilot) -> Mapping[str, str]:
    """Return what the plan says in figures, by field."""
    return {
        "baseline": level(pilot, pilot.baseline),
        "adopt_above": effect(pilot, pilot.adopt_above),
        "worthwhile": effect(pilot, pilot.worthwhile),
        "expected": effect(pilot, pilot.expected),
    }


def verdict_figures(pilot: Pilot, verdict: Verdict) -> Mapping[str, str]:
    """Return what a verdict says in figures: the effect and both ends of its interval, "" where there are none."""
    found = {"estimate": verdict.estimate, "low": verdict.low, "high": verdict.high}
    return {name: "" if value is None else effect(pilot, value) for name, value in found.items()}


def _text(value: float, decimals: int) -> str:
    text = f"{value:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
