"""Words and patterns that must not stand in the tree, each with its reason."""

import re
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OWN = Path(__file__).resolve().relative_to(ROOT).as_posix()


@dataclass(frozen=True)
class Rule:
    """A pattern, the files in which it must not stand, and why."""

    pattern: str
    files: str
    why: str
    but: str = r"^$"


CODE = r"^src/.*\.py$"
PAGES = r"^src/.*\.html$"
INLINE = "the content policy forbids inline code"
RULES = [
    Rule(r"(?<![\w.])/(work|root|home|Users)/\w", r".", "a path of somebody's machine", r"^uv\.lock$"),
    Rule(r"\b(TODO|FIXME|XXX)\b", r"\.(py|html|css|js|md)$", "unfinished: finish it or file an issue"),
    Rule(r"raise NotImplementedError", r"\.py$", "unfinished"),
    Rule(r"pytest\.mark\.(skip|xfail)\b", r"\.py$", "a test that does not run proves nothing"),
    Rule(
        r"\btimezone\.now\(|\bdatetime\.now\(|\bdate\.today\(",
        r"^src/dejiro/(apps|foundation|demo)/.*\.py$",
        "only the platform's clock tells the time",
        r"foundation/clock\.py$|/tests/",
    ),
    Rule(r"django\.db\.models\.signals|django\.dispatch", CODE, "no signals as control flow"),
    Rule(r"mark_safe|\|safe\b|autoescape off", r"^src/.*\.(py|html)$", "templates escape text", r"^src/dejiro/ui/"),
    Rule(r"<style|\sstyle=|\son[a-z]+=[\"']|javascript:", PAGES, INLINE),
    Rule(r"<script(?![^>]*(\ssrc=|type=\"application/json\"))", PAGES, INLINE),
    Rule(
        r"(src|srcset)=[\"']https?:|<link[^>]*href=[\"']https?:|@import\s+(url\()?[\"']?https?:|url\([\"']?https?:",
        r"^(src|frontend)/.*\.(html|css|js)$",
        "no request leaves for another host",
    ),
    Rule(r"<<<<<<< |>>>>>>> ", r".", "a merge that was not finished"),
]


@cache
def tree() -> list[str]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], check=True, cwd=ROOT, capture_output=True, text=True
    )
    return [name for name in listed.stdout.splitlines() if name != OWN and (ROOT / name).is_file()]


@cache
def text(name: str) -> str:
    return (ROOT / name).read_bytes().decode("utf-8", errors="ignore")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.pattern)
def test_the_tree_is_free_of(rule: Rule) -> None:
    names = [name for name in tree() if re.search(rule.files, name) and not re.search(rule.but, name)]
    found = [
        f"{name}:{number}: {line.strip()[:100]}"
        for name in names
        if re.search(rule.pattern, text(name))
        for number, line in enumerate(text(name).splitlines(), start=1)
        if re.search(rule.pattern, line)
    ]
    assert found == [], rule.why


SAMPLES = [
    (0, "see /home/hanako/notes"),
    (1, "# TODO later"),
    (7, '<p style="color: red">'),
    (8, "<script>alert(1)</script>"),
    (9, '<img src="https://cdn.example/x.png">'),
]


@pytest.mark.parametrize(("number", "line"), SAMPLES)
def test_a_rule_finds_what_it_is_for(number: int, line: str) -> None:
    assert re.search(RULES[number].pattern, line)
