"""The figures of opinion beside those of others' programs, in an environment of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.scale
ROOT = Path(__file__).resolve().parents[2]
RED_DWARF = ("numpy", "scipy", "red-dwarf==0.4.0", "networkx", "ruamel.yaml")
# What it brings with it is not needed here, and one part of that is proprietary.
ABCVOTING = ("--no-deps", "abcvoting==2.19.2")


@pytest.fixture(scope="module")
def peers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("peers")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    for packages in (RED_DWARF, ABCVOTING):
        command = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", *packages]
        subprocess.run(command, check=True, capture_output=True)
    return folder / "bin" / "python"


def test_ninety_nine_people_of_each_conversation_come_out_as_red_dwarf_and_abcvoting_find_them(peers: Path) -> None:
    done = subprocess.run(
        [peers, "-W", "ignore", ROOT / "benchmarks" / "opinion" / "peers.py"],
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("slate EJR+") == 11
