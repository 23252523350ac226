"""Operations of the coordinator on voices."""

from django.db.models import QuerySet

from dejiro.apps.needs import access, services
from dejiro.apps.needs.api.doors import COORDINATOR
from dejiro.apps.needs.api.needs import need_out
from dejiro.apps.needs.api.voices import case_out
from dejiro.apps.needs.models import TriageAct, Voice
from dejiro.apps.needs.schemas import ActOut, CaseOut, MergeIn, NeedOut, NeedReasonIn, VoiceOut
from dejiro.apps.needs.selectors.similar import similar_cases
from dejiro.apps.needs.selectors.voices import acts_recent, triage_queue
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["triage"])


@router.get("/triage/", response=list[VoiceOut])
@operation(door=COORDINATOR)
@paginate
def triage_list(request: Request, q: str = "", category: str = "") -> QuerySet[Voice]:
    """Voices of the area that wait for triage, oldest first."""
    assert request.actor.area is not None
    return triage_queue(request.actor.area, q=q[:100], category=category)


@router.get("/triage/{int:pk}/similar/", response=list[CaseOut])
@operation(door=COORDINATOR)
def triage_similar(request: Request, pk: Id) -> list[CaseOut]:
    """Voices and needs like a voice, best first."""
    voice = access.any_voice_for_coordinator(request.actor, pk)
    text = f"{voice.title}\n{voice.body}"
    cases = similar_cases(request.actor, text, kinds=("voice", "need"), but=[("voice", voice.pk)], limit=8)
    return [case_out(case) for case in cases]


@router.post("/triage/merge/", response={201: NeedOut})
@operation(door=COORDINATOR)
def voices_merge(request: Request, data: MergeIn) -> NeedOut:
    """Put voices into a need, or into a new one."""
    voices = access.voices_for_coordinator(request.actor, data.voices)
    need = access.need_by_number(request.actor, data.need, field="need") if data.need else None
    made = services.voices_merge(
        actor=request.actor,
        voices=voices,
        need=need,
        title=data.title,
        summary=data.summary,
        category=data.category,
    )
    return need_out(made)


@router.post("/triage/voices/{int:pk}/decline/", response=VoiceOut)
@operation(door=COORDINATOR)
def voice_decline(request: Request, pk: Id, data: NeedReasonIn) -> Voice:
    """Set a voice aside with a reason."""
    voice = access.any_voice_for_coordinator(request.actor, pk)
    return services.voice_decline(actor=request.actor, voice=voice, reason=data.reason, version=seen_version(request))


@router.post("/triage/voices/{int:pk}/reopen/", response=VoiceOut)
@operation(door=COORDINATOR)
def voice_reopen(request: Request, pk: Id) -> Voice:
    """Let a declined voice wait for triage again."""
    voice = access.any_voice_for_coordinator(request.actor, pk)
    return services.voice_reopen(actor=request.actor, voice=voice, version=seen_version(request))


@router.get("/triage/acts/", response=list[ActOut])
@operation(door=COORDINATOR)
def triage_act_list(request: Request) -> list[ActOut]:
    """The last acts of triage that can be undone, newest first."""
    assert request.actor.area is not None
    return [act_out(act) for act in acts_recent(request.actor.area, limit=50)]


@router.post("/triage/acts/{int:pk}/undo/", response=ActOut)
@operation(door=COORDINATOR)
def triage_undo(request: Request, pk: Id) -> ActOut:
    """Undo an act of triage."""
    return act_out(services.triage_undo(actor=request.actor, act=access.act_for_coordinator(request.actor, pk)))


def act_out(act: TriageAct) -> ActOut:
    """Return an act as the API gives it."""
    return ActOut(
        id=act.pk,
        kind=act.kind,
        need=act.need_id,
        source=act.source_id,
        voice=act.voice_id,
        at=act.at,
        undone_at=act.undone_at,
    )
