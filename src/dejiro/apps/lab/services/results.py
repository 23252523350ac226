"""Asking for a result, not more often than every few seconds."""

from django.db import transaction
from django.db.models import Q

from dejiro.apps.lab.models import Conversation, Result
from dejiro.apps.lab.tasks import REFRESH, conversation_compute
from dejiro.foundation import clock
from dejiro.foundation.tasks import enqueue_after_commit


@transaction.atomic
def result_ask(*, conversation: Conversation, at_once: bool = False) -> bool:
    """Have the result computed, unless that was asked for in the last five seconds; return whether it was asked.

    In production the worker computes five seconds later, so that it takes in all that was voted meanwhile. Nothing is
    recorded in the log before the conversation is closed: the result only repeats what the votes say.

    Args:
        conversation: which.
        at_once: ask even when it was asked for a moment ago, as when a conversation has just been closed.
    """
    now = clock.now()
    due = Q() if at_once else Q(asked_at=None) | Q(asked_at__lte=now - REFRESH)
    if not Result.objects.filter(due, conversation=conversation, published_at=None).update(asked_at=now):
        return False
    if at_once or not conversation_compute.get_backend().supports_defer:
        enqueue_after_commit(conversation_compute, conversation_id=conversation.pk)
    else:
        conversation_compute.using(run_after=now + REFRESH).enqueue(conversation_id=conversation.pk)
    return True
