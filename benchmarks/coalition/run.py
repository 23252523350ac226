"""Times of the coalition core: `python benchmarks/coalition/run.py [--small]`.

Elimination at the size of the country and against one pass of numpy over the same arrays; mixed-integer programming at
the size of Tokyo; both against trying all groups at a size where that is possible.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations
from random import Random
from statistics import median

import numpy as np

from dejiro.cores.coalition.explain import explain
from dejiro.cores.coalition.model import (
    BY_QUANTITY,
    BY_WEIGHT,
    EQUALLY,
    Answer,
    FixedShare,
    Member,
    Problem,
    Tier,
)
from dejiro.cores.coalition.recount import feasible, key_of, months_of
from dejiro.cores.coalition.solve import solve
from dejiro.cores.coalition.table import Table, table_of

SHARES = {
    "equal": EQUALLY,
    "quantity": BY_QUANTITY,
    "weight": BY_WEIGHT,
    "mixed": FixedShare(Fraction(1, 2), Fraction(1, 4), Fraction(1, 4)),
}
PRICES = (4200, 3900, 3600, 3300, 3000, 2800, 2600, 2400)


def months(count: int) -> list[str]:
    return [f"{2027 + at // 12}-{at % 12 + 1:02d}" for at in range(count)]


def country(seed: int, share: FixedShare, count: int = 1741, window: int = 36, *, everywhere: bool = False) -> Problem:
    """Log-normal quantities and weights, windows of months (or all of them), caps around the middle tiers."""
    random, all_months = Random(seed), months(window)
    members = []
    for at in range(count):
        quantity, first = max(1, int(random.lognormvariate(4, 1.2))), random.randrange(window // 2)
        last = random.randint(first + window // 3, window)
        members.append(
            Member(
                f"{at:06d}",
                quantity,
                tuple(all_months if everywhere else all_months[first:last]),
                max_unit_price=int(3000 * random.lognormvariate(0, 0.35)) if random.random() < 0.8 else None,
                max_total=int(quantity * 3100 * random.lognormvariate(0.2, 0.3)) if random.random() < 0.4 else None,
                weight=max(200, int(random.lognormvariate(10, 1.4))),
                min_members=random.choice((1, 1, 3, 50, 200)),
                min_quantity=random.choice((0, 0, 1000, 10000)),
            )
        )
    floors = (1, 500, 2000, 8000, 20000, 50000, 100000, 200000)
    return Problem(tuple(members), tuple(map(Tier, floors, PRICES)), 12_000_000, share)


def cascade(share: FixedShare, count: int = 1741, window: int = 36) -> Problem:
    """The worst case: everybody's cap holds only while all after it stay, and the last cannot bear it."""
    members = tuple(
        Member(f"{at:06d}", 1, tuple(months(window)), max_total=1000 - -(-(10**9) // (at + 2)) * -1, weight=1)
        for at in range(count)
    )
    tiers = tuple(Tier(1 + 200 * at, 1000 - at) for at in range(8))
    return Problem(members, tiers, 10**9, share)


def tokyo(seed: int, share: FixedShare, *, hard: bool = False) -> Problem:
    """62 members, 12 months, 8 tiers, a capacity that binds and exclusions; the hard ones have like quantities."""
    random, window, ids = Random(seed), months(12), [f"13{at:04d}" for at in range(62)]
    members = []
    for name in ids:
        people = max(170, int(random.lognormvariate(10.8, 1.6)))
        quantity, first = random.randint(100, 200) if hard else max(5, people // 60), random.randrange(6)
        starts = [month for month in window if random.random() < 0.8] if hard else window[first : first + 6]
        named = random.sample([other for other in ids if other != name], random.choice((2, 3) if hard else (0, 1, 2)))
        cap = int(4200 * random.lognormvariate(0.3, 0.15)) if hard else int(3200 * random.lognormvariate(0, 0.2))
        members.append(
            Member(
                name,
                quantity,
                tuple(starts),
                max_unit_price=cap if random.random() < 0.8 else None,
                weight=people,
                min_members=random.choice((1, 1, 3, 5, 10)),
                not_with=tuple(named),
            )
        )
    total = sum(member.quantity for member in members)
    floors = (1, 500, 1000, 2000, 3000, 4500, 6000, 8000) if hard else (1, 1000, 2500, 5000, 10000, 20000, 40000, 80000)
    capacity = int(total * (0.6 if hard else random.uniform(0.2, 0.6)))
    return Problem(tuple(members), tuple(map(Tier, floors, PRICES)), 2_000_000 if hard else 12_000_000, share, capacity)


def timed(work: Callable[[], object], repeat: int = 1) -> float:
    """Median seconds."""
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return median(times)


def one_pass(table: Table) -> None:
    """Every member's condition in every month at every tier looked at once: what any method has to read."""
    for price in table.tier_price:
        room = table.budget - table.quantity * price
        (table.accepts & (room >= table.fixed_cost // len(room))).sum(axis=1)


def all_groups(problem: Problem) -> object:
    def keys() -> Iterator[object]:
        for month in months_of(problem):
            for size in range(1, len(problem.members) + 1):
                for group in combinations(problem.members, size):
                    named = {member.id: member for member in group}
                    if feasible(problem, named, month):
                        yield key_of(problem, named, month)

    return min(keys(), default=None)  # type: ignore[type-var]


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def elimination(count: int, repeat: int) -> None:
    row(f"{count} x 36 x 8", "share", "median ms", "largest ms", "members", "x one numpy pass")
    row(*["---"] * 6)
    kinds: list[tuple[str, Callable[[int, FixedShare], Problem]]] = [
        ("windows", lambda seed, share: country(seed, share, count)),
        ("all months open", lambda seed, share: country(seed, share, count, everywhere=True)),
        ("one long cascade", lambda _, share: cascade(share, count)),
    ]
    for kind, make in kinds:
        for name, share in SHARES.items():
            cases = [make(seed, share) for seed in range(repeat)]
            times = [timed(lambda case=case: solve(case), 3) * 1000 for case in cases]  # type: ignore[misc]
            table = table_of(cases[0])
            ratio = times[0] / 1000 / timed(lambda table=table: one_pass(table), 9)  # type: ignore[misc]
            size = len(solve(cases[0]).members)
            row(kind, name, f"{median(times):.1f}", f"{max(times):.1f}", size, f"{ratio:.0f}")
    problem = country(0, EQUALLY, count)
    answer = solve(problem)
    row("explain all", "equal", f"{timed(lambda: explain(problem, answer)) * 1000:.0f}", "", len(answer.members), "")


def programming(seeds: int) -> None:
    row(
        "62 members, capacity, exclusions", "share", "median s", "largest s", "proven", "greatest gap", "by programming"
    )
    row(*["---"] * 7)
    for hard in (False, True):
        for name, share in SHARES.items():
            times: list[float] = []
            answers: list[Answer] = []
            for seed in range(seeds):
                problem = tokyo(seed, share, hard=hard)
                times.append(timed(lambda: answers.append(solve(problem, time_limit=60))))  # noqa: B023 - called at once
            proven = f"{sum(answer.proof.optimal for answer in answers)} of {seeds}"
            gap, milp = max(answer.gap for answer in answers), sum(answer.proof.method == "milp" for answer in answers)
            kind = "like quantities" if hard else "unlike quantities"
            row(kind, name, f"{median(times):.3f}", f"{max(times):.3f}", proven, gap, milp)


def few(count: int, capacity: int | None) -> Problem:
    """So few members that all groups can be tried."""
    random = Random(count)
    members = tuple(
        Member(f"{at:02d}", random.randint(3, 9), tuple(months(3)), random.randint(17, 40), weight=random.randint(1, 9))
        for at in range(count)
    )
    return Problem(members, (Tier(1, 20), Tier(20, 17), Tier(40, 15)), 90, SHARES["mixed"], capacity)


def trying_all(most: int) -> None:
    row("members", "all groups, s", "elimination, s", "all groups under capacity, s", "programming, s")
    row(*["---"] * 5)
    for count in range(6, most + 1, 2):
        cells: list[object] = [count]
        for problem in (few(count, None), few(count, count * 4)):
            answer = solve(problem)
            found: list[object] = []
            cells.append(f"{timed(lambda: found.append(all_groups(problem))):.4f}")  # noqa: B023 - called at once
            cells.append(f"{timed(lambda: solve(problem), 3):.4f}")  # noqa: B023 - called at once
            key = None if answer.start is None else key_of(problem, answer.members, answer.start)
            assert found == [key], "elimination or programming missed the preferred group"
        row(*cells)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a tenth of the size, a few seeds")
    small = parser.parse_args().small
    np.seterr(all="raise")
    elimination(174 if small else 1741, 2 if small else 5)
    print()
    programming(2 if small else 20)
    print()
    trying_all(8 if small else 12)


if __name__ == "__main__":
    main()
