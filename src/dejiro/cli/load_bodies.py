"""`dejiro load-bodies`: the prefectures and municipalities, from the project's table or a newer one. Safe to repeat."""

import argparse
from pathlib import Path

from dejiro.cli.management import run_management


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--file", type=Path, help="municipalities.csv と同じ列を持つ新しい一覧（UTF-8のCSV）")
    parser.add_argument("--area", action="append", help="取り込む都道府県の6桁のコード（複数指定できます）")
    parser.add_argument("--dry-run", action="store_true", help="変わるところを示すだけで、書き込みません")


def run(arguments: argparse.Namespace) -> int:
    """Load, and show each change."""
    return run_management("load_bodies", file=arguments.file, area=arguments.area, dry_run=arguments.dry_run)
