"""`dejiro worker`: does the work that pages left for later. Run one beside the server; more are allowed."""

import argparse
import sys
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command

from dejiro.apps.lab.public import results_resume

DATABASE_QUEUE = "django_tasks_db.DatabaseBackend"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--once", action="store_true", help="いま待っている仕事だけを処理して終わります")


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    if settings.TASKS["default"]["BACKEND"] != DATABASE_QUEUE:
        print("デモでは仕事をその場で処理します。worker は要りません。", file=sys.stderr)
        return 0
    # A worker that was killed may have left computations in the middle; no vote need come for them to be taken up.
    if left := results_resume(idle=timedelta()):
        print(f"途中で止まっていた対話の計算をやり直します：{left}件")
    call_command("db_worker", batch=arguments.once)
    return 0
