"""Writers at the same moment queue on the head: no number is given twice, none is left out.

SQLite in memory has one writer at a time by itself; there one is tried, as a thread could not close its database.
"""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.ledger.services import record
from dejiro.foundation.ledger.tests.support import Officer
from dejiro.foundation.ledger.verification import verify_log


def five_acts(writer: int) -> None:
    try:
        for number in range(5):
            with transaction.atomic():
                record(
                    actor=Officer(), action="needs.voice.create", subject=f"needs.voice:{writer}", data={"n": number}
                )
    finally:
        connection.close()


@pytest.mark.django_db(transaction=True)
def test_eight_writers_make_one_log() -> None:
    count = 8 if connection.features.has_select_for_update else 1
    if count == 1:
        five_acts(0)
    else:
        with ThreadPoolExecutor(count) as writers:
            list(writers.map(five_acts, range(count)))
    assert list(Entry.objects.values_list("index", flat=True)) == list(range(5 * count))
    assert verify_log().good
