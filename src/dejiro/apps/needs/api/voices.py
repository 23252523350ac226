"""Operations on voices and consultations."""

from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import FileResponse, Http404
from ninja import File, UploadedFile

from dejiro.apps.needs import access, services
from dejiro.apps.needs.api.doors import COORDINATOR, EXPERT, OFFICERS, SPEAKERS
from dejiro.apps.needs.api.lazy import Mapped
from dejiro.apps.needs.models import Consultation, Voice
from dejiro.apps.needs.schemas import (
    AnswerIn,
    AssignIn,
    CaseOut,
    ConsultationIn,
    ConsultationOut,
    DraftTextIn,
    FileOut,
    NeedReasonIn,
    PassageOut,
    RatingIn,
    VoiceIn,
    VoiceOut,
)
from dejiro.apps.needs.selectors.names import asker_name
from dejiro.apps.needs.selectors.similar import Case, similar_cases
from dejiro.apps.needs.selectors.voices import consultation_list as consultations_for
from dejiro.apps.needs.selectors.voices import consultation_scopes, consultation_view
from dejiro.apps.needs.services.consultations import experts_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.selectors import attachments_of
from dejiro.foundation.ledger.services import subject_of

router = Router(tags=["voices"])


@router.get("/voices/", response=list[VoiceOut])
@operation(door="signed in")
@paginate
def voice_list(request: Request, status: str = "") -> QuerySet[Voice]:
    """Voices that the caller may read as such, newest first."""
    rows = access.voices_readable(request.actor).select_related("organization").order_by("-created_at", "-pk")
    return rows.filter(status=status) if status else rows


@router.post("/voices/", response={201: VoiceOut})
@operation(door=SPEAKERS)
def voice_create(request: Request, data: VoiceIn) -> Voice:
    """Raise a voice of one's body."""
    return services.voice_create(actor=request.actor, **data.model_dump())


@router.get("/voices/{int:pk}/", response=VoiceOut)
@operation(door="signed in")
def voice_detail(request: Request, pk: Id) -> Voice:
    """One voice."""
    return access.voice_for_reader(request.actor, pk)


@router.post("/consultations/similar/", response=list[CaseOut])
@operation(door=OFFICERS, scope="needs:read")
def consultation_similar(request: Request, data: DraftTextIn) -> list[CaseOut]:
    """Consultations, needs and adoptions like a text, best first, and how they were solved."""
    return [case_out(case) for case in similar_cases(request.actor, data.text)]


@router.get("/consultations/", response=list[ConsultationOut])
@operation(door="signed in")
@paginate
def consultation_list(request: Request, scope: str = "", q: str = "") -> Sequence[ConsultationOut]:
    """One of the caller's lists: queue, taken, area, mine or shared; the first that they have by default."""
    scopes = consultation_scopes(request.actor)
    if not scopes:
        return []
    chosen = scope if scope in scopes else scopes[0]
    return Mapped(consultations_for(request.actor, chosen, q=q[:100]), lambda part: _many(request.actor, part))


@router.post("/consultations/", response={201: ConsultationOut})
@operation(door=OFFICERS)
def consultation_ask(request: Request, data: ConsultationIn) -> ConsultationOut:
    """Ask the experts."""
    return _full(request.actor, services.consultation_ask(actor=request.actor, **data.model_dump()))


@router.get("/consultations/{int:pk}/", response=ConsultationOut)
@operation(door="signed in")
def consultation_detail(request: Request, pk: Id) -> ConsultationOut:
    """One consultation."""
    return _full(request.actor, access.consultation_for_reader(request.actor, pk))


@router.post("/consultations/{int:pk}/files/", response={201: FileOut})
@operation(door=OFFICERS)
def consultation_attach(request: Request, pk: Id, file: File[UploadedFile]) -> Attachment:
    """Add a file to one's body's question."""
    consultation = access.consultation_for_asker(request.actor, pk)
    return services.consultation_attach(actor=request.actor, consultation=consultation, file=file)


@router.get("/consultations/{int:pk}/files/{int:file}/", response=None)
@operation(door="signed in")
def consultation_file(request: Request, pk: Id, file: Id) -> FileResponse:
    """Save an attachment."""
    consultation = access.consultation_for_reader(request.actor, pk)
    for attachment in attachments_of(subject_of(consultation)):
        if attachment.pk == file:
            return download(attachment)
    raise Http404


