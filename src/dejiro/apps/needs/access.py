"""The doors of voices, consultations, needs, statements, solutions and contracts.

Areas are walls: nobody sees what is not public of another prefecture. A record that the actor may not see does not
exist for them (404); one that they see but may not change is refused (403).
"""

from typing import Final, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from dejiro.apps.needs.models import Consultation, Contract, Need, Solution, Statement, TriageAct, Voice
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization

M = TypeVar("M", bound=models.Model)
Kind = Organization.Kind

# Who speaks for a body in daily work, whatever kind of body it is.
SPEAKERS: Final = (Role.MEMBER, Role.APPROVER, Role.COORDINATOR, Role.COMPANY, Role.RESIDENT)
OFFICERS: Final = (Role.MEMBER, Role.APPROVER)
BIGGEST_KEY: Final = 2**63 - 1
PUBLIC_BODIES: Final = (Kind.PREFECTURE, Kind.MUNICIPALITY, Kind.PLATFORM)


def in_area(actor: Actor, area_id: int) -> bool:
    """True when the actor's body takes part in this prefecture."""
    return actor.area is not None and actor.area.pk == area_id


def coordinates(actor: Actor, area_id: int) -> bool:
    """True when the actor coordinates this prefecture."""
    return in_area(actor, area_id) and actor.has(Role.COORDINATOR)


def advises(actor: Actor, area_id: int) -> bool:
    """True when the actor is an expert of a platform body of this prefecture."""
    return in_area(actor, area_id) and actor.has(Role.EXPERT) and kind_of(actor) == Kind.PLATFORM


def of_public_body(actor: Actor, area_id: int) -> bool:
    """True when the actor works for a prefecture, municipality or platform body of this prefecture."""
    return in_area(actor, area_id) and kind_of(actor) in PUBLIC_BODIES


def speaks_for(actor: Actor, organization_id: int, *roles: Role) -> bool:
    """True when the actor acts for this body in one of the roles (all speaking roles when none is named)."""
    return actor.has(*(roles or SPEAKERS)) and actor.acts_for_body(organization_id)


def kind_of(actor: Actor) -> str:
    """Return the kind of the acting body, or ""."""
    return actor.organization.kind if actor.organization else ""


# Voices and consultations


def voices_readable(actor: Actor) -> QuerySet[Voice]:
    """Return the voices whose text the actor may read as such: their body's, and all of the area for its helpers."""
    if actor.organization is None or actor.area is None:
        return Voice.objects.none()
    voices = Voice.objects.filter(kind__in=[kind for kind in Voice.Kind if kind != Voice.Kind.CONSULTATION])
    if coordinates(actor, actor.area.pk) or advises(actor, actor.area.pk):
        return voices.filter(area=actor.area)
    return voices.filter(own_voices(actor, ""))


def own_voices(actor: Actor, path: str) -> Q:
    """Return the condition of one's own voices: one's body's; in a residents' group, of strangers, only one's own."""
    if kind_of(actor) == Kind.RESIDENTS:
        return Q(**{f"{path}author": actor.user})
    return Q(**{f"{path}organization__in": actor.bodies})


def consultations_readable(actor: Actor) -> QuerySet[Consultation]:
    """Return the consultations the actor may read: their body's, the area's for its helpers, answered open ones."""
    if actor.organization is None or actor.area is None:
        return Consultation.objects.none()
    area = actor.area
    if coordinates(actor, area.pk) or advises(actor, area.pk):
        return Consultation.objects.filter(voice__area=area)
    own = own_voices(actor, "voice__")
    if of_public_body(actor, area.pk):
        own |= Q(voice__area=area, public=True, answered_at__isnull=False)
    return Consultation.objects.filter(own)


def shows_asker(actor: Actor, consultation: Consultation) -> bool:
    """True when the actor may know who asked: the asker's own body and those who help it."""
    voice = consultation.voice
    helps = coordinates(actor, voice.area_id) or advises(actor, voice.area_id)
    return helps or actor.acts_for_body(voice.organization_id)


def voice_for_reader(actor: Actor, pk: int) -> Voice:
    """Return a voice that is not a consultation; 404 when it is not for the actor's eyes; one query."""
    return _found(voices_readable(actor).select_related("organization", "author", "area", "contract"), pk)


def any_voice_for_coordinator(actor: Actor, pk: int) -> Voice:
    """Return any voice of the area that the actor coordinates; one query."""
    return _of_coordinator(Voice.objects.select_related("organization", "author", "area"), actor, pk)


def voices_for_coordinator(actor: Actor, pks: list[int]) -> list[Voice]:
    """Return these voices of the area that the actor coordinates, oldest first; 404 when one is missing; one query."""
    if actor.area is None or not coordinates(actor, actor.area.pk):
        raise PermissionDenied
    voices = Voice.objects.select_related("organization", "author", "area").filter(area=actor.area, pk__in=pks)
    found = list(voices.order_by("created_at", "pk"))
    if len(found) != len(set(pks)):
        raise Http404
    return found


def consultation_for_reader(actor: Actor, pk: int) -> Consultation:
    """Return a consultation that the actor may read; one query."""
    return _found(consultations_readable(actor).select_related(*CONSULTATION_PARTS), pk)


