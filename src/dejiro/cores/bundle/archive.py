"""A ZIP from a stranger, read without trusting a word of it."""

import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final

from dejiro.cores.bundle.layout import (
    ENTRIES,
    FIGURE,
    FIGURE_LIMIT,
    FILES_LIMIT,
    LIMITS,
    LINE_LIMIT,
    MIB,
    RATIO_LIMIT,
    BundleUnreadable,
    Fault,
)
from dejiro.cores.merkle.canonical import Json, NotCanonical, parse_loosely

_DAMAGE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
_ENCRYPTED: Final = 1
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Archive:
    """A bundle's files. What cannot be read is noted in `faults` and given as None or as no lines.

    Raises:
        BundleUnreadable: if the file is no ZIP.
    """

    def __init__(self, file: BinaryIO) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
        except (*_DAMAGE, ValueError) as error:
            raise BundleUnreadable(f"ZIPファイルとして開けません（{error}）。ダウンロードし直してください。") from error
        self.faults: list[Fault] = []
        self._good: dict[str, zipfile.ZipInfo] = {}
        self._listed: set[str] = set()
        members = self._zip.infolist()
        if len(members) > FILES_LIMIT:
            self.fault("too-many-files", "ZIP", f"ファイルが{len(members)}個あります。{FILES_LIMIT}個までです。")
            members = []
        for member in members:
            self._admit(member)

    def fault(self, code: str, where: str, message: str) -> None:
        """Note what is wrong."""
        self.faults.append(Fault(code, where, message))

    def figures(self) -> set[str]:
        """Return the names of the figures that are there."""
        return {match[1] for name in self._listed if (match := FIGURE.fullmatch(name))}

    def read(self, name: str) -> bytes | None:
        """Return a file's content, or None when it is missing, refused or damaged."""
        if (member := self._member(name)) is None:
            return None
        try:
            return self._zip.read(member)
        except _DAMAGE as error:
            self._damaged(name, error)
            return None

    def text(self, name: str) -> str | None:
        """Return a file's content as text, or None."""
        content = self.read(name)
        try:
            return content if content is None else content.decode()
        except UnicodeDecodeError:
            self.fault("not-text", name, "UTF-8の文字として読めません。")
            return None

    def json(self, name: str) -> dict[str, Json] | None:
        """Return a file's content as a JSON object, or None."""
        content = self.read(name)
        if content is None:
            return None
        try:
            value = parse_loosely(content)
        except NotCanonical as error:
            self.fault("not-json", name, str(error))
            return None
        if isinstance(value, dict):
            return value
        self.fault("not-json", name, "連想配列（{…}）ではありません。")
        return None

    def lines(self) -> Iterator[bytes]:
        """Yield the entries, one a line, without holding more than one piece of the file."""
        member = self._member(ENTRIES)
        if member is None:
            return
        rest = b""
        try:
            with self._zip.open(member) as file:
                while piece := file.read(MIB):
                    *whole, rest = (rest + piece).split(b"\n")
                    yield from whole
                    if len(rest) > LINE_LIMIT:
                        self.fault("line-too-long", ENTRIES, f"1行が{LINE_LIMIT}バイトを超えています。")
                        return
        except _DAMAGE as error:
            self._damaged(ENTRIES, error)
            return
        if rest:
            self.fault("line-open", ENTRIES, "最後の行が改行で終わっていません。途中で切れています。")

    def _member(self, name: str) -> zipfile.ZipInfo | None:
        if name not in self._listed:
            self.fault("missing-file", name, "ファイルがありません。")
        return self._good.get(name)

    def _damaged(self, name: str, error: Exception) -> None:
        self.fault("damaged-file", name, f"壊れていて読めません（{error}）。")

    def _admit(self, member: zipfile.ZipInfo) -> None:
        """Take a member in when its name, size and packing are what a bundle has."""
        name = member.filename
        limit = FIGURE_LIMIT if FIGURE.fullmatch(name) else LIMITS.get(name)
        shown = ascii(name)[1:-1][:100]
        if limit is None and name != ENTRIES:
            unsafe = name.startswith(("/", "\\")) or ".." in name or ":" in name or "\\" in name
            code, what = (
                ("unsafe-name", "束の外を指す名前です") if unsafe else ("unknown-file", "束にないはずのファイルです")
            )
            self.fault(code, shown, f"{what}。取り除いたものを受け取り直してください。")
            return
        if name in self._listed:
            self.fault("twice", shown, "同じ名前のファイルが二つあります。")
            self._good.pop(name, None)
            return
        self._listed.add(name)
        if (problem := _problem(member, limit)) is None:
            self._good[name] = member
        else:
            self.fault(problem[0], shown, problem[1])


def _problem(member: zipfile.ZipInfo, limit: int | None) -> tuple[str, str] | None:
    if member.flag_bits & _ENCRYPTED:
        return "encrypted", "暗号化されています。束は暗号化しません。"
    if member.compress_type not in _METHODS:
        return "packing", "知らない圧縮方式です。"
    if limit is not None and member.file_size > limit:
        return "too-large", f"{member.file_size}バイトあります。{limit}バイトまでです。"
    if member.file_size > RATIO_LIMIT * member.compress_size + MIB:
        return "bomb", f"{member.compress_size}バイトが{member.file_size}バイトに膨らみます。展開しません。"
    return None
