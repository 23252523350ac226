"""What is like a text: among the ideas of one challenge, and among everything that was tried anywhere."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from django.db.models import Count, Max

from dejiro.apps.challenges.models import Attempt
from dejiro.cores.textmatch import Document, Index

ALIKE: Final = 0.12
ENOUGH_TEXT: Final = 4
READ: Final = 1_000


def similar_texts(text: str, others: Mapping[int, str], *, limit: int = 3) -> list[int]:
    """Return the numbers of the texts that are like one, the most alike first."""
    index = Index(Document(str(number), other) for number, other in others.items())
    return [int(hit.key) for hit in index.search(text[:READ], limit=limit) if hit.score >= ALIKE]


def attempts_like(text: str, *, limit: int, minimum: float = ALIKE) -> list[int]:
    """Return the numbers of what was tried and is like a text, of all prefectures; one query while nothing changes."""
    if len(text.strip()) < ENOUGH_TEXT:
        return []
    state = Attempt.objects.aggregate(count=Count("pk"), newest=Max("updated_at"), last=Max("pk"))
    index = _index(state["count"], str(state["newest"]), state["last"])
    return [int(hit.key) for hit in index.search(text[:READ], limit=limit) if hit.score >= minimum]


@lru_cache(maxsize=1)
def _index(_count: int, _newest: str, _last: int) -> Index:
    """Read everything once; the arguments say whether it is still what stands in the table."""
    rows = Attempt.objects.order_by("pk").values_list("pk", "title", "text")
    return Index(Document(str(pk), f"{title}\n{text}") for pk, title, text in rows)
