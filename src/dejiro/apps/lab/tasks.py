"""Work on conversations that a page must not wait for."""

from datetime import timedelta
from typing import Final

from dejiro.apps.lab.computing import result_compute
from dejiro.foundation import clock
from dejiro.foundation.tasks import task

REFRESH: Final = timedelta(seconds=5)


@task
def conversation_compute(*, conversation_id: int) -> None:
    """Compute the result of a conversation anew; once more later, when votes have come in meanwhile."""
    if not result_compute(conversation_id=conversation_id) and conversation_compute.get_backend().supports_defer:
        conversation_compute.using(run_after=clock.now() + REFRESH).enqueue(conversation_id=conversation_id)
