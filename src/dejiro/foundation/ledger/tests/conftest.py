"""Acts of one officer, recorded."""

import pytest
from django.db import transaction

from dejiro.foundation.ledger.models import Checkpoint, Entry, Head, Node, Opening
from dejiro.foundation.ledger.services import Personal, Recorded, record
from dejiro.foundation.ledger.tests.support import Act, Officer


@pytest.fixture(autouse=True)
def empty_log(db: None) -> None:
    """Every test begins its own log; the arrival of the cast is in another."""
    for model in (Opening, Entry, Node, Checkpoint, Head):
        model.objects.all().delete()


@pytest.fixture
def act(db: None) -> Act:
    def do(subject: str = "needs.voice:1", action: str = "needs.voice.create", **data: Recorded) -> Entry:
        with transaction.atomic():
            return record(actor=Officer(), action=action, subject=subject, data=data)

    return do


@pytest.fixture
def seven(act: Act) -> list[Entry]:
    """Seven acts; numbers 2 and 5 hold somebody's name."""
    return [
        act(
            f"needs.voice:{number % 3}",
            **({"name": Personal("山田花子", "p-1")} if number in {2, 5} else {"n": number}),
        )
        for number in range(7)
    ]
