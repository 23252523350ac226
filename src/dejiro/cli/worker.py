"""`dejiro worker`: does the work that pages left for later. Run one beside the server; more are allowed."""

import argparse
import sys

from django.conf import settings
from django.core.management import call_command

DATABASE_QUEUE = "django_tasks_db.DatabaseBackend"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--once", action="store_true", help="いま待っている仕事だけを処理して終わります")


def run(arguments: argparse.Namespace) -> int:
    """Work until told to stop."""
    if settings.TASKS["default"]["BACKEND"] != DATABASE_QUEUE:
        print("デモでは仕事をその場で処理します。worker は要りません。", file=sys.stderr)
        return 0
    call_command("db_worker", batch=arguments.once)
    return 0
