"""What the pages take in as files, sent by a program as `multipart/form-data`; refusals name row and column."""

from pathlib import PurePath
from typing import Annotated
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import File, Form, UploadedFile
from ninja.params.functions import Header as header  # noqa: N813  # what it is called with, not a type

from dejiro.apps.lab import access, selectors, services
from dejiro.apps.lab.api.routers import router
from dejiro.apps.lab.api.schemas import OPENERS, ConversationOut, ImportIn, IntakeIn, IntakeOut
from dejiro.apps.lab.models import Conversation, Intake
from dejiro.apps.lab.services import ImportTerms
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, operation
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms.pages import url_of
from dejiro.foundation.forms.submit import digest_of
from dejiro.foundation.submissions.services import once


@router.post("/conversations/import/", response={201: ConversationOut})
@operation(door=OPENERS)
def conversation_import(
    request: Request,
    data: Form[ImportIn],
    votes: File[UploadedFile],
    comments: File[UploadedFile],
    key: Annotated[UUID | None, header(alias="Idempotency-Key")] = None,
) -> Conversation:
    """Take in an export of Polis as a closed conversation: votes.csv or participants-votes.csv, and comments.csv.

    Both plain or gzip, as a whole or not at all. Send a UUID of your own as `Idempotency-Key`: sent again with the same
    key, the answer is the conversation of the first time.
    """
    sent = once(
        lambda: services.conversation_import(
            actor=request.actor, terms=ImportTerms(**data.model_dump()), votes=votes.read(), comments=comments.read()
        ),
        key=key,
        user=request.actor.user,
        digest=digest_of(request),
        to=url_of,
    )
    if not sent.same:
        message = _("このIdempotency-Keyでは、別の内容を送信済みです。新しいUUIDを付けて送ってください。")
        raise Refusal(message, code="sent_before", field="Idempotency-Key")
    return access.conversation_for_reader(request.actor, int(PurePath(sent.url).name))


@router.get("/conversations/{int:pk}/intakes/", response=list[IntakeOut])
@operation(door=OPENERS)
def intake_list(request: Request, pk: Id) -> list[Intake]:
    """The tables of comments that were taken in, oldest first."""
    return list(selectors.intakes_of(access.conversation_for_owner(request.actor, pk)))


@router.post("/conversations/{int:pk}/intakes/", response={201: IntakeOut})
@operation(door=OPENERS)
def intake_add(request: Request, pk: Id, data: Form[IntakeIn], file: File[UploadedFile]) -> Intake:
    """Take in a table of comments, CSV or XLSX, as a whole or not at all; nobody but the body sees them.

    The same file and column sent again is refused with the code `repeated`.
    """
    found = access.conversation_for_owner(request.actor, pk)
    made = services.intake_add(
        actor=request.actor, conversation=found, name=file.name or "", content=file.read(), column=data.column
    )
    return selectors.intakes_of(found).get(pk=made.pk)


@router.delete("/conversations/intakes/{int:pk}/", response={204: None})
@operation(door=OPENERS)
def intake_undo(request: Request, pk: Id) -> None:
    """Throw a table away with what was cut from it and still waits; what was decided on stays."""
    services.intake_undo(actor=request.actor, intake=access.intake_for_owner(request.actor, pk))