def consultation_for_asker(actor: Actor, pk: int) -> Consultation:
    """Return a consultation of the actor's own body."""
    consultation = consultation_for_reader(actor, pk)
    return _if(consultation, allowed=speaks_for(actor, consultation.voice.organization_id))


def consultation_for_expert(actor: Actor, pk: int) -> Consultation:
    """Return a consultation of the area that the actor advises."""
    consultation = consultation_for_reader(actor, pk)
    return _if(consultation, allowed=advises(actor, consultation.voice.area_id))


def consultation_for_coordinator(actor: Actor, pk: int) -> Consultation:
    """Return a consultation of the area that the actor coordinates."""
    consultation = consultation_for_reader(actor, pk)
    return _if(consultation, allowed=coordinates(actor, consultation.voice.area_id))


# Needs, what is said about them, and triage


def need_for_reader(actor: Actor, pk: int) -> Need:
    """Return a need; every need is public; one query, without what few have: where they came from."""
    del actor
    return _found(Need.objects.select_related("area"), pk)


def need_for_coordinator(actor: Actor, pk: int) -> Need:
    """Return a need of the area that the actor coordinates."""
    need = need_for_reader(actor, pk)
    return _if(need, allowed=coordinates(actor, need.area_id))


def need_by_number(actor: Actor, pk: int, *, field: str) -> Need:
    """Return the need of the actor's area that somebody typed the number of; one query.

    Raises:
        Refusal: at the field, if there is none.
    """
    need = Need.objects.filter(pk=pk, area=actor.area).select_related("area").first()
    if need is None:
        raise Refusal(
            _("%(number)d番の課題はありません。番号を確かめてください。") % {"number": pk}, code="no_need", field=field
        )
    return need


def need_for_speaker(actor: Actor, pk: int) -> Need:
    """Return a need about which the actor may say something: their area's."""
    need = need_for_reader(actor, pk)
    return _if(need, allowed=in_area(actor, need.area_id) and actor.has(*SPEAKERS, Role.EXPERT))


def need_for_officer(actor: Actor, pk: int) -> Need:
    """Return a need of the area to which the actor's body may add its solution or statement."""
    need = need_for_reader(actor, pk)
    return _if(need, allowed=of_public_body(actor, need.area_id) and actor.has(*OFFICERS))


def need_for_follower(actor: Actor, pk: int) -> Need:
    """Return a need for somebody who is signed in."""
    return _if(need_for_reader(actor, pk), allowed=actor.is_authenticated)


def statements_readable(actor: Actor) -> QuerySet[Statement]:
    """Return published statements, and those of the actor's own body that wait or came back."""
    published = Q(withdrawn_at=None) & (Q(kind=Statement.Kind.OPINION) | Q(approved_at__isnull=False))
    if actor.organization is None or not actor.has(*OFFICERS):
        return Statement.objects.filter(published)
    return Statement.objects.filter(
        published | Q(organization__in=actor.bodies, kind=Statement.Kind.OFFICIAL, withdrawn_at=None)
    )


def statement_for_reader(actor: Actor, pk: int) -> Statement:
    """Return a statement that the actor may read; one query."""
    return _found(statements_readable(actor).select_related("need__area", "organization", "author"), pk)


def statement_for_approver(actor: Actor, pk: int) -> Statement:
    """Return an official statement of the actor's own body, for its approver."""
    statement = statement_for_reader(actor, pk)
    return _if(statement, allowed=speaks_for(actor, statement.organization_id, Role.APPROVER))


def statement_for_author(actor: Actor, pk: int) -> Statement:
    """Return a statement that the actor may rewrite or withdraw: their own opinion, or their body's statement."""
    statement = statement_for_reader(actor, pk)
    if statement.is_official:
        return _if(statement, allowed=speaks_for(actor, statement.organization_id, *OFFICERS))
    return _if(statement, allowed=actor.user is not None and statement.author_id == actor.user.pk)


def solution_for_owner(actor: Actor, pk: int) -> Solution:
    """Return a solution of the actor's own body; solutions are public, so others are refused; one query."""
    solution = _found(Solution.objects.select_related("need__area", "organization"), pk)
    return _if(solution, allowed=speaks_for(actor, solution.organization_id, *OFFICERS))


def act_for_coordinator(actor: Actor, pk: int) -> TriageAct:
    """Return an act of triage of the area that the actor coordinates; one query."""
    return _of_coordinator(TriageAct.objects.select_related("need", "source", "voice", "area"), actor, pk)


# Contracts


def contract_for_owner(actor: Actor, pk: int) -> Contract:
    """Return a contract of the actor's own body; other bodies' contracts do not exist for them; one query."""
    if actor.organization is None or not actor.has(*OFFICERS):
        raise Http404
    return _found(Contract.objects.filter(organization__in=actor.bodies).select_related("organization"), pk)


CONSULTATION_PARTS: Final = ("voice__organization", "voice__author", "voice__area", "expert")


def _found(rows: QuerySet[M], pk: int) -> M:
    row = rows.filter(pk=pk).first() if pk <= BIGGEST_KEY else None
    if row is None:
        raise Http404
    return row


def _if(row: M, *, allowed: bool) -> M:
    if not allowed:
        raise PermissionDenied
    return row


def _of_coordinator(rows: QuerySet[M], actor: Actor, pk: int) -> M:
    if actor.area is None or not coordinates(actor, actor.area.pk):
        raise Http404
    return _found(rows.filter(area=actor.area), pk)
