"""Who would approve of which statement, where they did not vote as the model expects them to."""

from typing import Final

import numpy as np

from dejiro.cores.opinion.arrays import Flags
from dejiro.cores.opinion.factors import Factors
from dejiro.cores.opinion.model import Votes

EXPECTED: Final = 0.5
"""An expected vote above this counts as an approval."""


def approvals(votes: Votes, inside: Flags, factors: Factors) -> tuple[tuple[int, ...], ...]:
    """Ids of the statements that each participant of the conversation approves of, in order of participant.

    A cast vote counts as it was cast; what was not voted on counts when the model expects a vote above one half.
    Excluded statements take no part.
    """
    columns = np.flatnonzero(~votes.excluded).astype(np.int32)
    found = []
    for row in np.flatnonzero(inside).tolist():
        expected = factors.predict(np.full(len(columns), row, dtype=np.int32), columns) > EXPECTED
        own = slice(int(votes.starts[row]), int(votes.starts[row + 1]))
        full = np.zeros(votes.shape[1], dtype=np.bool_)
        full[columns] = expected
        full[votes.columns[own]] = votes.values[own] > 0
        full &= ~votes.excluded
        found.append(tuple(votes.statements[full].tolist()))
    return tuple(found)
