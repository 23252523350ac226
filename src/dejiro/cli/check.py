"""`dejiro check`: everything that would hurt in production, in one list, each with what to set."""

import argparse
import sys

from django.core import checks
from django.core.checks import CheckMessage
from django.db import connections

MARKS = {checks.ERROR: "誤り", checks.WARNING: "注意", checks.CRITICAL: "重大"}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to declare."""


def run(_arguments: argparse.Namespace) -> int:
    """Print what is wrong; 1 when something must be set before the platform may serve."""
    messages = sorted(checks.run_checks(databases=list(connections)), key=lambda message: -message.level)
    shown = [message for message in messages if not message.is_silenced()]
    for message in shown:
        print(line(message), file=sys.stderr)
    faults = [message for message in shown if message.is_serious()]
    print(f"点検：誤り {len(faults)} 件、注意 {len(shown) - len(faults)} 件")
    return 1 if faults else 0


def line(message: CheckMessage) -> str:
    """Return a message with its hint below it."""
    mark = MARKS.get(message.level, "情報")
    hint = f"\n      {message.hint}" if message.hint else ""
    return f"{mark} [{message.id}] {message.msg}{hint}"
