"""A plan that a person put together, with every figure counted."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

import numpy as np

from dejiro.cores.allocation.arrays import Real
from dejiro.cores.allocation.candidates import Candidates
from dejiro.cores.allocation.model import Pair, Plan
from dejiro.cores.allocation.standings import told
from dejiro.cores.allocation.statement import floors_of
from dejiro.cores.documents.faults import Fault, refuse


def restated(candidates: Candidates, pairs: Sequence[Pair], shares: Real) -> Plan:
    """The plan of the given pairs. Whether it is feasible is for `check` to say.

    Its bound is that of every request served by its best candidate: true of every plan, and seldom close. Where a floor
    is missed, nothing is proven. The status is "interrupted": nobody searched to the end.

    Args:
        candidates: of the problem.
        pairs: specialist and request, in any order.
        shares: (bodies,) fair shares in half-days.

    Raises:
        ProblemError: a pair is no candidate; the path names its place.
    """
    at = candidates.find(pairs)
    refuse(
        Fault(f"$.assignments[{place}]", "候補ではありません", "候補である組")
        for place, found in enumerate(at.tolist())
        if found < 0
    )
    chosen = np.sort(at)
    value = fsum(candidates.value[chosen].tolist())
    best = np.zeros(len(candidates.problem.requests))
    np.maximum.at(best, candidates.request, candidates.value)
    bound = max(fsum(best.tolist()), value)
    return replace(
        told(candidates, chosen, shares, floors_of(candidates, shares)),
        value=value,
        upper_bound=bound,
        gap=(bound - value) / value if value else 0.0,
        status="interrupted",
    )
