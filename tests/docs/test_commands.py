"""Commands and settings in the documents are those that exist; those that can be run here are run."""

import ast
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from dejiro.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.ja.md"]
FENCE = re.compile(r"^[ ]*```(sh|cron|ini)\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)]*)?\)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def shell_lines(path: Path) -> list[str]:
    """Return the command lines of a document, without comments."""
    blocks = [body for _kind, body in FENCE.findall(path.read_text(encoding="utf-8"))]
    lines = [re.sub(r"\s+# .*", "", line).strip() for block in blocks for line in block.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_command_in_a_document_exists(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    called = set(
        re.findall(r"(?<![\w/.])(?:\.venv/bin/|/opt/dejiro/bin/)?dejiro ([a-z][a-z-]+)", "\n".join(shell_lines(path)))
    )
    made = set(re.findall(r"`make ([a-z]+)", text)) | {
        line.split()[1] for line in shell_lines(path) if line.startswith("make ")
    }
    assert called <= set(COMMANDS)
    assert made <= targets()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_a_link_in_a_document_leads_somewhere(path: Path) -> None:
    links = [link for link, _anchor in LINK.findall(path.read_text(encoding="utf-8"))]
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", READMES, ids=name)
def test_the_readme_begins_with_the_two_commands(path: Path) -> None:
    assert shell_lines(path)[:2] == ["make demo", "make test"]
    assert path.read_text(encoding="utf-8").index("make test") < 1500


@pytest.mark.parametrize(
    "line", [line for line in shell_lines(READMES[0]) if line.startswith(".venv/bin/dejiro")], ids=str
)
def test_a_command_of_the_readme_runs(line: str) -> None:
    command = [sys.executable, "-m", "dejiro", *shlex.split(line)[1:]]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_two_readmes_show_the_same_commands() -> None:
    assert shell_lines(READMES[0]) == shell_lines(READMES[1])


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_documented(command: str) -> None:
    assert f"`dejiro {command}`" in (ROOT / "docs" / "operate" / "commands.md").read_text(encoding="utf-8")


def test_every_make_target_explains_itself() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert targets() == set(re.findall(r"^([a-z]+):.*## \S", makefile, re.MULTILINE))


READERS = {"text", "boolean", "integer", "words", "one_of"}


def settings_read() -> set[str]:
    """Return the names of all variables that the code asks for."""
    found: set[str] = set()
    for path in (ROOT / "src" / "dejiro").rglob("*.py"):
        if "tests" in path.parts or "env." not in (source := path.read_text(encoding="utf-8")):
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in READERS:
                owner, first = node.func.value, node.args[0] if node.args else None
                if isinstance(owner, ast.Name) and owner.id == "env" and isinstance(first, ast.Constant):
                    found.add(str(first.value))
    return found


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    table = (ROOT / "docs" / "operate" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE)) == settings_read()


def test_the_hints_of_the_checks_name_real_settings() -> None:
    hints = (ROOT / "src" / "dejiro" / "config" / "checks.py").read_text(encoding="utf-8")
    assert set(re.findall(r"DEJIRO_[A-Z_]+", hints)) <= settings_read()
