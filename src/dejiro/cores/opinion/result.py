"""An analysis as JSON: the same votes, seed and version give the same bytes."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from dejiro.cores.opinion.analysis import Analysis
from dejiro.cores.opinion.positions import Model
from dejiro.cores.opinion.reliability import Reliability
from dejiro.cores.opinion.repness import Representative
from dejiro.cores.opinion.robustness import Robustness
from dejiro.cores.opinion.slate import Slate
from dejiro.cores.opinion.tallies import Tallies

Json: TypeAlias = Any
FORMAT: Final = "dejiro-opinion/1"
_DIGITS: Final = 9
"""Significant digits of a figure: what is left of the last bits does not reach the file."""


def to_json(
    analysis: Analysis,
    reliability: Reliability | None = None,
    slate: Slate | None = None,
    robustness: Robustness | None = None,
) -> str:
    """The analysis as one JSON document, ending in a line feed; agree = +1 throughout."""
    found = document(analysis, reliability, slate, robustness)
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def document(
    analysis: Analysis,
    reliability: Reliability | None = None,
    slate: Slate | None = None,
    robustness: Robustness | None = None,
) -> dict[str, Json]:
    """The analysis as what `json.dumps` takes; the format is `result.schema.json`."""
    votes, clusters = analysis.votes, analysis.clusters
    people, width = votes.shape
    return {
        "format": FORMAT,
        "mode": analysis.mode,
        "seed": analysis.seed,
        "counts": {
            "participants": people,
            "statements": width,
            "votes": votes.count,
            "inside": int(analysis.inside.sum()),
            "excluded": int(votes.excluded.sum()),
        },
        "notes": list(analysis.notes),
        "leakage": {
            "votes": figure(analysis.leakage.votes),
            "agree_rate": figure(analysis.leakage.agree_rate),
        },
        "reliability": _reliability(reliability),
        "robustness": _robustness(robustness),
        "slate": None if slate is None else asdict(slate),
        "model": _model(analysis.model),
        "centre": figures(analysis.space.centre),
        "components": figures(analysis.space.components),
        "silhouettes": {str(k): figure(value) for k, value in clusters.silhouettes.items()},
        "k": clusters.number,
        "participants": _participants(analysis),
        "statements": _statements(analysis),
        "base_clusters": _base_clusters(analysis),
        "groups": _groups(analysis),
        "consensus": {
            "agree": [int(votes.statements[place]) for place in analysis.agreed],
            "disagree": [int(votes.statements[place]) for place in analysis.disagreed],
        },
    }


def figure(value: float) -> float:
    """A figure to nine significant digits; minus zero becomes zero."""
    return float(f"{value:.{_DIGITS}g}") + 0.0


def figures(values: npt.NDArray[np.floating]) -> Json:
    """The same for an array of any shape; what is below 10^-12 is noise and becomes 0."""
    return _rounded(np.where(np.abs(values) < 1e-12, 0.0, values).tolist())  # noqa: PLR2004 - noise


def _rounded(value: Json) -> Json:
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return figure(value)


def _participants(analysis: Analysis) -> list[Json]:
    parts = zip(
        analysis.votes.participants.tolist(),
        analysis.votes.cast.tolist(),
        figures(analysis.space.people),
        analysis.clusters.base.tolist(),
        analysis.clusters.group.tolist(),
        strict=True,
    )
    names = ("id", "votes", "position", "base", "group")
    return [dict(zip(names, part, strict=True)) for part in parts]


def _statements(analysis: Analysis) -> list[Json]:
    votes, space, total = analysis.votes, analysis.space, analysis.everybody
    parts = zip(
        votes.statements.tolist(),
        votes.rejected.tolist(),
        votes.meta.tolist(),
        total.agree[0].tolist(),
        total.disagree[0].tolist(),
        total.seen[0].tolist(),
        figures(space.statements),
        figures(space.extremity),
        figures(analysis.consensus),
        figures(analysis.priority),
        strict=True,
    )
    names = (
        *("id", "rejected", "meta", "agree", "disagree", "seen"),
        *("position", "extremity", "group_aware_consensus", "priority"),
    )
    return [dict(zip(names, part, strict=True)) for part in parts]


def _reliability(reliability: Reliability | None) -> Json:
    if reliability is None:
        return None
    return {
        "statements_halved": figure(reliability.statements_halved),
        "people_halved": figure(reliability.people_halved),
        "groups": [figure(one) for one in reliability.groups],
        "draw": reliability.draw,
        "reason": reliability.reason,
    }


def _robustness(robustness: Robustness | None) -> Json:
    if robustness is None:
        return None
    found = asdict(robustness)
    for one in found["without"]:
        one["rand"] = figure(one["rand"])
    for one in found["blocs"]:
        one["bits"] = figure(one["bits"])
    return found


def _model(model: Model | None) -> Json:
    if model is None:
        return None
    return {
        "rank": model.rank,
        "errors": {str(rank): figure(error) for rank, error in model.errors.items()},
        "noise": figure(model.factors.noise),
        "bridging": figures(model.bridging),
        "low": figures(model.low),
        "high": figures(model.high),
        "agreeableness": figures(model.factors.people[:, 0]),
    }


def _base_clusters(analysis: Analysis) -> list[Json]:
    clusters = analysis.clusters
    order = np.argsort(clusters.base, kind="stable")
    inside = analysis.votes.participants[order][np.count_nonzero(clusters.base < 0) :]
    members = np.split(inside, np.cumsum(clusters.sizes)[:-1]) if len(clusters.sizes) else []
    return [
        {"id": at, "centre": figures(centre), "group": int(group), "members": ids.tolist()}
        for at, (centre, group, ids) in enumerate(zip(clusters.centres, clusters.base_group, members, strict=True))
    ]


def _groups(analysis: Analysis) -> list[Json]:
    sizes = np.bincount(analysis.clusters.group[analysis.clusters.group >= 0], minlength=analysis.clusters.number)
    return [
        {
            "id": group,
            "size": int(sizes[group]),
            **_counts(analysis.by_group, group),
            "representative": _representatives(analysis, analysis.representative[group]),
        }
        for group in range(analysis.clusters.number)
    ]


def _counts(tallies: Tallies, group: int) -> dict[str, Json]:
    """Counts in the order of the statements."""
    return {name: getattr(tallies, name)[group].tolist() for name in ("agree", "disagree", "seen")}


def _representatives(analysis: Analysis, chosen: Sequence[Representative]) -> list[Json]:
    return [
        {
            "id": int(analysis.votes.statements[one.place]),
            "side": "agree" if one.agrees else "disagree",
            "success": one.success,
            "trials": one.trials,
            "p_success": figure(one.p_success),
            "p_test": figure(one.p_test),
            "repness": figure(one.repness),
            "repness_test": figure(one.repness_test),
            "best_agree": one.best_agree,
        }
        for one in chosen
    ]
