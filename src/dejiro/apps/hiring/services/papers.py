"""A candidate's papers, such as a curriculum vitae: PDF only, hidden while the first review is blind."""

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring.models import Application
from dejiro.apps.hiring.services.common import insist
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.files.kinds import PDF
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.services import Upload, attach, detach
from dejiro.foundation.ledger.services import subject_of

MOST: Final = 3


@transaction.atomic
def paper_attach(*, actor: Actor, application: Application, upload: Upload) -> Attachment:
    """Add a PDF to the actor's own application.

    Raises:
        Refusal: if it is no PDF by its content, there are three already, or a body is looking at the application.
    """
    _insist_free(actor, application)
    subject = subject_of(application)
    full = Attachment.objects.filter(subject=subject).count() >= MOST
    insist(not full, _("添付できるのは%(most)d個までです。") % {"most": MOST}, code="number", field="file")
    made = attach(actor=actor, subject=subject, upload=upload)
    if made.content_type != PDF.content_type:
        raise Refusal(_("PDFだけを添付できます。PDFで保存し直してください。"), code="not_pdf", field="file")
    return made


@transaction.atomic
def paper_remove(*, actor: Actor, application: Application, paper: Attachment) -> Application:
    """Take a PDF off the actor's own application.

    Raises:
        Refusal: if a body is looking at the application.
    """
    _insist_free(actor, application)
    insist(paper.subject == subject_of(application), _("自分の添付だけを消せます。"), code="not_yours")
    detach(actor=actor, attachment=paper)
    return application


def _insist_free(actor: Actor, application: Application) -> None:
    insist(application.user_id == user_of(actor).pk, _("自分の応募書類だけを変えられます。"), code="not_yours")
    message = _("締切が過ぎ、団体が評価しています。終わるまで書類は変えられません。")
    insist(not application.is_read, message, code="late")
