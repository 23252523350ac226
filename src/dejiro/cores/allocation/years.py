"""A bound far below that of the rows: every specialist's whole year at once, chosen by prices of what people share.

Rows that join people (requests, floors, budgets) are priced; what remains falls apart into people, each of whose best
year `packing` finds. Prices come from the relaxation over the years found so far, held near the best prices.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csc_array, csr_array, eye_array, hstack, vstack

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.greedy import by_gain, filled
from dejiro.cores.allocation.packing import MANY, Guide, Packed, Packing
from dejiro.cores.allocation.programme import Programme
from dejiro.cores.allocation.runners_up import runners_up

_REACH = 0.1
"""How far prices may go from the best ones, as a part of the most that a row's columns gain."""
_NEAR = 0.5
"""Prices to try lie so far from the new ones towards the best ones."""
_NEARER, _FARTHER = 0.7, 1.2
"""By how much prices reach less far after a step that betters no bound, and farther after one that does."""
_STALLED = 0.003
"""How near prices are held when steps have long bettered no bound: what was not searched to its end holds it up."""
_HALF, _TINY = 0.5, 1e-9
_ROUNDS, _SHARE, _SURE = 3, 0.1, 0.9
"""Of a dive: rounds at every step, the part of the people to settle in it, and the weight that settles anybody."""
_ROUNDS_SHARE = 0.4
"""Part of the time for the bound, where years are combined too."""
_MANY_STATES, _STATES = 300, 20_000
"""States in the search for many columns, and for fewer."""
_WITHIN, _RUNNERS_UP = 0.03, 200
"""How much less than their best a year may bring to be combined too, as a part of what people bring on average; and
how many years of a person."""
_NEARLY, _CLOSER_STATES = 0.015, 1_000
"""How near the years known have to come to the bound of so many columns to be combined, or for closer looks at that
bound; and states in these."""


@dataclass
class Pool:
    """Years: sets of columns that one person can do together.

    Attributes:
        years: (k) rising columns of each.
    """

    years: list[Whole] = field(default_factory=list)
    _seen: set[bytes] = field(default_factory=set)

    def add(self, person: Whole, chosen: Flags) -> int:
        """Add what each person does in a point; the number of years that are new."""
        columns = np.flatnonzero(chosen)
        columns = columns[np.argsort(person[columns], kind="stable")]
        return self.include(np.split(columns, np.flatnonzero(np.diff(person[columns])) + 1))

    def include(self, years: Iterable[Whole]) -> int:
        """Add years; the number of those that are new."""
        before = len(self.years)
        for year in years:
            if len(year) and year.tobytes() not in self._seen:
                self._seen.add(year.tobytes())
                self.years.append(year)
        return len(self.years) - before

    def matrix(self, width: int) -> csc_array:
        """(`width`, k) which columns each year has."""
        ends = np.cumsum([0, *map(len, self.years)])
        inside = np.concatenate([np.zeros(0, dtype=np.int64), *self.years])
        return csc_array((np.ones(len(inside)), inside, ends), shape=(width, len(self.years)))


