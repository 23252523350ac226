"""Rows of the database as the core's table of votes."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from dejiro.cores.opinion.model import Votes, votes_of

Cast = tuple[int, int, int]
"""Participant's number in the export, statement's number, vote."""


def votes_of_rows(
    cast: Sequence[Cast],
    *,
    shown: Iterable[int],
    rejected: Iterable[int] = (),
    meta: Iterable[int] = (),
    at: Sequence[datetime] = (),
) -> Votes:
    """Return the table; of several votes of a participant on a statement the last one counts.

    Args:
        cast: in the order in which they were cast.
        shown: numbers of the statements that get a column even without a vote.
        rejected: numbers of those that were not taken.
        meta: numbers of those about the conversation itself.
        at: when each vote was cast, where days are to be held against each other.
    """
    who, what, vote = ([row[place] for row in cast] for place in range(3))
    time = [int(moment.timestamp() * 1000) for moment in at] or None
    return votes_of(who, what, vote, time, rejected=rejected, meta=meta, statements=shown)
