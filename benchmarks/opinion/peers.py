"""Figures beside those of red-dwarf 0.4.0 (Polis in Python) and of abcvoting's checkers; neither is a dependency.

    python -m venv /tmp/peers && /tmp/peers/bin/pip install scipy red-dwarf==0.4.0 networkx ruamel.yaml
    /tmp/peers/bin/pip install --no-deps abcvoting==2.19.2
    PYTHONPATH=src /tmp/peers/bin/python benchmarks/opinion/peers.py

red-dwarf has no base clusters and says that it cannot match Polis above 100 participants; so each conversation is cut
to its 99 most active ones. Groups are those that red-dwarf finds, all else is computed by both. abcvoting checks EJR+
and JR of the slate on the same approvals. Ends with 1 where a figure differs by more than one in a million (one in ten
thousand above 500 statements, where red-dwarf's own decomposition is a randomised one), or where a check fails.
"""

import importlib
import sys
import warnings
from pathlib import Path
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np

from dejiro.cores.opinion.analysis import Analysis, analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.factors import fit
from dejiro.cores.opinion.io import read_votes
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.slate import choose
from dejiro.cores.opinion.tallies import proportion_test, share

Peer: TypeAlias = Any

DATA = Path(__file__).parents[2] / "src/dejiro/cores/opinion/tests/data"
PEOPLE = 99
TOLERANCE = 1e-6
RANDOMISED_FROM = 500
SLATE = 7


def conversations() -> list[str]:
    return sorted(path.name.split(".")[0] for path in DATA.glob("*.participants-votes.csv.gz"))


def cut(name: str) -> Votes:
    """The most active participants and the statements that one of them voted on."""
    votes = read_votes(DATA / f"{name}.participants-votes.csv.gz", DATA / f"{name}.comments.csv.gz").votes
    active = np.zeros(votes.shape[0], dtype=np.bool_)
    active[np.argsort(-votes.cast, kind="stable")[:PEOPLE]] = True
    votes = votes.part(participants=active)
    kept = np.bincount(votes.columns, minlength=votes.shape[1]) > 0
    return Votes(
        votes.participants,
        votes.statements[kept],
        votes.starts,
        (np.cumsum(kept) - 1).astype(np.int32)[votes.columns],
        votes.values,
        votes.rejected[kept],
        votes.meta[kept],
        np.arange(int(kept.sum())),
    )


def peer_of(votes: Votes) -> Peer:
    records = [
        {
            "participant_id": int(votes.participants[row]),
            "statement_id": int(votes.statements[column]),
            "vote": int(value),
        }
        for row, column, value in zip(votes.rows, votes.columns, votes.values, strict=True)
    ]
    pipeline = importlib.import_module("reddwarf.implementations.polis")
    excluded = votes.statements[votes.excluded].tolist()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pipeline.run_pipeline(votes=records, mod_out_statement_ids=excluded, random_state=0)


def apart(one: Peer, other: Peer) -> float:
    """The largest difference, over the largest figure."""
    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    return float(np.abs(first - second).max() / max(1.0, np.abs(second).max()))


def compared(found: Analysis, peer: Peer) -> dict[str, float]:
    votes, table = found.votes, peer.statements_df.loc[found.votes.statements.tolist()]
    loadings = table[["pc1", "pc2"]].to_numpy().T
    sign = np.sign((loadings * found.space.components).sum(axis=1))
    theirs = peer.participants_df.loc[votes.participants.tolist()][["x", "y"]].to_numpy()
    stats = [
        peer.group_comment_stats.loc[group].loc[votes.statements.tolist()] for group in range(found.clusters.number)
    ]
    seen = np.array([one["ns"].to_numpy() for one in stats])
    agreed = np.array([one["na"].to_numpy() for one in stats])
    usable = ~votes.excluded
    return {
        "centre": apart(found.space.centre, table["mean"]),
        "components": apart(found.space.components * sign[:, None], loadings),
        "people": apart(found.space.people * sign, theirs),
        "counts": apart(found.by_group.agree, agreed) + apart(found.by_group.seen, seen),
        "consensus": apart(found.consensus[usable], table["group-aware-consensus-agree"][usable]),
        "priority": apart(found.priority[usable], table["priority"][usable]),
        "lists": lists_apart(found, peer),
    }


def lists_apart(found: Analysis, peer: Peer) -> float:
    """The largest difference of what the listed statements are sorted by; equal ones are taken in any order there."""
    total = found.everybody
    worst = 0.0
    for side, places, part in (
        ("agree", found.agreed, total.agree[0]),
        ("disagree", found.disagreed, total.disagree[0]),
    ):
        own = share(part, total.seen[0]) * proportion_test(part, total.seen[0])
        worst = max(worst, apart(own[list(places)], [one["p-success"] * one["p-test"] for one in peer.consensus[side]]))
    for group, listed in enumerate(found.representative):
        keys = ("repness", "repness-test", "p-success", "p-test")
        theirs = [float(np.prod([one[key] for key in keys])) for one in peer.repness[group]]
        worst = max(worst, apart([one.weight for one in listed], theirs))
    return worst


def slate_holds(votes: Votes, found: Analysis) -> bool:
    # abcvoting imports this proprietary solver, which neither check that is asked for here calls.
    sys.modules.setdefault("gurobipy", ModuleType("gurobipy"))
    preferences = importlib.import_module("abcvoting.preferences")
    properties = importlib.import_module("abcvoting.properties")
    ballots = approvals(votes, found.inside, fit(votes, 1, seed=0))
    slate = choose(ballots, SLATE)
    place = {key: at for at, key in enumerate(votes.statements.tolist())}
    profile = preferences.Profile(len(place))
    profile.add_voters([[place[key] for key in ballot] for ballot in ballots])
    committee = [place[key] for key in slate.statements]
    return bool(properties.check_EJR_plus(profile, committee) and properties.check_JR(profile, committee))


def main() -> int:
    good = True
    for name in conversations():
        votes = cut(name)
        peer = peer_of(votes)
        label = peer.participants_df.loc[votes.participants.tolist()]["cluster_id"]
        group = np.array([-1 if label.isna()[key] else int(label[key]) for key in label.index])
        found = analyze(votes, mode="reference", groups=group)
        figures, holds = compared(found, peer), slate_holds(votes, found)
        least = TOLERANCE if votes.shape[1] < RANDOMISED_FROM else 100 * TOLERANCE
        good &= holds and max(figures.values()) < least
        told = "  ".join(f"{key} {value:.0e}" for key, value in figures.items())
        print(
            f"{name:<20} {votes.shape[0]:>3} x {votes.shape[1]:<5} {told}  slate {'EJR+' if holds else 'FAILS'}",
            flush=True,
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
