"""Restore a backup: all of it or nothing, and only after every table and the log have been read back and compared."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader

from dejiro.cli.backups import log
from dejiro.cli.backups.archive import (
    BackupFault,
    Manifest,
    Table,
    batches,
    file_member,
    open_archive,
    read_manifest,
    verify,
)
from dejiro.cli.backups.rows import BATCH, Inserter, RowFault, digest_of, table_name, tables

# Django fills these by itself whenever it migrates.
FILLED_BY_DJANGO: Final = frozenset({"django_content_type", "auth_permission"})


def load(path: Path, *, replace: bool = False) -> Manifest:
    """Restore a backup into the database and the files' folder of the settings.

    Args:
        path: the archive.
        replace: delete what is there; otherwise a database with rows is refused.

    Raises:
        BackupFault: with a sentence that says why; then nothing has been changed.
    """
    with open_archive(path) as archive:
        manifest = read_manifest(archive)
        verify(archive, manifest)
        check_version(manifest)
        call_command("migrate", verbosity=0, interactive=False)
        if not replace:
            check_empty()
        try:
            with transaction.atomic(), files_in_place(archive, manifest):
                fill(archive, manifest)
                compare(manifest)
        except (DatabaseError, RowFault) as error:
            raise BackupFault(f"復元できませんでした。データベースは元のままです（{error}）。") from error
        finally:
            ContentType.objects.clear_cache()
    return manifest


def check_version(manifest: Manifest) -> None:
    """Refuse a backup whose tables are not those of this version."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    ours, theirs = sorted(known), sorted(manifest.migrations)
    if ours != theirs or set(manifest.tables) != {table_name(model) for model in tables()}:
        raise BackupFault(
            f"この控えは Dejiro {manifest.version} のもので、いまの版と表の形が違います。"
            f"{manifest.version} を入れて復元し、それから新しい版に上げて dejiro migrate を実行してください。"
        )


def check_empty() -> None:
    """Refuse a database that already holds something."""
    for model in tables():
        if table_name(model) not in FILLED_BY_DJANGO and model._base_manager.exists():
            raise BackupFault(
                f"データベースが空ではありません（{table_name(model)} に行があります）。空のデータベースを "
                "DATABASE_URL に設定するか、いまの内容を消してよければ --replace を付けてください。"
            )


def fill(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put the archive's rows in place of whatever the tables hold."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for name in manifest.tables:
            cursor.execute(f"DELETE FROM {quote(name)}")  # noqa: S608  # the models' own names, quoted
    for model in tables():
        inserter = Inserter(model)
        for batch in batches(archive, table_name(model), BATCH):
            inserter.write(batch)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), tables()):
            cursor.execute(statement)


def compare(manifest: Manifest) -> None:
    """Read every table and the log back and hold them against the manifest."""
    for model in tables():
        name = table_name(model)
        if Table(*digest_of(model)) != manifest.tables[name]:
            raise BackupFault(f"復元した表 {name} が控えと一致しません。データベースは元のままです。")
    if log.size_and_root() != (manifest.log_size, manifest.log_root):
        raise BackupFault("復元した記録の根が控えと一致しません。データベースは元のままです。")


@contextmanager
def files_in_place(archive: zipfile.ZipFile, manifest: Manifest) -> Iterator[None]:
    """Have the archive's files in the files' folder when the block ends well, and the old ones when it does not."""
    folder: Path = settings.FILES_DIR
    staged, former = folder.with_name(f"{folder.name}.restoring"), folder.with_name(f"{folder.name}.former")
    for leftover in (staged, former):
        shutil.rmtree(leftover, ignore_errors=True)
    unpack(archive, manifest, staged)
    if folder.exists():
        folder.rename(former)
    try:
        staged.rename(folder)
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def unpack(archive: zipfile.ZipFile, manifest: Manifest, folder: Path) -> None:
    """Write the archive's files below a folder."""
    folder.mkdir(mode=0o700, parents=True)
    for place in manifest.files:
        target = folder / place
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(file_member(place)) as source, target.open("xb") as written:
            shutil.copyfileobj(source, written)
