"""Platforms with the demo's cast, each a process of its own: the real command on a folder of its own."""

import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import dejiro

SOURCE = Path(dejiro.__file__).parents[1]
ROOT = SOURCE.parent
PRESENT = "2026-10-05T10:00:00+09:00"
STARTS_WITHIN = 60.0
DATABASE = "dejiro.sqlite3"


@dataclass(frozen=True)
class Site:
    """A platform that answers at an address, and the folder that holds its data."""

    url: str
    folder: Path


def environment(folder: Path, clock: str = PRESENT) -> dict[str, str]:
    """Return the environment of a demo in a folder, at a moment; nothing of the caller's own settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DEJIRO_", "DATABASE_"))}
    paths = os.pathsep.join((str(SOURCE), str(ROOT)))
    return {**ours, "DEJIRO_DATA_DIR": str(folder), "DEJIRO_CLOCK": clock, "DEJIRO_MODE": "demo", "PYTHONPATH": paths}


def dejiro_command(*arguments: str, folder: Path, clock: str = PRESENT) -> subprocess.CompletedProcess[str]:
    """Run a sub-command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "dejiro", *arguments],
        check=False,
        cwd=ROOT,
        env=environment(folder, clock),
        capture_output=True,
        text=True,
    )


def demo_in(folder: Path) -> Path:
    """Fill a folder with the demo, once, however many workers ask; return it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = folder.with_suffix(".new")
            shutil.rmtree(made, ignore_errors=True)
            done = dejiro_command("demo", "--no-serve", folder=made)
            assert done.returncode == 0, done.stderr
            made.rename(folder)
    return folder


def copied(demo: Path, folder: Path) -> Path:
    """Return a copy of the demo to write in."""
    shutil.copytree(demo, folder)
    return folder


def props_in(folder: Path) -> dict[str, object]:
    """Play what the demo lacks (see props.py) and return the numbers of everything that has an address."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser", "props"],
        check=False,
        cwd=ROOT,
        env=environment(folder),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    numbers = json.loads(done.stdout)
    assert isinstance(numbers, dict)
    return numbers


@contextmanager
def serving(folder: Path, clock: str = PRESENT) -> Iterator[Site]:
    """Serve a folder at a moment until the block ends."""
    port = free_port()
    command = [sys.executable, "-m", "dejiro", "demo", "--port", str(port)]
    log = folder / "server.log"
    with log.open("a") as output:
        server = subprocess.Popen(command, cwd=ROOT, env=environment(folder, clock), stdout=output, stderr=output)
        try:
            url = f"http://127.0.0.1:{port}"
            wait_for(url, server, log)
            yield Site(url, folder)
        finally:
            server.terminate()
            server.wait(timeout=STARTS_WITHIN)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Return as soon as the server answers."""
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/static/ui/favicon.svg", timeout=5):  # noqa: S310  # our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AssertionError(f"the server did not start:\n{log.read_text(encoding='utf-8')}")
