"""Reads the table of bodies, and says row by row what is wrong with it."""

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.codes import is_local_code, prefecture_code
from dejiro.foundation.organizations.models import Organization

DATA: Final = Path(__file__).parent / "data"
MUNICIPALITIES: Final = DATA / "municipalities.csv"
PREFECTURES: Final = DATA / "prefectures.csv"
COLUMNS: Final = (
    "code",
    "pref",
    "name",
    "kana",
    "lat",
    "lng",
    "url",
    "fiscal_strength_fy2021",
    "population_2022_01_01",
    "households_2022_01_01",
)
SHOWN_FAULTS: Final = 20
HEADER_ROW: Final = 1
LONGEST_NAME: Final = 100
LONGEST_ADDRESS: Final = 200
LATITUDES: Final = (20.0, 46.0)
LONGITUDES: Final = (122.0, 154.0)
LARGEST_COUNT: Final = 2_147_483_647
LARGEST_INDEX: Final = Decimal("999.99")

Number = TypeVar("Number", int, float, Decimal)


@dataclass(frozen=True)
class BodyRow:
    """A local government as the table gives it; None is a value that the source does not give."""

    code: str
    kind: str
    name: str
    kana: str
    url: str
    latitude: float | None
    longitude: float | None
    population: int | None = None
    households: int | None = None
    fiscal_strength: Decimal | None = None

    @property
    def area_code(self) -> str:
        """The code of its prefecture."""
        return prefecture_code(self.code)


@dataclass(frozen=True)
class RowFault:
    """What is wrong in a row (1 is the heading) and column of the table."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        return _("%(row)d行目 %(column)s：%(message)s") % {
            "row": self.row,
            "column": self.column,
            "message": self.message,
        }


class BodyTableFault(Refusal):
    """The table cannot be taken over; nothing was written."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = tuple(faults)
        lines = [str(fault) for fault in self.faults[:SHOWN_FAULTS]]
        if len(self.faults) > SHOWN_FAULTS:
            lines.append(_("ほか%(count)d件") % {"count": len(self.faults) - SHOWN_FAULTS})
        head = _("団体の表に誤りがあるため、何も取り込みませんでした。直してからもう一度取り込んでください。")
        super().__init__("\n".join([head, *lines]), code="bodies.table")


@dataclass(frozen=True)
class BodyTable:
    """All rows, prefectures first, and the SHA-256 of the municipalities' file."""

    rows: tuple[BodyRow, ...]
    digest: str


def read_bodies(path: Path | None = None, areas: Sequence[str] | None = None) -> BodyTable:
    """Read the 47 prefectures and a table of municipalities; all of it is checked, `areas` are returned.

    Args:
        path: a CSV file in UTF-8 with the columns of the project's own, which is the default.
        areas: six-digit codes of prefectures; None takes all.

    Raises:
        BodyTableFault: naming every row at fault.
        Refusal: if an area is not the code of a prefecture.
    """
    prefectures = read_prefectures()
    wanted = {row.code for row in prefectures} if areas is None else set(areas)
    if unknown := wanted - {row.code for row in prefectures}:
        raise Refusal(
            _("%(codes)s は都道府県の団体コード（6桁）ではありません。") % {"codes": ", ".join(sorted(unknown))},
            code="bodies.area",
        )
    content = (path or MUNICIPALITIES).read_bytes()
    rows = _municipalities(content, {row.code: row.name for row in prefectures})
    kept = [row for row in (*prefectures, *rows) if row.area_code in wanted]
    return BodyTable(tuple(kept), hashlib.sha256(content).hexdigest())


@lru_cache(maxsize=1)
def read_prefectures() -> tuple[BodyRow, ...]:
    """Return the 47 prefectures in order of code."""
    with PREFECTURES.open(encoding="utf-8", newline="") as file:
        return tuple(
            BodyRow(
                code=row["code"],
                kind=Organization.Kind.PREFECTURE,
                name=row["name"],
                kana=row["kana"],
                url=row["url"],
                latitude=float(row["lat"]),
                longitude=float(row["lng"]),
            )
            for row in csv.DictReader(file)
        )


