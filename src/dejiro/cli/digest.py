"""`dejiro digest`: the day's mail; the operator's scheduler starts it each morning. Safe to repeat."""

import argparse
import sys

from django.core.management import CommandError, call_command


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to declare."""


def run(_arguments: argparse.Namespace) -> int:
    """Send each person's digest; 1 when some mail could not be sent."""
    try:
        call_command("send_digest")
    except CommandError as error:
        print(error, file=sys.stderr)
        return 1
    return 0
