"""Adds attachments.

The bytes are written before the row. When the transaction is abandoned they stay behind without a row: nobody can reach
them, an equal file sent later uses them, and `sweep` takes them away after a day.
"""

from datetime import timedelta
from typing import Final, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.files import storage
from dejiro.foundation.files.kinds import KindError, kind_of
from dejiro.foundation.files.models import Attachment
from dejiro.foundation.files.names import safe_name
from dejiro.foundation.ledger.models import Head
from dejiro.foundation.ledger.services import Personal, record

LIMIT: Final = 20
ORPHAN_AGE: Final = timedelta(days=1)


class Upload(Protocol):
    """What a form hands over, such as Django's `UploadedFile`."""

    name: str | None

    def read(self, size: int = -1, /) -> bytes: ...  # noqa: D102  # as of every file


def attach(*, actor: Actor, subject: str, upload: Upload) -> Attachment:
    """Add a file to a record; the row and the ledger's entry stand or fall together.

    Whether the actor may change the record is for the caller to have asked.

    Args:
        actor: who adds it, acting for a body.
        subject: the record, as `subject_of` names it.
        upload: the file.

    Raises:
        Refusal: field "file", when it is too large, not accepted, or lies about what it is.
        NotYours: when nobody acts.
    """
    if actor.user is None or actor.organization is None:
        raise NotYours(_("ファイルを追加するには、団体の一員としてログインしてください。"), code="files.nobody")
    name = safe_name(upload.name or "")
    content = _read(upload, name)
    try:
        kind = kind_of(content, name)
    except KindError as fault:
        raise Refusal(str(fault), code="files.kind", field="file") from fault
    digest = storage.store(content)
    with transaction.atomic():
        _check_number(subject)
        attachment = Attachment.objects.create(
            subject=subject,
            name=name,
            content_type=kind.content_type,
            size=len(content),
            sha256=digest,
            organization=actor.organization,
            uploaded_by=actor.user,
            uploaded_at=clock.now(),
        )
        _record(actor, attachment)
        # The ledger's lock is held now, as by `sweep`: if that one took the bytes away in between, they are put back.
        storage.store(content)
    return attachment


@transaction.atomic
def detach(*, actor: Actor, attachment: Attachment) -> None:
    """Take a file off its record; `sweep` takes the bytes away once no other record has them.

    Whether the actor may change the record is for the caller to have asked.
    """
    record(
        actor=actor,
        action="files.attachment.remove",
        subject=attachment.subject,
        data={"attachment": attachment.pk, "size": attachment.size},
    )
    attachment.delete()


def sweep() -> int:
    """Take away the bytes without a row that nobody sent for a day, and half-written ones; return how many files."""
    swept = 0
    for path in [path for path in storage.stored() if storage.age_of(path) > ORPHAN_AGE.total_seconds()]:
        with transaction.atomic():
            Head.objects.select_for_update().get_or_create(pk=1)
            if not Attachment.objects.filter(sha256=path.name).exists():
                path.unlink(missing_ok=True)
                swept += 1
    return swept


def _read(upload: Upload, name: str) -> bytes:
    limit: int = settings.MAXIMUM_UPLOAD_BYTES
    content = upload.read(limit + 1)
    if len(content) > limit:
        raise Refusal(
            _("「%(name)s」は大きすぎます。1つのファイルは%(size)dMBまでです。")
            % {"name": name, "size": limit // 1024**2},
            code="files.size",
            field="file",
        )
    return content


def _check_number(subject: str) -> None:
    if Attachment.objects.filter(subject=subject).count() >= LIMIT:
        raise Refusal(
            _("添付ファイルは1件につき%(limit)d個までです。") % {"limit": LIMIT}, code="files.number", field="file"
        )


def _record(actor: Actor, attachment: Attachment) -> None:
    """Seal the name and the hash: a name often names a person, and a short file can be guessed from its hash."""
    record(
        actor=actor,
        action="files.attachment.add",
        subject=attachment.subject,
        data={
            "attachment": attachment.pk,
            "content_type": attachment.content_type,
            "size": attachment.size,
            "name": Personal(attachment.name, actor.person_ref),
            "sha256": Personal(attachment.sha256, actor.person_ref),
        },
    )
