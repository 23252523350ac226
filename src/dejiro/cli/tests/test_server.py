import gc
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connections

from dejiro import cli
from dejiro.cli import check, main, server
from dejiro.config.wsgi import application

SOURCE = Path(cli.__file__).resolve().parents[2]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_named_with_a_way_out(taken_port: int) -> None:
    fault = server.port_fault("127.0.0.1", taken_port)
    assert str(taken_port) in fault
    assert "--port" in fault


def test_an_address_of_another_machine_is_refused() -> None:
    assert "使えません" in server.port_fault("192.0.2.1", 8000)


def test_a_free_port_has_no_fault() -> None:
    assert server.port_fault("127.0.0.1", 0) == ""


def test_there_are_always_two_workers_so_that_one_can_be_renewed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    assert server.default_workers() == 2
    monkeypatch.setattr(os, "cpu_count", lambda: 8)
    assert server.default_workers() == 8


@pytest.fixture
def collector() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


@pytest.mark.usefixtures("collector")
def test_what_is_loaded_before_the_workers_start_is_kept_out_of_garbage_collection() -> None:
    server.settle()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold() == server.COLLECT_AFTER


@pytest.mark.usefixtures("collector")
def test_gunicorn_takes_every_option_that_it_knows() -> None:
    made = server.Server(server.options("127.0.0.1:0", workers=3, threads=5))
    assert (made.cfg.workers, made.cfg.threads, made.cfg.preload_app) == (3, 5, True)
    assert made.load() is application


def test_a_server_with_a_taken_port_does_not_start(
    taken_port: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "run", lambda _arguments: 0)
    assert main(["serve", "--port", str(taken_port)]) == 1
    assert "--port" in capsys.readouterr().err


def test_a_server_with_a_fault_does_not_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(check, "run", lambda _arguments: 1)
    assert main(["serve"]) == 1
    assert "起動しません" in capsys.readouterr().err


def test_a_server_without_a_fault_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[object] = []
    monkeypatch.setattr(check, "run", lambda _arguments: 0)
    monkeypatch.setattr(server, "port_fault", lambda _host, _port: "")
    monkeypatch.setattr(connections, "close_all", lambda: started.append("closed"))
    monkeypatch.setattr(server.Server, "run", lambda made: started.append(made.chosen["workers"]))
    assert main(["serve", "--workers", "3"]) == 0
    assert started == ["closed", 3]


def bare(tmp_path: Path) -> dict[str, str]:
    """An environment in which nothing of the platform is set but where its data lie."""
    others = {name: value for name, value in os.environ.items() if not name.startswith(("DEJIRO_", "DATABASE_URL"))}
    return {**others, "PYTHONPATH": str(SOURCE), "DEJIRO_DATA_DIR": str(tmp_path)}


def production(tmp_path: Path) -> dict[str, str]:
    """The environment of a small production."""
    return {
        **bare(tmp_path),
        "DEJIRO_SECRET_KEY": "s" * 60,
        "DEJIRO_LEDGER_KEY": "0123456789abcdef" * 4,
        "DEJIRO_LEDGER_ORIGIN": "dejiro.test.example/ledger",
        "DEJIRO_ALLOWED_HOSTS": "127.0.0.1",
        "DEJIRO_BASE_URL": "https://127.0.0.1",
        "DEJIRO_BEHIND_PROXY": "true",
    }


def test_production_without_settings_names_each_that_is_missing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "dejiro", "serve"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=bare(tmp_path))
    assert done.returncode == 1
    for name in ("SECRET_KEY", "LEDGER_KEY", "LEDGER_ORIGIN", "ALLOWED_HOSTS", "BASE_URL"):
        assert f"DEJIRO_{name}" in done.stderr
    assert "dejiro migrate" in done.stderr


def test_no_other_server_starts_production_without_settings(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import dejiro.config.wsgi"]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=bare(tmp_path))
    assert done.returncode != 0
    assert "DEJIRO_SECRET_KEY" in done.stderr


def test_production_migrates_serves_and_stops_gracefully(tmp_path: Path) -> None:
    environment = production(tmp_path)
    command = [sys.executable, "-m", "dejiro"]
    subprocess.run([*command, "migrate"], check=True, capture_output=True, env=environment)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen([*command, "serve", "--port", str(port), "--workers", "1"], env=environment)
    try:
        assert "出城" in page(f"http://127.0.0.1:{port}/accounts/login/", process)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=40) == 0


def page(url: str, process: subprocess.Popen[bytes]) -> str:
    """Return a page as a proxy would fetch it, once the server is up."""
    request = urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"})  # noqa: S310  # our own server
    for _ in range(200):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  # our own server
                return str(answer.read().decode())
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise TimeoutError(url)
