"""Votes at a steady rate on PostgreSQL, the platform being run as in production: two server processes, one worker.

    python benchmarks/voting/run.py [--seconds 60] [--rate 200]

Promised: 200 votes a second, each acknowledged only when it is stored (the database syncs to its disk), 99 % of the
answers within 300 ms, results computed in the background at most every five seconds. Crowd, server, worker and
database share this machine; so the processor time for each vote stands beside the waits, and what a loop of a million
squares takes. That nothing acknowledged is lost when processes are killed is a test: tests/scale/test_voting.py.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.voting.crowd import Cast, Crowd, Door  # noqa: E402  # found only now that the path is set
from benchmarks.voting.site import Site, family_cpu, site  # noqa: E402
from tools.postgres import throw_away  # noqa: E402

VOTERS, STATEMENTS = 3_000, 60
WARM = 400
LIMIT_MS = 300
REFRESH = 5.0
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main() -> int:
    """Measure and print; 1 when a promise is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--rate", type=int, default=200)
    arguments = parser.parse_args()
    for number in ENDINGS:
        signal.signal(number, end)
    with (
        tempfile.TemporaryDirectory() as folder,
        throw_away(durable=True) as cluster,
        site(cluster.url, Path(folder)) as made,
    ):
        return measure(made, cluster.pid(), arguments.rate, arguments.rate * arguments.seconds)


def end(number: int, _frame: FrameType | None) -> None:
    """End in order: server, worker and database stop with the blocks in which they run, whoever is impatient."""
    for further in ENDINGS:
        signal.signal(further, signal.SIG_IGN)
    sys.exit(128 + number)


def measure(made: Site, postmaster: int, rate: int, number: int) -> int:
    """Let the crowd vote; print the table."""
    door = Door(**json.loads(made.command("-m", "benchmarks.voting.stage", "open", str(VOTERS), str(STATEMENTS))))
    made.start()
    votes = door.presses(number + WARM)
    asyncio.run(Crowd().vote(made.port, votes[:WARM], rate / 4))
    crowd, before, started = Crowd(), spent(made, postmaster), time.monotonic()
    asyncio.run(crowd.vote(made.port, votes[WARM:], rate))
    lasted, after = time.monotonic() - started, spent(made, postmaster)
    found = json.loads(made.command("-m", "benchmarks.voting.stage", "read", str(door.conversation)))
    lost = set(crowd.acknowledged) - {(key, statement, value) for key, statement, value in found["votes"]}
    print(machine())
    return told(crowd, lasted, lost) | costs({name: after[name] - before[name] for name in after}, crowd, found)


def spent(made: Site, postmaster: int) -> dict[str, float]:
    """Return the processor seconds of everybody who has a part in a vote."""
    return {**made.cpu(), "postgresql": family_cpu(postmaster), "crowd": time.process_time()}


def told(crowd: Crowd, lasted: float, lost: set[Cast]) -> int:
    """Print how the votes were answered; 1 when a promise is broken."""
    done, cuts = len(crowd.acknowledged), statistics.quantiles(crowd.waits, n=1000)
    median, p90, p99, longest = (1000 * wait for wait in (cuts[499], cuts[899], cuts[989], max(crowd.waits)))
    print(f"acknowledged {done} in {lasted:.1f} s: {done / lasted:.0f} a second; not {crowd.failed}; lost {len(lost)}")
    print(f"wait, ms: median {median:.0f}, 90 % {p90:.0f}, 99 % {p99:.0f} (limit {LIMIT_MS}), longest {longest:.0f}")
    return int(bool(lost or crowd.failed) or p99 > LIMIT_MS)


def costs(seconds: Mapping[str, float], crowd: Crowd, found: Mapping[str, Sequence[float]]) -> int:
    """Print what a vote costs, and how often results were computed; 1 when that was too often."""
    parts = (f"{name} {1000 * took / len(crowd.acknowledged):.2f}" for name, took in seconds.items())
    print("CPU per vote, ms: " + ", ".join(parts))
    apart = min((later - earlier for earlier, later in pairwise(found["computed"])), default=REFRESH)
    print(f"results computed {len(found['computed'])} times, at least {apart:.1f} s apart")
    return int(apart < REFRESH)


def machine() -> str:
    """Return what the figures depend on: how fast the interpreter counts, who else is at work."""
    started = time.process_time()
    sum(number * number for number in range(1_000_000))
    counted = (time.process_time() - started) * 1000
    return f"a million squares in {counted:.0f} ms, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} processors"


if __name__ == "__main__":
    sys.exit(main())
