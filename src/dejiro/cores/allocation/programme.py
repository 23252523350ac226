"""Mixed-integer programmes as arrays: built row by row, cut into independent blocks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components

from dejiro.cores.allocation.arrays import Flags, Real, Whole


@dataclass(frozen=True)
class Programme:
    """Maximise ``gain @ x`` where ``low <= rows @ x <= high`` and ``lower <= x <= upper``.

    Attributes:
        gain: (n,).
        rows: (m, n).
        low: (m,).
        high: (m,).
        lower: (n,).
        upper: (n,).
        whole: (n,) the columns that must be whole numbers.
    """

    gain: Real
    rows: csr_array
    low: Real
    high: Real
    lower: Real
    upper: Real
    whole: Flags

    def feasible(self, x: Real) -> bool:
        """Whether a point keeps all rows and bounds, to a millionth."""
        inside = bool((x >= self.lower - _CLOSE).all() and (x <= self.upper + _CLOSE).all())
        at = self.rows @ x
        return inside and bool((at >= self.low - _CLOSE).all() and (at <= self.high + _CLOSE).all())

    def merit(self, x: Real) -> tuple[bool, float, float]:
        """What makes one point better than another: upper limits kept, lower ones missed by less, more gain."""
        at, missing = self.rows @ x, float(np.maximum(self.lower - x, 0).sum())
        missing += float(np.maximum(self.low - at - _CLOSE, 0).sum())
        kept = bool((x <= self.upper + _CLOSE).all() and (at <= self.high + _CLOSE).all())
        return kept, -missing, float(self.gain @ x)

    def freed(self, free: Flags, x: Real) -> "Programme":
        """The programme of the free columns alone, in which all others keep the values of `x`."""
        held = self.rows[:, ~free] @ x[~free]
        rows = self.rows[:, free]
        touched = np.diff(rows.indptr) > 0
        return Programme(
            self.gain[free],
            rows[touched],
            (self.low - held)[touched],
            (self.high - held)[touched],
            self.lower[free],
            self.upper[free],
            self.whole[free],
        )

    def completed(self, x: Real) -> Real:
        """The point with the best values of the columns that need not be whole; each stands with 1 in its rows."""
        x = np.where(self.whole, x, 0)
        at, columns = self.rows @ x, self.rows.tocsc()
        for column in np.flatnonzero(~self.whole):
            inside = columns.indices[columns.indptr[column] : columns.indptr[column + 1]]
            if self.gain[column] > 0:
                x[column] = min(self.upper[column], (self.high - at)[inside].min())
            else:
                x[column] = max(0, (self.low - at)[inside].max())
        return x

    def bound_from(self, prices: Real) -> float:
        """No point of the programme gains more, whatever the prices of the rows are (weak duality).

        Args:
            prices: (m,) gain per unit of each row, above 0 where it is held from above, below 0 from below.
        """
        up, down = np.maximum(prices, 0), np.minimum(prices, 0)
        up, down = np.where(np.isfinite(self.high), up, 0), np.where(np.isfinite(self.low), down, 0)
        rest = self.gain - self.rows.T @ (up + down)
        held = _times(up, self.high) + _times(down, self.low)
        return held + _times(np.maximum(rest, 0), self.upper) + _times(np.minimum(rest, 0), self.lower)


_CLOSE = 1e-6


def _times(amounts: Real, limits: Real) -> float:
    busy = amounts != 0
    return float(amounts[busy] @ limits[busy])


@dataclass
class Rows:
    """Rows gathered one by one."""

    row: list[Whole] = field(default_factory=list)
    column: list[Whole] = field(default_factory=list)
    value: list[Real] = field(default_factory=list)
    low: list[float] = field(default_factory=list)
    high: list[float] = field(default_factory=list)

    def add(self, columns: Whole, values: Real | Whole, *, low: float = -np.inf, high: float = np.inf) -> None:
        """Append the row ``low <= values @ x[columns] <= high``."""
        self.row.append(np.full(len(columns), len(self.low), dtype=np.int64))
        self.column.append(columns)
        self.value.append(values.astype(np.float64))
        self.low.append(low)
        self.high.append(high)

    def matrix(self, width: int) -> csr_array:
        """The rows as an (m, `width`) matrix."""
        shape = (len(self.low), width)
        if not self.low:
            return csr_array(shape, dtype=np.float64)
        places = (np.concatenate(self.row), np.concatenate(self.column))
        return coo_array((np.concatenate(self.value), places), shape=shape).tocsr()


class Block(NamedTuple):
    """A part of a programme that no row joins with another, and its columns in the whole."""

    programme: Programme
    columns: Whole


def blocks(programme: Programme) -> Iterator[Block]:
    """The independent parts, in the order of their first columns."""
    count, width = programme.rows.shape
    table = programme.rows.tocoo()
    graph = coo_array(
        (np.ones(len(table.data), dtype=np.int8), (table.row + width, table.col)), shape=(width + count, width + count)
    )
    _, label = connected_components(graph, directed=False)
    _, first, label_of = np.unique(label, return_index=True, return_inverse=True)
    columns_of = _grouped(label_of[:width], len(first))
    rows_of = _grouped(label_of[width:], len(first))
    for part in np.argsort(first, kind="stable"):
        if len(columns_of[part]):
            yield Block(_part(programme, rows_of[part], columns_of[part]), columns_of[part])


def _grouped(labels: Whole, count: int) -> Sequence[Whole]:
    order = np.argsort(labels, kind="stable")
    return np.split(order, np.searchsorted(labels[order], np.arange(1, count)))


def _part(programme: Programme, rows: Whole, columns: Whole) -> Programme:
    return Programme(
        programme.gain[columns],
        programme.rows[rows][:, columns],
        programme.low[rows],
        programme.high[rows],
        programme.lower[columns],
        programme.upper[columns],
        programme.whole[columns],
    )
