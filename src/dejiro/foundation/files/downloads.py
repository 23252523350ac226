"""Hands files out: always to be saved, never to be shown, so that a file that is two things at once harms nobody."""

from django.http import FileResponse, Http404
from django.utils.translation import gettext as _

from dejiro.foundation.files import storage
from dejiro.foundation.files.models import Attachment


def download(attachment: Attachment) -> FileResponse:
    """Return the file as a download. Whether the reader may have it is for the caller's door to have asked.

    Raises:
        Http404: if the bytes are gone.
    """
    try:
        stream = storage.path_of(attachment.sha256).open("rb")
    except FileNotFoundError as error:
        raise Http404(_("ファイルの実体が見つかりません。管理者に知らせてください。")) from error
    response = FileResponse(stream, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
