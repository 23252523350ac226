"""What the auditor's pages show of recorded acts beside what stands in them."""

from collections.abc import Iterable
from dataclasses import dataclass

from dejiro.foundation.ledger.models import Entry
from dejiro.foundation.organizations.models import Organization


@dataclass(frozen=True)
class Row:
    """A recorded act in words, with the name of the body that acted."""

    entry: Entry
    label: str
    body: str


def body_names(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of bodies by code, the latest of each; one query."""
    bodies = Organization.objects.filter(code__in={code for code in codes if code}).order_by("valid_from")
    return dict(bodies.values_list("code", "name"))
