"""Everything that other apps may use of needs."""

from collections.abc import Sequence
from typing import Final

from django.db.models import QuerySet

from dejiro.apps.needs import access
from dejiro.apps.needs.labels import ACTIONS
from dejiro.apps.needs.models import Category, Consultation, Contract, Follow, Need, NeedVoice, Voice
from dejiro.apps.needs.services.needs import need_set_status
from dejiro.apps.needs.services.reminding import renewals_remind
from dejiro.apps.needs.services.voices import voice_create
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.organizations.models import Organization

__all__ = [
    "ACTIONS",
    "CATEGORIES",
    "Category",
    "Consultation",
    "Contract",
    "Follow",
    "Need",
    "Voice",
    "bodies_by_need",
    "bodies_of",
    "consultations_open_of",
    "need_for_coordinator",
    "need_for_reader",
    "need_set_status",
    "needs_of",
    "renewals_remind",
    "voice_create_for_adoption",
    "voices_new_of",
]

CATEGORIES: Final = Category.choices
need_for_reader = access.need_for_reader
need_for_coordinator = access.need_for_coordinator


def voice_create_for_adoption(*, actor: Actor, title: str, body: str, category: str, name_shown: bool = True) -> Voice:
    """Make the wish to take over another body's result a voice of the actor's body."""
    return voice_create(
        actor=actor, title=title, body=body, category=category, kind=Voice.Kind.ADOPTION, name_shown=name_shown
    )


def needs_of(area: Organization, *, statuses: Sequence[str] = ()) -> QuerySet[Need]:
    """Return a prefecture's needs, newest first, all or those in these states."""
    needs = Need.objects.filter(area=area)
    return needs.filter(status__in=statuses) if statuses else needs


def bodies_of(need: Need) -> list[Organization]:
    """Return the municipalities whose voices are in a need now, in order of code; one query."""
    places = NeedVoice.objects.filter(need=need, left_at=None)
    bodies = Organization.objects.filter(
        kind=Organization.Kind.MUNICIPALITY, pk__in=places.values("voice__organization")
    )
    return list(bodies.select_related("successor").order_by("code"))


def voices_new_of(area: Organization) -> QuerySet[Voice]:
    """Return the voices of a prefecture that wait for triage, oldest first."""
    return Voice.objects.filter(area=area, status=Voice.Status.NEW).order_by("created_at", "pk")


def consultations_open_of(area: Organization) -> QuerySet[Consultation]:
    """Return the consultations of a prefecture that are not answered yet, by due time."""
    rows = Consultation.objects.filter(voice__area=area, answered_at=None)
    return rows.select_related("voice__organization", "expert").order_by("due_at", "pk")


def bodies_by_need(needs: Sequence[int]) -> dict[int, list[Organization]]:
    """Return the municipalities whose voices are in each of several needs now, in order of code; one query."""
    places = NeedVoice.objects.filter(need__in=needs, left_at=None).select_related("voice__organization__successor")
    found: dict[int, dict[str, Organization]] = {}
    for place in places:
        body = place.voice.organization
        if body.kind == Organization.Kind.MUNICIPALITY:
            found.setdefault(place.need_id, {})[body.code] = body
    return {need: [bodies[code] for code in sorted(bodies)] for need, bodies in found.items()}
