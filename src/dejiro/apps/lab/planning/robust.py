"""What the public may know of how far a result hangs on a few: nothing about a day or a cohort of under five people."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.robustness import INFLUENTIAL, Robustness, Without

FEWEST: Final = 5
"""Fewer people than this are never described."""
DAY: Final = 86_400_000
JST: Final = 9 * 3_600_000
Json = Any


def large_enough(cohorts: Mapping[int, str], people: int) -> dict[int, str]:
    """Return the cohorts without which at least five people are left, and which are at least five themselves."""
    sizes = Counter(cohorts.values())
    kept = {name for name, size in sizes.items() if FEWEST <= size <= people - FEWEST}
    return {number: name for number, name in cohorts.items() if name in kept}


def robustness_document(robust: Robustness) -> Json:
    """Return what changes without those who carry the result, and how many vote as one; nobody is named."""
    return {
        "share": INFLUENTIAL,
        "consensus": list(robust.consensus),
        "without": [_part(part) for part in robust.without if part.kind == "influential"],
        "blocs": [len(bloc.people) for bloc in robust.blocs],
    }


def apart_document(votes: Votes, robust: Robustness) -> Json:
    """Return what changes without a day, without a cohort.

    `days_passed_over` counts the days that are not told of: too few votes, or under five people on them or beside them.
    """
    told = _days_told(votes)
    days = [part for part in robust.without if part.kind == "day"]
    return {
        "without": [_part(part) for part in robust.without if part.kind == "cohort" or part.label in told],
        "days_passed_over": robust.days_passed_over + sum(part.label not in told for part in days),
    }


def _part(part: Without) -> Json:
    return {
        "kind": part.kind,
        "label": part.label,
        "people": part.people,
        "lost": list(part.consensus_lost),
        "gained": list(part.consensus_gained),
        "groups": part.groups,
        "slate_lost": list(part.slate_lost),
        "slate_gained": list(part.slate_gained),
    }


def _days_told(votes: Votes) -> set[str]:
    """Return the days on which at least five people voted, while at least five voted on others."""
    return set(_days(votes)) if votes.times is not None else set()


def _days(votes: Votes) -> Iterator[str]:
    assert votes.times is not None
    day = (votes.times + JST) // DAY
    for each in np.unique(day).tolist():
        on = day == each
        if min(np.unique(votes.rows[on]).size, np.unique(votes.rows[~on]).size) >= FEWEST:
            yield str(np.datetime64(each, "D"))
