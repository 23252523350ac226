"""Reads a table and names every fault in it."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from django.conf import settings
from django.utils.translation import gettext as _

from dejiro.foundation.exchange.columns import Column, Value, folded
from dejiro.foundation.exchange.faults import CellFault, TableFault, table_fault
from dejiro.foundation.exchange.sources import rows_of
from dejiro.foundation.exchange.values import Cell, text_of, value_of

ROW_LIMIT: Final = 5_000
# Titles and notes often stand above the headings.
HEADING_ROWS: Final = 20


class Upload(Protocol):
    """What a form hands over, such as Django's `UploadedFile`."""

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102  # as of every file


@dataclass(frozen=True)
class Row:
    """A row's values by column key, and its number in the sheet."""

    number: int
    values: Mapping[str, Value]


@dataclass(frozen=True)
class Table:
    """What was read; `ignored` are headings that no column has."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...]


def read_table(upload: Upload, columns: Sequence[Column], *, limit: int = ROW_LIMIT) -> Table:
    """Return the table's rows in order; blank rows are left out, and so are columns that nobody asked for.

    Args:
        upload: CSV (UTF-8, UTF-16 or Shift_JIS) or XLSX, whose first visible sheet is read.
        columns: what to read; their order in the file does not matter.
        limit: how many rows at most.

    Raises:
        TableFault: with every fault by row and column.
    """
    content = upload.read(settings.MAXIMUM_UPLOAD_BYTES + 1)
    if len(content) > settings.MAXIMUM_UPLOAD_BYTES:
        size = settings.MAXIMUM_UPLOAD_BYTES // 1024**2
        raise table_fault(_("ファイルが大きすぎます。%(size)dMB以内にしてください。") % {"size": size})
    rows = rows_of(content)
    places, ignored, rest = _headings(rows, columns)
    return Table(_values(_limited(rest, limit), columns, places), ignored)


Numbered = tuple[int, Sequence[Cell]]


def _headings(
    rows: Iterator[Numbered], columns: Sequence[Column]
) -> tuple[Mapping[str, int], tuple[str, ...], Iterator[Numbered]]:
    """Return where each column stands, the headings left over, and the rows below the headings."""
    top = list(itertools.islice(rows, HEADING_ROWS))
    if not top:
        raise table_fault(_("表に何も入力されていません。"))
    best = max(range(len(top)), key=lambda number: (len(_places(top[number][1], columns)), -number))
    number, cells = top[best]
    places = _places(cells, columns)
    faults = _heading_faults(number, cells, columns, places)
    if faults:
        raise TableFault(faults)
    known = frozenset(place for place in places.values())
    ignored = tuple(text_of(cell) for place, cell in enumerate(cells) if place not in known and text_of(cell))
    return places, ignored, itertools.chain(top[best + 1 :], rows)


def _places(cells: Sequence[Cell], columns: Sequence[Column]) -> dict[str, int]:
    names = [folded(text_of(cell)) for cell in cells]
    found = {column.key: [place for place, name in enumerate(names) if name in column.names] for column in columns}
    return {key: places[0] for key, places in found.items() if places}


def _heading_faults(
    number: int, cells: Sequence[Cell], columns: Sequence[Column], places: Mapping[str, int]
) -> list[CellFault]:
    """Return what is wrong with the headings; all that are missing are one fault, since they are mended in one go."""
    missing = [column for column in columns if column.required and column.key not in places]
    names = [folded(text_of(cell)) for cell in cells]
    twice = [column for column in columns if sum(name in column.names for name in names) > 1]
    faults = [CellFault(number, str(column.heading), _("この見出しの列が2つあります。")) for column in twice]
    if not missing:
        return faults
    advice = _("この列がありません。見出しは次のとおりにしてください：%(expected)s")
    return [CellFault(0, _listed(missing), advice % {"expected": _listed(columns)}), *faults]


def _listed(columns: Sequence[Column]) -> str:
    return _("、").join(str(column.heading) for column in columns)


def _limited(rows: Iterator[Numbered], limit: int) -> list[Numbered]:
    taken = list(itertools.islice(rows, limit + 1))
    if len(taken) > limit:
        raise table_fault(_("行が多すぎます。%(limit)s行以内に分けて送ってください。") % {"limit": f"{limit:,}"})
    if not taken:
        raise table_fault(_("見出しの下に行がありません。"))
    return taken


def _values(rows: Sequence[Numbered], columns: Sequence[Column], places: Mapping[str, int]) -> tuple[Row, ...]:
    faults: list[CellFault] = []
    read: list[Row] = []
    for number, cells in rows:
        values: dict[str, Value] = {}
        for column in columns:
            place = places.get(column.key)
            cell = cells[place] if place is not None and place < len(cells) else None
            try:
                values[column.key] = value_of(column, cell)
            except ValueError as error:
                faults.append(CellFault(number, str(column.heading), str(error)))
        read.append(Row(number, values))
    if faults:
        raise TableFault(faults)
    return tuple(read)
