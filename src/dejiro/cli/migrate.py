"""`dejiro migrate`: bring the database to this version. Safe to repeat."""

import argparse

from django.conf import settings
from django.core.management import call_command

DATABASE_CACHE = "django.core.cache.backends.db.DatabaseCache"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--plan", action="store_true", help="何をするかを示すだけで、実行しません")


def run(arguments: argparse.Namespace) -> int:
    """Migrate, and make the cache's table where the cache lies in the database."""
    call_command("migrate", interactive=False, plan=arguments.plan)
    if settings.CACHES["default"]["BACKEND"] == DATABASE_CACHE and not arguments.plan:
        call_command("createcachetable")
    return 0
