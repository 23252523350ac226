"""The network of half-days: specialist-week -> request-week -> body; its maximum flows and minimum cuts."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, maximum_flow

from dejiro.cores.allocation.arrays import Flags, Whole
from dejiro.cores.allocation.candidates import Candidates

FIXED = -1
"""Owner of a request-week that is served in full, whatever its body gets elsewhere."""


@dataclass(frozen=True)
class Network:
    """A part of the whole network; its numbers are half-days.

    Attributes:
        supply: (supplies,) capacity of each specialist-week.
        supply_key: (supplies,) specialist x weeks + week.
        need: (needs,) half-days a week of each request-week.
        need_key: (needs,) request x weeks + week.
        owner: (needs,) place of the body in `bodies`, or `FIXED`.
        first: (supplies + 1,) the arcs of supply p are ``first[p]`` to ``first[p + 1] - 1``.
        target: (arcs,) the request-week to which the arc leads; rising within a supply.
        bodies: (n,) place of each body in the problem.
        sure: (n,) what each body gets outside this network, half-days.
    """

    supply: Whole
    supply_key: Whole
    need: Whole
    need_key: Whole
    owner: Whole
    first: Whole
    target: Whole
    bodies: Whole
    sure: Whole

    @property
    def source(self) -> Whole:
        """(arcs,) the specialist-week from which the arc comes."""
        return np.repeat(np.arange(len(self.supply)), np.diff(self.first))

    @property
    def fixed(self) -> int:
        """Half-days of the request-weeks that are served in full."""
        return int(self.need[self.owner == FIXED].sum())

    @property
    def most(self) -> Whole:
        """(n,) half-days that each body gets when all its request-weeks here are served."""
        own = self.owner != FIXED
        here = np.bincount(self.owner[own], weights=self.need[own], minlength=len(self.bodies))
        return self.sure + here.astype(np.int64)


@dataclass(frozen=True)
class Flow:
    """A maximum flow and its minimum cut.

    Attributes:
        value: units that flow.
        arcs: (arcs,) units on each arc.
        short_supply: (supplies,) on the sink's side of the cut: used up.
        short_need: (needs,) on the sink's side of the cut: served by used-up supplies alone.
        short_body: (n,) on the sink's side of the cut.
        residual: what could still flow, and back; nodes are source, supplies, needs, bodies, sink.
    """

    value: int
    arcs: Whole
    short_supply: Flags
    short_need: Flags
    short_body: Flags
    residual: csr_array


def whole_network(candidates: Candidates, chosen: Flags) -> Network:
    """The network of the chosen candidates, (candidates,) flags, week by week."""
    problem, weeks = candidates.problem, candidates.problem.weeks
    pairs = np.flatnonzero(chosen)
    start = np.array([one.start for one in problem.requests], dtype=np.int64)[candidates.request[pairs]]
    end = np.array([one.end for one in problem.requests], dtype=np.int64)[candidates.request[pairs]]
    span = end - start
    week = np.arange(span.sum()) - np.repeat(np.cumsum(span) - span, span) + np.repeat(start, span)
    supply_key, source = _dense(np.repeat(candidates.specialist[pairs], span) * weeks + week)
    need_key, target = _dense(np.repeat(candidates.request[pairs], span) * weeks + week)
    order = np.argsort(source * len(need_key) + target)
    half_days = np.array([one.half_days for one in problem.requests], dtype=np.int64)
    bodies, owner = _dense(candidates.body[need_key // weeks])
    return Network(
        candidates.capacity.ravel()[supply_key],
        supply_key,
        half_days[need_key // weeks],
        need_key,
        owner,
        np.searchsorted(source[order], np.arange(len(supply_key) + 1)),
        target[order],
        bodies,
        np.zeros(len(bodies), dtype=np.int64),
    )


def _dense(keys: Whole) -> tuple[Whole, Whole]:
    """The distinct keys, rising, and the place of each key among them."""
    flags = np.zeros(int(keys.max(initial=-1)) + 1, dtype=np.bool_)
    flags[keys] = True
    distinct = np.flatnonzero(flags)
    place = np.cumsum(flags) - 1
    return distinct, place[keys]


def maximum(network: Network, most: Whole, scale: int) -> Flow:
    """A maximum flow in units of 1/`scale` half-day, and the minimum cut with the largest sink's side.

    Args:
        network: where it flows.
        most: (n,) units that each body takes at most.
        scale: units in a half-day; all supplies together stay below 2^30 units.
    """
    return _flow(network, _graph(network, most, scale))


def augmented(network: Network, before: Flow, more: Whole) -> Flow:
    """The maximum flow when each body takes (n,) `more` units; none gets less than in the flow before."""
    supplies, needs, bodies = len(network.supply), len(network.need), len(network.bodies)
    sink = before.residual.shape[0] - 1
    kept = before.residual[:sink].tocoo()
    inner = kept.col < sink
    fixed = np.flatnonzero(~inner & (kept.row <= supplies + needs))
    rows = np.concatenate([kept.row[inner], kept.row[fixed], 1 + supplies + needs + np.arange(bodies)])
    columns = np.concatenate([kept.col[inner], np.full(len(fixed) + bodies, sink)])
    data = np.concatenate([kept.data[inner], kept.data[fixed], more])
    graph = csr_array((data.astype(np.int32), (rows, columns)), shape=(sink + 1, sink + 1))
    after = _flow(network, graph)
    return replace(after, value=before.value + after.value, arcs=before.arcs + after.arcs)


def _flow(network: Network, graph: csr_array) -> Flow:
    sink = graph.shape[0] - 1
    found = maximum_flow(graph, 0, sink)
    residual = csr_array(graph - found.flow)
    reached = np.zeros(sink + 1, dtype=np.bool_)
    reached[breadth_first_order(residual, 0, return_predecessors=False)] = True
    edges = np.cumsum([1, len(network.supply), len(network.need), len(network.bodies)])
    short_supply, short_need, short_body = (~reached[a:b] for a, b in pairwise(edges))
    arcs = _on_arcs(network, found.flow)
    return Flow(int(found.flow_value), arcs, short_supply, short_need, short_body, residual)


def _on_arcs(network: Network, flow: csr_array) -> Whole:
    """(arcs,) units on the arcs from supplies to needs; negative where they flow back."""
    supplies, needs = len(network.supply), len(network.need)
    entries = flow[1 : supplies + 1, 1 + supplies : 1 + supplies + needs].tocoo()
    keys = entries.row.astype(np.int64) * needs + entries.col
    units = np.zeros(len(network.target), dtype=np.int64)
    units[np.searchsorted(network.source * needs + network.target, keys)] = entries.data
    return units


def _graph(network: Network, most: Whole, scale: int) -> csr_array:
    """Nodes: source, supplies, needs, bodies, sink."""
    supplies, needs, bodies = len(network.supply), len(network.need), len(network.bodies)
    first_need, first_body, sink = 1 + supplies, 1 + supplies + needs, 1 + supplies + needs + bodies
    onward = np.where(network.owner == FIXED, sink, first_body + network.owner)
    endless = network.need * scale + 1
    capacities = (network.supply * scale, endless[network.target], network.need * scale, most)
    targets = (np.arange(1, first_need), first_need + network.target, onward, np.full(bodies, sink))
    counts = np.concatenate([[0, supplies], np.diff(network.first), np.ones(needs + bodies, dtype=np.int64), [0]])
    return csr_array(
        (
            np.concatenate(capacities).astype(np.int32),
            np.concatenate(targets).astype(np.int32),
            np.cumsum(counts).astype(np.int32),
        ),
        shape=(sink + 1, sink + 1),
    )


def restrict(network: Network, supplies: Flags, needs: Flags, bodies: Flags) -> Network:
    """The part with these supplies, needs and bodies, and the arcs between them; needs of other bodies are fixed."""
    owner = np.where(network.owner == FIXED, FIXED, _renumbered(bodies, FIXED)[network.owner])
    inside = supplies[network.source] & needs[network.target]
    counts = np.add.reduceat(np.append(inside, False), network.first[:-1], dtype=np.int64)
    return Network(
        network.supply[supplies],
        network.supply_key[supplies],
        network.need[needs],
        network.need_key[needs],
        owner[needs],
        np.append(0, np.cumsum(np.where(np.diff(network.first) > 0, counts, 0)[supplies])),
        _renumbered(needs, 0)[network.target[inside]],
        network.bodies[bodies],
        network.sure[bodies],
    )


def _renumbered(kept: Flags, other: int) -> Whole:
    """The new place of everything that is kept, and `other` for the rest."""
    return np.where(kept, np.cumsum(kept) - 1, other)


def used_up(network: Network, flow: Flow, bodies: Flags) -> Network:
    """The sink's side of a cut, with these bodies: what they get for sure from the other side is in `sure`."""
    outside = (network.owner != FIXED) & ~flow.short_need
    sure = np.bincount(network.owner[outside], weights=network.need[outside], minlength=len(network.bodies))
    needs = flow.short_need & ((network.owner == FIXED) | bodies[network.owner])
    part = restrict(network, flow.short_supply, needs, bodies)
    return replace(part, sure=part.sure + sure.astype(np.int64)[bodies])


def the_rest(network: Network, flow: Flow) -> Network:
    """The source's side of a cut: request-weeks of bodies on the other side are fixed, for they are served in full."""
    return restrict(network, ~flow.short_supply, ~flow.short_need, ~flow.short_body)


def components(network: Network) -> Iterator[Network]:
    """The parts that nothing joins."""
    supplies, needs, bodies = len(network.supply), len(network.need), len(network.bodies)
    own = np.flatnonzero(network.owner != FIXED)
    rows = np.concatenate([network.source, supplies + own])
    columns = np.concatenate([supplies + network.target, supplies + needs + network.owner[own]])
    size = supplies + needs + bodies
    graph = csr_array((np.ones(len(rows), dtype=np.int8), (rows, columns)), shape=(size, size))
    count, label = connected_components(graph, directed=False)
    if count == 1:
        yield network
        return
    for part in range(count):
        inside = label == part
        yield restrict(network, inside[:supplies], inside[supplies : supplies + needs], inside[supplies + needs :])