class Years:
    """The relaxation of a programme over whole years.

    Args:
        programme: whose columns are all whole, 0 or 1.
        packing: of its columns.
        shared: (m,) the rows that join people; all but those of one person alone if not told.
    """

    def __init__(self, programme: Programme, packing: Packing, shared: Flags | None = None) -> None:
        self.programme, self.packing, self.pool, self.bound = programme, packing, Pool(), np.inf
        self._joins = _joining(programme, packing.person) if shared is None else shared
        alone = ~self._joins & (np.diff(programme.rows.indptr) > 0)
        self.alone, self.room = programme.rows[alone], programme.high[alone]
        self.whose = packing.person[self.alone.indices[self.alone.indptr[:-1]]]
        above, below = self._joins & np.isfinite(programme.high), self._joins & np.isfinite(programme.low)
        self._above, self._below = np.flatnonzero(above), np.flatnonzero(below)
        self.shared = vstack([programme.rows[above], -programme.rows[below]]).tocsr()
        self.limit = np.concatenate([programme.high[above], -programme.low[below]])
        self.prices = np.zeros(len(self.limit))
        self.states = _STATES if len(packing) < MANY else _MANY_STATES
        self._far = 1.0

    def start_at(self, prices: Real) -> None:
        """Begin with the prices of the rows of the programme."""
        self.prices = np.concatenate([np.maximum(prices, 0)[self._above], np.maximum(-prices, 0)[self._below]])

    @cached_property
    def _reach(self) -> Real:
        """(rows,) how far a price may move at once."""
        table = abs(self.shared).tocsr()
        table.data = self.programme.gain[table.indices] / np.maximum(table.data, _TINY)
        return _REACH * np.maximum(table.max(axis=1).toarray().ravel(), 0) if table.shape[0] else np.zeros(0)

    def rounds(self) -> Iterator[float]:
        """Find years and prices while it helps; yields how much more than the years known the bound allows."""
        trial = self.prices
        while True:
            best, found = self.bound, self.priced(trial)
            self._far = min(1.0, self._far * (_FARTHER if self.bound < best else _NEARER))
            new, before = self.pool.add(self.packing.person, found.chosen), trial
            trial, most, _ = self.master()
            yield self.bound - most
            if self._far < _STALLED or (not new and np.allclose(trial, before)):
                return
            if new:
                trial = _NEAR * self.prices + (1 - _NEAR) * trial

    def priced(self, prices: Real) -> Packed:
        """The best year of everybody at these prices, and with them a bound."""
        profit, bonuses = self._profit(prices)
        found = self.packing.best(profit, self._guide(profit), self.states)
        bound = float(prices @ self.limit + found.most.sum()) - bonuses
        if bound < self.bound:
            self.bound, self.prices = bound, prices
        return found

    def _profit(self, prices: Real) -> tuple[Real, float]:
        """(n,) what each column brings at these prices, and a bonus that makes sure of what is pinned; all bonuses."""
        profit = self.programme.gain - self.shared.T @ prices
        pinned = self.programme.lower > _HALF
        bonus = 1 + float(np.maximum(profit, 0).sum() - np.minimum(profit, 0)[pinned].sum())
        return profit + bonus * pinned, bonus * int(pinned.sum())

    def _widen(self) -> None:
        """Add what everybody could do that is nearly as good as the best, at the best prices."""
        profit, _ = self._profit(self.prices)
        within = _WITHIN * self.bound / max(self.packing.people, 1)
        self.pool.include(runners_up(self.packing, profit, self._guide(profit), within=within, most=_RUNNERS_UP))

    def _guide(self, profit: Real) -> Guide:
        """Prices of everybody's half-days, and the best of the years known."""
        people, person = self.packing.people, self.packing.person
        years = self.pool.matrix(len(profit))
        least = np.zeros(people)
        owner = person[years.indices[years.indptr[:-1]]]
        np.maximum.at(least, owner, years.T @ profit)
        if not len(self.room):
            return Guide(profit, np.zeros(people), least)
        found = _relaxed(-profit, self.alone, self.room, 1)
        prices: Real = np.maximum(-found.ineqlin.marginals, 0)
        worth: Real = np.bincount(self.whose, weights=prices * self.room, minlength=people).astype(np.float64)
        return Guide(profit - self.alone.T @ prices, worth, least)

    def master(self) -> tuple[Real, float, Real]:
        """Prices near the best ones at which the years known combine best; what they gain then; and their weights."""
        if not len(self.pool.years) + len(self.limit):
            return self.prices, 0.0, np.zeros(0)
        years, owner = self._table()
        reach = self._far * self._reach
        low, high = np.maximum(self.prices - reach, 0), self.prices + reach
        loose = eye_array(len(low), format="csr")
        nothing = csr_array((self.packing.people, 2 * len(low)))
        found = _relaxed(
            np.concatenate([-(years.T @ self.programme.gain), -low, high]),
            vstack([hstack([self.shared @ years, loose, -loose]), hstack([owner, nothing])]),
            np.concatenate([self.limit, np.ones(self.packing.people)]),
            None,
        )
        prices: Real = np.maximum(-found.ineqlin.marginals[: len(low)], 0)
        return prices, -float(found.fun), found.x[: years.shape[1]]

    def _table(self) -> tuple[csc_array, csr_array]:
        """(n, k) the columns of each year, and (people, k) whose it is."""
        years = self.pool.matrix(len(self.packing))
        owner = self.packing.person[years.indices[years.indptr[:-1]]]
        return years, csr_array(
            (np.ones(len(owner)), (owner, np.arange(len(owner)))), shape=(self.packing.people, len(owner))
        )

    def combined(self, seconds: float, gap: float) -> Real:
        """(n,) the best point made of good years, as far as time allows; nothing when there was none."""
        self._widen()
        years, owner = self._table()
        found = milp(
            -(years.T @ self.programme.gain),
            integrality=np.ones(years.shape[1], dtype=np.int64),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(
                vstack([self.shared @ years, owner]),
                -np.inf,
                np.concatenate([self.limit, np.ones(self.packing.people)]),
            ),
            options={"time_limit": max(seconds, 0.01), "mip_rel_gap": gap},
        )
        return np.zeros(len(self.packing)) if found.x is None else np.round(years @ np.round(found.x))

    def dived(self, seconds: float) -> Real:
        """(n,) a point made by keeping the heaviest years and finding the others anew, while time allows."""
        until, x = monotonic() + seconds, np.zeros(len(self.packing))
        part, free = self, np.arange(len(self.packing))
        while len(part.pool.years) and monotonic() < until:
            list(zip(range(_ROUNDS), part.rounds(), strict=False))
            x[free[part.heaviest()]] = 1
            part, free = self.rest(x, part.prices)
        return x

    def heaviest(self) -> Whole:
        """The columns of the years of greatest weight that go together; of a tenth of the people at least one."""
        weights = self.master()[2]
        room = np.maximum(self.limit, 0)
        room[len(self._above) :] = np.inf
        wanted = max(1, round(_SHARE * self.packing.people))
        table, taken, chosen = self.shared.tocsc(), set[int](), [np.zeros(0, dtype=np.int64)]
        for at in np.argsort(-weights, kind="stable").tolist():
            if weights[at] < _SURE and len(taken) >= wanted:
                break
            year = self.pool.years[at]
            load, whose = np.asarray(table[:, year].sum(axis=1)).ravel(), int(self.packing.person[year[0]])
            if whose not in taken and (load <= room + _TINY).all():
                room -= load
                taken.add(whose)
                chosen.append(year)
        return np.concatenate(chosen)

    def rest(self, x: Real, prices: Real) -> tuple["Years", Whole]:
        """What people who have nothing in a point can add to it, beginning at some prices, and its columns."""
        case, person = self.programme, self.packing.person
        held = case.rows @ x
        cells = case.rows.tocoo()
        free = ~np.isin(person, person[x > _HALF])
        free[cells.col[cells.data > (case.high - held)[cells.row] + _TINY]] = False
        gone = {at for at, year in enumerate(self.pool.years) if not free[year].all()}
        columns = np.flatnonzero(free)
        part = Years(
            Programme(
                case.gain[free],
                case.rows[:, columns],
                case.low - held,
                case.high - held,
                case.lower[free],
                case.upper[free],
                case.whole[free],
            ),
            self.packing.part(columns),
            self._joins,
        )
        part.prices, part.states = prices, self.states
        place = np.cumsum(free) - 1
        part.pool.years = [place[year] for at, year in enumerate(self.pool.years) if at not in gone]
        return part, columns


