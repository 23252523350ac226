"""The best engagements of every specialist alone where all run in the same weeks: what counts then is their load."""

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole


def best_loads(person: Whole, size: Whole, room: Whole, profit: Real) -> tuple[Real, Flags]:
    """The most profitable engagements that fit together, of everybody at once, load by load.

    Args:
        person: (n,) whose column it is.
        size: (n,) half-days a week, at least 1.
        room: (people,) half-days a week that each person has.
        profit: (n,) of each column.

    Returns:
        (people,) the most that anybody's engagements bring, and (n,) the columns that bring it.
    """
    items = _laid_out(person, np.flatnonzero(profit > 0), len(room))
    load, everybody = np.arange(int(room.max(initial=0)) + 1), np.arange(len(room))
    value = np.zeros((len(room), len(load)))
    taken = np.zeros((items.shape[1], *value.shape), dtype=np.bool_)
    for step in range(items.shape[1]):
        item = items[:, step]
        before = load - np.where(item >= 0, size[item], len(load))[:, None]
        with_it = np.take_along_axis(value, np.maximum(before, 0), axis=1) + profit[item][:, None]
        taken[step] = (before >= 0) & (with_it > value)
        value = np.where(taken[step], with_it, value)
    chosen, left = np.zeros(len(person), dtype=np.bool_), room.copy()
    for step in reversed(range(items.shape[1])):
        item = items[taken[step, everybody, left], step]
        chosen[item] = True
        left[person[item]] -= size[item]
    return value[everybody, room], chosen


def _laid_out(person: Whole, columns: Whole, people: int) -> Whole:
    """(people, k) the columns of each, -1 for no more."""
    columns = columns[np.argsort(person[columns], kind="stable")]
    owner = person[columns]
    place = np.arange(len(columns)) - np.searchsorted(owner, owner)
    items = np.full((people, int(place.max(initial=-1)) + 1), -1)
    items[owner, place] = columns
    return items
