"""Everybody's years that are nearly as good as their best: plans are made of these more often than of the best ones.

Forward, states that differ only in how they came about are one; backward, what every state can still bring is known
exactly; then only ways are followed that end well. The work goes with the states and with the years that are found.
"""

import sys
from typing import NamedTuple

import numpy as np

from dejiro.cores.allocation.arrays import Flags, Real, Whole
from dejiro.cores.allocation.packing import Arcs, Bits, Guide, Packing, Walk, hopeful

_STATES = 1_000
"""Of one person, beyond which only those of which the guide hopes most are followed."""
_CLOSE = 1e-9


class _Layer(NamedTuple):
    """The ways through one step: from which state before to which after, whether the engagement is taken, its gain.

    Attributes:
        width: how many states there are before.
    """

    width: int
    source: Whole
    target: Whole
    taken: Flags
    gain: Real


class _LoadWalk(Walk):
    """A walk where all engagements run in the same weeks: a state is the load."""

    most_items = sys.maxsize

    def still(self, step: int, own: Whole, mask: Bits) -> Bits:  # noqa: ARG002 - nothing ends
        return mask

    def grown(self, step: int, own: Whole, mask: Bits) -> Arcs:
        item = self.items[own, step]
        load = mask + self.packing.size[item].astype(np.uint64)
        fits = np.flatnonzero((item >= 0) & (load <= self.packing.room[own].astype(np.uint64)))
        parent = np.concatenate([np.arange(len(own)), fits])
        return Arcs(parent, np.arange(len(parent)) >= len(own), own[parent], np.concatenate([mask, load[fits]]))


def runners_up(packing: Packing, profit: Real, guide: Guide, *, within: float, most: int) -> list[Whole]:
    """(rising columns of each) the best years of every person, up to so many of each.

    All that there are, unless more than 63 engagements of a person come into question, or 1,000 states at a step.

    Args:
        packing: the engagements.
        profit: (n,) of each.
        guide: must hold for the profits, and somebody's best year bring `least`.
        within: how much less than the person's best year a year may bring.
        most: years of one person; those that bring most.
    """
    kind = _LoadWalk if packing.together else Walk
    walk = kind(packing, profit, guide._replace(least=guide.least - within))
    layers = _layers(walk)
    best, *hopes = _hopes(layers, packing.people)
    own, taken = _followed(layers, hopes, best - within - _CLOSE, most)
    years = np.split(walk.items[own][taken], np.cumsum(taken.sum(axis=1))[:-1])
    return [np.sort(year) for year in years if len(year)]


def _layers(walk: Walk) -> list[_Layer]:
    """All ways that may end well, step by step; at the end everybody has one state."""
    count = walk.packing.people
    own, mask, reduced = np.arange(count), np.zeros(count, np.uint64), np.zeros(count)
    open_ends = list[tuple[int, Whole, Flags, Real]]()
    targets = list[Whole]()
    for step, left in enumerate(walk.left()):
        mask = walk.still(step, own, mask)
        first, node = _equals(own, mask)
        best = np.full(len(first), -np.inf)
        np.maximum.at(best, node, reduced)
        targets.append(node)
        arcs = walk.grown(step, own[first], mask[first])
        reduced = best[arcs.parent] + walk.gained(step, arcs, walk.reduced)
        good, _ = hopeful(arcs.own, left[arcs.own] + reduced, _STATES)
        arcs = arcs.some(good)
        open_ends.append((len(first), arcs.parent, arcs.taken, walk.gained(step, arcs, walk.profit)))
        own, mask, reduced = arcs.own, arcs.mask, reduced[good]
    targets.append(own)
    return [
        _Layer(width, source, target, taken, gain)
        for (width, source, taken, gain), target in zip(open_ends, targets[1:], strict=True)
    ]


def _hopes(layers: list[_Layer], people: int) -> list[Real]:
    """What every state can still bring, before the first step and after each."""
    hopes = [np.zeros(people)]
    for layer in reversed(layers):
        hope = np.full(layer.width, -np.inf)
        np.maximum.at(hope, layer.source, layer.gain + hopes[-1][layer.target])
        hopes.append(hope)
    return hopes[::-1]


def _equals(own: Whole, mask: Bits) -> tuple[Whole, Whole]:
    """One state of each kind, by owner, and (states,) the kind of each."""
    order = np.lexsort((mask, own))
    new = np.append(True, (own[order][1:] != own[order][:-1]) | (mask[order][1:] != mask[order][:-1]))[: len(order)]
    kind = np.empty(len(order), dtype=np.int64)
    kind[order] = np.cumsum(new) - 1
    return order[new], kind


def _followed(layers: list[_Layer], hopes: list[Real], least: Real, most: int) -> tuple[Whole, Flags]:
    """Whose each year is, and (years, steps) whether it takes the engagement."""
    own, state, value = np.arange(len(least)), np.arange(len(least)), np.zeros(len(least))
    steps = list[tuple[Whole, Flags]]()
    for layer, hope in zip(layers, hopes, strict=True):
        path, arc = _onwards(layer.source, state)
        value, state, owner = value[path] + layer.gain[arc], layer.target[arc], own[path]
        good, _ = hopeful(owner, value + hope[state] - least[owner], most)
        value, state, own = value[good], state[good], owner[good]
        steps.append((path[good], layer.taken[arc[good]]))
    taken, at = np.zeros((len(own), len(layers)), dtype=np.bool_), np.arange(len(own))
    for step, (path, took) in reversed(list(enumerate(steps))):
        taken[:, step] = took[at]
        at = path[at]
    return own, taken


def _onwards(source: Whole, state: Whole) -> tuple[Whole, Whole]:
    """Every way on from some states: the place of the state, and the arc."""
    order = np.argsort(source, kind="stable")
    begin, end = (np.searchsorted(source[order], state, side=side) for side in ("left", "right"))
    ways = end - begin
    path = np.repeat(np.arange(len(state)), ways)
    return path, order[np.arange(len(path)) + np.repeat(begin - np.cumsum(ways) + ways, ways)]
