import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.scale
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.mark.parametrize(
    "ending",
    [
        "dejiro/ui/static/dist/htmx.min.js",
        "dejiro/locale/en/LC_MESSAGES/django.mo",
        "dejiro/ui/templates/ui/base.html",
        "dejiro/foundation/organizations/data/municipalities.csv",
        "licenses/LICENSE",
    ],
)
def test_the_wheel_has_what_was_built(wheel: Path, ending: str) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith(ending)], names


def test_the_wheel_has_no_tests(wheel: Path) -> None:
    assert [name for name in zipfile.ZipFile(wheel).namelist() if "/tests/" in name] == []


def test_the_wheel_alone_prepares_the_demo(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path / "site"), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "dejiro", "demo", "--no-serve"],
        check=False,
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "架空" in done.stdout
