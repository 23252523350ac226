"""Run every check that is not a test: format, lints, types, imports, templates, migrations, catalogue, requirements.

Usage: `python -m tools.lint [--fix]`. All checks run; the first failure does not hide the others.
"""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DJANGO = "5.2"


def checks() -> dict[str, list[str]]:
    """Return each check's command by its name."""
    return {
        "types": [f"{BIN}/mypy", "--no-error-summary", "--num-workers=auto"],
        "format": [f"{BIN}/ruff", "format", "--check", "--quiet", "."],
        "lints": [f"{BIN}/ruff", "check", "--quiet", "."],
        "import contracts": [f"{BIN}/lint-imports", "--no-logo"],
        "templates": [f"{BIN}/djade", "--check", "--target-version", DJANGO, *templates()],
        "migrations": [sys.executable, "-m", "django", "makemigrations", "--check", "--dry-run"],
        "catalogue": [sys.executable, "-m", "tools.catalogue", "check"],
        "requirements": [sys.executable, "-m", "tools.lock", "--check"],
    }


def fixes() -> dict[str, list[str]]:
    """Return each command that writes the project's format."""
    return {
        "lints": [f"{BIN}/ruff", "check", "--quiet", "--fix-only", "."],
        "format": [f"{BIN}/ruff", "format", "--quiet", "."],
        "templates": [f"{BIN}/djade", "--target-version", DJANGO, *templates()],
    }


def templates() -> list[str]:
    """Return every template; djade wants names, not folders."""
    found = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "src/*/templates/*"],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    names = found.stdout.splitlines() or [
        str(path) for path in (ROOT / "src").rglob("templates/**/*") if path.is_file()
    ]
    return [name for name in names if (ROOT / name).is_file() and name.endswith((".html", ".txt"))]


def run(name: str, command: list[str]) -> bool:
    """Run one check; its words are shown only when it fails."""
    started = time.monotonic()
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "dejiro.config.settings", "DEJIRO_MODE": "demo"}
    environment.pop("DATABASE_URL", None)
    done = subprocess.run(command, check=False, cwd=ROOT, env=environment, capture_output=True, text=True)
    mark = "failed" if done.returncode else "ok"
    print(f"  {name:<18}{mark:<8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode:
        print(f"{done.stdout}{done.stderr}".strip(), flush=True)
    return not done.returncode


def main(arguments: list[str]) -> int:
    """Run all checks, or with --fix write the format; 0 when all is well."""
    commands = fixes() if "--fix" in arguments else checks()
    # Fixes come one after the other, as they write the same files; the types take as long as all other checks.
    with ThreadPoolExecutor(1 if "--fix" in arguments else os.cpu_count()) as at_once:
        results = list(at_once.map(run, commands, commands.values()))
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
