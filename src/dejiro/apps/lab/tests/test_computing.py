"""When results are computed, and how what is spent is forgotten."""

from datetime import timedelta

import pytest
from django.test import TestCase

from conftest import Clock
from dejiro.apps.lab import limits, services
from dejiro.apps.lab.computing import result_begin, result_compute, result_wait, results_left
from dejiro.apps.lab.models import Conversation, Result, Spending
from dejiro.apps.lab.tasks import conversation_compute
from dejiro.apps.lab.tests.conftest import Answer, camps


def test_of_several_computations_that_wait_the_first_does_the_work(opened: Conversation) -> None:
    assert result_wait(conversation_id=opened.pk, at_once=True)
    assert result_begin(conversation_id=opened.pk)
    assert not result_begin(conversation_id=opened.pk)


def test_a_computation_that_fails_waits_for_its_next_attempt(
    opened: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(**_kwargs: object) -> bool:
        raise OSError

    monkeypatch.setattr("dejiro.apps.lab.tasks.result_compute", fail)
    result_wait(conversation_id=opened.pk, at_once=True)
    conversation_compute.enqueue(conversation_id=opened.pk)
    assert Result.objects.get(conversation=opened).waiting


def test_what_a_killed_worker_left_is_taken_up_without_another_vote(
    opened: Conversation, answer: Answer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, int]] = []
    monkeypatch.setattr(conversation_compute.__class__, "enqueue", lambda _task, **kwargs: asked.append(kwargs))
    camps(opened, answer)
    assert result_begin(conversation_id=opened.pk)
    # Here the worker is killed: neither a result nor a waiting task is left.
    asked.clear()
    assert services.results_resume() == 0
    clock.move_to("2026-10-05T10:11:00+09:00")
    with TestCase.captureOnCommitCallbacks(execute=True):
        assert services.results_resume() == 1
    assert asked == [{"conversation_id": opened.pk}]
    assert result_begin(conversation_id=opened.pk)
    assert result_compute(conversation_id=opened.pk)
    assert Result.objects.get(conversation=opened).figures["counts"]["participants"] == 24
    clock.move_to("2026-10-05T12:00:00+09:00")
    assert services.results_resume() == 0


def test_a_worker_that_starts_waits_for_nothing(opened: Conversation, monkeypatch: pytest.MonkeyPatch) -> None:
    result_wait(conversation_id=opened.pk, at_once=True)
    result_begin(conversation_id=opened.pk)
    monkeypatch.setattr(conversation_compute.__class__, "enqueue", lambda _task, **_kwargs: None)
    assert results_left(idle=timedelta()) == [opened.pk]
    assert services.results_resume(idle=timedelta()) == 1


def test_windows_that_are_over_are_forgotten(opened: Conversation, clock: Clock) -> None:
    limits.spend((limits.VOTES, "somebody"), (limits.CODES_OF_ADDRESS, "somebody"))
    clock.move_to("2026-10-05T10:02:00+09:00")
    assert limits.spending_clean() == 1
    assert Spending.objects.count() == 1
