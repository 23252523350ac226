"""`dejiro restore FILE`: all of a backup or nothing of it."""

import argparse
import sys
from pathlib import Path

from django.db import connection

from dejiro.cli.backup import summary
from dejiro.cli.backups.archive import BackupFault
from dejiro.cli.backups.load import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("file", type=Path, help="dejiro backup で作った控え")
    parser.add_argument(
        "--replace", action="store_true", help="いまのデータベースとファイルの内容をすべて消して復元します"
    )
    parser.add_argument("--yes", action="store_true", help="--replace の前の確認をしません")


def run(arguments: argparse.Namespace) -> int:
    """Restore and print what was arrived at; 1 when nothing was done."""
    if arguments.replace and not arguments.yes and not confirmed():
        print("やめました。何も変えていません。")
        return 1
    try:
        manifest = load(arguments.file, replace=arguments.replace)
    except BackupFault as fault:
        print(fault, file=sys.stderr)
        return 1
    print(f"復元しました。すべての表と記録の根は控えと同じです。{summary(manifest)}")
    return 0


def confirmed() -> bool:
    """Ask for the name of the database that is about to be emptied."""
    name = str(connection.settings_dict["NAME"])
    print(f"データベース {name} の内容をすべて消します。よければ、その名前を入力してください。")
    return sys.stdin.readline().strip() == name
