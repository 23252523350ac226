"""The planning board's rows and scale as SVG, put together as text: a template would take ten times as long.

All that comes from people is escaped by `format_html`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
    return format_html(
        '<svg width="{0}" height="{1}" viewBox="0 0 {0} {1}"><rect class="grid" width="{0}" height="{1}"/>{2}</svg>',
        width,
        height,
        _joined(parts),
    )


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _bar(bar: Bar, lane: int, week: int) -> SafeString:
    x, y, width = bar.start * week + 1, lane * LANE + EDGE, bar.length * week - 2
    mark, left = "", x + 4
    if bar.kind == "fixed":
        mark, left = format_html('<circle cx="{}" cy="{}" r="4"/>', x + 8, y + BAR // 2), x + 15
    return format_html(
        '<a class="{}" href="{}" aria-label="{}"><rect x="{}" y="{}" width="{}" height="{}" rx="3"/>{}'
        '<text x="{}" y="{}">{}</text></a>',
        bar.kind,
        bar.url,
        bar.text,
        x,
        y,
        width,
        BAR,
        mark,
        left,
        y + 15,
        fitting(bar.half_days, bar.name, x + width - left - 2),
    )


def fitting(half_days: int, name: str, room: int) -> str:
    """Return as much of a bar's label as there is room for in pixels; the number of half-days always stands.

    >>> fitting(2, "青梅市", 200), fitting(2, "青梅市", 60), fitting(2, "青梅市", 12)
    ('2 半日 青梅市', '2 半日', '2')
    """
    whole = _("%(half_days)d 半日 %(name)s") % {"half_days": half_days, "name": name}
    used = 0
    for at, letter in enumerate(whole):
        used += NARROW if ord(letter) <= ASCII else WIDE
        if used > room:
            # Only whole words: a cut one would not be found in the bar's name by who speaks it.
            words = whole[: at + 1].split(" ")[:-1] if letter != " " else whole[:at].split(" ")
            return " ".join(words) or str(half_days)
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
    parts += [
        format_html('<text class="day" x="{}" y="48">{}</text>', at * week + 3, day) for at, day in enumerate(days)
    ]
    lines = "".join(f"M{span.start * week} 20V54" for span in months)
    lines += "".join(f"M{span.start * week} 0V20" for span in years)
    return format_html(
        '<svg width="{0}" height="54" viewBox="0 0 {0} 54" aria-hidden="true" focusable="false">'
        '<defs><pattern id="board-weeks" width="{1}" height="{2}" patternUnits="userSpaceOnUse">'
        '<path d="M0 0V{2}"/></pattern></defs><path class="lines" d="{3}"/>{4}</svg>',
        width,
        week,
        LANE,
        lines,
        _joined(parts),
    )


def _label(span: Span, y: int, week: int, kind: str) -> SafeString:
    room = span.length * week
    label = span.label if len(span.label) * WIDE <= room else span.label[: max(room // WIDE, 0)]
    return format_html('<text class="{}" x="{}" y="{}">{}</text>', kind, span.start * week + 3, y, label)
