"""The desk and the search for programs."""

from datetime import datetime

from django.db.models import QuerySet
from ninja import Schema

from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Router, operation, paginate
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.selectors import desk_of
from dejiro.foundation.search.selectors import Hit, search

router = Router(tags=["desk"])


class DeskItemOut(Schema):
    """One thing that the organization must do."""

    id: int
    kind: str
    subject: str
    title: str
    url: str
    due_at: datetime | None
    opened_at: datetime


class HitOut(Schema):
    """A record that was found; `passages` are pieces of its text, each with whether it matched."""

    kind: str
    key: int
    title: str
    url: str
    score: float
    passages: list[tuple[str, bool]]


@router.get("/desk/", response=list[DeskItemOut])
@operation(door="signed in")
@paginate
def desk_list(request: Request) -> QuerySet[DeskItem]:
    """What the organization must answer, by due date."""
    return desk_of(request.actor)


@router.get("/search/", response=list[HitOut])
@operation(door="everyone")
def search_all(request: Request, q: str) -> list[Hit]:
    """Needs, consultations and results, best first; at most 20."""
    return search(request.actor, q)
