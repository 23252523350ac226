"""The drawing of who takes part: one string for each set of bodies, kept in the process."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dejiro.foundation.organizations.boundaries import AreaMap, Shape, map_of
from dejiro.foundation.organizations.models import Organization

PATH: Final = '<path class="{}" d="{}"><title>{}</title></path>'
BOX: Final = '<rect fill="none" stroke="currentColor" x="{}" y="{}" width="{}" height="{}"/>'


@dataclass(frozen=True)
class Drawing:
    """An SVG's view box and what is in it; `own` is the outline of the reader's body, drawn once more on top."""

    view_box: str
    body: SafeString
    own: str


def drawing_of(area: Organization, inside: frozenset[str], own_code: str) -> Drawing:
    """Return the map of an area with the bodies that take part; a table beside it must say the same in words."""
    drawn = map_of(area)
    own = next((shape.path for shape in drawn.shapes if shape.code == own_code), "")
    return Drawing(drawn.view_box, _body(area, inside, get_language() or ""), own)


@lru_cache(maxsize=64)
def _body(area: Organization, inside: frozenset[str], _language: str) -> SafeString:
    drawn = map_of(area)
    return format_html("{}{}", _boxes(drawn), format_html_join("", PATH, _paths(drawn, inside)))


def _boxes(drawn: AreaMap) -> SafeString:
    rows = ((f"{box.x:g}", f"{box.y:g}", f"{box.width:g}", f"{box.height:g}") for box in drawn.boxes)
    return format_html_join("", BOX, rows)


def _paths(drawn: AreaMap, inside: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    for shape in drawn.shapes:
        yield _path(shape, is_in=shape.code in inside)


def _path(shape: Shape, *, is_in: bool) -> tuple[str, str, str]:
    if is_in:
        return "map-area map-area-in", shape.path, _("%(name)s（参加）") % {"name": shape.name}
    return "map-area", shape.path, shape.name
