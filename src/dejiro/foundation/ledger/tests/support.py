"""Who acts in the ledger's tests."""

from collections.abc import Callable
from dataclasses import dataclass

from dejiro.foundation.ledger.models import Entry

Act = Callable[..., Entry]


@dataclass(frozen=True)
class Officer:
    """An officer of 奥多摩町, as the ledger knows them."""

    person_ref: str = "5d1c2f1e-0000-4000-8000-000000000001"
    organization_code: str = "133086"
