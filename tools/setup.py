"""Make the virtual environment and all that is built, once, and again only when what it is made from changes.

Usage: `python tools/setup.py demo` or `python tools/setup.py dev`. Needs only the standard library and a network.
"""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
DIST = ROOT / "src" / "dejiro" / "ui" / "static" / "dist"
CATALOGUE = ROOT / "src" / "dejiro" / "locale" / "en" / "LC_MESSAGES"


def main(level: str) -> None:
    make_venv()
    requirements = ["requirements/dev.txt"] if level == "dev" else demo_requirements()
    install(level, requirements)
    once("frontend", frontend_sources(), build_frontend, present=DIST.is_dir())
    once("catalogue", [CATALOGUE / "django.po"], compile_catalogue, present=(CATALOGUE / "django.mo").is_file())


def demo_requirements() -> list[str]:
    """What the demo needs; node comes by pip only where the machine has no npm."""
    names = ["base", "build"] if shutil.which("npm") else ["base", "build", "node"]
    return [f"requirements/{name}.txt" for name in names]


def make_venv() -> None:
    """Create `.venv`, or create it anew when its interpreter no longer starts."""
    if PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False, capture_output=True).returncode == 0:
        return
    say("creating .venv")
    if uv := shutil.which("uv"):
        run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV)
        return
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=False, capture_output=True, text=True)
    if done.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        sys.exit(f"{done.stdout}{done.stderr}.venv cannot be made. Debian, Ubuntu: apt install python3-venv")


def install(level: str, requirements: list[str]) -> None:
    """Install locked dependencies, each checked against its hash, and the project itself in place."""
    sources = [ROOT / name for name in [*requirements, "pyproject.toml"]]
    if level == "demo" and fresh("install-dev", [ROOT / "requirements/dev.txt", ROOT / "pyproject.toml"]):
        return
    once(f"install-{level}", sources, lambda: install_now(requirements), present=True)


def install_now(requirements: list[str]) -> None:
    say(f"installing {', '.join(requirements)}")
    files = [part for name in requirements for part in ("-r", name)]
    command = installer()
    run(*command, "--require-hashes", *files)
    run(*command, "--no-deps", "--no-build-isolation", "-e", ".")


def installer() -> list[str | Path]:
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--quiet", "--python", PYTHON]
    return [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]


def build_frontend() -> None:
    say("building styles and scripts")
    run(PYTHON, "frontend/build.py")


def compile_catalogue() -> None:
    say("compiling the English catalogue")
    run(PYTHON, "-m", "tools.catalogue", "compile")


def frontend_sources() -> list[Path]:
    files = sorted(path for path in (ROOT / "frontend").rglob("*") if path.is_file())
    return [path for path in files if not {"node_modules", "__pycache__"} & set(path.parts)]


def once(name: str, sources: Iterable[Path], action: Callable[[], None], *, present: bool) -> None:
    """Run the action unless its result is present and nothing that it is made from has changed since."""
    sources = list(sources)
    if present and fresh(name, sources):
        return
    action()
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / name).write_text(fingerprint(sources), encoding="ascii")


def fresh(name: str, sources: Iterable[Path]) -> bool:
    stamp = STAMPS / name
    return stamp.is_file() and stamp.read_text(encoding="ascii") == fingerprint(sources)


def fingerprint(sources: Iterable[Path]) -> str:
    digest = hashlib.sha256(str(VENV).encode())
    for path in sources:
        digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"missing")
    return digest.hexdigest()


def run(*command: str | Path) -> None:
    if code := subprocess.run(command, check=False, cwd=ROOT).returncode:
        sys.exit(f"set-up stopped: `{' '.join(map(str, command))}` ended with {code}")


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


if __name__ == "__main__":
    if sys.argv[1:] not in (["demo"], ["dev"]):
        sys.exit(__doc__)
    main(sys.argv[1])
