"""When results are computed, and how what is spent is forgotten."""

import pytest

from conftest import Clock
from dejiro.apps.lab import limits
from dejiro.apps.lab.computing import result_begin, result_wait
from dejiro.apps.lab.models import Conversation, Result, Spending
from dejiro.apps.lab.tasks import conversation_compute


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


def test_windows_that_are_over_are_forgotten(opened: Conversation, clock: Clock) -> None:
    limits.spend((limits.VOTES, "somebody"), (limits.CODES_OF_ADDRESS, "somebody"))
    clock.move_to("2026-10-05T10:02:00+09:00")
    assert limits.spending_clean() == 1
    assert Spending.objects.count() == 1
