"""How a round stands now: computed when a commitment changes, so that reading a page never waits for it."""

from collections.abc import Sequence

from dejiro.apps.commitments import planning, selectors
from dejiro.apps.commitments.models import Commitment, Outlook, Round
from dejiro.foundation import clock


def in_force(round_: Round) -> Sequence[Commitment]:
    """Return the commitments in force, by code; one query."""
    return list(selectors.commitments_in_force(round_))


def outlook_of(round_: Round, rows: Sequence[Commitment]) -> Outlook:
    """Return what these commitments come to, not saved."""
    problem = planning.problem_of(round_, planning.counted(rows))
    return Outlook(
        round=round_,
        bodies=len(rows),
        units=sum(row.quantity for row in rows),
        computed_at=clock.now(),
        **planning.computed_of(problem),
    )


def refresh(round_: Round) -> Outlook:
    """Compute what the commitments in force come to now and keep it; the caller's transaction holds the round."""
    outlook = outlook_of(round_, in_force(round_))
    outlook.save()
    return outlook
