"""The figures of the last full pass, kept up to date vote by vote.

Exact after every vote, the groups being those of the last pass: all counts, and what follows from counts alone (shares,
representativeness, group-aware consensus, what most agree on, routing weights at the last extremity); and each
statement's row of the model, the people being given. Only the people's positions and groups wait for the next pass.
"""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from dejiro.cores.opinion.analysis import Analysis
from dejiro.cores.opinion.arrays import Real, Whole
from dejiro.cores.opinion.factors import information
from dejiro.cores.opinion.faults import Fault, VotesError
from dejiro.cores.opinion.model import Votes
from dejiro.cores.opinion.positions import INTERVAL
from dejiro.cores.opinion.repness import Representative, repness_of, representatives
from dejiro.cores.opinion.tallies import Tallies, agreed_by_all, group_aware_consensus, priorities

MOST_NEW: Final = 0.01
"""Share of new votes from which a full pass is due."""
MOST_MOVED: Final = 0.5
"""Share of the half width of its interval by which the consensus of a statement may move until a full pass is due."""


@dataclass(frozen=True, eq=False)
class Running:
    """What is known now.

    Attributes:
        analysis: the last full pass.
        order: the statements of the last pass, in the order of their first votes until now.
        everybody: counts over all participants, one row.
        by_group: counts over the members of each group.
        statements: rows of the model; None in reference mode.
        inverse: inverse of the matrix of each row's regression; None in reference mode.
        new: votes since the last pass, changed ones included.
    """

    analysis: Analysis
    order: Votes
    everybody: Tallies
    by_group: Tallies
    statements: Real | None
    inverse: Real | None
    new: int = 0

    def representative(self) -> tuple[tuple[Representative, ...], ...]:
        """For each group, at most five statements."""
        return representatives(repness_of(self.by_group), self.order)

    def agreed(self) -> tuple[int, ...]:
        """Places of statements that most of all participants agree with."""
        return agreed_by_all(self.everybody.agree[0], self.everybody.seen[0], self.order)

    def disagreed(self) -> tuple[int, ...]:
        """The same for disagreeing."""
        return agreed_by_all(self.everybody.disagree[0], self.everybody.seen[0], self.order)

    def consensus(self) -> Real:
        """Group-aware consensus per statement."""
        return group_aware_consensus(self.by_group)

    def priority(self) -> Real:
        """Polis's routing weight per statement, at the extremity of the last pass."""
        return priorities(self.by_group, self.analysis.space.extremity, self.order)

    def bridging(self) -> Real | None:
        """The model's consensus per statement, mean and people being those of the last pass; None in reference mode."""
        if self.analysis.model is None or self.statements is None:
            return None
        return self.analysis.model.factors.mean + self.statements[:, 0]

    def due(self) -> bool:
        """Whether a full pass is due: one vote in a hundred is new, or a statement moved by half of its uncertainty."""
        if self.new > MOST_NEW * self.analysis.votes.count:
            return True
        model, now = self.analysis.model, self.bridging()
        if model is None or now is None:
            return False
        reach = INTERVAL * np.sqrt(model.factors.spread[:, 0, 0])
        return bool((np.abs(now - model.bridging) > MOST_MOVED * reach).any())


def start(analysis: Analysis) -> Running:
    """Begin from a full pass; O(votes)."""
    statements = inverse = None
    if analysis.model is not None:
        factors = analysis.model.factors
        statements = factors.statements
        inverse = np.asarray(np.linalg.inv(information(analysis.votes, factors.people)), dtype=np.float64)
    return Running(analysis, analysis.votes, analysis.everybody, analysis.by_group, statements, inverse)


def cast(running: Running, participant: int, statement: int, vote: int, before: int | None = None) -> Running:
    """Take one vote in; O(groups * statements) for the copy, and one step of Sherman and Morrison.

    Args:
        running: what was known until now; it stays as it is.
        participant: id; who is new counts with everybody, and in a group after the next full pass.
        statement: id, one of the last pass.
        vote: 1 agree, 0 pass, -1 disagree.
        before: the participant's vote on this statement until now; None if there was none.

    Raises:
        VotesError: a vote that is none, or a statement that the last pass did not know.
    """
    place = _checked(running, statement, vote, before)
    row, known = _place(running.analysis.votes.participants, participant)
    group = int(running.analysis.clusters.group[row]) if known else -1
    order = running.order if running.everybody.seen[0, place] else _now_voted(running, place)
    moved = replace(
        running,
        order=order,
        everybody=_counted(running.everybody, 0, place, vote, before),
        by_group=running.by_group if group < 0 else _counted(running.by_group, group, place, vote, before),
        new=running.new + 1,
    )
    person = np.zeros(1) if running.analysis.model is None or not known else running.analysis.model.factors.people[row]
    return _stepped(moved, place, person, vote, before)


def _checked(running: Running, statement: int, vote: int, before: int | None) -> int:
    for column, value in (("vote", vote), ("before", 0 if before is None else before)):
        if value not in {-1, 0, 1}:
            raise VotesError([Fault(1, column, f"投票の値ではありません: {value}", "1、0、-1 のいずれか")])
    place, known = _place(running.analysis.votes.statements, statement)
    if not known:
        raise VotesError([Fault(1, "statement", f"前回の計算にない意見です: {statement}", "全体を計算し直す")])
    return place


def _place(ids: Whole, key: int) -> tuple[int, bool]:
    place = int(np.searchsorted(ids, key))
    return place, place < len(ids) and int(ids[place]) == key


def _counted(tallies: Tallies, row: int, place: int, vote: int, before: int | None) -> Tallies:
    agree, disagree, seen = (part.copy() for part in (tallies.agree, tallies.disagree, tallies.seen))
    for value, step in ((vote, 1), *(() if before is None else ((before, -1),))):
        agree[row, place] += step * (value > 0)
        disagree[row, place] += step * (value < 0)
        seen[row, place] += step
    return Tallies(agree, disagree, seen)


def _now_voted(running: Running, place: int) -> Votes:
    """A statement with its first vote moves behind those with votes, before those without; without times it stays."""
    votes = running.order
    if votes.times is None:
        return votes
    voted = int(np.count_nonzero(running.everybody.seen[0]))
    first = votes.first.copy()
    first[(votes.first >= voted) & (votes.first < votes.first[place])] += 1
    first[place] = voted
    return replace(votes, first=first)


def _stepped(running: Running, place: int, person: Real, vote: int, before: int | None) -> Running:
    """The statement's row solved again, the people being given."""
    model, statements, inverse = running.analysis.model, running.statements, running.inverse
    if model is None or statements is None or inverse is None or running.order.excluded[place]:
        return running
    features = np.zeros(statements.shape[1])
    features[: len(person)] = person
    acquiescence, features[0] = features[0], 1.0
    pulled = inverse[place] @ features
    statements, inverse = statements.copy(), inverse.copy()
    if before is not None:
        statements[place] += pulled * (vote - before)
        return replace(running, statements=statements)
    missed = vote - model.factors.mean - acquiescence - float(statements[place] @ features)
    statements[place] += pulled * missed / (1 + float(features @ pulled))
    inverse[place] -= np.outer(pulled, pulled) / (1 + float(features @ pulled))
    return replace(running, statements=statements, inverse=inverse)
