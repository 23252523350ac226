"""Votes that come in faster than results can be computed, on the platform as production runs it; some see it killed."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest

from benchmarks.voting.crowd import Cast, Crowd, Door, Press
from benchmarks.voting.site import ROOT, Site, site
from dejiro.apps.lab.computing import REFRESH
from tests.scale.test_kills import kill_server
from tools.postgres import Cluster, find_binaries, throw_away

pytestmark = pytest.mark.scale
VOTERS, STATEMENTS = 300, 20
VOTES, RATE = 600, 40
KILLED_AFTER = 5.0


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is missing (Debian, Ubuntu: apt install postgresql)")
    with throw_away(durable=True) as started:
        yield started


@pytest.fixture
def platform(cluster: Cluster, tmp_path: Path) -> Iterator[Site]:
    with site(cluster.url, tmp_path) as made:
        yield made


@pytest.fixture
def door(platform: Site) -> Door:
    found = Door(**json.loads(platform.command("-m", "benchmarks.voting.stage", "open", str(VOTERS), str(STATEMENTS))))
    platform.start()
    return found


def stored(platform: Site, door: Door) -> tuple[list[Cast], list[float], int]:
    """Return the votes in the database, when results were computed, and how many votes the last result holds."""
    found = json.loads(platform.command("-m", "benchmarks.voting.stage", "read", str(door.conversation)))
    return [(key, statement, value) for key, statement, value in found["votes"]], found["computed"], found["counted"]


def voted_while(platform: Site, presses: list[Press], kill: object) -> Crowd:
    """Let the crowd vote, do something to the platform in the middle, and return what came of it."""
    crowd = Crowd()
    assert callable(kill)

    async def both() -> None:
        voting = asyncio.create_task(crowd.vote(platform.port, presses, RATE))
        await asyncio.sleep(KILLED_AFTER)
        await asyncio.to_thread(kill)
        await voting

    asyncio.run(both())
    return crowd


def test_every_vote_is_stored_and_results_are_computed_once_in_five_seconds(platform: Site, door: Door) -> None:
    crowd = Crowd()
    presses = door.presses(VOTES)
    asyncio.run(crowd.vote(platform.port, presses, RATE))
    asyncio.run(asyncio.sleep(2 * REFRESH.total_seconds()))
    votes, computed, counted = stored(platform, door)
    assert not crowd.failed
    assert sorted(votes) == sorted(press.cast for press in presses)
    assert counted == VOTES
    assert len(computed) >= 2
    assert min(later - earlier for earlier, later in pairwise(computed)) >= REFRESH.total_seconds()


@pytest.mark.parametrize("victim", ["server", "database"])
def test_no_acknowledged_vote_is_lost_by_a_kill(platform: Site, door: Door, cluster: Cluster, victim: str) -> None:
    presses = door.presses(VOTES)
    crowd = voted_while(platform, presses, platform.kill if victim == "server" else lambda: kill_server(cluster))
    if victim == "database":
        platform.kill()
        cluster.start()
    votes, _computed, _counted = stored(platform, door)
    assert crowd.failed
    assert len(crowd.acknowledged) >= RATE
    assert set(crowd.acknowledged) <= set(votes)
    assert set(votes) <= {press.cast for press in presses}
    assert len(votes) == len(set(votes))


def test_a_form_that_is_sent_again_after_a_kill_is_counted_once(platform: Site, door: Door) -> None:
    presses = door.presses(VOTES // 2)
    voted_while(platform, presses, platform.kill)
    platform.start()
    again = Crowd()
    asyncio.run(again.vote(platform.port, presses, RATE))
    votes, _computed, _counted = stored(platform, door)
    assert not again.failed
    assert sorted(votes) == sorted(press.cast for press in presses)


def family(folder: Path) -> list[str]:
    """Return the command lines of the processes that have anything to do with a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if str(folder) in (process / "environ").read_text(errors="replace"):
                found.append((process / "cmdline").read_text(errors="replace"))
    return found


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_ended_benchmark_leaves_nothing_running_and_nothing_lying_about(number: signal.Signals) -> None:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is missing (Debian, Ubuntu: apt install postgresql)")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL runs under another account where we are root.
        run = subprocess.Popen([sys.executable, ROOT / "benchmarks/voting/run.py"], env={**os.environ, "TMPDIR": name})
        while not any("worker" in line for line in family(folder)):
            assert run.poll() is None
            time.sleep(0.2)
        run.send_signal(number)
        assert run.wait(60) == 128 + number
        assert family(folder) == []
        assert list(folder.iterdir()) == []
