"""The planning board's rows and scale as SVG, put together as text: a template would take ten times as long.

All that comes from people is escaped here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

LANE: Final = 24
BAR: Final = 20
EDGE: Final = 2
# A letter of a bar is so wide: a full-width one, and one of the Latin alphabet or a numeral.
WIDE: Final = 12
NARROW: Final = 7
ASCII: Final = 127


@dataclass(frozen=True)
class Bar:
    """An engagement on the board: first week of those shown, length in weeks, what stands on it and what it leads to.

    `kind` is "planned", "fixed", "open" (nobody serves the request) or "running" (agreed on already); `text` is all
    that is known of it, in a sentence that begins with what is written on the bar.
    """

    start: int
    length: int
    half_days: int
    name: str
    text: str
    url: str
    kind: str


@dataclass(frozen=True)
class Span:
    """A stretch of the scale: first week of those shown, length in weeks, and what it is called."""

    start: int
    length: int
    label: str


def drawn_row(bars: Iterable[Bar], weeks: int, week: int) -> SafeString:
    """Return a row's weeks as SVG; bars that overlap lie one below the other.

    Args:
        bars: in any order.
        weeks: how many are shown.
        week: width of a week in pixels.
    """
    lanes: list[int] = []
    parts = []
    for bar in sorted(bars, key=lambda one: (one.start, -one.length)):
        lane = next((at for at, end in enumerate(lanes) if end <= bar.start), len(lanes))
        lanes[lane:] = [bar.start + bar.length, *lanes[lane + 1 :]]
        parts.append(_bar(bar, lane, week))
    height, width = max(len(lanes), 1) * LANE, weeks * week
    head = f'<svg width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    grid = f'<rect class="grid" width="{width}" height="{height}"/>'
    return mark_safe(f"{head}{grid}{''.join(parts)}</svg>")  # noqa: S308  # each part is escaped where it is made


def _bar(bar: Bar, lane: int, week: int) -> str:
    x, y, width = bar.start * week + 1, lane * LANE + EDGE, bar.length * week - 2
    shape = f'<rect x="{x}" y="{y}" width="{width}" height="{BAR}" rx="3"/>'
    left = x + 4
    if bar.kind == "fixed":
        shape += f'<circle cx="{x + 8}" cy="{y + BAR // 2}" r="4"/>'
        left += 11
    label = escape(fitting(bar.half_days, bar.name, x + width - left - 2))
    name = escape(bar.text)
    return (
        f'<a class="{bar.kind}" href="{escape(bar.url)}" aria-label="{name}">{shape}'
        f'<text x="{left}" y="{y + 15}">{label}</text></a>'
    )


def fitting(half_days: int, name: str, room: int) -> str:
    """Return as much of a bar's label as there is room for in pixels; the number of half-days always stands.

    >>> fitting(2, "青梅市", 200), fitting(2, "青梅市", 60), fitting(2, "青梅市", 12)
    ('2半日 青梅市', '2半日 青', '2')
    """
    number, whole = str(half_days), _("%(half_days)d半日 %(name)s") % {"half_days": half_days, "name": name}
    used = 0
    for at, letter in enumerate(whole):
        used += NARROW if ord(letter) <= ASCII else WIDE
        if used > room:
            cut = whole[:at].rstrip()
            return cut if len(cut) > len(number) + 1 else number
    return whole


def drawn_scale(years: Sequence[Span], months: Sequence[Span], days: Sequence[str], week: int) -> SafeString:
    """Return the head of the weeks as SVG: fiscal years, months, and of each week the day of its Monday.

    Args:
        years: fiscal years.
        months: calendar months; a week belongs to that of its Monday.
        days: of each week that is shown.
        week: width of a week in pixels.
    """
    width = len(days) * week
    parts = [_label(span, 14, week, "year") for span in years]
    parts += [_label(span, 32, week, "month") for span in months]
    parts += [f'<text class="day" x="{at * week + 3}" y="48">{escape(day)}</text>' for at, day in enumerate(days)]
    lines = "".join(f"M{span.start * week} 20V54" for span in months)
    lines += "".join(f"M{span.start * week} 0V20" for span in years)
    return mark_safe(  # noqa: S308  # each part is escaped where it is made
        f'<svg width="{width}" height="54" viewBox="0 0 {width} 54" aria-hidden="true" focusable="false">'
        f'<defs><pattern id="board-weeks" width="{week}" height="{LANE}" patternUnits="userSpaceOnUse">'
        f'<path d="M0 0V{LANE}"/></pattern></defs><path class="lines" d="{lines}"/>{"".join(parts)}</svg>'
    )


def _label(span: Span, y: int, week: int, kind: str) -> str:
    room = span.length * week
    label = span.label if len(span.label) * WIDE <= room else span.label[: max(room // WIDE, 0)]
    return f'<text class="{kind}" x="{span.start * week + 3}" y="{y}">{escape(label)}</text>'
