"""Asking for a result, not more often than every few seconds."""

from datetime import timedelta

from django.db import transaction

from dejiro.apps.lab.computing import LOST, REFRESH, result_wait, results_left
from dejiro.apps.lab.models import Conversation
from dejiro.apps.lab.tasks import conversation_compute
from dejiro.foundation import clock
from dejiro.foundation.tasks import enqueue_after_commit


@transaction.atomic(savepoint=False)
def result_ask(*, conversation: Conversation, at_once: bool = False) -> bool:
    """Have the result computed, unless a computation waits already; return whether it was asked for.

    In production the worker computes five seconds later, so that it takes in all that was voted meanwhile, and no two
    computations begin within five seconds. Nothing is recorded in the log before the conversation is closed: the result
    only repeats what the votes say.

    Args:
        conversation: which.
        at_once: ask even when one waits, as when a conversation has just been closed.
    """
    if not result_wait(conversation_id=conversation.pk, at_once=at_once):
        return False
    if at_once or not conversation_compute.get_backend().supports_defer:
        enqueue_after_commit(conversation_compute, conversation_id=conversation.pk)
    else:
        conversation_compute.using(run_after=clock.now() + REFRESH).enqueue(conversation_id=conversation.pk)
    return True


@transaction.atomic
def results_resume(*, idle: timedelta = LOST) -> int:
    """Ask anew for every computation that a killed worker left behind; return how many.

    `dejiro daily` runs it, and every worker when it starts. One that is still at work elsewhere is only done twice.

    Args:
        idle: how long ago it must have begun; nothing for a worker that starts, since it has begun none.
    """
    left = results_left(idle=idle)
    for pk in left:
        result_wait(conversation_id=pk, at_once=True)
        enqueue_after_commit(conversation_compute, conversation_id=pk)
    return len(left)
