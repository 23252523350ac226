"""The archive: a ZIP with one member per table, one per file, and last a manifest that says what they must be."""

import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

FORMAT: Final = "dejiro-backup-1"
MANIFEST: Final = "manifest.json"
CHUNK: Final = 1 << 20
UNREADABLE: Final = (zipfile.BadZipFile, zlib.error, EOFError, OSError)


class BackupFault(Exception):  # noqa: N818  # says what is wrong with a backup, or why it cannot be restored here
    """The archive is not a whole, unaltered backup of this version, or the database cannot take it."""


@dataclass(frozen=True)
class Table:
    """What a table must be: its rows and the SHA-256 of their lines."""

    rows: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds."""

    made_at: str
    version: str
    database: str
    migrations: list[str]
    log_size: int
    log_root: str
    tables: dict[str, Table] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the manifest as text."""
        return json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False, indent=1, sort_keys=True)


def table_member(name: str) -> str:
    """Return where a table's lines stand."""
    return f"tables/{name}.jsonl"


def file_member(path: str) -> str:
    """Return where a stored file stands; `path` is its place below the files' folder."""
    return f"files/{path}"


def is_inside(path: str) -> bool:
    """True when a stored file's place stays below the files' folder."""
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts and str(pure) == path


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open a backup.

    Raises:
        BackupFault: if it is not there or was cut off.
    """
    try:
        return zipfile.ZipFile(path)
    except (OSError, zipfile.BadZipFile) as error:
        raise BackupFault(f"{path}: 控えとして開けません（{error}）。途中で切れていないか確かめてください。") from error


def read_manifest(archive: zipfile.ZipFile) -> Manifest:
    """Return what the archive says of itself.

    Raises:
        BackupFault: if it says nothing that this version understands.
    """
    try:
        content = json.loads(archive.read(MANIFEST))
        if content.pop("format") != FORMAT:
            raise BackupFault("この版では読めない形式の控えです。控えを作った版の Dejiro で復元してください。")
        tables = {name: Table(**table) for name, table in content.pop("tables").items()}
        return Manifest(**content, tables=tables)
    except (KeyError, TypeError, ValueError, AttributeError, *UNREADABLE) as error:
        raise BackupFault("控えの目録（manifest.json）がないか、壊れています。") from error


def verify(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Read the whole archive and compare every member with the manifest, before anything is written anywhere.

    Raises:
        BackupFault: naming the first member that is missing, altered or too many.
    """
    expected = {table_member(name): table.sha256 for name, table in manifest.tables.items()}
    expected |= {file_member(place): digest for place, digest in manifest.files.items()}
    names = archive.namelist()
    if sorted(names) != sorted([*expected, MANIFEST]):
        raise BackupFault("控えの中身が目録と一致しません。表やファイルが欠けているか、余計なものがあります。")
    if not all(map(is_inside, manifest.files)):
        raise BackupFault("控えの目録にあるファイルの場所が正しくありません。")
    for name, digest in expected.items():
        if digest_of_member(archive, name) != digest:
            raise BackupFault(f"控えの中の {name} が、作られたときから変わっています。")


def digest_of_member(archive: zipfile.ZipFile, name: str) -> str:
    """Return the SHA-256 of a member's content, "" when it cannot be read."""
    digest = sha256()
    try:
        with archive.open(name) as member:
            while chunk := member.read(CHUNK):
                digest.update(chunk)
    except UNREADABLE:
        return ""
    return digest.hexdigest()


def batches(archive: zipfile.ZipFile, name: str, size: int) -> Iterator[list[bytes]]:
    """Yield a table's lines, some at a time."""
    with archive.open(table_member(name)) as member:
        while batch := list(islice(member, size)):
            yield batch
