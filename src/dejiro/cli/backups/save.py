"""Write a backup while the platform goes on: one view of the database at one moment, and the files that it names."""

import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from dejiro.cli.backups import log
from dejiro.cli.backups.archive import CHUNK, MANIFEST, Manifest, Table, file_member, table_member
from dejiro.cli.backups.rows import lines, table_name, tables


def save(path: Path, *, version: str) -> Manifest:
    """Write a backup; the name appears only when the whole archive lies safely on the disk.

    Args:
        path: where to; must not exist.
        version: of the program, for the manifest.

    Raises:
        FileExistsError: if the name is taken.
    """
    if path.exists():
        raise FileExistsError(path)
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("xb") as target:
            os.chmod(target.fileno(), 0o600)  # noqa: PTH101  # by descriptor: the file is never readable by others
            with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, allowZip64=True) as archive, one_moment():
                manifest = write(archive, version)
            target.flush()
            os.fsync(target.fileno())
        partial.rename(path)
    finally:
        partial.unlink(missing_ok=True)
    return manifest


@contextmanager
def one_moment() -> Iterator[None]:
    """Hold one view of the database without holding up its writers."""
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _sqlite_read():
            yield


@contextmanager
def _sqlite_read() -> Iterator[None]:
    """Begin a transaction that only reads; Django's own would take the writers' lock at once."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def write(archive: zipfile.ZipFile, version: str) -> Manifest:
    """Write all members, the manifest last."""
    size, root = log.size_and_root()
    manifest = Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        version=version,
        database=connection.vendor,
        migrations=applied_migrations(),
        log_size=size,
        log_root=root,
        tables={table_name(model): write_table(archive, model) for model in tables()},
        files=dict(write_files(archive, settings.FILES_DIR)),
    )
    archive.writestr(MANIFEST, manifest.to_json())
    return manifest


def write_table(archive: zipfile.ZipFile, model: type) -> Table:
    """Write one table's lines and return what they are."""
    digest, rows = sha256(), 0
    with archive.open(table_member(table_name(model)), "w", force_zip64=True) as member:
        for line in lines(model):
            member.write(line)
            digest.update(line)
            rows += 1
    return Table(rows, digest.hexdigest())


def write_files(archive: zipfile.ZipFile, folder: Path) -> Iterator[tuple[str, str]]:
    """Copy every stored file; yield its place below the folder and its SHA-256."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        place, digest = path.relative_to(folder).as_posix(), sha256()
        with path.open("rb") as source, archive.open(file_member(place), "w", force_zip64=True) as member:
            while chunk := source.read(CHUNK):
                member.write(chunk)
                digest.update(chunk)
        yield place, digest.hexdigest()


def applied_migrations() -> list[str]:
    """Return the migrations that made these tables."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
