"""Which keys signed the log and when: the log itself says it, by entries that both keys have signed."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.conf import settings

from dejiro.cores.merkle.canonical import Json
from dejiro.cores.merkle.checkpoints import CheckpointFault
from dejiro.cores.merkle.keychanges import KeyChange, Span, change_from_json, spans
from dejiro.foundation.ledger.models import Checkpoint, Entry

KEYS: Final = "ledger.key:signing"
KEY_CHANGE: Final = "ledger.key.change"


@dataclass(frozen=True)
class KeyPeriod:
    """A public key, from when to when it signed, and at which sizes of the log.

    `since` is None when nothing is signed yet, `until` as long as the key is in use.
    """

    key: bytes
    since: datetime | None
    until: datetime | None
    span: Span

    @property
    def hex(self) -> str:
        """The key as it is published."""
        return self.key.hex()


def key_changes() -> tuple[KeyChange, ...]:
    """Return the recorded changes of key in the order in which they were made; one query.

    Raises:
        CheckpointFault: if a recorded change has been altered into something else.
    """
    leaves = Entry.objects.filter(subject=KEYS, action=KEY_CHANGE).order_by("index").values_list("leaf", flat=True)
    try:
        return tuple(change_from_json(settings.LEDGER_ORIGIN, json.loads(leaf)["data"]) for leaf in leaves)
    except (ValueError, LookupError, TypeError) as error:
        raise CheckpointFault("台帳に残る鍵の交代が、読める形ではありません。") from error


def keys_in_use(key: bytes) -> Mapping[bytes, Span]:
    """Return every key of the log with the sizes at which it signs; only the given one when none was ever changed.

    Raises:
        CheckpointFault: if the recorded changes are not signed, or do not follow one on the other.
    """
    changes = key_changes()
    return spans(changes[0].old if changes else key, changes)


def key_at(key: bytes, size: int) -> bytes:
    """Return the key that signs at a size of the log; one query. `key` is the one of the settings."""
    return next((one for one, span in keys_in_use(key).items() if span.holds(size)), key)


def key_periods(key: bytes) -> list[KeyPeriod]:
    """Return the keys in the order of use with the time from-to, for everybody to read; three queries."""
    used = keys_in_use(key)
    first = Checkpoint.objects.order_by("size").values_list("signed_at", flat=True).first()
    moments = list(Entry.objects.filter(subject=KEYS, action=KEY_CHANGE).order_by("index").values_list("at", flat=True))
    begins, ends = [first, *moments], [*moments, None]
    return [KeyPeriod(one, begins[place], ends[place], span) for place, (one, span) in enumerate(used.items())]


def history(key: bytes) -> dict[str, Json]:
    """Return the history as it is published, with which a verifier comes from any of the keys to any other."""
    periods: list[dict[str, Any]] = [
        {
            "key": one.hex,
            "since": one.since.isoformat() if one.since else None,
            "until": one.until.isoformat() if one.until else None,
        }
        for one in key_periods(key)
    ]
    return {
        "origin": settings.LEDGER_ORIGIN,
        "keys": periods,
        "changes": [change.to_json() for change in key_changes()],
    }
