import logging
from datetime import timedelta

import pytest
from django.db import transaction
from django_tasks import default_task_backend
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from dejiro.foundation import clock
from dejiro.foundation.tasks import ATTEMPTS, TaskFailed, enqueue_after_commit, task

SEEN: list[int] = []
DATABASE = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}


@task
def remember(*, number: int) -> None:
    SEEN.append(number)


@task
def fail_with_a_name(*, number: int) -> None:
    raise ValueError(f"山田太郎 {number}")


@pytest.fixture(autouse=True)
def nothing_seen() -> None:
    SEEN.clear()


@pytest.fixture
def worker_queue(settings: Settings, db: None) -> None:
    settings.TASKS = DATABASE
    settings.CLOCK = ""


@pytest.mark.django_db(transaction=True)
def test_the_immediate_back_end_runs_a_task_when_the_transaction_commits() -> None:
    with transaction.atomic():
        enqueue_after_commit(remember, number=1)
        assert SEEN == []
    assert SEEN == [1]


@pytest.mark.django_db(transaction=True)
def test_a_task_of_a_rolled_back_transaction_never_runs() -> None:
    with transaction.atomic():
        enqueue_after_commit(remember, number=1)
        transaction.set_rollback(True)
    assert SEEN == []


def test_the_database_queue_takes_the_task_within_the_transaction(worker_queue: None) -> None:
    with transaction.atomic():
        enqueue_after_commit(remember, number=1)
        assert DBTaskResult.objects.count() == 1
        transaction.set_rollback(True)
    assert DBTaskResult.objects.count() == 0


def test_a_task_that_fails_is_tried_again_later_each_time(worker_queue: None) -> None:
    for attempt in range(1, ATTEMPTS):
        fail_with_a_name.call(number=7, attempt=attempt)
    queued = DBTaskResult.objects.order_by("run_after")
    assert [row.args_kwargs["kwargs"] for row in queued] == [
        {"number": 7, "attempt": n} for n in range(2, ATTEMPTS + 1)
    ]
    waits = [round((row.run_after - clock.now()) / timedelta(minutes=1)) for row in queued]
    assert waits == [1, 4, 16, 64, 256]


def test_the_last_failure_is_given_up(worker_queue: None) -> None:
    with pytest.raises(TaskFailed, match="ValueError"):
        fail_with_a_name.call(number=7, attempt=ATTEMPTS)
    assert not DBTaskResult.objects.exists()


def test_neither_the_log_nor_the_result_of_a_failed_task_names_people(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        result = default_task_backend.enqueue(fail_with_a_name, [], {"number": 7})
    assert "fail_with_a_name" in caplog.text
    assert "ValueError" in result.errors[0].traceback
    assert "山田" not in caplog.text + result.errors[0].traceback
