import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.postgres import Cluster, find_binaries, throw_away

pytestmark = pytest.mark.scale
ROOT = Path(__file__).resolve().parents[2]


def dejiro(url: str, data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the one command on a database, with its files below a folder."""
    environment = {**os.environ, "DATABASE_URL": url, "DEJIRO_MODE": "demo", "DEJIRO_DATA_DIR": str(data)}
    command = [sys.executable, "-m", "dejiro", *arguments]
    return subprocess.run(command, check=False, env=environment, capture_output=True, text=True)


def done(url: str, data: Path, *arguments: str) -> str:
    ended = dejiro(url, data, *arguments)
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def facts(printed: str) -> str:
    """Return what a backup or restore says last of its contents: tables, rows, files, acts, root."""
    found = re.search(r"\d+表 \d+行、.*", printed)
    assert found, printed
    return found.group()


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    if find_binaries() is None:
        pytest.skip("PostgreSQL is missing (Debian, Ubuntu: apt install postgresql)")
    with throw_away() as started:
        yield started


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """A SQLite platform with the whole demo and one stored file."""
    data = tmp_path_factory.mktemp("full")
    url = f"sqlite:///{data}/full.sqlite3"
    done(url, data, "demo", "--no-serve")
    (data / "files").mkdir(exist_ok=True)
    (data / "files" / "0a1b").write_bytes(b"specification")
    return url, data


def test_a_platform_moves_from_sqlite_to_postgresql_and_back(
    full: tuple[str, Path], cluster: Cluster, tmp_path: Path
) -> None:
    out, back = tmp_path / "out.zip", tmp_path / "back.zip"
    saved = facts(done(*full, "backup", str(out)))
    postgres = cluster.create("moved"), tmp_path / "moved"
    assert facts(done(*postgres, "restore", str(out))) == saved
    assert facts(done(*postgres, "backup", str(back))) == saved
    sqlite = f"sqlite:///{tmp_path}/again.sqlite3", tmp_path / "again"
    assert facts(done(*sqlite, "restore", str(back))) == saved
    assert (tmp_path / "again" / "files" / "0a1b").read_bytes() == b"specification"


@pytest.mark.parametrize("vendor", ["sqlite", "postgresql"])
def test_a_restore_that_fails_leaves_no_trace(
    full: tuple[str, Path], cluster: Cluster, tmp_path: Path, vendor: str
) -> None:
    whole, cut = tmp_path / "whole.zip", tmp_path / "cut.zip"
    done(*full, "backup", str(whole))
    cut.write_bytes(whole.read_bytes()[:-2000])
    target = cluster.create("untouched") if vendor == "postgresql" else f"sqlite:///{tmp_path}/untouched.sqlite3"
    refused = dejiro(target, tmp_path / "untouched", "restore", str(cut))
    assert refused.returncode == 1
    assert "控え" in refused.stderr
    done(target, tmp_path / "untouched", "restore", str(whole))


def test_a_backup_is_one_moment_while_others_write(full: tuple[str, Path], cluster: Cluster, tmp_path: Path) -> None:
    for number, url in enumerate([cluster.create("busy"), f"sqlite:///{tmp_path}/busy.sqlite3"]):
        environment = {**os.environ, "DATABASE_URL": url, "DEJIRO_MODE": "demo", "PYTHONPATH": f"{ROOT}/src"}
        command = [sys.executable, "-m", "tests.scale", "write"]
        writer = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        try:
            assert writer.stdout is not None
            writer.stdout.readline()
            saved = facts(done(url, tmp_path / "busy", "backup", str(tmp_path / f"busy{number}.zip")))
        finally:
            writer.kill()
            writer.communicate()
        target = f"sqlite:///{tmp_path}/quiet{number}.sqlite3"
        assert facts(done(target, tmp_path / f"quiet{number}", "restore", str(tmp_path / f"busy{number}.zip"))) == saved
