"""The picture of a verdict: the interval of the effect beside the two lines that were fixed before."""

from collections.abc import Callable, Iterator
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dejiro.apps.pilots.planning import Plan, Verdict

WIDTH: Final = 640
MARGIN: Final = 60
BAR: Final = 70
LINE: Final = (
    '<line x1="{0}" y1="28" x2="{0}" y2="112" stroke="currentColor" stroke-width="2" stroke-dasharray="{1}"/>'
    '<text x="{0}" y="{2}" text-anchor="middle" font-size="15" fill="currentColor">{3}</text>'
)
INTERVAL: Final = (
    '<line x1="{low}" y1="{y}" x2="{high}" y2="{y}" stroke="currentColor" stroke-width="6"/>'
    '<circle cx="{at}" cy="{y}" r="9" fill="currentColor"/>'
    '<text x="{at}" y="{under}" text-anchor="middle" font-size="15" fill="currentColor">{label}</text>'
)


def verdict_picture(plan: Plan, verdict: Verdict) -> SafeString | None:
    """Return what is inside the drawing, 640 by 150; None when no effect could be computed."""
    if verdict.estimate is None or verdict.low is None or verdict.high is None:
        return None
    values = [0.0, plan.adopt_above, plan.worthwhile, verdict.low, verdict.high]
    least, reach = min(values), (max(values) - min(values)) or 1.0

    def place(value: float) -> float:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (value - least) / reach, 1)

    interval = format_html(
        INTERVAL,
        low=place(verdict.low),
        high=place(verdict.high),
        at=place(verdict.estimate),
        y=BAR,
        under=BAR + 28,
        label=_("効果"),
    )
    return format_html("{}{}", format_html_join("", LINE, _lines(plan, place)), interval)


def _lines(plan: Plan, place: Callable[[float], float]) -> Iterator[tuple[float, str, int, str]]:
    yield place(plan.adopt_above), "", 20, _("採用の線")
    yield place(plan.worthwhile), "6 4", 134, _("意味のある最小の効果")
