"""Resolve the dependencies anew (`uv lock`) and export them to requirements/; --check says what is out of step.

uv is used from the machine when it is there, otherwise from a throw-away environment.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXPORTS = {
    "base": ["--no-dev"],
    "build": ["--only-group", "build"],
    "node": ["--only-group", "node"],
    "dev": ["--all-extras", "--all-groups"],
}
HOSTS = {"https://pypi.org", "https://files.pythonhosted.org"}


def main(arguments: list[str]) -> int:
    """Lock and export, or check."""
    if "--check" in arguments:
        problems = [*foreign_hosts(), *drift()]
        print("\n".join(problems))
        return 1 if problems else 0
    with tempfile.TemporaryDirectory() as folder:
        uv = find_uv(Path(folder))
        subprocess.run([uv, "lock"], check=True, cwd=ROOT)
        for name, options in EXPORTS.items():
            export(uv, name, options)
    return main(["--check"])


def find_uv(folder: Path) -> str:
    """Return uv from the machine, or install it into the folder."""
    if uv := shutil.which("uv"):
        return uv
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    subprocess.run([folder / "bin" / "pip", "install", "--quiet", "uv"], check=True)
    return str(folder / "bin" / "uv")


def export(uv: str, name: str, options: list[str]) -> None:
    """Write one requirements file."""
    command = [uv, "export", "--quiet", "--locked", "--no-header", "--no-annotate", "--no-emit-project", *options]
    subprocess.run([*command, "--output-file", f"requirements/{name}.txt"], check=True, cwd=ROOT)


def foreign_hosts() -> list[str]:
    """Name every host in the lock that is not the public registry."""
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    return [
        f"uv.lock names {host}: lock again without a private index"
        for host in set(re.findall(r"https?://[^/\"]+", text)) - HOSTS
    ]


def drift() -> list[str]:
    """Name every requirement that is not what the lock says, and every direct dependency that the lock lacks."""
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    locked = {(package["name"], package.get("version", "")) for package in packages}
    problems = [
        f"requirements/{name}.txt has {package}=={version}, uv.lock has not: make lock"
        for name in EXPORTS
        for package, version in re.findall(
            r"^([a-z0-9-]+)==([^\s;]+)",
            (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
        if (package, version) not in locked
    ]
    return problems + [
        f"{name} is not in uv.lock: make lock" for name in sorted(wanted() - {name for name, _ in locked})
    ]


def wanted() -> set[str]:
    """Return the names of all direct dependencies in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = [
        project["project"]["dependencies"],
        *project["project"]["optional-dependencies"].values(),
        *project["dependency-groups"].values(),
    ]
    return {re.split(r"[\[<>=;~! ]", line)[0].lower() for group in groups for line in group if isinstance(line, str)}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
