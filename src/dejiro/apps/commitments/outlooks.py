"""How a round stands now: computed when a commitment changes, so that reading a page never waits for it."""

from collections.abc import Sequence

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Commitment, Outlook, Round
from dejiro.foundation import clock


def in_force(round_: Round) -> Sequence[Commitment]:
    """Return the commitments in force, by code; one query."""
    rows = round_.commitments.filter(status=Commitment.Status.IN_FORCE).select_related("organization")
    return list(rows.order_by("organization__code"))


def refresh(round_: Round) -> Outlook:
    """Compute what the commitments in force would come to now and keep it; called in the transaction of the change."""
    problem = planning.problem_of(round_, planning.counted(in_force(round_), round_))
    outlook, _created = Outlook.objects.update_or_create(
        round=round_,
        defaults={
            "problem": problem,
            "digest": planning.digest_of(problem),
            "answer": planning.answer_of(problem),
            "computed_at": clock.now(),
        },
    )
    return outlook
