"""The best engagements of every specialist alone, when each has a profit: all specialists at once, week by week.

A state is the set of engagements that run now, as bits; of equal states the most profitable is kept.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.loads import best_loads

Bits = npt.NDArray[np.uint64]
MANY = 10_000
"""Engagements from which everybody's years are searched less closely and not combined as they are."""
_MOST_ITEMS = 63
_ONE = np.uint64(1)
_CLOSE = 1e-9
_NEVER, _PLENTY = 2**31, 2**62


class Guide(NamedTuple):
    """What keeps the search for the best engagements short.

    Attributes:
        reduced: (n,) profit less what the engagement's half-days are worth.
        worth: (people,) what all half-days of each person are worth at the same prices.
        least: (people,) sets of engagements that bring less are not looked at.
    """

    reduced: Real
    worth: Real
    least: Real


class Packed(NamedTuple):
    """The best engagements.

    Attributes:
        most: (people,) nobody's engagements bring more.
        chosen: (n,) the columns that bring it, or nearly so where the search was too long.
    """

    most: Real
    chosen: Flags


class Arcs(NamedTuple):
    """The states after an engagement was refused or taken: from which before, whether taken, whose, what then runs."""

    parent: Whole
    taken: Flags
    own: Whole
    mask: Bits

    def some(self, chosen: Whole) -> "Arcs":
        """Some of them."""
        return Arcs(self.parent[chosen], self.taken[chosen], self.own[chosen], self.mask[chosen])


class _Step(NamedTuple):
    """The states after an engagement was refused or taken: from which state before, and which column it was."""

    parent: Whole
    taken: Flags
    item: Whole


@dataclass(frozen=True)
class Packing:
    """Engagements in time: whose they would be, and what each person can do in a week.

    Attributes:
        person: (n,) whose column it is, numbered from 0.
        start: (n,) first week.
        end: (n,) week after the last.
        size: (n,) half-days a week.
        parallel: (n,) most engagements of the person at once.
        tight: (n, k) weeks of the period with less capacity than all before them in it, -1 for no more.
        most: (n, k) the capacity in these weeks.
    """

    person: Whole
    start: Whole
    end: Whole
    size: Whole
    parallel: Whole
    tight: Whole
    most: Whole

    def __len__(self) -> int:
        return len(self.person)

    @cached_property
    def people(self) -> int:
        """How many people there are."""
        return int(self.person.max(initial=-1)) + 1

    @cached_property
    def together(self) -> bool:
        """Whether all engagements run in the same weeks, and nothing limits how many a person has of them."""
        same = np.ptp(self.start) == np.ptp(self.end) == 0 if len(self) else False
        return bool(same) and bool((self.parallel >= np.bincount(self.person)[self.person]).all())

    @cached_property
    def room(self) -> Whole:
        """(people,) half-days a week in the scarcest week, where all engagements run in the same weeks."""
        room = np.zeros(self.people, dtype=np.int64)
        room[self.person] = np.where(self.tight >= 0, self.most, _PLENTY).min(axis=1)
        return room

    def part(self, chosen: Whole | Flags) -> "Packing":
        """The packing of some of the columns, with its own numbers for people."""
        return Packing(
            np.unique(self.person[chosen], return_inverse=True)[1],
            self.start[chosen],
            self.end[chosen],
            self.size[chosen],
            self.parallel[chosen],
            self.tight[chosen],
            self.most[chosen],
        )

    def best(self, profit: Real, guide: Guide, states: int = 20_000) -> Packed:
        """The engagements of each person that bring most.

        Args:
            profit: (n,) of each column.
            guide: must hold for the profits: ``worth[p] + sum(reduced[S]) >= sum(profit[S])`` for every set S that
                the person p can do, and some S brings ``least[p]``.
            states: of one person beyond which the search follows only those of which the guide hopes most; what it
                hopes of the others then counts as found.
        """
        if self.together:
            return Packed(*best_loads(self.person, self.size, self.room, profit))
        return Walk(self, profit, guide).packed(states)


def packing_of(candidates: Candidates) -> Packing:
    """The candidates of a problem as engagements in time, in their order."""
    start, end, size = (
        np.array([getattr(one, name) for one in candidates.problem.requests], dtype=np.int64)[candidates.request]
        for name in ("start", "end", "half_days")
    )
    most = [one.max_parallel or _MOST_ITEMS + 1 for one in candidates.problem.specialists]
    parallel = np.array(most, dtype=np.int64)[candidates.specialist]
    tight, room = np.full((len(candidates), 1), -1), np.zeros((len(candidates), 1), dtype=np.int64)
    if len(candidates):
        tight, room = _tight(candidates.capacity[candidates.specialist], start, end)
    person = np.unique(candidates.specialist, return_inverse=True)[1]
    return Packing(person, start, end, size, parallel, tight, room)


