import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.postgres import Cluster, find_binaries, throw_away

pytestmark = pytest.mark.scale
ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 50
CRASHES = 5


def command(part: str, *numbers: int) -> list[str]:
    return [sys.executable, "-m", "tests.scale", part, *map(str, numbers)]


def environment(url: str) -> dict[str, str]:
    return {**os.environ, "DATABASE_URL": url, "DEJIRO_MODE": "demo", "PYTHONPATH": f"{ROOT}/src"}


def answer(url: str, part: str, *numbers: int) -> object:
    """Run one part of kills.py in a process of its own and return what it prints."""
    done = subprocess.run(
        command(part, *numbers), check=False, cwd=ROOT, env=environment(url), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def assert_nothing_is_lost(found: object) -> None:
    assert isinstance(found, dict)
    assert found["rounds"] == ROUNDS
    assert found["acknowledged"] >= ROUNDS
    assert (found["lost"], found["half_done"], found["broken_logs"]) == (0, 0, 0)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is missing (Debian, Ubuntu: apt install postgresql)")
    with throw_away(durable=True) as started:
        yield started


def test_nothing_acknowledged_is_lost_when_a_writer_on_sqlite_is_killed(tmp_path: Path) -> None:
    assert_nothing_is_lost(answer(f"sqlite:///{tmp_path}/kills.sqlite3", "rounds", ROUNDS, 1))


def test_nothing_acknowledged_is_lost_when_a_writer_on_postgresql_is_killed(cluster: Cluster) -> None:
    assert_nothing_is_lost(answer(cluster.url, "rounds", ROUNDS, 2))


@pytest.mark.parametrize("crash", range(CRASHES))
def test_nothing_acknowledged_is_lost_when_postgresql_itself_is_killed(cluster: Cluster, crash: int) -> None:
    url = cluster.create(f"crash{crash}")
    acknowledged = written_until_crash(cluster, url, life=0.1 + 0.15 * crash)
    cluster.start()
    survivors = answer(url, "read")
    assert isinstance(survivors, list)
    assert acknowledged
    assert set(acknowledged) <= set(survivors)


def written_until_crash(cluster: Cluster, url: str, life: float) -> list[int]:
    """Start a writer, kill the whole server under it, and return what was acknowledged before."""
    process = subprocess.Popen(
        command("write"),
        cwd=ROOT,
        env=environment(url),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(life)
    kill_server(cluster)
    rest, _ = process.communicate(timeout=60)
    return [int(line) for line in [first, *rest.splitlines()]]


def kill_server(cluster: Cluster) -> None:
    """Kill the postmaster and all that it started, as a power cut would, and wait until the last is gone."""
    postmaster = cluster.pid()
    family = [postmaster, *children_of(postmaster)]
    for pid in family:
        os.kill(pid, signal.SIGKILL)
    while any(alive(pid) for pid in family):
        time.sleep(0.02)
    for lock in cluster.locks():
        lock.unlink(missing_ok=True)  # after a power cut no process has these numbers any more


def children_of(parent: int) -> list[int]:
    pids = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [pid for pid in pids if status(pid)[1:2] == [str(parent)]]


def alive(pid: int) -> bool:
    return status(pid)[:1] not in ([], ["Z"])


def status(pid: int) -> list[str]:
    """Return a process's state and parent; nothing once it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()[:2]
    except (FileNotFoundError, ProcessLookupError):
        return []
