"""Work on conversations that a page must not wait for."""

from dejiro.apps.lab.computing import REFRESH, result_begin, result_compute, result_wait
from dejiro.foundation import clock
from dejiro.foundation.tasks import task


@task
def conversation_compute(*, conversation_id: int) -> None:
    """Compute the result of a conversation anew; once more later, when votes have come in meanwhile.

    Where several were asked for, the first that begins takes everything in, and the others find nothing to do.
    """
    if not result_begin(conversation_id=conversation_id):
        return
    try:
        complete = result_compute(conversation_id=conversation_id)
    except Exception:
        result_wait(conversation_id=conversation_id, at_once=True)  # for the next attempt
        raise
    later = conversation_compute.get_backend().supports_defer
    if not complete and later and result_wait(conversation_id=conversation_id):
        conversation_compute.using(run_after=clock.now() + REFRESH).enqueue(conversation_id=conversation_id)
