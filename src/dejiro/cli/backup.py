"""`dejiro backup FILE`: everything in one archive, while the platform goes on working."""

import argparse
import sys
from pathlib import Path

from dejiro.cli import installed_version
from dejiro.cli.backups.archive import Manifest
from dejiro.cli.backups.save import save


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="控えの名前（例：dejiro-2026-10-05.zip）。個人情報を含みます")


def run(arguments: argparse.Namespace) -> int:
    """Save, and print what a restore must arrive at; 1 when it cannot be saved."""
    try:
        manifest = save(arguments.file, version=installed_version())
    except FileExistsError:
        print(f"{arguments.file} はもうあります。別の名前を指定してください。", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{arguments.file} に書けません（{error.strerror}）。", file=sys.stderr)
        return 1
    print(f"控え {arguments.file}: {summary(manifest)}")
    return 0


def summary(manifest: Manifest) -> str:
    """Return a backup's size and the log's root in one line."""
    rows = sum(table.rows for table in manifest.tables.values())
    return (
        f"{len(manifest.tables)}表 {rows}行、ファイル{len(manifest.files)}件、"
        f"記録{manifest.log_size}件、根 {manifest.log_root}"
    )
