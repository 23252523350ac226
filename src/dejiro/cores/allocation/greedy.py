"""Plans that are found at once: candidates taken in some order while they fit."""

from collections.abc import Iterable

import numpy as np

from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.programme import Programme


def filled(programme: Programme, x: Real, order: Iterable[int]) -> Real:
    """The point `x` with every column of `order` set to 1 that no row's upper limit forbids.

    Args:
        programme: whose whole columns are 0 or 1.
        x: (n,) a point that keeps the upper limits.
        order: columns.
    """
    x, columns = x.copy(), programme.rows.tocsc()
    room = programme.high - programme.rows @ x
    begin = columns.indptr.tolist()
    for column in order:
        if x[column]:
            continue
        inside = slice(begin[column], begin[column + 1])
        rows, values = columns.indices[inside], columns.data[inside]
        if (values <= room[rows] + _CLOSE).all():
            room[rows] -= values
            x[column] = 1
    return x


_CLOSE = 1e-9


def by_gain(gain: Real) -> list[int]:
    """Columns with the greatest gain first, ties to the earlier."""
    order: list[int] = np.argsort(-gain, kind="stable").tolist()
    return order