def _tight(capacity: Whole, start: Whole, end: Whole) -> tuple[Whole, Whole]:
    """(n, k) weeks in which less is left than in all earlier weeks of the period, and how much."""
    week, plenty = np.arange(capacity.shape[1]), np.iinfo(np.int64).max
    inside = (start[:, None] <= week) & (week < end[:, None])
    lowest = np.minimum.accumulate(np.where(inside, capacity, plenty), axis=1)
    before = np.concatenate([np.full((len(start), 1), plenty), lowest[:, :-1]], axis=1)
    lower = inside & (lowest < before)
    weeks = np.sort(np.where(lower, week, len(week)), axis=1)[:, : int(lower.sum(axis=1).max())]
    there = weeks < len(week)
    return np.where(there, weeks, -1), np.take_along_axis(capacity, np.where(there, weeks, 0), axis=1)


class Walk:
    """A walk through everybody's engagements by start.

    Args:
        packing: the engagements.
        profit: (n,) of each.
        guide: what keeps it short.

    Attributes:
        items: (people, steps) the column of each person that comes up at each step, -1 for no more.
        possible: (people,) nobody brings more with these columns.
        least: (people,) what brings less is not looked at.
    """

    most_items = _MOST_ITEMS

    def __init__(self, packing: Packing, profit: Real, guide: Guide) -> None:
        self.packing, self.profit, self.reduced = packing, profit, guide.reduced
        gains = np.bincount(packing.person, weights=np.maximum(guide.reduced, 0), minlength=packing.people)
        self.possible = guide.worth + gains
        self.least = guide.least - _CLOSE * np.maximum(1, np.abs(guide.least))
        whose = packing.person
        able = (profit > 0) & (self.possible[whose] + np.minimum(guide.reduced, 0) >= self.least[whose])
        self.items, self._beyond = self._laid_out(able)

    def _laid_out(self, able: Flags) -> tuple[Whole, Real]:
        """(people, k) columns by start, -1 for no more; and (people,) what years with columns beyond them can bring."""
        packing, person = self.packing, self.packing.person
        order = np.lexsort((-self.reduced, ~able, person))
        rank = np.empty(len(person), dtype=np.int64)
        rank[order] = _places(person[order])
        over = able & (rank >= self.most_items)
        chosen = np.flatnonzero(able & ~over)
        chosen = chosen[np.lexsort((packing.end[chosen], packing.start[chosen], person[chosen]))]
        place = _places(person[chosen])
        items = np.full((packing.people, int(place.max(initial=-1)) + 1), -1)
        items[person[chosen], place] = chosen
        beyond = np.full(packing.people, -np.inf)
        np.maximum.at(beyond, person[over], self.possible[person[over]] + np.minimum(self.reduced[over], 0))
        return items, beyond

    @cached_property
    def _bits_of_sizes(self) -> list[tuple[int, Bits]]:
        """The sizes that there are, and (people,) the engagements of each."""
        size = np.where(self.items >= 0, self.packing.size[self.items], 0)
        return [(int(one), _bits(size == one)) for one in np.unique(size) if one]

    def packed(self, states: int) -> Packed:
        """Walk through the engagements by start, then back along the best way; at most so many states of a person."""
        count = self.packing.people
        own, mask, value, reduced = np.arange(count), np.zeros(count, np.uint64), np.zeros(count), np.zeros(count)
        steps, left_out = list[_Step](), self._beyond - self.least
        for step, left in enumerate(self.left()):
            mask = self.still(step, own, mask)
            keep = _best_of_equals(own, mask, value)
            arcs = self.grown(step, own[keep], mask[keep])
            parent = keep[arcs.parent]
            value, reduced = (
                value[parent] + self.gained(step, arcs, self.profit),
                reduced[parent] + self.gained(step, arcs, self.reduced),
            )
            hope = left[arcs.own] + reduced
            good, beyond = hopeful(arcs.own, hope, states)
            np.maximum.at(left_out, arcs.own[beyond], hope[beyond])
            _, taken, own, mask = arcs.some(good)
            value, reduced = value[good], reduced[good]
            steps.append(_Step(parent[good], taken, self.items[:, step]))
        return self._walked_back(own, value, steps, left_out + self.least)

    def left(self) -> Iterator[Real]:
        """(people,) what is possible beyond the least without the columns up to each step."""
        left = self.possible - self.least
        for item in self.items.T:
            left = left - np.where(item >= 0, np.maximum(self.reduced[item], 0), 0)
            yield left

    def still(self, step: int, own: Whole, mask: Bits) -> Bits:
        """(states,) what still runs when the engagement of a step starts."""
        item = self.items[:, step]
        running: Bits = mask & self._running(step, np.where(item >= 0, self.packing.start[item], _NEVER))[own]
        return running

    def grown(self, step: int, own: Whole, mask: Bits) -> Arcs:
        """The states after the engagement of a step was refused, or taken where it has room."""
        parent = np.concatenate([np.arange(len(own)), np.flatnonzero(self._fits(step, own, mask))])
        taken = np.arange(len(parent)) >= len(own)
        mask = mask[parent]
        return Arcs(parent, taken, own[parent], np.where(taken, mask | (_ONE << np.uint64(step)), mask))

    def gained(self, step: int, arcs: Arcs, gain: Real) -> Real:
        """(arcs,) what taking the engagement brought."""
        brought: Real = np.where(arcs.taken, gain[self.items[arcs.own, step]], 0.0)
        return brought

    def _running(self, step: int, week: Whole) -> Bits:
        """(people,) those of the first engagements that still run in a week."""
        before = self.items[:, :step]
        return _bits((before >= 0) & (self.packing.end[before] > week[:, None]))

    def _fits(self, step: int, own: Whole, mask: Bits) -> Flags:
        """(states,) whether the next engagement has room."""
        packing, item = self.packing, self.items[:, step]
        fits = (item[own] >= 0) & (np.bitwise_count(mask) < packing.parallel[item[own]])
        for at in range(packing.tight.shape[1]):
            week = np.where(item >= 0, packing.tight[item, at], -1)
            now = mask & self._running(step, week)[own]
            load = sum(one * np.bitwise_count(now & bits[own]).astype(np.int64) for one, bits in self._bits_of_sizes)
            room = np.where(week >= 0, packing.most[item, at] - packing.size[item], _PLENTY)
            fits &= load <= room[own]
        return fits

    def _walked_back(self, own: Whole, value: Real, steps: list[_Step], left_out: Real) -> Packed:
        order = np.lexsort((value, own))
        last = np.append(own[order][1:] != own[order][:-1], True)[: len(own)]
        at = order[last]
        most = left_out
        most[own[at]] = np.maximum(most[own[at]], value[at])
        most = np.where(np.isfinite(most), np.minimum(most, self.possible), self.possible)
        chosen = np.zeros(len(self.packing), dtype=np.bool_)
        whose = own[at]
        for step in reversed(steps):
            took = step.taken[at]
            chosen[step.item[whose[took]]] = True
            at = step.parent[at]
        return Packed(most, chosen)


