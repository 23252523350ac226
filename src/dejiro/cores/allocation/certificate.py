"""Verifies a fair division by adding up: solves nothing, and shares no code with what found it.

Two facts make a division the fair one. It can be delivered: the deliveries keep to candidates, weeks and capacities and
give every body its share. And nobody can rise but at the cost of somebody who is no higher: for each level, the bodies
up to it get all that they could get together, namely everything of the specialist-weeks named and, for every other
week of their requests, the full half-days.
"""

from collections import Counter
from collections.abc import Iterator

from dejiro.cores.allocation.division import Division, Share
from dejiro.cores.allocation.model import Problem
from dejiro.cores.allocation.recount import candidates_by_request, demand_of, half_days, weeks_of
from dejiro.cores.documents.faults import Fault

_CLOSE = 1e-9


def verify(problem: Problem, division: Division) -> tuple[Fault, ...]:
    """Everything that is wrong with a division; empty if it is the fair one, to a unit for every body of a group."""
    able = {name: {one.id for one in found} for name, found in candidates_by_request(problem).items()}
    stated = [(share.id, share.entitlement) for share in division.shares]
    if stated != [(body.id, body.entitlement) for body in problem.bodies] or division.units < 1:
        return (Fault("$.bodies", "問題の団体・持ち分の重みと違います", "問題と同じ並びの同じ団体"),)
    faults = tuple(_deliverable(problem, division, able))
    return faults or tuple(_justified(problem, division, able))


def _deliverable(problem: Problem, division: Division, able: dict[str, set[str]]) -> Iterator[Fault]:
    """Faults of the deliveries: not a candidate, outside the period, more than asked for or more than there is."""
    requests = {request.id: request for request in problem.requests}
    capacity = {one.id: half_days(one) for one in problem.specialists}
    given: Counter[tuple[str, int]] = Counter()
    taken: Counter[tuple[str, int]] = Counter()
    got: Counter[str] = Counter()
    for at, (one, name, start, end, units) in enumerate(division.deliveries):
        if one not in able.get(name, ()) or units < 0 or not requests[name].start <= start < end <= requests[name].end:
            yield Fault(f"$.deliveries[{at}]", "候補・期間・量のどれかが正しくありません", "候補が期間内に行う正の量")
            continue
        for week in range(start, end):
            given[one, week] += units
            taken[name, week] += units
        got[requests[name].body] += units * (end - start)
    for (one, week), units in given.items():
        if units > capacity[one][week] * division.units:
            yield Fault("$.deliveries", f"{one} の第 {week} 週が余力を超えます", "余力以下")
    for (name, week), units in taken.items():
        if units > requests[name].half_days * division.units:
            yield Fault("$.deliveries", f"要望 {name} の第 {week} 週が多すぎます", "求めた半日数以下")
    for at, share in enumerate(division.shares):
        if got[share.id] != round(share.fair_share * division.units):
            yield Fault(f"$.bodies[{at}].fair_share", f"届く量と違います: {share.fair_share}", "deliveries の合計")


def _justified(problem: Problem, division: Division, able: dict[str, set[str]]) -> Iterator[Fault]:
    """Faults of the groups: a body left out, a level that is not its bodies', or something left for them."""
    capacity = {one.id: half_days(one) for one in problem.specialists}
    demand = demand_of(problem, able)
    units = {share.id: round(share.fair_share * division.units) for share in division.shares}
    inside: set[str] = set()
    used: set[tuple[str, int]] = set()
    level = 0.0
    for at, group in enumerate(division.groups):
        people, bodies = {row.specialist for row in group.used_up}, {*group.bodies, *group.met}
        if not (people <= capacity.keys() and bodies <= units.keys() and group.level >= level):
            yield Fault(f"$.groups[{at}]", "知らない識別子があるか、水準の順ではありません", "低い水準から順に")
            return
        level, inside = group.level, inside | bodies
        used |= {(row.specialist, week) for row in group.used_up for week in range(row.start, row.end)}
        if any(_above(share, level, division.units) > 1 for share in division.shares if share.id in inside):
            yield Fault(f"$.groups[{at}].level", f"これより高い団体があります: {level}", "どの団体の水準以上")
        if any(_above(share, level, division.units) < -1 for share in division.shares if share.id in group.bodies):
            yield Fault(f"$.groups[{at}].bodies", f"水準より低い団体があります: {level}", "この水準の団体")
        most = sum(capacity[one].get(week, 0) for one, week in used) + sum(
            request.half_days
            * sum(any((one, week) not in used for one in able[request.id]) for week in weeks_of(request))
            for request in problem.requests
            if request.body in inside
        )
        if sum(units[body] for body in inside) != most * division.units:
            yield Fault(f"$.groups[{at}]", "この水準までの団体にまだ渡せる量があります", "使い切った週だけが妨げる組")
    for at, share in enumerate(division.shares):
        met = units[share.id] == demand[share.id] * division.units
        if share.demand != demand[share.id] or abs(_above(share, share.level, division.units)) > 1:
            yield Fault(f"$.bodies[{at}]", "需要または水準が違います", "候補のある要望の量、fair_share ÷ entitlement")
        if not met and share.id not in inside:
            yield Fault(f"$.bodies[{at}]", "満たされない理由がありません", "いずれかの組に入る団体")


def _above(share: Share, level: float, units: int) -> float:
    """By how many units a share is above a level; floats may err by a billionth."""
    filled = level * share.entitlement
    return (share.fair_share - filled) * units / (1 + _CLOSE * filled * units)
