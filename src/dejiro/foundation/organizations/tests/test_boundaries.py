import math
import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import Cast
from dejiro.foundation.organizations.boundaries import (
    NEIGHBOURS_KM,
    AreaMap,
    Frame,
    Part,
    Plane,
    area_map,
    draw,
    groups_of,
    map_of,
    parts_of,
)
from dejiro.foundation.organizations.tables import read_bodies, read_prefectures

TOKYO = "130001"
NUMBER = re.compile(r"-?\d+(?:\.\d)?")


def square(code: str, x: float, y: float, size: float = 10.0) -> Part:
    ring = [(x, y), (x + size, y), (x + size, y + size), (x, y + size), (x, y)]
    return Part(code, code, [ring])


def corners(path: str) -> list[tuple[float, float]]:
    """Follow an SVG path of M, l and z; return every point."""
    points: list[tuple[float, float]] = []
    for command, numbers in re.findall(r"([Mlz])([^Mlz]*)", path):
        if command == "z":
            continue
        x, y = (float(number) for number in numbers.split(","))
        points.append((x, y) if command == "M" else (points[-1][0] + x, points[-1][1] + y))
    return points


@pytest.mark.django_db
def test_every_municipality_of_tokyo_is_drawn_once(cast: Cast) -> None:
    drawing = map_of(cast.body(TOKYO))
    codes = {row.code for row in read_bodies(areas=[TOKYO]).rows} - {TOKYO}
    assert [shape.code for shape in drawing.shapes] == sorted(codes)
    assert map_of(cast.body(TOKYO)) is drawing


def test_the_islands_of_tokyo_lie_in_boxes_and_the_rest_does_not() -> None:
    inset = {shape.name for shape in area_map(TOKYO).shapes if shape.inset}
    assert inset == {
        "大島町",
        "利島村",
        "新島村",
        "神津島村",
        "三宅村",
        "御蔵島村",
        "八丈町",
        "青ヶ島村",
        "小笠原村",
    }


@pytest.mark.parametrize("code", [row.code for row in read_prefectures()])
def test_every_prefecture_is_drawn_whole_within_its_frame(code: str) -> None:
    drawing = area_map(code)
    codes = {row.code for row in read_bodies(areas=[code]).rows} - {code}
    assert codes <= {shape.code for shape in drawing.shapes}
    left, top, width, height = (float(number) for number in drawing.view_box.split())
    for shape in drawing.shapes:
        points = corners(shape.path)
        assert len(points) >= 3, shape
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in points), shape.name


def test_the_four_islands_of_the_north_are_on_the_map_of_hokkaido() -> None:
    assert {"色丹村", "留夜別村", "蘂取村"} <= {shape.name for shape in area_map("010006").shapes}


def test_north_is_up_and_east_is_right() -> None:
    shapes = {shape.name: corners(shape.path)[0] for shape in area_map(TOKYO).shapes}
    assert shapes["奥多摩町"][0] < shapes["江戸川区"][0]
    assert shapes["足立区"][1] < shapes["大田区"][1]


def test_a_drawing_is_small_and_well_formed() -> None:
    drawing = area_map(TOKYO)
    text = "".join(f'<path d="{shape.path}"/>' for shape in drawing.shapes)
    assert len(text) < 80_000
    assert len(ET.fromstring(f"<svg>{text}</svg>")) == 62  # noqa: S314  # our own text


def test_far_parts_of_a_body_that_has_land_in_the_main_part_are_cropped() -> None:
    drawing = draw([square("1", 0, 0, 50), square("1", 500, 0), square("2", 500, 20), square("3", 50, 0)])
    assert [(shape.code, shape.inset) for shape in drawing.shapes] == [("1", False), ("2", True), ("3", False)]
    assert drawing.shapes[0].path.count("M") == 1
    assert len(drawing.boxes) == 1


def test_a_body_of_far_islands_is_shown_where_its_largest_group_lies() -> None:
    drawing = draw([square("1", 0, 0, 50), square("2", 500, 0), square("2", 900, 0, 5)])
    assert len(drawing.boxes) == 1
    assert drawing.shapes[1].path.count("M") == 1


def test_boxes_stand_in_rows_of_five_from_north_to_south() -> None:
    islands = [square(str(number), 0, 200 + 100 * number) for number in range(1, 8)]
    drawing = draw([square("0", 0, 0, 90), *islands])
    assert [(box.x, box.y) for box in drawing.boxes[4:6]] == [(800.0, 1020.0), (0.0, 1220.0)]
    assert drawing.view_box == "-4 -4 1008 1408"


def test_land_of_nobody_and_other_prefectures_are_left_out() -> None:
    def geometry(code: str | None, kind: str | None = "Polygon") -> dict[str, object]:
        names = {"N03_003": "郡", "N03_004": "町", "N03_007": code}
        return {"type": kind, "arcs": [[0, ~1]] if kind == "Polygon" else [[[0, ~1]]], "properties": names}

    topology = {
        "objects": {
            "x": {"geometries": [geometry(None), geometry("13308"), geometry("14100"), geometry("13307", None)]}
        },
        "arcs": [[(0, 0), (1, 0)], [(0, 0), (1, 1), (1, 0)]],
    }
    (part,) = parts_of(topology, "13", Plane(0.0))
    assert (part.code, part.name) == ("133086", "町")
    assert [(round(x), round(y)) for x, y in part.rings[0]] == [(0, 0), (111, 0), (111, -111), (0, 0)]


def test_what_is_smaller_than_a_tenth_is_left_out() -> None:
    assert Frame(0.001, 0, 0).path(square("1", 0, 0)) == ""


SPOTS = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 400)), min_size=1, max_size=12)


@given(SPOTS)
def test_groups_are_what_a_flood_from_any_member_reaches(spots: list[tuple[int, int]]) -> None:
    parts = [square(str(number), x, y) for number, (x, y) in enumerate(spots)]
    groups = groups_of(parts)
    assert sorted(part.code for group in groups for part in group) == sorted(part.code for part in parts)
    near = {(a.code, b.code) for a in parts for b in parts if gap(a, b) <= NEIGHBOURS_KM}
    for group in groups:
        codes, reached = {part.code for part in group}, {group[0].code}
        for _step in parts:
            reached |= {b for a, b in near if a in reached}
        assert reached == codes


def gap(one: Part, other: Part) -> float:
    (x0, y0, x1, y1), (u0, v0, u1, v1) = one.bounds, other.bounds
    return math.dist((0, 0), (max(u0 - x1, x0 - u1, 0), max(v0 - y1, y0 - v1, 0)))


@given(SPOTS)
def test_every_body_is_drawn_exactly_once_whatever_the_islands(spots: list[tuple[int, int]]) -> None:
    drawing: AreaMap = draw([square(f"{number % 5}", x, y) for number, (x, y) in enumerate(spots)])
    assert [shape.code for shape in drawing.shapes] == sorted({f"{number % 5}" for number in range(len(spots))})
    assert all(shape.path for shape in drawing.shapes)