def hopeful(own: Whole, hope: Real, most: int) -> tuple[Whole, Whole]:
    """The states with most hope, at least 0, so many of each owner as may be; and the others with hope."""
    good = np.flatnonzero(hope >= 0)
    if (np.bincount(own[good]) <= most).all():
        return good, good[:0]
    order = good[np.lexsort((-hope[good], own[good]))]
    first = _places(own[order]) < most
    return np.sort(order[first]), order[~first]


def _places(owner: Whole) -> Whole:
    """The place of each among those of the same owner; owners rise."""
    places: Whole = np.arange(len(owner)) - np.searchsorted(owner, owner)
    return places


def _best_of_equals(own: Whole, mask: Bits, value: Real) -> Whole:
    """The most valuable state of each kind, by owner."""
    order = np.lexsort((value, mask, own))
    own, mask = own[order], mask[order]
    last = np.append((own[1:] != own[:-1]) | (mask[1:] != mask[:-1]), True)[: len(order)]
    best: Whole = order[last]
    return best


def _bits(flags: Flags) -> Bits:
    """(n,) the rows of (n, k) flags as numbers."""
    powers = _ONE << np.arange(flags.shape[1], dtype=np.uint64)
    found: Bits = np.where(flags, powers, np.uint64(0)).sum(axis=1, dtype=np.uint64)
    return found
