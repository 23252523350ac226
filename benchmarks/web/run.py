"""The pages at the size of the nation: 1,741 bodies, 20,000 needs, 200,000 commitments, on PostgreSQL.

    python benchmarks/web/run.py [--small]

Promised, median of the worker's CPU: desk, need and round page 15 ms each, search 30 ms. The physical limit beside them
is an empty page of the same server in the same run. PostgreSQL's own programs must be on the machine.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    """Fill a throw-away PostgreSQL, ask for the pages, print the table; 1 when one is over its limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", action="store_true", help="a twentieth of the size")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from tools.postgres import throw_away  # noqa: PLC0415  # found only now that the path is set

    with throw_away() as cluster:
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": cluster.url,
            "DJANGO_SETTINGS_MODULE": "dejiro.config.settings",
            "DEJIRO_LOG_LEVEL": "CRITICAL",
        }
        size = ["--small"] if arguments.small else []
        here = Path(__file__).parent
        subprocess.run([sys.executable, here / "filling.py", *size], env=environment, check=True)
        # Another process asks: a worker's memory does not hold what filled the database.
        return subprocess.run([sys.executable, here / "measure.py"], env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
