"""What a successor inherits of commitments: drafts under way, and being the contact of rounds."""

from dejiro.apps.commitments.models import Commitment, Round
from dejiro.foundation.handover.services import Succession

UNDER_WAY = (Commitment.Status.DRAFT, Commitment.Status.SUBMITTED, Commitment.Status.RETURNED)


def commitments_move(succession: Succession) -> int:
    """Move drafts and contacts to the successor; without one they stay with the organization as they are."""
    if succession.successor is None:
        return 0
    drafts = Commitment.objects.filter(
        organization__in=succession.bodies, prepared_by=succession.predecessor, status__in=UNDER_WAY
    ).update(prepared_by=succession.successor)
    contacts = Round.objects.filter(area__in=succession.bodies, contact=succession.predecessor).update(
        contact=succession.successor
    )
    return drafts + contacts
