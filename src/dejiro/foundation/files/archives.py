"""What a ZIP container (every .xlsx, .docx, .pptx is one) may be, so that opening it fills neither memory nor disk."""

import io
import lzma
import zipfile
import zlib
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

# A ruled sheet of repeated figures shrinks to about 1/60; a bomb to 1/1,000 and less.
RATIO_LIMIT: Final = 150
RATIO_FROM: Final = 5 * 1024 * 1024
SIZE_LIMIT: Final = 200 * 1024 * 1024
ENTRY_LIMIT: Final = 5_000
# A presentation holds a workbook, and that one nothing more.
DEPTH_LIMIT: Final = 1
ZIP_MAGIC: Final = b"PK\x03\x04"
ENCRYPTED: Final = 0x1
# Everything that reading a damaged container may raise (NotImplementedError is a RuntimeError).
BROKEN: Final = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, KeyError, EOFError, RuntimeError, OSError, ValueError)


class ArchiveError(Exception):
    """A container that will not be opened; the message is for the person who sent it."""


@dataclass
class Budget:
    """What may still be unpacked in one upload, containers inside containers together."""

    size: int = SIZE_LIMIT
    entries: int = ENTRY_LIMIT

    def spend(self, entries: list[zipfile.ZipInfo]) -> None:
        """Take a container's entries off.

        Raises:
            ArchiveError: when too little is left.
        """
        self.size -= sum(entry.file_size for entry in entries)
        self.entries -= len(entries)
        if self.size < 0 or self.entries < 0:
            raise ArchiveError(_("ファイルを展開すると大きすぎます。不要なシートや画像を除いて保存し直してください。"))


def open_archive(content: bytes, *, depth: int = 0, budget: Budget | None = None) -> zipfile.ZipFile:
    """Return the container, once everything in it is known to be harmless in size.

    The sizes are those that the container states; the reader never gives more bytes than stated.

    Raises:
        ArchiveError: if it is broken, encrypted, too large, too dense, overlapping, nested too deep or badly named.
    """
    budget = budget or Budget()
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except BROKEN as error:
        raise ArchiveError(_("ファイルが壊れています。もう一度保存してから送ってください。")) from error
    entries = archive.infolist()
    budget.spend(entries)
    _check_density(entries, len(content))
    for entry in entries:
        _check_entry(archive, entry, depth, budget)
    return archive


def read_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | str) -> bytes:
    """Return one entry's bytes.

    Raises:
        ArchiveError: if it is missing or broken.
    """
    try:
        return archive.read(entry)
    except BROKEN as error:
        raise ArchiveError(_("ファイルが壊れています。もう一度保存してから送ってください。")) from error


def _check_density(entries: list[zipfile.ZipInfo], length: int) -> None:
    """Refuse what unpacks to a multiple that no document reaches, and entries that share their bytes."""
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if packed > length or len({entry.header_offset for entry in entries}) < len(entries):
        raise ArchiveError(_("ファイルの構造が正しくありません。もう一度保存してから送ってください。"))
    if unpacked > RATIO_FROM and unpacked > RATIO_LIMIT * length:
        raise ArchiveError(_("ファイルの圧縮率が異常です。もう一度保存してから送ってください。"))


def _check_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, depth: int, budget: Budget) -> None:
    if entry.flag_bits & ENCRYPTED:
        raise ArchiveError(_("パスワード付きのファイルは受け付けません。パスワードを外して送ってください。"))
    parts = entry.filename.replace("\\", "/").split("/")
    if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
        raise ArchiveError(_("ファイルの中に正しくない場所を指す項目があります。"))
    if entry.file_size > len(ZIP_MAGIC) and _begins_as_zip(archive, entry):
        if depth >= DEPTH_LIMIT:
            raise ArchiveError(_("ファイルの中のファイルが何重にも入れ子になっています。"))
        open_archive(read_entry(archive, entry), depth=depth + 1, budget=budget)


def _begins_as_zip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bool:
    try:
        with archive.open(entry) as stream:
            return stream.read(len(ZIP_MAGIC)) == ZIP_MAGIC
    except BROKEN as error:
        raise ArchiveError(_("ファイルが壊れています。もう一度保存してから送ってください。")) from error
