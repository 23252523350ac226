"""Small files and functions, as the house promises."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = [
    path
    for folder in ("src", "tests", "tools", "benchmarks", "frontend")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if not {"migrations", "node_modules"} & set(path.parts)
]
TEMPLATES = sorted(path for path in (ROOT / "src").rglob("templates/**/*.html"))
LONGEST_FILE = 450
# The verifier that anyone may carry away is one file and shares no code with the writer.
OF_ONE_FILE = {"src/dejiro/cores/bundle/standalone.py": 600}
LONGEST_FUNCTION = 60
LONGEST_TEMPLATE = 150
USUAL_FUNCTION = 12


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def length(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
            yield f"{name(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_no_file_is_long() -> None:
    assert [
        f"{name(path)}: {length(path)}" for path in CODE if length(path) > OF_ONE_FILE.get(name(path), LONGEST_FILE)
    ] == []


def test_no_function_is_long() -> None:
    assert [f"{where}: {lines}" for path in CODE for where, lines in functions(path) if lines > LONGEST_FUNCTION] == []


def test_most_functions_are_short() -> None:
    lengths = sorted(lines for path in CODE if "src" in path.parts for _, lines in functions(path))
    assert lengths[len(lengths) // 2] <= USUAL_FUNCTION


def test_no_template_is_long() -> None:
    assert [f"{name(path)}: {length(path)}" for path in TEMPLATES if length(path) >= LONGEST_TEMPLATE] == []


@pytest.mark.parametrize("suffix", [".py", ".html"])
def test_there_is_something_to_measure(suffix: str) -> None:
    assert any(path.suffix == suffix for path in [*CODE, *TEMPLATES])
