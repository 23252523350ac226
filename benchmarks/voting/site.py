"""The platform as production runs it, on a throw-away PostgreSQL: two server processes and one background worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST = "dejiro.pref.example.jp"
PATIENCE = 90.0
TICKS = os.sysconf("SC_CLK_TCK")


def environment(url: str, folder: Path) -> dict[str, str]:
    """Return the environment of a production server behind a proxy; nothing of the caller's own settings."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("DEJIRO_", "DATABASE_"))}
    return {
        **ours,
        "DATABASE_URL": url,
        "DEJIRO_MODE": "production",
        "DEJIRO_DATA_DIR": str(folder),
        "DEJIRO_SECRET_KEY": "a key of a server that lives for one measurement only",
        "DEJIRO_LEDGER_KEY": "5a" * 32,
        "DEJIRO_LEDGER_ORIGIN": f"{HOST}/ledger",
        "DEJIRO_ALLOWED_HOSTS": HOST,
        "DEJIRO_BASE_URL": f"https://{HOST}",
        "DEJIRO_BEHIND_PROXY": "1",
        "DEJIRO_LOG_LEVEL": "CRITICAL",
        "DJANGO_SETTINGS_MODULE": "dejiro.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


@dataclass
class Site:
    """A platform that can be started, killed and started again. Its processes form groups of their own."""

    environment: Mapping[str, str]
    folder: Path
    port: int = 0
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def command(self, *arguments: str) -> str:
        """Run a command to its end and return what it prints."""
        done = subprocess.run(
            [sys.executable, *arguments], check=False, cwd=ROOT, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise RuntimeError(f"{arguments}: {done.stderr}")
        return done.stdout

    def start(self) -> None:
        """Start server and background worker, and return when the server answers."""
        self.port = free_port()
        self._begin("serve", "--port", str(self.port), "--workers", "2")
        self._begin("worker")
        deadline = time.monotonic() + PATIENCE
        while not answers(self.port):
            if time.monotonic() > deadline or self.running[0].poll() is not None:
                raise RuntimeError((self.folder / "serve.log").read_text(encoding="utf-8"))
            time.sleep(0.1)

    def kill(self) -> None:
        """Kill all processes of server and worker at once: they get no chance to finish anything."""
        for process in self.running:
            with suppress(ProcessLookupError):  # gone by itself
                os.killpg(process.pid, signal.SIGKILL)
        for process in self.running:
            process.wait()
        self.running.clear()

    def cpu(self) -> dict[str, float]:
        """Return the processor seconds that server and background worker have taken so far."""
        return {name: family_cpu(process.pid) for name, process in zip(("server", "worker"), self.running, strict=True)}

    def _begin(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running.append(
                subprocess.Popen(
                    [sys.executable, "-m", "dejiro", name, *arguments],
                    cwd=ROOT,
                    env=self.environment,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                )
            )


@contextmanager
def site(url: str, folder: Path) -> Iterator[Site]:
    """Yield a platform on an empty database, its tables made; whatever still runs at the end is killed."""
    made = Site(environment(url, folder), folder)
    made.command("-m", "dejiro", "migrate")
    try:
        yield made
    finally:
        made.kill()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def answers(port: int) -> bool:
    """True when somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def family_cpu(parent: int) -> float:
    """Return the processor seconds of a process, its living children and those that it has outlived."""
    living = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    fields = [found for pid in living if (found := _stat(pid)) and parent in {pid, int(found[1])}]
    return sum(sum(map(int, found[11:15])) for found in fields) / TICKS


def _stat(pid: int) -> list[str]:
    """Return what /proc tells after the name of a process; nothing once it is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rsplit(")", 1)[1].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
