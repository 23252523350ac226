"""What a successor inherits of needs: consultations that wait for an answer, and what the predecessor followed."""

from django.db.models import F

from dejiro.apps.needs.models import Consultation, Follow
from dejiro.foundation.handover.services import Succession


def needs_move(succession: Succession) -> int:
    """Move open consultations and follows to the successor; without one, consultations go back to the queue."""
    waiting = Consultation.objects.filter(expert=succession.predecessor, answered_at=None)
    moved = waiting.update(
        expert=succession.successor,
        taken_at=F("taken_at") if succession.successor else None,
        version=F("version") + 1,
    )
    if succession.successor is None:
        return moved
    known = Follow.objects.filter(user=succession.successor).values("need")
    follows = Follow.objects.filter(user=succession.predecessor).exclude(need__in=known)
    return moved + follows.update(user=succession.successor)
