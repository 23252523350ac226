"""What the auditor's pages show of recorded acts beside what stands in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dejiro.cores.merkle.checkpoints import CheckpointFault
from dejiro.foundation.ledger.checkpoints import public_key
from dejiro.foundation.ledger.keys import KeyPeriod, key_periods
from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class Row:
    """A recorded act in words, with the name of the body that acted."""

    entry: Entry
    label: str
    body: str


def key_periods_or_none() -> list[KeyPeriod] | None:
    """Return the public keys in the order of use; None when what the log says of them does not hold."""
    try:
        return key_periods(public_key())
    except CheckpointFault:
        return None


def body_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of bodies by code, the latest of each; one query."""
    bodies = Organization.objects.filter(code__in={code for code in codes if code}).order_by("valid_from")
    return dict(bodies.values_list("code", "name"))