@router.post("/consultations/{int:pk}/take/", response=ConsultationOut)
@operation(door=EXPERT)
def consultation_take(request: Request, pk: Id) -> ConsultationOut:
    """Become the expert who answers."""
    row = access.consultation_for_expert(request.actor, pk)
    services.consultation_take(actor=request.actor, consultation=row, version=seen_version(request))
    return _full(request.actor, row)


@router.post("/consultations/{int:pk}/answer/", response=ConsultationOut)
@operation(door=EXPERT)
def consultation_answer(request: Request, pk: Id, data: AnswerIn) -> ConsultationOut:
    """Answer, or mend the answer."""
    row = access.consultation_for_expert(request.actor, pk)
    services.consultation_answer(
        actor=request.actor, consultation=row, answer=data.answer, version=seen_version(request)
    )
    return _full(request.actor, row)


@router.post("/consultations/{int:pk}/hand-back/", response=ConsultationOut)
@operation(door="expert, coordinator")
def consultation_hand_back(request: Request, pk: Id, data: NeedReasonIn) -> ConsultationOut:
    """Give the consultation back to the queue."""
    row = access.consultation_for_reader(request.actor, pk)
    services.consultation_hand_back(
        actor=request.actor, consultation=row, reason=data.reason, version=seen_version(request)
    )
    return _full(request.actor, row)


@router.post("/consultations/{int:pk}/assign/", response=ConsultationOut)
@operation(door=COORDINATOR)
def consultation_assign(request: Request, pk: Id, data: AssignIn) -> ConsultationOut:
    """Name the expert who answers."""
    row = access.consultation_for_coordinator(request.actor, pk)
    expert = next((user for user in experts_of(row.voice.area) if user.pk == data.expert), None)
    if expert is None:
        raise Http404
    services.consultation_assign(actor=request.actor, consultation=row, expert=expert, version=seen_version(request))
    return _full(request.actor, row)


@router.post("/consultations/{int:pk}/rating/", response=ConsultationOut)
@operation(door=SPEAKERS)
def consultation_rate(request: Request, pk: Id, data: RatingIn) -> ConsultationOut:
    """Rate the answer, once."""
    row = access.consultation_for_asker(request.actor, pk)
    services.consultation_rate(
        actor=request.actor, consultation=row, version=seen_version(request), **data.model_dump()
    )
    return _full(request.actor, row)


def case_out(case: Case) -> CaseOut:
    """Return a similar record as the API gives it."""
    return CaseOut(
        kind=case.kind,
        id=case.key,
        title=case.title,
        url=case.url,
        score=round(case.score, 4),
        by=case.by,
        status=str(case.status),
        solved=case.solved,
        passages=[PassageOut(text=text, matched=matched) for text, matched in case.passages],
    )


def consultation_out(actor: Actor, row: Consultation, files: list[Attachment]) -> ConsultationOut:
    """Return a consultation as far as the caller may see it."""
    voice = row.voice
    return ConsultationOut(
        id=voice.pk,
        title=voice.title,
        body=voice.body,
        category=voice.category,
        asker=asker_name(actor, row),
        expert=row.expert.name if row.expert else None,
        due_at=row.due_at,
        answer=row.answer,
        answered_at=row.answered_at,
        rating=row.rating,
        public=row.public,
        created_at=voice.created_at,
        files=[FileOut.from_orm(file) for file in files],
        version=row.version,
    )


def _full(actor: Actor, row: Consultation) -> ConsultationOut:
    return consultation_out(actor, row, consultation_view(actor, row).attachments)


def _many(actor: Actor, rows: list[Consultation]) -> list[ConsultationOut]:
    files = _files(rows)
    return [consultation_out(actor, row, files.get(subject_of(row), [])) for row in rows]


def _files(rows: list[Consultation]) -> dict[str, list[Attachment]]:
    """Return the attachments of many consultations by subject; one query."""
    files: dict[str, list[Attachment]] = {}
    for file in Attachment.objects.filter(subject__in=[subject_of(row) for row in rows]).order_by("uploaded_at", "pk"):
        files.setdefault(file.subject, []).append(file)
    return files
