"""The largest group that can start."""

from time import monotonic

from dejiro.cores.coalition.groups import Group, ceilings, preferred
from dejiro.cores.coalition.model import Answer, Problem, Proof
from dejiro.cores.coalition.shares import shares_of
from dejiro.cores.coalition.staged import staged
from dejiro.cores.coalition.table import Table, table_of


def solve(problem: Problem, *, seed: int = 0, time_limit: float | None = None) -> Answer:
    """The preferred group: most members, then lowest total cost, then earliest month, then ids as text.

    Args:
        problem: the commitments and the purchase's terms.
        seed: taken like every core takes it; the answer is unique and does not depend on it.
        time_limit: seconds after which the best group found so far is returned, with `proof.optimal` false. Only
            a problem with a binding capacity or exclusions can take long.

    Returns:
        The group with its shares to the yen; `explain` fills `outside` and `if_leaves`.

    >>> from dejiro.cores.coalition.model import Member, Problem, Tier
    >>> towns = tuple(Member(name, 40, ("2027-04",), max_unit_price=3000) for name in ("133078", "133086"))
    >>> answer = solve(Problem(towns, (Tier(1, 3600), Tier(80, 2900)), fixed_cost=5001))
    >>> answer.start, answer.unit_price, [share.total for share in answer.shares]
    ('2027-04', 2900, [118501, 118500])
    """
    del seed
    deadline = None if time_limit is None else monotonic() + time_limit
    table = table_of(problem)
    group, proof = best_group(table, deadline=deadline)
    return answer_of(table, group, proof)


def best_group(table: Table, *, deadline: float | None = None) -> tuple[Group | None, Proof]:
    """The preferred group of a table and how far that is proven."""
    restricted = table.restricted()
    return best_within(table, ceilings(table, all_of_them=restricted), deadline=deadline)


def best_within(
    table: Table,
    found: list[Group],
    *,
    deadline: float | None = None,
    holding: int | None = None,
    beat: Group | None = None,
) -> tuple[Group | None, Proof]:
    """The preferred group within the months' largest, which are sorted by preference (see `staged`)."""
    if found and not table.fits(found[0].members):
        return staged(table, found, deadline=deadline, holding=holding, beat=beat)
    best = found[0] if found else None
    return (best if preferred(best, beat) is best else None), Proof("fixed-point", optimal=True)


def answer_of(table: Table, group: Group | None, proof: Proof) -> Answer:
    """The answer that states this group."""
    if group is None:
        return Answer(None, (), 0, None, 0, (), proof)
    quantity = int(table.quantity[group.members].sum())
    price = table.price(quantity)
    assert price is not None, "a feasible group reaches a tier"
    return Answer(
        start=table.months[group.month],
        members=tuple(table.ids[member] for member in group.members.tolist()),
        quantity=quantity,
        unit_price=price,
        total=group.total,
        shares=shares_of(table, group.members, price),
        proof=proof,
    )
