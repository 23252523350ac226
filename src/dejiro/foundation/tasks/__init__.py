"""Work that happens after the answer: at once in the demo, by the database worker in production.

A task takes the ids of rows, never people's data, so that neither the queue nor the log holds any.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial, wraps
from traceback import extract_tb
from typing import Final

from django.db import transaction
from django_tasks import task as django_task
from django_tasks.base import Task
from django_tasks_db import DatabaseBackend

from dejiro.foundation import clock

ATTEMPTS: Final = 6
FIRST_DELAY: Final = timedelta(minutes=1)
DELAY_FACTOR: Final = 4

type_of_argument = int | str | bool | None | list[int] | list[str]
logger = logging.getLogger(__name__)


class TaskFailed(Exception):  # noqa: N818  # says what happened, as django-tasks records it
    """A task was given up. It carries the kind of fault and its place, not the fault's words, which may name people."""


def task(function: Callable[..., None]) -> Task[..., None]:
    """Make a module-level function with keyword arguments a task that is tried again when it fails.

    The worker tries six times, after 1, 4, 16, 64 and 256 minutes; the immediate back end tries once. The log tells the
    fault's class and place only.
    """

    @wraps(function)
    def run(*, attempt: int = 1, **kwargs: type_of_argument) -> None:
        try:
            function(**kwargs)
        except Exception as error:  # noqa: BLE001  # whatever a task meets, it is tried again or reported
            _after_fault(made, error, attempt, kwargs)

    made = django_task(run)
    return made


def _after_fault(made: Task[..., None], error: Exception, attempt: int, kwargs: dict[str, type_of_argument]) -> None:
    place = extract_tb(error.__traceback__)[-1]
    fault = f"{type(error).__name__} at {place.filename}:{place.lineno}"
    logger.warning("Task %s failed, attempt %d: %s", made.module_path, attempt, fault)
    if attempt >= ATTEMPTS or not made.get_backend().supports_defer:
        raise TaskFailed(f"{made.module_path}: {fault}") from None
    delay = FIRST_DELAY * DELAY_FACTOR ** (attempt - 1)
    made.using(run_after=clock.now() + delay).enqueue(attempt=attempt + 1, **kwargs)


def enqueue_after_commit(task: Task[..., None], **kwargs: type_of_argument) -> None:
    """Have a task run once the present transaction is committed, and never when it is rolled back.

    The database queue takes the task in the same transaction, so an acknowledged act cannot lose its task to a crash.
    """
    if isinstance(task.get_backend(), DatabaseBackend):
        task.enqueue(**kwargs)
    else:
        transaction.on_commit(partial(task.enqueue, **kwargs))
