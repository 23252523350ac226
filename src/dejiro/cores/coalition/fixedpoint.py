"""The largest group of one month by elimination, where every share only falls as the group grows.

Whoever cannot bear the whole remaining group can bear no smaller one: it goes, until nobody has to.
`docs/explain/coalition.md` has the proof. Capacity and exclusions are not looked at here.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from dejiro.cores.coalition.queue import eliminate_one_by_one
from dejiro.cores.coalition.table import Flags, Sums, Table, Whole

Reals: TypeAlias = npt.NDArray[np.float64]
Prefixes: TypeAlias = tuple[Whole, Whole, Whole]
"""For each member: number, quantity and weight of the group in which it is judged."""

NOBODY: Whole = np.empty(0, dtype=np.int64)
_DOUBT = 1e-12
"""Relative distance under which a comparison of floats is done again in whole numbers (they err by less than 1e-15)."""
_ROUNDS_BEFORE_SWEEPS = 3
_ROUNDS_BEFORE_QUEUE = 10


def greatest(table: Table, members: Whole, least: int) -> Whole:
    """The largest feasible group among `members` (sorted indices), or nobody if it is smaller than `least`.

    All who fail are struck out at once, round by round. Long cascades are cut short by sweeps along the
    members sorted by distress; should they still go on, the queue finishes in O(n log n).
    """
    least = max(least, table.least)
    members = _closed(table, members)
    for rounds in range(_ROUNDS_BEFORE_QUEUE):
        sums = table.sums(members)
        price = table.price(sums.quantity)
        if sums.size < least or sums.size == 0 or price is None:
            return NOBODY
        bears = _bears(table, members, sums, price)
        if bears.all():
            return members
        members = members[bears]
        if rounds >= _ROUNDS_BEFORE_SWEEPS and len(members) > 0:
            members = _swept(table, members)
        members = _closed(table, members)
    rest = eliminate_one_by_one(table, members)
    return rest if len(rest) >= max(least, 1) else NOBODY


def _closed(table: Table, members: Whole) -> Whole:
    """Strike out those who demand somebody who is not there, and those who demand them."""
    if not table.required:
        return members
    inside = set(members.tolist())
    gone = [member for member, names in table.required.items() if member in inside and not inside.issuperset(names)]
    inside.difference_update(gone)
    while gone:
        for dependent in table.dependents.get(gone.pop(), ()):
            if dependent in inside:
                inside.remove(dependent)
                gone.append(dependent)
    return np.array(sorted(inside), dtype=np.int64)


def _bears(table: Table, members: Whole, sums: Sums, price: int) -> Flags:
    room = table.budget[members] - table.quantity[members] * price
    conditions = (table.min_members[members] <= sums.size) & (table.min_quantity[members] <= sums.quantity)
    return conditions & _affords(table, members, room, _everywhere(sums))


def _swept(table: Table, members: Whole) -> Whole:
    """Strike members out from the most distressed on, each judged in the group that is left when its turn comes."""
    order = members[np.argsort(_distress(table, members), kind="stable")]
    count = np.arange(1, len(order) + 1)
    quantity, weight = table.quantity[order].cumsum(), table.weight[order].cumsum()
    tier = np.searchsorted(table.tier_quantity, quantity, side="right") - 1
    room = table.budget[order] - table.quantity[order] * table.tier_price[tier]
    bears = (tier >= 0) & (table.min_members[order] <= count) & (table.min_quantity[order] <= quantity)
    bears &= _affords(table, order, room, (count, quantity, weight))
    standing = np.flatnonzero(bears)
    return np.sort(order[: standing[-1] + 1]) if len(standing) else NOBODY


def _distress(table: Table, members: Whole) -> Reals:
    """How close each member is to its limit; above 1 it is beyond."""
    sums = table.sums(members)
    room = table.budget[members] - table.quantity[members] * (table.price(sums.quantity) or 0)
    cost = _need(table, members, _everywhere(sums)) / np.maximum(room, 1)
    conditions = np.maximum(table.min_members[members] / sums.size, table.min_quantity[members] / sums.quantity)
    distress: Reals = np.maximum(cost, conditions)
    return distress


def _everywhere(sums: Sums) -> Prefixes:
    count, quantity, weight = (np.array([value]) for value in sums)
    return count, quantity, weight


def _need(table: Table, members: Whole, prefixes: Prefixes) -> Reals:
    """Each member's part of the common cost, to floating-point accuracy."""
    count, quantity, weight = prefixes
    parts, cost = table.parts, float(table.fixed_cost)
    need = np.zeros(len(members))
    if parts.equal:
        need += cost * parts.equal / parts.whole / count
    if parts.quantity:
        need += cost * parts.quantity / parts.whole * (table.quantity[members] / quantity)
    if parts.weight:
        need += cost * parts.weight / parts.whole * (table.weight[members] / weight)
    return need


def _affords(table: Table, members: Whole, room: Whole, prefixes: Prefixes) -> Flags:
    """Whether each member's part of the common cost is within its room; exact."""
    if table.parts.equal == table.parts.whole:
        return room >= -(-table.fixed_cost // prefixes[0])
    need = _need(table, members, prefixes)
    slack = room - need
    affords = slack >= 0
    doubtful = np.flatnonzero(np.abs(slack) <= _DOUBT * (np.abs(room) + need))
    if len(doubtful):
        count, quantity, weight = (np.broadcast_to(prefix, members.shape) for prefix in prefixes)
        for at in doubtful:
            sums = Sums(int(count[at]), int(quantity[at]), int(weight[at]))
            affords[at] = table.affords(int(members[at]), int(room[at]), sums)
    return affords


def stands(table: Table, members: Whole) -> bool:
    """Whether these members can form a group in a month that all accept, capacity and exclusions left aside; exact."""
    sums = table.sums(members)
    price = table.price(sums.quantity)
    if sums.size < max(table.least, 1) or price is None or len(_closed(table, members)) < sums.size:
        return False
    return bool(_bears(table, members, sums, price).all())


def narrowed(table: Table, members: Whole, price: int, most_units: int) -> Whole:
    """Those of `members` who could be in a group that pays this unit price for at most this quantity."""
    while True:
        members = _closed(table, members)
        size, quantity, weight = table.sums(members)
        if size == 0:
            return NOBODY
        bears = _bears(table, members, Sums(size, min(quantity, most_units), weight), price)
        bears &= table.quantity[members] <= most_units
        if bears.all():
            return members
        members = members[bears]
