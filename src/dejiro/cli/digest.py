"""`dejiro digest`: the day's mail; the operator's scheduler starts it each morning. Safe to repeat."""

import argparse

from dejiro.cli.management import run_management


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Nothing to declare."""


def run(_arguments: argparse.Namespace) -> int:
    """Send each person's digest; 1 when some mail could not be sent."""
    return run_management("send_digest")
