"""Boundaries as drawings: the municipalities of a prefecture as SVG paths, far islands in boxes below the main part.

Credit line wherever a map is shown: 国土数値情報（国土交通省）を加工して作成.
"""

import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, compress, groupby, pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from dejiro.foundation.organizations.codes import check_digit
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.tables import DATA, BodyRow, read_bodies

JAPAN: Final = DATA / "japan_muni_designated_s0001.topojson"
DETAILED: Final[Mapping[str, Path]] = {"13": DATA / "tokyo_muni_s0010.topojson"}

WIDTH: Final = 1000.0
TALLEST: Final = 1000.0
EDGE: Final = 4
BOX: Final = 180.0
GAP: Final = 20.0
BOXES_IN_A_ROW: Final = 5
NEIGHBOURS_KM: Final = 40.0
MARK_KM: Final = 1.2
SMALLEST_KM2: Final = 0.3
SMALLEST_RING: Final = 4
KM_PER_DEGREE: Final = 111.2

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = list[Point]
Bounds: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class Shape:
    """A municipality's outline: its six-digit code, name and SVG path; `inset` is True when it lies in a box."""

    code: str
    name: str
    path: str
    inset: bool


@dataclass(frozen=True)
class Box:
    """A frame around far islands, drawn at a scale of its own."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class AreaMap:
    """A drawing of a prefecture: every municipality once, in order of code."""

    view_box: str
    shapes: tuple[Shape, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class Plane:
    """The projection: degrees to kilometres around a latitude, y growing to the south; fit for one prefecture."""

    latitude: float

    def point(self, longitude: float, latitude: float) -> Point:
        """Return where a position lies."""
        return longitude * KM_PER_DEGREE * math.cos(math.radians(self.latitude)), -latitude * KM_PER_DEGREE


@dataclass(frozen=True)
class Part:
    """One polygon of a municipality in kilometres: its outer ring, then its holes."""

    code: str
    name: str
    rings: list[Ring]

    @cached_property
    def bounds(self) -> Bounds:
        """Left, top, right and bottom."""
        xs, ys = zip(*self.rings[0], strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    @property
    def size(self) -> float:
        """The area within its outer ring in square kilometres."""
        ring = self.rings[0]
        return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring))) / 2


@dataclass(frozen=True)
class Frame:
    """Where a group of parts goes in the drawing: scale, then shift."""

    scale: float
    dx: float
    dy: float

    def path(self, part: Part) -> str:
        """Return a part's rings as a closed SVG path, rounded to a tenth of a unit; what is smaller is left out."""
        return "".join(self._ring(ring) for ring in part.rings)

    def _ring(self, ring: Ring) -> str:
        tenths = [(round((x * self.scale + self.dx) * 10), round((y * self.scale + self.dy) * 10)) for x, y in ring]
        distinct = [point for point, _same in groupby(tenths)]
        if len(distinct) < SMALLEST_RING:
            return ""
        (x, y), steps = distinct[0], pairwise(distinct[:-1])
        lines = "".join(f"l{(x1 - x0) / 10:g},{(y1 - y0) / 10:g}" for (x0, y0), (x1, y1) in steps)
        return f"M{x / 10:g},{y / 10:g}{lines}z"


def map_of(area: Organization) -> AreaMap:
    """Return the drawing of a prefecture; worked out once in a process."""
    return area_map(area.code)


@lru_cache(maxsize=47)
def area_map(code: str) -> AreaMap:
    """Return the drawing of a prefecture by its six-digit code."""
    prefecture, *rows = read_bodies(areas=[code]).rows
    plane = Plane(prefecture.latitude or 0.0)
    polygons = parts_of(_topology(DETAILED.get(code[:2], JAPAN)), code[:2], plane)
    parts = [part for part in polygons if part.size >= SMALLEST_KM2]
    drawn = {part.code for part in parts}
    return draw([*parts, *(_mark(row, plane) for row in rows if row.code not in drawn)])


def draw(parts: Sequence[Part]) -> AreaMap:
    """Lay out polygons: the largest group of near ones across the width, others in boxes below, north first; pure."""
    main, *others = groups_of(parts)
    here = {part.code for part in main}
    home = {part.code: index for index, group in reversed(list(enumerate(others))) for part in group}
    homes = [
        [part for part in group if part.code not in here and home[part.code] == i] for i, group in enumerate(others)
    ]
    frame, height = _fit(main)
    placed = [(part, frame) for part in main]
    boxes: list[Box] = []
    for group in sorted(filter(None, homes), key=lambda group: _bounds(group)[1]):
        row, column = divmod(len(boxes), BOXES_IN_A_ROW)
        box = Box(column * (BOX + GAP), height + GAP + row * (BOX + GAP), BOX, BOX)
        boxes.append(box)
        placed += [(part, _fit_in(group, box)) for part in group]
    bottom = max((box.y + box.height for box in boxes), default=height)
    view_box = f"{-EDGE} {-EDGE} {WIDTH + 2 * EDGE:g} {math.ceil(bottom) + 2 * EDGE}"
    return AreaMap(view_box, _shapes(placed, here), tuple(boxes))