class Combined(NamedTuple):
    """A point made of whole years, and what no point gains more than."""

    x: Real
    bound: float


def combine(
    programme: Programme, packing: Packing, start: Real, prices: Real, *, seconds: float, gap: float
) -> Combined:
    """Bound a programme by its years, and combine years to the best point that is found.

    Args:
        programme: whose columns are all whole, 0 or 1.
        packing: of its columns.
        start: (n,) a point; where it misses lower limits of rows, what misses them by less is better.
        prices: (m,) of the rows, from the relaxation.
        seconds: time limit.
        gap: relative gap at which to stop.
    """
    begun, many = monotonic(), len(packing) >= MANY
    years = _begun(programme, packing, start, prices)
    for more in years.rounds():
        near = _NEARLY if many else gap / 2
        if more <= near * years.bound or monotonic() > begun + _ROUNDS_SHARE * seconds:
            break
    left, best = seconds - (monotonic() - begun), start
    if years.bound - programme.gain @ start > gap * abs(programme.gain @ start) and left > 0:
        made = years.dived(left) if many else years.combined(left, gap)
        best = max(start, filled(programme, made, by_gain(programme.gain)), key=programme.merit)
    return Combined(best, years.bound)


def bounded(
    programme: Programme, packing: Packing, start: Real, prices: Real, *, seconds: float, gap: float
) -> Combined:
    """Bound a programme by its years alone, looking closer when the bound is near; takes what `combine` takes."""
    begun = monotonic()
    years = _begun(programme, packing, start, prices)
    for more in years.rounds():
        if more <= _NEARLY * years.bound:
            years.states = max(years.states, _CLOSER_STATES)
        if more <= gap * years.bound / 2 or monotonic() > begun + seconds:
            break
    return Combined(start, years.bound)


def _begun(programme: Programme, packing: Packing, start: Real, prices: Real) -> Years:
    years = Years(programme, packing)
    years.start_at(prices)
    years.pool.add(packing.person, start > _HALF)
    return years


def _relaxed(cost: Real, rows: csr_array, limit: Real, most: float | None) -> Any:  # noqa: ANN401 - what scipy returns
    """Minimise ``cost @ x`` where ``rows @ x <= limit`` and 0 <= x <= `most`."""
    found: Any = linprog(cost, A_ub=rows, b_ub=limit, bounds=(0, most), method="highs")  # type: ignore[call-overload]  # rows are sparse
    return found


def _joining(programme: Programme, person: Whole) -> Flags:
    """(m,) the rows that are more than one person's, or hold from below."""
    table = programme.rows.tocsr()
    filled = np.diff(table.indptr) > 0
    low = np.full(table.shape[0], np.iinfo(np.int64).max)
    high = np.full(table.shape[0], -1)
    row = np.repeat(np.arange(table.shape[0]), np.diff(table.indptr))
    np.minimum.at(low, row, person[table.indices])
    np.maximum.at(high, row, person[table.indices])
    return (filled & (low < high)) | np.isfinite(programme.low)
