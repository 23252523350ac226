"""The one way into the log. Services of every app call `record` inside the transaction that changes the row."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db import connection

from dejiro.cores.merkle.canonical import canonical
from dejiro.cores.merkle.commitments import commit
from dejiro.foundation import clock
from dejiro.foundation.ledger.models import Entry, Opening

type_of_json = object


class LedgerActor(Protocol):
    """What the log needs to know of who acts: a pseudonym and a body's code."""

    @property
    def person_ref(self) -> str:
        """The person's pseudonym."""

    @property
    def organization_code(self) -> str:
        """The acting body's code."""


@dataclass(frozen=True)
class Personal:
    """A value that must not stand in the log in clear; `person_ref` is the pseudonym of whom it is about."""

    value: str
    person_ref: str