def _municipalities(content: bytes, prefectures: Mapping[str, str]) -> tuple[BodyRow, ...]:
    table = csv.DictReader(io.StringIO(_decoded(content)), strict=True)
    if missing := [column for column in COLUMNS if column not in (table.fieldnames or ())]:
        raise BodyTableFault([RowFault(HEADER_ROW, column, _("列がありません。")) for column in missing])
    rows = [{name: (cells.get(name) or "").strip() for name in COLUMNS} for cells in _cells(table)]
    repeated = {code for code, count in Counter(row["code"] for row in rows).items() if count > 1}
    faults = [
        fault
        for number, row in enumerate(rows, HEADER_ROW + 1)
        for fault in _faults(number, row, prefectures, repeated)
    ]
    if not rows:
        faults.append(RowFault(HEADER_ROW + 1, "code", _("団体が1件もありません。")))
    if faults:
        raise BodyTableFault(faults)
    return tuple(_row(row) for row in rows)


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        message = _("文字コードがUTF-8ではありません。UTF-8のCSVで保存し直してください。")
        raise BodyTableFault([RowFault(line, "-", message)]) from error


def _cells(table: "csv.DictReader[str]") -> Iterator[dict[str, str]]:
    try:
        yield from table
    except csv.Error as error:
        raise BodyTableFault([RowFault(table.line_num, "-", _("CSVとして読めません。"))]) from error


def _faults(
    number: int, row: Mapping[str, str], prefectures: Mapping[str, str], repeated: set[str]
) -> Iterator[RowFault]:
    if not is_local_code(row["code"]):
        message = _("団体コード「%(code)s」は、6桁の数字で、検査数字が合っている必要があります。")
        yield RowFault(number, "code", message % {"code": row["code"][:20]})
    elif prefectures.get(prefecture_code(row["code"])) != row["pref"]:
        yield RowFault(number, "pref", _("団体コードの都道府県と一致しません。"))
    if row["code"] in repeated:
        yield RowFault(number, "code", _("同じ団体コードが2回以上あります。"))
    for column, (read, advice) in READERS.items():
        try:
            read(row[column])
        except (ArithmeticError, ValueError):
            yield RowFault(number, column, str(advice))


def _row(row: Mapping[str, str]) -> BodyRow:
    return BodyRow(
        code=row["code"],
        kind=Organization.Kind.MUNICIPALITY,
        name=row["name"],
        kana=row["kana"],
        url=row["url"],
        latitude=_latitude(row["lat"]),
        longitude=_longitude(row["lng"]),
        population=_count(row["population_2022_01_01"]),
        households=_count(row["households_2022_01_01"]),
        fiscal_strength=_index(row["fiscal_strength_fy2021"]),
    )


def _within(value: Number, lowest: Number, highest: Number) -> Number:
    if not lowest <= value <= highest:
        raise ValueError(value)
    return value


def _name(cell: str) -> str:
    _within(len(cell), 1, LONGEST_NAME)
    return cell


def _address(cell: str) -> str:
    _within(len(cell), 0, LONGEST_ADDRESS)
    if cell and not cell.startswith(("https://", "http://")):
        raise ValueError(cell)
    return cell


def _latitude(cell: str) -> float | None:
    return _within(float(cell), *LATITUDES) if cell else None


def _longitude(cell: str) -> float | None:
    return _within(float(cell), *LONGITUDES) if cell else None


def _count(cell: str) -> int | None:
    return _within(int(cell), 0, LARGEST_COUNT) if cell else None


def _index(cell: str) -> Decimal | None:
    return _within(Decimal(cell), Decimal(0), LARGEST_INDEX).quantize(Decimal("0.01")) if cell else None


READERS: Final[Mapping[str, tuple[Callable[[str], object], Promise]]] = {
    "name": (_name, gettext_lazy("1文字以上100文字以下で書いてください。")),
    "kana": (_name, gettext_lazy("1文字以上100文字以下で書いてください。")),
    "url": (_address, gettext_lazy("http:// か https:// で始まる200文字以下の場所を書いてください。")),
    "lat": (_latitude, gettext_lazy("日本の緯度（20から46まで）を書いてください。")),
    "lng": (_longitude, gettext_lazy("日本の経度（122から154まで）を書いてください。")),
    "population_2022_01_01": (_count, gettext_lazy("0以上の整数を書いてください。")),
    "households_2022_01_01": (_count, gettext_lazy("0以上の整数を書いてください。")),
    "fiscal_strength_fy2021": (_index, gettext_lazy("0以上999.99以下の数を書いてください。")),
}
