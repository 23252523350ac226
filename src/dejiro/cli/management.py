"""Run one of Django's management commands and turn its fault into an exit code."""

import sys

from django.core.management import CommandError, call_command


def run_management(name: str, **options: object) -> int:
    """Return 0, or 1 after the command's own sentence when it could not do it all."""
    try:
        call_command(name, **options)
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
