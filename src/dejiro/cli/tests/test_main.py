import os
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest

from dejiro import cli
from dejiro.cli import COMMANDS, main

SOURCE = Path(cli.__file__).resolve().parents[2]
WITHOUT_DJANGO = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"django", "ninja", "allauth", "gunicorn", "whitenoise"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Nothing())
from dejiro.cli import main
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], []])
def test_the_overview_names_every_command(
    arguments: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["dejiro"])
    assert main(arguments or None) == 0
    printed = capsys.readouterr().out
    assert all(f"  {name} " in printed for name in COMMANDS)


def test_an_unknown_command_is_answered_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backpu"]) == 2
    assert "「backup」のことですか" in capsys.readouterr().err


def test_a_word_that_is_near_to_none_gets_the_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["xyzzy"]) == 2
    assert "のことですか" not in capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("dejiro ")


def test_a_copy_that_is_not_installed_has_version_zero(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr(cli, "version", missing)
    assert cli.installed_version() == "0"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"dejiro {name}" in capsys.readouterr().out


@pytest.mark.parametrize("name", [name for name, command in COMMANDS.items() if not command.platform])
def test_a_core_runs_without_django(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, name, "--help"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
    )
    assert done.returncode == 0, done.stderr
    assert f"dejiro {name}" in done.stdout


def test_a_variable_that_cannot_be_read_is_named_and_nothing_starts(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dejiro", "check"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(SOURCE), "DEJIRO_EMAIL_PORT": "smtp", "DEJIRO_DATA_DIR": str(tmp_path)},
    )
    assert done.returncode == 2
    assert "DEJIRO_EMAIL_PORT=smtp" in done.stderr


def test_an_interrupted_command_ends_without_a_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_name: str, _arguments: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "run", interrupted)
    assert main(["check"]) == 130
