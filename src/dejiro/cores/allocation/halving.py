"""The weighted lexicographically optimal flow of half-days: networks are halved by level along minimum cuts."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.levels import level_of, units_of
from dejiro.cores.allocation.network import Network, augmented, components, maximum, the_rest, used_up, whole_network
from dejiro.cores.documents.faults import Fault, ProblemError

_MOST_UNITS = 2**30
_FINEST = 10**6


@dataclass(frozen=True)
class Leaf:
    """A part at one level: all its specialist-weeks are used up.

    Attributes:
        network: the part.
        level: to which its bodies are filled, unless they have more for sure or are full before.
        got: (n,) units of its bodies from here and elsewhere.
        arcs: (arcs,) units.
    """

    network: Network
    level: float
    got: Whole
    arcs: Whole


@dataclass(frozen=True)
class Raw:
    """The division as arrays.

    Attributes:
        scale: units in a half-day.
        got: (bodies,) units.
        level: (bodies,) half-days per entitlement.
        leaves: the parts in which something is short.
        supply_key: (pieces,) specialist x weeks + week.
        need_key: (pieces,) request x weeks + week.
        units: (pieces,) what the one gives the other.
    """

    scale: int
    got: Whole
    level: Real
    leaves: tuple[Leaf, ...]
    supply_key: Whole
    need_key: Whole
    units: Whole


def divide(candidates: Candidates) -> Raw:
    """The fair division over all fractional assignments, week by week.

    Every body's share is within one unit of the true one, a unit being 1/scale half-day and scale the greatest power
    of ten, up to 10^6, at which the largest part stays below 2^30 units.

    Raises:
        ProblemError: a part has 2^30 half-days or more, of capacity or of requests.

    Source: N. Megiddo, "Optimal flows in networks with multiple sources and sinks" (1974); O. Bochet, R. Ilkilic and
        H. Moulin, "Egalitarianism under earmark constraints" (2013).
    """
    weights = np.array([body.entitlement for body in candidates.problem.bodies], dtype=np.float64)
    begun = [_abundance(whole_network(candidates, chosen)) for chosen in _parts(candidates)]
    scarce = [part for _, _, rest in begun for part in components(rest)]
    scale = _scale(max((int(part.supply.sum()) for part in scarce), default=0))
    got, leaves = candidates.demand * scale, []
    for part in scarce:
        got[part.bodies] = part.sure * scale
        leaves += list(_leaves(part, weights, scale))
    pieces = [_pieces(network, arcs * scale) for network, arcs, _ in begun]
    pieces += [_pieces(leaf.network, leaf.arcs) for leaf in leaves]
    level = got / scale / weights
    for leaf in leaves:
        got[leaf.network.bodies] = leaf.got
        level[leaf.network.bodies] = _levels(leaf, weights[leaf.network.bodies], scale)
    empty = np.zeros((3, 0), dtype=np.int64)
    return Raw(scale, got, level, tuple(leaves), *np.concatenate([empty, *pieces], axis=1))


def _scale(largest: int) -> int:
    scale = _FINEST
    while scale > 1 and scale * largest >= _MOST_UNITS:
        scale //= 10
    return scale


def _parts(candidates: Candidates) -> Iterator[Flags]:
    """(candidates,) flags of each part that shares neither specialists nor bodies with another."""
    people, bodies = len(candidates.problem.specialists), len(candidates.problem.bodies)
    ends = (candidates.specialist, people + candidates.body[candidates.request])
    size = people + bodies
    graph = coo_array((np.ones(len(candidates), dtype=np.int8), ends), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    label = label[candidates.specialist]
    for part in np.unique(label):
        yield label == part


def _abundance(network: Network) -> tuple[Network, Whole, Network]:
    """The network, what flows on its arcs where there is enough for everybody, and the part where there is not."""
    if max(int(network.supply.sum()), int(network.need.sum())) >= _MOST_UNITS:
        raise ProblemError([Fault("$", "全体の半日数が大きすぎます", f"つながった部分ごとに {_MOST_UNITS} 未満")])
    flow = maximum(network, network.most, 1)
    arcs = np.where(flow.short_supply[network.source], 0, flow.arcs)
    return network, arcs, used_up(network, flow, np.ones(len(network.bodies), dtype=np.bool_))


def _leaves(network: Network, weights: Real, scale: int) -> Iterator[Leaf]:
    """Halve by level until every part has one; in each part all specialist-weeks are used up in any optimum."""
    stack = [network]
    while stack:
        for part in components(stack.pop()):
            if len(part.supply):
                found = _level_or_halves(part, weights[part.bodies], scale)
                if isinstance(found, Leaf):
                    yield found
                else:
                    stack += found
            else:
                yield Leaf(part, 0.0, part.sure * scale, part.target)


def _level_or_halves(network: Network, weights: Real, scale: int) -> Leaf | list[Network]:
    """The leaf when the bodies can all be at one level, otherwise the lower and the upper part."""
    supply, low, high = int(network.supply.sum()), network.sure, network.most
    level = level_of(supply - network.fixed, weights, low, high)
    units, rounded = units_of(level, weights, low, high, scale)
    flow = maximum(network, units, scale)
    full = flow.value == int(units.sum()) + network.fixed * scale
    if full and flow.value < supply * scale:
        flow = augmented(network, flow, rounded)
        full = flow.value == supply * scale
    if not full:
        return [used_up(network, flow, flow.short_body), the_rest(network, flow)]
    own = network.owner[network.target] >= 0
    got = np.bincount(network.owner[network.target][own], weights=flow.arcs[own], minlength=len(low))
    return Leaf(network, level, low * scale + got.astype(np.int64), flow.arcs)


def _levels(leaf: Leaf, weights: Real, scale: int) -> Real:
    """(n,) the level of each body: the leaf's, or its own where it has more for sure or is full before."""
    low, high, filled = leaf.network.sure, leaf.network.most, weights * leaf.level
    own = leaf.got / scale / weights
    own = np.where(high <= filled, np.minimum(own, leaf.level), np.maximum(own, leaf.level))
    return np.where((low < filled) & (filled < high), leaf.level, own)


def _pieces(network: Network, arcs: Whole) -> Whole:
    """(3, pieces) specialist-week, request-week and units of the arcs on which something flows."""
    busy = np.flatnonzero(arcs)
    return np.stack([network.supply_key[network.source[busy]], network.need_key[network.target[busy]], arcs[busy]])
