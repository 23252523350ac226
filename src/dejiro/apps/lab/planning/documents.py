"""The public result of a conversation: no position of a single person, no group and no count under five."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from dejiro.apps.lab.planning.robust import FEWEST, apart_document, large_enough, robustness_document
from dejiro.apps.lab.planning.routing import routing_state
from dejiro.cores.opinion.analysis import Analysis, analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.arrays import Flags, Real
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.reliability import LEAST_AGREEMENT, LEAST_STABILITY, Reliability, reliability_of
from dejiro.cores.opinion.result import figure
from dejiro.cores.opinion.robustness import Robustness, robustness_of
from dejiro.cores.opinion.slate import Slate, choose

Json = Any


@dataclass(frozen=True)
class Computed:
    """The public document; what the choice of the next statement needs; what changes without a day or a cohort.

    The latter two are None while too few take part, the last also when nothing was given to tell parts by.
    """

    document: Json
    routing: Json | None
    apart: Json | None = None


FORMAT: Final = "dejiro-conversation/1"
SLATE: Final = 7
LISTED: Final = 10
CIRCLES: Final = 60
"""The map shows at most about so many circles."""
AXIS_SHOWN: Final = 2
SEED: Final = 0


def empty_document(statements: int) -> Json:
    """Return the document of a conversation in which fewer than five people have voted: the counts are not told."""
    return {
        "format": FORMAT,
        "state": "few",
        "counts": {"participants": None, "statements": statements, "votes": None, "inside": None},
        "statements": [],
        "agreed": [],
        "divided": [],
        "slate": None,
        "reliability": None,
        "groups": [],
        "map": None,
        "robustness": None,
    }


def document_of(votes: Votes) -> Json:
    """Return what the votes say, as it is published; the same votes give the same document."""
    return compute(votes).document


def compute(votes: Votes, cohorts: Mapping[int, str] | None = None) -> Computed:
    """Analyse the votes once, for the document and for the choice of the next statement.

    Args:
        votes: with their times where it is to be told what changes without any one day.
        cohorts: name of the cohort of participants, by number.
    """
    people, width = votes.shape
    if people < FEWEST:
        return Computed(empty_document(width), None)
    plain = replace(votes, times=None)
    found = analyze(plain, seed=SEED)
    trust = reliability_of(found)
    assert found.model is not None
    factors = found.model.factors
    slate = choose(approvals(plain, found.inside, factors), SLATE)
    robust = robustness_of(found, factors, slate)
    document = _document(found, trust, slate, robust)
    groups = large_enough(cohorts or {}, people)
    if votes.times is None and not groups:
        return Computed(document, routing_state(plain, factors))
    parts = robustness_of(replace(found, votes=votes), factors, slate, groups)
    return Computed(document, routing_state(plain, factors), apart_document(votes, parts))


def _document(found: Analysis, trust: Reliability, slate: Slate, robust: Robustness) -> Json:
    votes = found.votes
    people, width = votes.shape
    places = np.flatnonzero(~votes.excluded & (found.everybody.seen[0] >= FEWEST)).tolist()
    return {
        "format": FORMAT,
        "state": _state(votes),
        "counts": {
            "participants": people,
            "statements": width,
            "votes": votes.count,
            "inside": int(found.inside.sum()),
        },
        "statements": [_statement(found, place) for place in range(width)],
        "agreed": _agreed(found, places),
        "divided": _divided(found, places),
        "slate": {
            "people": slate.people,
            "size": slate.size,
            "owed": slate.owed,
            "statements": list(slate.statements),
            "claims": [{"statement": claim.statement, "short": list(claim.short)} for claim in slate.claims],
        },
        "reliability": _reliability(trust, found.clusters.number),
        "leakage": {"votes": figure(found.leakage.votes), "agree_rate": figure(found.leakage.agree_rate)},
        "groups": list(_groups(found)) if trust.draw else [],
        "map": _map(found, drawn=trust.draw),
        "robustness": robustness_document(robust),
    }


def _state(votes: Votes) -> str:
    """Whether there is anything to tell apart."""
    if not np.any(votes.values):
        return "all_pass"
    return "all_same" if (votes.values == votes.values[0]).all() else "normal"


def _statement(found: Analysis, place: int) -> Json:
    """Counts and consensus of one statement; None for the counts while fewer than five voted on it."""
    agree, disagree, seen = (
        int(part[0][place]) for part in (found.everybody.agree, found.everybody.disagree, found.everybody.seen)
    )
    assert found.model is not None
    told = seen >= FEWEST
    return {
        "number": int(found.votes.statements[place]),
        "seen": seen,
        "agree": agree if told else None,
        "disagree": disagree if told else None,
        "pass": seen - agree - disagree if told else None,
        "bridging": figure(found.model.bridging[place]) if told else None,
        "low": figure(found.model.low[place]) if told else None,
        "high": figure(found.model.high[place]) if told else None,
    }


def _agreed(found: Analysis, places: Sequence[int]) -> list[int]:
    """Return the numbers of what most agree with across the camps, by the lower end of the interval."""
    assert found.model is not None
    low = found.model.low
    kept = [place for place in places if low[place] > 0]
    kept.sort(key=lambda place: (-low[place], place))
    return [int(found.votes.statements[place]) for place in kept[:LISTED]]


def _divided(found: Analysis, places: Sequence[int]) -> list[int]:
    """Return the numbers of what has many on both sides, by the share of the smaller one."""
    agree, disagree, seen = (
        part[0] for part in (found.everybody.agree, found.everybody.disagree, found.everybody.seen)
    )
    share = {place: (min(agree[place], disagree[place]) + 1) / (seen[place] + 2) for place in places}
    kept = [place for place in places if share[place] >= 0.25]  # noqa: PLR2004  # a quarter on the smaller side
    kept.sort(key=lambda place: (-share[place], place))
    return [int(found.votes.statements[place]) for place in kept[:LISTED]]


def _reliability(trust: Reliability, number: int) -> Json:
    return {
        "statements_halved": figure(trust.statements_halved),
        "people_halved": figure(trust.people_halved),
        "groups": [figure(one) for one in trust.groups],
        "k": number,
        "draw": trust.draw,
        "least_agreement": LEAST_AGREEMENT,
        "least_stability": LEAST_STABILITY,
    }


def _groups(found: Analysis) -> Iterator[Json]:
    """Describe the groups; of one under five only that it is there."""
    sizes = np.bincount(found.clusters.group[found.clusters.group >= 0], minlength=found.clusters.number)
    for group, size in enumerate(sizes.tolist()):
        if size < FEWEST:
            yield {"id": group, "size": None, "representative": [], "shares": {}}
            continue
        yield {
            "id": group,
            "size": size,
            "representative": [
                {"number": int(found.votes.statements[one.place]), "side": "agree" if one.agrees else "disagree"}
                for one in found.representative[group]
                if one.trials >= FEWEST
            ],
            "shares": dict(_shares(found, group)),
        }


def _shares(found: Analysis, group: int) -> Iterator[tuple[str, Json]]:
    """Yield agree, disagree and all votes of a group on each statement on which at least five of it voted."""
    tallies = found.by_group
    for place, number in enumerate(found.votes.statements.tolist()):
        seen = int(tallies.seen[group][place])
        if seen >= FEWEST and not found.votes.excluded[place]:
            yield str(number), [int(tallies.agree[group][place]), int(tallies.disagree[group][place]), seen]


def _map(found: Analysis, *, drawn: bool) -> Json:
    """Return circles of at least five people each, and what the directions mean."""
    group = found.clusters.group if drawn else np.where(found.inside, 0, -1)
    least = max(FEWEST, int(found.inside.sum()) // CIRCLES)
    circles = []
    for one in range(int(group.max(initial=-1)) + 1):
        members = found.space.people[group == one]
        circles += [_circle(part, one if drawn else None) for part in _parts(members, least)]
    axes = [_axis(found, axis) for axis in (0, 1)]
    return {"circles": circles, "axes": axes} if circles and any(axes) else None


def _parts(people: Real, least: int) -> Iterator[Real]:
    """Cut people in halves along the longer side, as long as both halves have enough."""
    if len(people) < FEWEST:
        return
    if len(people) < 2 * least:
        yield people
        return
    axis = int(np.ptp(people, axis=0).argmax())
    order = np.argsort(people[:, axis], kind="stable")
    half = len(people) // 2
    yield from _parts(people[order[:half]], least)
    yield from _parts(people[order[half:]], least)


def _circle(people: Real, group: int | None) -> Json:
    x, y = people.mean(axis=0)
    return {"x": figure(x), "y": figure(y), "people": len(people), "group": group}


def _axis(found: Analysis, axis: int) -> Json:
    """Return the statements that pull to either end of an axis, the strongest first; None where there is no axis."""
    loading = found.space.components[axis]
    usable: Flags = ~found.votes.excluded & (found.everybody.seen[0] >= FEWEST)
    if not np.any(np.abs(loading[usable]) > 1e-9):  # noqa: PLR2004  # noise
        return None
    ends = {}
    for name, sign in (("more", 1), ("less", -1)):
        pull = np.where(usable, sign * loading, 0)
        order = np.argsort(-pull, kind="stable")[:AXIS_SHOWN]
        ends[name] = [int(found.votes.statements[place]) for place in order if pull[place] > 0]
    return ends
