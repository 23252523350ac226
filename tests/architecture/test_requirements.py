import re
import tomllib
from pathlib import Path

import pytest

from tools import lock

ROOT = Path(__file__).resolve().parents[2]


def test_the_lock_names_public_hosts_only() -> None:
    assert lock.foreign_hosts() == []


def test_the_exported_requirements_are_those_of_the_lock() -> None:
    assert lock.drift() == []


@pytest.mark.parametrize("name", lock.EXPORTS)
def test_every_requirement_is_pinned_and_hashed(name: str) -> None:
    entries = re.split(r"\n(?=\S)", (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").strip())
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_every_dependency_is_explained() -> None:
    explained = (ROOT / "docs" / "explain" / "dependencies.md").read_text(encoding="utf-8")
    assert [name for name in sorted(lock.wanted()) if f"| {name} |" not in explained] == []


def test_the_base_installs_without_a_compiler() -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text(encoding="utf-8"))["package"]
    base = re.findall(
        r"^([a-z0-9-]+)==", (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [package["name"] for package in packages if package["name"] in base and not package.get("wheels")] == []
