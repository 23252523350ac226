"""Votes as a sparse table that cannot be wrong in form."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse

from dejiro.cores.opinion.arrays import Flags, Index, Small, Whole
from dejiro.cores.opinion.faults import Fault, VotesError

AGREE, PASS, DISAGREE = 1, 0, -1
_NARROW: Final = np.iinfo(np.int32).max
_CODES = "1（賛成）、0（パス）、-1（反対）のいずれか"


@dataclass(frozen=True, eq=False)
class Votes:
    """Who voted what, one row per participant and one column per statement, both by ascending id.

    A pass is a stored zero: it was seen. What was not voted on is not stored.

    Attributes:
        participants: ids, ascending.
        statements: ids, ascending.
        starts: row i holds the entries `starts[i]` to `starts[i + 1]` of `columns` and `values`.
        columns: statement's place of each vote, ascending in each row.
        values: 1 agree, 0 pass, -1 disagree.
        rejected: statements that the moderators took out.
        meta: statements about the conversation itself.
        first: rank of each statement by its first vote; by id where the time is not known.
        times: milliseconds of each vote; None where they are not known.
    """

    participants: Whole
    statements: Whole
    starts: Whole
    columns: Index
    values: Small
    rejected: Flags
    meta: Flags
    first: Whole
    times: Whole | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Numbers of participants and of statements."""
        return len(self.participants), len(self.statements)

    @property
    def count(self) -> int:
        """Number of votes, passes included."""
        return len(self.values)

    @cached_property
    def cast(self) -> Whole:
        """Number of votes of each participant."""
        return np.diff(self.starts)

    @cached_property
    def excluded(self) -> Flags:
        """Statements that take no part in the map: rejected or meta."""
        flags: Flags = self.rejected | self.meta
        return flags

    @cached_property
    def rows(self) -> Index:
        """Participant's place of each vote."""
        return np.repeat(np.arange(len(self.participants), dtype=np.int32), self.cast)

    def matrix(self, data: npt.NDArray[np.floating]) -> sparse.csr_array:
        """A sparse matrix with these figures in the places of the votes; the columns are shared."""
        # scipy would widen the columns to the type of the starts, and copy them.
        starts = self.starts.astype(self.columns.dtype) if self.count <= _NARROW else self.starts
        return sparse.csr_array((data, self.columns, starts), shape=self.shape, copy=False)

    def part(self, participants: Flags | None = None, votes: Flags | None = None) -> "Votes":
        """Only these participants, or only these votes; statements and moderation stay.

        Args:
            participants: flag per participant; the others are left out altogether.
            votes: flag per vote; participants stay, even without a vote.
        """
        kept = np.ones(self.count, dtype=np.bool_) if votes is None else votes
        cast = np.bincount(self.rows[kept], minlength=len(self.participants))
        people = self.participants
        if participants is not None:
            kept = kept & participants[self.rows]
            cast, people = cast[participants], people[participants]
        return Votes(
            people,
            self.statements,
            np.concatenate([[0], np.cumsum(cast)]).astype(np.int64),
            self.columns[kept],
            self.values[kept],
            self.rejected,
            self.meta,
            self.first,
            None if self.times is None else self.times[kept],
        )


def votes_of(
    participant: npt.ArrayLike,
    statement: npt.ArrayLike,
    value: npt.ArrayLike,
    time: npt.ArrayLike | None = None,
    *,
    rejected: Iterable[int] = (),
    meta: Iterable[int] = (),
    statements: Iterable[int] = (),
) -> Votes:
    """Build the table; a participant's last vote on a statement wins, by time, then by place.

    Args:
        participant: id per vote, a whole number.
        statement: id per vote, a whole number.
        value: 1 agree, 0 pass, -1 disagree.
        time: milliseconds per vote; without it the later place is the later vote.
        rejected: ids of statements that the moderators took out.
        meta: ids of statements about the conversation itself.
        statements: ids that get a column even without a vote.

    Raises:
        VotesError: a value is no vote; the row is the place of the vote, from 1.

    >>> votes_of([7, 7, 9], [1, 1, 2], [1, -1, 0]).values
    array([-1,  0], dtype=int8)
    """
    who, what, vote = (np.asarray(given, dtype=np.int64).reshape(-1) for given in (participant, statement, value))
    wrong = np.flatnonzero(np.abs(vote) > 1)
    if wrong.size:
        raise VotesError(Fault(int(at) + 1, "vote", f"投票の値ではありません: {vote[at]}", _CODES) for at in wrong)
    people, row = np.unique(who, return_inverse=True)
    asked = np.fromiter(statements, dtype=np.int64)
    ids = np.unique(np.concatenate([what, asked]))
    column = np.searchsorted(ids, what)
    when = None if time is None else np.asarray(time, dtype=np.int64).reshape(-1)
    order = _by_time(row, column, when)
    kept = order[_last_of_each(row[order], column[order])]
    return Votes(
        people,
        ids,
        np.concatenate([[0], np.cumsum(np.bincount(row[kept], minlength=len(people)))]).astype(np.int64),
        column[kept].astype(np.int32),
        vote[kept].astype(np.int8),
        np.isin(ids, np.fromiter(rejected, dtype=np.int64)),
        np.isin(ids, np.fromiter(meta, dtype=np.int64)),
        _first_ranks(column, when, len(ids)),
        None if when is None else when[kept],
    )


def _by_time(row: Whole, column: Whole, when: Whole | None) -> Whole:
    """The order by participant, statement and time; equal ones stay as they stood."""
    return np.lexsort((column, row) if when is None else (when, column, row)).astype(np.int64)


def _last_of_each(row: Whole, column: Whole) -> Flags:
    last = np.ones(len(row), dtype=np.bool_)
    last[:-1] = (row[1:] != row[:-1]) | (column[1:] != column[:-1])
    return last


def _first_ranks(column: Whole, when: Whole | None, width: int) -> Whole:
    """Rank of each statement by its first vote; equal times and unvoted ones by id."""
    if when is None:
        return np.arange(width, dtype=np.int64)
    earliest = np.full(width, np.iinfo(np.int64).max, dtype=np.int64)
    np.minimum.at(earliest, column, when)
    ranks = np.empty(width, dtype=np.int64)
    ranks[np.argsort(earliest, kind="stable")] = np.arange(width)
    return ranks
