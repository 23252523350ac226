"""Operations on hand-over notes; one is written where its engagement ends."""

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import OFFICERS
from dejiro.apps.talent.api.engagement_schemas import NoteOut, NoteRow, NoteWordsIn, WishIn
from dejiro.apps.talent.entries import Note
from dejiro.apps.talent.models import Handover
from dejiro.apps.talent.selectors.handovers import handover_list as handovers_for
from dejiro.apps.talent.selectors.handovers import handover_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["talent"])


@router.get("/talent/handovers/", response=list[NoteRow])
@operation(door="everyone")
@paginate
def handover_list(request: Request, need: Id | None = None, role: str = "") -> QuerySet[Handover]:
    """Hand-over notes that the caller may read, newest first; of one need, or of requests for one role."""
    return handovers_for(request.actor, need=str(need or ""), role=role)


@router.get("/talent/handovers/{int:pk}/", response=NoteOut)
@operation(door="signed in")
def handover_detail(request: Request, pk: Id) -> Handover:
    """One hand-over note."""
    return _shown(request, access.handover_for_reader(request.actor, pk))


@router.put("/talent/handovers/{int:pk}/", response=NoteOut)
@operation(door="signed in")
def handover_save(request: Request, pk: Id, data: NoteWordsIn) -> Handover:
    """Mend a note, or say whether other bodies see it: the body's officers, the specialist, the coordinator."""
    found = access.handover_for_writer(request.actor, pk)
    text = Note(**data.model_dump())
    saved = services.handover_save(actor=request.actor, handover=found, text=text, version=seen_version(request))
    return _shown(request, saved)


@router.post("/talent/handovers/{int:pk}/adopt/", response={201: NoteOut})
@operation(door=OFFICERS)
def handover_adopt(request: Request, pk: Id, data: WishIn) -> Handover:
    """Take another body's note over: the wish becomes a voice of the caller's body, which leads to the note."""
    found = access.handover_for_adoption(request.actor, pk)
    services.adoption_take(actor=request.actor, handover=found, wish=data.wish)
    return _shown(request, found)


def _shown(request: Request, found: Handover) -> Handover:
    """Return a note with who took it over."""
    view = handover_page(request.actor, found)
    voice = view.mine.voice_id if view.mine else None
    vars(found).update(taken=len(view.adoptions), taken_by=view.adoptions, voice=voice)
    return found
