"""What a successor inherits: challenges belong to the body; drafts get a new author, a resident's ideas stay theirs."""

from dejiro.apps.challenges.models import Challenge
from dejiro.foundation.handover.services import Succession


def challenges_move(succession: Succession) -> int:
    """Give drafts to the successor; without one they stay with the organization as they are."""
    if succession.successor is None:
        return 0
    drafts = Challenge.objects.filter(
        organization__in=succession.bodies, created_by=succession.predecessor, status=Challenge.Status.DRAFT
    )
    return drafts.update(created_by=succession.successor)
