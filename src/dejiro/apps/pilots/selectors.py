"""What the pages and the API read."""

from typing import Final

from django.db.models import QuerySet

from dejiro.apps.pilots import access
from dejiro.apps.pilots.models import Certification, Observation, Pilot
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.search.selectors import search

FOUND: Final = 100
STATES: Final = ("draft", "submitted", "registered", "adopt", "stop", "inconclusive")


def pilot_list(
    actor: Actor, *, state: str = "", q: str = "", body: str = "", need: int | None = None
) -> QuerySet[Pilot]:
    """Return the pilots that the actor may see, newest first.

    Args:
        actor: who looks.
        state: a status, or a published outcome; anything else is no filter.
        q: words; whoever acts in an area searches its index, others the titles and texts.
        body: code of the leading body.
        need: only those that grew from this need.
    """
    rows = access.pilots_readable(actor).select_related("organization", "company", "departure")
    if state in Pilot.Status.values:
        rows = rows.filter(status=state)
    elif state in STATES:
        rows = rows.filter(outcome=state)
    if body:
        rows = rows.filter(organization__code=body)
    if need is not None:
        rows = rows.filter(need=need)
    return _matching(actor, rows, q) if q else rows


def _matching(actor: Actor, rows: QuerySet[Pilot], q: str) -> QuerySet[Pilot]:
    hits = search(actor, q, kinds=["pilot"], limit=FOUND)
    words = rows.filter(title__icontains=q) | rows.filter(summary__icontains=q) | rows.filter(product__icontains=q)
    return words | rows.filter(pk__in=[hit.key for hit in hits])


def lines_of(pilot: Pilot) -> list[Observation]:
    """Return the lines that count, in an order that is always the same."""
    return list(pilot.observations.filter(superseded_at=None).order_by("day", "unit", "pk"))


def certification_list(*, state: str = "", q: str = "", issuer: str = "") -> QuerySet[Certification]:
    """Return the register, newest first; `state` is in_force, expired, revoked or empty."""
    rows = Certification.objects.select_related("issuer", "reused_from__issuer")
    today = clock.today()
    if state == "in_force":
        rows = rows.filter(revoked_on=None, expires_on__gte=today)
    elif state == "expired":
        rows = rows.filter(revoked_on=None, expires_on__lt=today)
    elif state == "revoked":
        rows = rows.filter(revoked_on__isnull=False)
    if issuer:
        rows = rows.filter(issuer__code=issuer)
    if q:
        rows = rows.filter(product__icontains=q) | rows.filter(company_name__icontains=q)
    return rows
