"""Which engagements of one specialist may be together: one row per set of overlapping periods that no other covers."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Whole
from dejiro.cores.allocation.candidates import Candidates


class Row(NamedTuple):
    """The row ``sum(coefficients x columns) <= most``.

    Attributes:
        columns: places among the candidates, rising.
        coefficients: half-days a week; ones where the row counts engagements.
        most: the capacity in `week`, or the specialist's `max_parallel`.
        week: a week in which all the row's periods run.
        specialist: place in the problem.
        counts: whether the row counts engagements instead of half-days.
    """

    columns: Whole
    coefficients: Whole
    most: int
    week: int
    specialist: int
    counts: bool


def overlap_rows(candidates: Candidates) -> Iterator[Row]:
    """The rows that make whole engagements keep to capacity and `max_parallel` in every week, as few as possible.

    The engagements that run in a week are a row's columns. A week is left out when they all run in another week of no
    larger capacity, and when they all fit together.
    """
    problem = candidates.problem
    start = np.array([one.start for one in problem.requests], dtype=np.int64)
    end = np.array([one.end for one in problem.requests], dtype=np.int64)
    half_days = np.array([one.half_days for one in problem.requests], dtype=np.int64)
    weeks = np.arange(problem.weeks)
    order = np.argsort(candidates.specialist, kind="stable")
    edges = np.searchsorted(candidates.specialist[order], np.arange(len(problem.specialists) + 1))
    for at, specialist in enumerate(problem.specialists):
        columns = order[edges[at] : edges[at + 1]]
        asked = candidates.request[columns]
        running = (start[asked][:, None] <= weeks) & (weeks < end[asked][:, None])
        for week in _uncovered(running, candidates.capacity[at]):
            inside = running[:, week]
            load, most = half_days[asked[inside]], int(candidates.capacity[at, week])
            if load.sum() > most:
                yield Row(columns[inside], load, most, week, at, counts=False)
        parallel = specialist.max_parallel
        if parallel is not None:
            for week in _uncovered(running, np.zeros_like(weeks)):
                inside = running[:, week]
                if inside.sum() > parallel:
                    yield Row(columns[inside], np.ones(inside.sum(), dtype=np.int64), parallel, week, at, counts=True)


def _uncovered(running: Flags, capacity: Whole) -> list[int]:
    """Weeks whose engagements do not all run in another week that is as tight; of equal weeks the first."""
    size = running.sum(axis=0)
    together = running.T.astype(np.int32) @ running.astype(np.int32)
    covered = (together == size[:, None]) & (capacity[None, :] <= capacity[:, None])
    same = covered & covered.T
    weeks = np.arange(len(size))
    covered &= ~same | (weeks[None, :] < weeks[:, None])
    found: list[int] = np.flatnonzero(~covered.any(axis=1) & (size > 1)).tolist()
    return found
