"""Reads of hand-over notes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Adoption, Handover
from dejiro.foundation.accounts.actors import Actor


@dataclass(frozen=True)
class HandoverPage:
    """A note with the bodies that took it over, and what the reader may do.

    `may_open` says whether the engagement itself is the reader's to see: others learn neither person nor figures.
    """

    handover: Handover
    adoptions: Sequence[Adoption]
    mine: Adoption | None
    may_adopt: bool
    may_edit: bool
    may_open: bool


def handover_list(actor: Actor, *, need: str = "", role: str = "") -> QuerySet[Handover]:
    """Return the notes the actor may read, newest first; of one need, or of requests for one role; one query."""
    rows = access.handovers_readable(actor).select_related("engagement__request__organization")
    if need:
        rows = rows.filter(engagement__request__need=int(need))
    if role:
        rows = rows.filter(engagement__request__role=role)
    return rows.annotate(taken=Count("adoptions")).order_by("-written_at", "-pk")


def handover_page(actor: Actor, handover: Handover) -> HandoverPage:
    """Return a note's page; two queries."""
    adoptions = list(handover.adoptions.select_related("organization", "voice"))
    own = actor.organization.pk if actor.organization else 0
    mine = next((row for row in adoptions if row.organization_id == own), None)
    return HandoverPage(
        handover=handover,
        adoptions=adoptions,
        mine=mine,
        may_adopt=access.may_adopt(actor, handover) and mine is None,
        may_edit=access.may_write_handover(actor, handover.engagement),
        may_open=access.engagements_readable(actor).filter(pk=handover.pk).exists(),
    )
