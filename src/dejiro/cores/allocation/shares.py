"""The fair shares of all bodies, grouped by level, with what binds each group and a flow that delivers them."""

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from dejiro.cores.allocation.arrays import Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.division import Delivery, Division, Group, Share, UsedUp
from dejiro.cores.allocation.halving import Leaf, Raw, divide


def fair_division(candidates: Candidates) -> Division:
    """The weighted lexicographically optimal division of half-days, by delivered half-days per entitlement.

    Returns:
        Shares in the order of the bodies, within one unit of the true ones.

    Raises:
        ProblemError: a part has 2^30 half-days or more, of capacity or of requests.

    >>> from dejiro.cores.allocation.candidates import candidates_of
    >>> from dejiro.cores.allocation.model import Body, Capacity, Problem, Request, Specialist
    >>> one = Specialist("s1", (Capacity(0, 4, 3),), {"designer": 3})
    >>> asked = [Request(f"r{at}", body, "designer", 2, 2, 0, 4) for at, body in enumerate(("town", "city", "city"))]
    >>> problem = Problem(4, (one,), (Body("town", 1), Body("city", 3)), tuple(asked))
    >>> [share.fair_share for share in fair_division(candidates_of(problem)).shares]
    [3.0, 9.0]

    Source: O. Bochet, R. Ilkilic and H. Moulin, "Egalitarianism under earmark constraints", Journal of Economic
        Theory 148 (2013); N. Megiddo, "Optimal flows in networks with multiple sources and sinks", Mathematical
        Programming 7 (1974).
    """
    raw = divide(candidates)
    bodies = candidates.problem.bodies
    figures = zip(bodies, candidates.demand.tolist(), (raw.got / raw.scale).tolist(), raw.level.tolist(), strict=True)
    shares = tuple(Share(body.id, body.entitlement, demand, share, level) for body, demand, share, level in figures)
    return Division(raw.scale, shares, _groups(candidates, raw), tuple(_deliveries(candidates, raw)))


def _groups(candidates: Candidates, raw: Raw) -> tuple[Group, ...]:
    met = raw.got == candidates.demand * raw.scale
    members: defaultdict[float, list[int]] = defaultdict(list)
    full: defaultdict[float, set[int]] = defaultdict(set)
    keys: defaultdict[float, list[int]] = defaultdict(list)
    for body in np.flatnonzero(~met):
        members[float(raw.level[body])].append(int(body))
    for leaf in raw.leaves:
        if len(leaf.network.supply):
            receivers = _receivers(candidates, leaf)
            level = float(raw.level[receivers].max())
            keys[level] += leaf.network.supply_key.tolist()
            full[level] |= set(receivers[met[receivers]].tolist())
    names = [body.id for body in candidates.problem.bodies]
    return tuple(
        Group(
            level,
            tuple(names[body] for body in members[level]),
            tuple(names[body] for body in sorted(full[level])),
            tuple(_used_up(candidates, sorted(keys[level]))),
        )
        for level in sorted(members.keys() | keys.keys())
    )


def _receivers(candidates: Candidates, leaf: Leaf) -> Whole:
    """Bodies that get something in the leaf, those of its fixed requests included."""
    needs = leaf.network.need_key[leaf.network.target[leaf.arcs > 0]]
    return np.unique(candidates.body[needs // candidates.problem.weeks])


def _used_up(candidates: Candidates, keys: list[int]) -> Iterator[UsedUp]:
    """Specialist-weeks, rising, as runs of weeks."""
    weeks, people = candidates.problem.weeks, candidates.problem.specialists
    begin = 0
    for at in range(1, len(keys) + 1):
        if at == len(keys) or keys[at] != keys[at - 1] + 1 or keys[at] % weeks == 0:
            start = keys[begin] % weeks
            yield UsedUp(people[keys[begin] // weeks].id, start, start + at - begin)
            begin = at


def _deliveries(candidates: Candidates, raw: Raw) -> Iterator[Delivery]:
    """Sorted by request, specialist and week; weeks with the same units run together."""
    weeks, problem = candidates.problem.weeks, candidates.problem
    people, week = np.divmod(raw.supply_key, weeks)
    requests = raw.need_key // weeks
    order = np.lexsort((week, people, requests))
    rows = np.stack([people[order], requests[order], week[order], raw.units[order]])
    goes_on = (rows[[0, 1, 3], 1:] == rows[[0, 1, 3], :-1]).all(axis=0) & (rows[2, 1:] == rows[2, :-1] + 1)
    starts = np.flatnonzero(np.append(True, ~goes_on)[: rows.shape[1]])
    ends = np.append(starts[1:], rows.shape[1])[: len(starts)]
    for (who, what, start, units), size in zip(rows[:, starts].T.tolist(), (ends - starts).tolist(), strict=True):
        yield Delivery(problem.specialists[who].id, problem.requests[what].id, start, start + size, units)
