"""What each member of a group pays, to the yen."""

from collections.abc import Sequence

from dejiro.cores.coalition.model import Share
from dejiro.cores.coalition.table import Sums, Table, Whole


def exact_share(table: Table, member: int, sums: Sums) -> tuple[int, int]:
    """A member's part of the common cost as numerator and denominator (the same for all members of a group)."""
    parts = table.parts
    count, quantity, weight = sums
    numerator = parts.equal * quantity * weight
    numerator += parts.quantity * int(table.quantity[member]) * count * weight
    numerator += parts.weight * int(table.weight[member]) * count * quantity
    return table.fixed_cost * numerator, parts.whole * count * quantity * weight


def rounded(exact: Sequence[tuple[int, int]], total: int) -> list[int]:
    """Whole yen that sum to `total`: rounded down, then a yen each to the largest remainders, earlier places first."""
    whole = [numerator // denominator for numerator, denominator in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: (-(exact[at][0] % exact[at][1]), at))
    for at in by_remainder[: total - sum(whole)]:
        whole[at] += 1
    return whole


def shares_of(table: Table, group: Whole, price: int) -> tuple[Share, ...]:
    """The yen shares of a group at a unit price, in the order of ids."""
    members = group.tolist()
    sums = table.sums(group)
    fixed = rounded([exact_share(table, member, sums) for member in members], table.fixed_cost)
    return tuple(_share(table, member, part, price) for member, part in zip(members, fixed, strict=True))


def _share(table: Table, member: int, fixed: int, price: int) -> Share:
    quantity = int(table.quantity[member])
    goods, own = quantity * price, table.price(quantity)
    total = goods + fixed
    alone = None if own is None else quantity * own + table.fixed_cost
    return Share(table.ids[member], goods, fixed, total, alone, None if alone is None else alone - total)