def groups_of(parts: Sequence[Part]) -> list[list[Part]]:
    """Return polygons in groups of which each member is within 40 km of another, the largest land first; pure."""
    left = list(parts)
    groups: list[list[Part]] = []
    while left:
        group, left = [left[0]], left[1:]
        for part in group:  # the group grows while it is walked
            near = [_distance(part, other) <= NEIGHBOURS_KM for other in left]
            group += list(compress(left, near))
            left = [other for other, is_near in zip(left, near, strict=True) if not is_near]
        groups.append(group)
    return sorted(groups, key=lambda group: -sum(part.size for part in group))


def parts_of(topology: Mapping[str, Any], prefix: str, plane: Plane) -> Iterator[Part]:
    """Yield the polygons of one prefecture; land that belongs to no municipality is left out; pure.

    Args:
        topology: a TopoJSON document whose geometries bear the five-digit code as N03_007.
        prefix: the first two digits of the codes wanted.
        plane: the projection.

    Source: The TopoJSON Format Specification, 2.1.4 and 2.2.
    """
    (collection,) = topology["objects"].values()
    for geometry in collection["geometries"]:
        base = geometry["properties"]["N03_007"] or ""
        if not base.startswith(prefix) or geometry["type"] is None:
            continue
        # A designated city has its name in N03_003, everybody else a district there.
        name = geometry["properties"]["N03_004"] or geometry["properties"]["N03_003"]
        polygons = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for polygon in polygons:
            yield Part(base + check_digit(base), name, [_ring(topology, arcs, plane) for arcs in polygon])


@lru_cache(maxsize=2)
def _topology(path: Path) -> Mapping[str, Any]:
    topology = json.loads(path.read_text(encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    topology["arcs"] = [
        [(x * sx + tx, y * sy + ty) for x, y in accumulate(arc, lambda a, b: (a[0] + b[0], a[1] + b[1]))]
        for arc in topology["arcs"]
    ]
    return MappingProxyType(topology)


def _ring(topology: Mapping[str, Any], arcs: Iterable[int], plane: Plane) -> Ring:
    ring: Ring = []
    for number in arcs:
        arc = topology["arcs"][number] if number >= 0 else topology["arcs"][~number][::-1]
        ring += [plane.point(longitude, latitude) for longitude, latitude in arc[1 if ring else 0 :]]
    return ring


def _mark(row: BodyRow, plane: Plane) -> Part:
    """Return a lozenge at the position of a body that the boundaries are too coarse for."""
    x, y = plane.point(row.longitude or 0.0, row.latitude or 0.0)
    ring = [(x, y - MARK_KM), (x + MARK_KM, y), (x, y + MARK_KM), (x - MARK_KM, y), (x, y - MARK_KM)]
    return Part(row.code, row.name, [ring])


def _distance(one: Part, other: Part) -> float:
    """Return the distance of two bounding boxes."""
    left, top, right, bottom = one.bounds
    other_left, other_top, other_right, other_bottom = other.bounds
    return math.hypot(max(other_left - right, left - other_right, 0), max(other_top - bottom, top - other_bottom, 0))


def _bounds(parts: Iterable[Part]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*(part.bounds for part in parts), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _fit(parts: Sequence[Part]) -> tuple[Frame, float]:
    """Return the frame that fills the width, or the height where that is less, and the height it takes."""
    left, top, right, bottom = _bounds(parts)
    scale = min(WIDTH / (right - left), TALLEST / (bottom - top))
    return Frame(scale, (WIDTH - (right + left) * scale) / 2, -top * scale), (bottom - top) * scale


def _fit_in(parts: Sequence[Part], box: Box) -> Frame:
    left, top, right, bottom = _bounds(parts)
    scale = (BOX - GAP) / max(right - left, bottom - top)
    return Frame(scale, box.x + (BOX - (left + right) * scale) / 2, box.y + (BOX - (top + bottom) * scale) / 2)


def _shapes(placed: Iterable[tuple[Part, Frame]], here: set[str]) -> tuple[Shape, ...]:
    paths: dict[str, str] = {}
    names: dict[str, str] = {}
    for part, frame in placed:
        paths[part.code] = paths.get(part.code, "") + frame.path(part)
        names[part.code] = part.name
    return tuple(Shape(code, names[code], path, code not in here) for code, path in sorted(paths.items()))
