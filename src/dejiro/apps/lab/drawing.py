"""The map of a conversation: circles of five people or more, marked by a letter and not by colour alone."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dejiro.apps.lab.figures import MARKS, group_name

SIZE: Final = 640
REACH: Final = 270
FLAT: Final = "0 230 640 180"
LEAST_RADIUS: Final = 14
CIRCLE: Final = (
    '<g><title>{}</title><circle class="opinion-circle opinion-circle-{}" cx="{}" cy="{}" r="{}"/>'
    '<text class="opinion-mark" x="{}" y="{}" text-anchor="middle">{}</text></g>'
)


@dataclass(frozen=True)
class Direction:
    """One end of the map and the statements with which people there agree more than others."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """A part of the map and how many stand in it, by group where groups are drawn."""

    label: str
    people: int
    by_group: tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class OpinionMap:
    """The drawing, and in words what it shows."""

    view_box: str
    body: SafeString
    directions: tuple[Direction, ...]
    places: tuple[Place, ...]


def opinion_map(document: Any, texts: Mapping[int, str]) -> OpinionMap | None:  # noqa: ANN401  # any JSON
    """Return the map of a result; None when there is nothing to draw."""
    if not document["map"]:
        return None
    circles = document["map"]["circles"]
    flat = document["map"]["axes"][1] is None
    drawn = format_html("{}{}", _cross(flat=flat), format_html_join("", CIRCLE, _circles(circles)))
    directions = tuple(_directions(document["map"]["axes"], texts))
    view_box = FLAT if flat else f"0 0 {SIZE} {SIZE}"
    return OpinionMap(view_box, drawn, directions, tuple(_places(circles, flat=flat)))


def _cross(*, flat: bool) -> SafeString:
    half = SIZE // 2
    line = '<line class="opinion-axis" x1="{}" y1="{}" x2="{}" y2="{}"/>'
    words = '<text class="opinion-axis-name" x="{}" y="{}" text-anchor="{}">{}</text>'
    lines = [(0, half, SIZE, half), (half, 0, half, SIZE)]
    names = [(SIZE - 4, half - 8, "end", _("右")), (4, half - 8, "start", _("左"))]
    if not flat:
        names += [(half + 8, 24, "start", _("上")), (half + 8, SIZE - 8, "start", _("下"))]
    return format_html("{}{}", format_html_join("", line, lines), format_html_join("", words, names))


def _circles(circles: Sequence[Any]) -> Iterator[tuple[str, int, str, str, str, str, str, str]]:
    far = max((abs(one[axis]) for one in circles for axis in ("x", "y")), default=0) or 1
    largest = max(one["people"] for one in circles)
    for one in sorted(circles, key=lambda circle: -circle["people"]):
        x, y = SIZE / 2 + REACH * one["x"] / far, SIZE / 2 - REACH * one["y"] / far
        radius = LEAST_RADIUS + 9 * sqrt(one["people"] / largest)
        named = one["group"] is not None
        label = group_name(one["group"]) + " " if named else ""
        yield (
            label + _("%(people)d人") % {"people": one["people"]},
            one["group"] % len(MARKS) if named else len(MARKS),
            f"{x:.1f}",
            f"{y:.1f}",
            f"{radius:.1f}",
            f"{x:.1f}",
            f"{y + 6:.1f}",
            MARKS[one["group"] % len(MARKS)] if named else str(one["people"]),
        )


def _directions(axes: Sequence[Any], texts: Mapping[int, str]) -> Iterator[Direction]:
    names = (("more", _("右")), ("less", _("左"))), (("more", _("上")), ("less", _("下")))
    for axis, ends in zip(axes, names, strict=True):
        for end, label in ends if axis else ():
            found = tuple(texts[number] for number in axis[end] if number in texts)
            if found:
                yield Direction(label, found)


def _places(circles: Sequence[Any], *, flat: bool) -> Iterator[Place]:
    quarters = (
        {(True, True): _("右"), (False, True): _("左")}
        if flat
        else {
            (True, True): _("右上"),
            (False, True): _("左上"),
            (False, False): _("左下"),
            (True, False): _("右下"),
        }
    )
    for key, label in quarters.items():
        inside = [one for one in circles if (one["x"] >= 0, flat or one["y"] >= 0) == key]
        count: Counter[int] = Counter()
        for one in inside:
            if one["group"] is not None:
                count[one["group"]] += one["people"]
        by_group = tuple((group_name(group), people) for group, people in sorted(count.items()))
        yield Place(label, sum(one["people"] for one in inside), by_group)
