"""Reads attachments."""

from dejiro.foundation.files.models import Attachment


def attachments_of(subject: str) -> list[Attachment]:
    """Return a record's attachments, oldest first; one query."""
    return list(Attachment.objects.filter(subject=subject).select_related("organization", "uploaded_by"))
