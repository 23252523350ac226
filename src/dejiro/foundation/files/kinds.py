"""What a file is, by its content; its name only says whether it lies."""

import zipfile
from dataclasses import dataclass
from typing import Final

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.foundation.files.archives import ZIP_MAGIC, ArchiveError, open_archive, read_entry


class KindError(Exception):
    """A file that is not accepted; the message is for the person who sent it."""


@dataclass(frozen=True)
class Kind:
    """A kind of file: how people call it, its media type, and the endings its name may have."""

    label: str | Promise
    content_type: str
    endings: tuple[str, ...]


PDF: Final = Kind("PDF", "application/pdf", ("pdf",))
PNG: Final = Kind(gettext_lazy("PNG画像"), "image/png", ("png",))
JPEG: Final = Kind(gettext_lazy("JPEG画像"), "image/jpeg", ("jpg", "jpeg"))
GIF: Final = Kind(gettext_lazy("GIF画像"), "image/gif", ("gif",))
OFFICE: Final = "application/vnd.openxmlformats-officedocument."
XLSX: Final = Kind(gettext_lazy("Excelブック"), f"{OFFICE}spreadsheetml.sheet", ("xlsx",))
DOCX: Final = Kind(gettext_lazy("Word文書"), f"{OFFICE}wordprocessingml.document", ("docx",))
PPTX: Final = Kind(gettext_lazy("PowerPointの資料"), f"{OFFICE}presentationml.presentation", ("pptx",))
CSV: Final = Kind("CSV", "text/csv", ("csv",))
TEXT: Final = Kind(gettext_lazy("テキスト"), "text/plain", ("txt",))
ACCEPTED: Final = (PDF, PNG, JPEG, GIF, XLSX, DOCX, PPTX, CSV, TEXT)

MAGIC: Final = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
)
OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS: Final = {f"{kind.content_type}.main+xml": kind for kind in (XLSX, DOCX, PPTX)}
MACRO_WORDS: Final = ("macroenabled", "vbaproject", "macrosheet")
CONTENT_TYPES: Final = "[Content_Types].xml"
CONTENT_TYPES_LIMIT: Final = 1024 * 1024
ENCODINGS: Final = ("utf-8-sig", "cp932")
SPACE: Final = frozenset("\t\r\n\f")


def kind_of(content: bytes, name: str) -> Kind:
    """Return what a file is, when it is accepted and its name says the same.

    Args:
        content: all of it.
        name: the name as stored.

    Raises:
        KindError: with what the file is, what its name says, and what to do.
    """
    if not content:
        raise KindError(_("「%(name)s」は空のファイルです。") % {"name": name})
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = _by_content(content, name, ending)
    if ending not in kind.endings:
        raise KindError(
            _("「%(name)s」の中身は%(kind)sです。正しい拡張子（.%(ending)s）に直すか、正しいファイルを選んでください。")
            % {"name": name, "kind": kind.label, "ending": kind.endings[0]}
        )
    return kind


def office_kind(archive: zipfile.ZipFile) -> Kind:
    """Return which Office document a container is.

    Raises:
        KindError: for one with macros and for any other container.
    """
    types = _content_types(archive)
    names = [name.lower() for name in archive.namelist()]
    if any(word in text for word in MACRO_WORDS for text in (*names, *(each.lower() for each in types))):
        raise KindError(
            _("マクロ付きのファイルは受け付けません。マクロなしの形式（.xlsx など）で保存し直してください。")
        )
    for each in types:
        if each in PARTS:
            return PARTS[each]
    raise KindError(_("ZIPファイルは受け付けません。中のファイルを1つずつ追加してください。"))


def _by_content(content: bytes, name: str, ending: str) -> Kind:
    for magic, kind in MAGIC:
        if content.startswith(magic):
            return kind
    if content.startswith(OLD_OFFICE):
        raise KindError(
            _("「%(name)s」は古い形式かパスワード付きのOfficeファイルです。.xlsx などの形式で保存し直してください。")
            % {"name": name}
        )
    if content.startswith(ZIP_MAGIC):
        return _office(content)
    if _is_text(content):
        return CSV if ending == "csv" else TEXT
    accepted = _("、").join(f".{kind.endings[0]}" for kind in ACCEPTED)
    raise KindError(
        _("「%(name)s」は受け付けない種類のファイルです。追加できるのは %(accepted)s です。")
        % {"name": name, "accepted": accepted}
    )


def _office(content: bytes) -> Kind:
    try:
        with open_archive(content) as archive:
            return office_kind(archive)
    except ArchiveError as fault:
        raise KindError(str(fault)) from fault


def _content_types(archive: zipfile.ZipFile) -> list[str]:
    """Return the media types of the container's parts; none when it does not say."""
    if CONTENT_TYPES not in archive.namelist() or archive.getinfo(CONTENT_TYPES).file_size > CONTENT_TYPES_LIMIT:
        return []
    try:
        root = fromstring(read_entry(archive, CONTENT_TYPES))
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise KindError(_("ファイルが壊れています。もう一度保存してから送ってください。")) from error
    return [each.get("ContentType", "") for each in root]


def _is_text(content: bytes) -> bool:
    for encoding in ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(letter < " " and letter not in SPACE for letter in set(text))
    return False
