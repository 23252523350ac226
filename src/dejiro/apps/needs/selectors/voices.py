"""Reads of voices and consultations."""

from dataclasses import dataclass
from typing import Final

from django.db.models import F, Prefetch, Q, QuerySet

from dejiro.apps.needs import access
from dejiro.apps.needs.models import Consultation, NeedVoice, TriageAct, Voice
from dejiro.apps.needs.selectors.names import asker_name
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.services import subject_of
from dejiro.foundation.organizations.models import Organization

MINE: Final = "mine"
QUEUE: Final = "queue"
TAKEN: Final = "taken"
AREA: Final = "area"
SHARED: Final = "shared"


@dataclass(frozen=True)
class ConsultationView:
    """A consultation as one reader sees it, and what they may do with it."""

    consultation: Consultation
    asker: str
    attachments: list[Attachment]
    is_asker: bool
    may_take: bool
    may_answer: bool
    may_hand_back: bool
    may_assign: bool
    may_rate: bool


def current_places() -> Prefetch[str]:
    """Return the prefetch of the need in which each voice is now, as `current`."""
    rows = NeedVoice.objects.filter(left_at=None).select_related("need")
    return Prefetch("places", rows, to_attr="current")


def voices_mine(actor: Actor) -> QuerySet[Voice]:
    """Return the voices and consultations of the actor's body (of themselves, in a residents' group), newest first.

    Each with the need in which it is now; two queries.
    """
    if actor.organization is None:
        return Voice.objects.none()
    rows = Voice.objects.filter(access.own_voices(actor, "")).select_related("author", "organization")
    return rows.prefetch_related(current_places()).order_by("-created_at", "-pk")


def triage_queue(area: Organization, *, q: str = "", category: str = "") -> QuerySet[Voice]:
    """Return the voices of an area that wait for triage, oldest first; one query."""
    rows = Voice.objects.filter(area=area, status=Voice.Status.NEW).select_related("organization", "author")
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(body__icontains=q))
    if category:
        rows = rows.filter(category=category)
    return rows.order_by("created_at", "pk")


def acts_recent(area: Organization, limit: int = 10) -> list[TriageAct]:
    """Return the last acts of triage of an area that were not undone, newest first; one query."""
    acts = TriageAct.objects.filter(area=area, undone_at=None).select_related("need", "source", "voice", "by")
    return list(acts[:limit])


def consultation_scopes(actor: Actor) -> list[str]:
    """Return the lists of consultations that the actor has, the first one to be shown first."""
    area = actor.area.pk if actor.area else 0
    scopes = []
    if access.advises(actor, area):
        scopes += [QUEUE, TAKEN]
    if access.coordinates(actor, area):
        scopes += [AREA]
    if access.of_public_body(actor, area) and actor.has(*access.OFFICERS):
        scopes += [MINE]
    if access.of_public_body(actor, area):
        scopes += [SHARED]
    return scopes


def consultation_list(actor: Actor, scope: str, *, q: str = "") -> QuerySet[Consultation]:
    """Return one of the actor's lists; open ones by due time, then the answered ones, newest first; one query."""
    rows = access.consultations_readable(actor).select_related(*access.CONSULTATION_PARTS)
    if q:
        rows = rows.filter(Q(voice__title__icontains=q) | Q(voice__body__icontains=q) | Q(answer__icontains=q))
    wanted = {
        MINE: Q(voice__organization__in=actor.bodies),
        QUEUE: Q(answered_at=None),
        TAKEN: Q(expert=actor.user),
        AREA: Q(),
        SHARED: Q(answered_at__isnull=False, public=True),
    }
    rows = rows.filter(wanted[scope])
    return rows.order_by(F("answered_at").desc(nulls_first=True), "due_at", "pk")


def consultation_view(actor: Actor, consultation: Consultation) -> ConsultationView:
    """Return a consultation as the actor sees it; one query."""
    voice = consultation.voice
    waiting = not consultation.is_answered
    helper = access.advises(actor, voice.area_id)
    mine = consultation.expert is not None and actor.user == consultation.expert
    coordinator = access.coordinates(actor, voice.area_id)
    asker = access.speaks_for(actor, voice.organization_id)
    unrated = consultation.rating is None
    return ConsultationView(
        consultation=consultation,
        asker=asker_name(actor, consultation),
        attachments=attachments_of(subject_of(consultation)),
        is_asker=asker,
        may_take=helper and waiting and consultation.expert is None,
        may_answer=helper and unrated and (mine or consultation.expert is None),
        may_hand_back=waiting and consultation.expert is not None and (mine or coordinator),
        may_assign=waiting and coordinator,
        may_rate=asker and not waiting and unrated,
    )
