"""`dejiro serve`: check, then run the production server."""

import argparse
import sys

from dejiro.cli import check, server
from dejiro.config import env


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    server.add_address(parser)
    workers = env.integer("DEJIRO_WORKERS", server.default_workers())
    parser.add_argument("--workers", type=int, default=workers, help="プロセスの数（DEJIRO_WORKERS）")
    parser.add_argument(
        "--threads",
        type=int,
        default=env.integer("DEJIRO_THREADS", 4),
        help="プロセスごとのスレッド数（DEJIRO_THREADS）",
    )


def run(arguments: argparse.Namespace) -> int:
    """Refuse with a list of what to set, or serve until told to stop."""
    if check.run(arguments):
        print("起動しません。上の点を直してから、もう一度起動してください。", file=sys.stderr)
        return 1
    if fault := server.port_fault(arguments.host, arguments.port):
        print(fault, file=sys.stderr)
        return 1
    return server.run(f"{arguments.host}:{arguments.port}", workers=arguments.workers, threads=arguments.threads)
