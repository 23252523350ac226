"""What a successor inherits of the lab: conversations belong to the body, so that nothing has to move but drafts."""

from dejiro.apps.lab.models import Conversation
from dejiro.foundation.handover.services import Succession


def lab_move(succession: Succession) -> int:
    """Give drafts to the successor; without one they stay with the organization as they are."""
    if succession.successor is None:
        return 0
    drafts = Conversation.objects.filter(
        organization__in=succession.bodies, created_by=succession.predecessor, status=Conversation.Status.DRAFT
    )
    return drafts.update(created_by=succession.successor)
