"""Fail when less is covered by tests than the project promises: cores 100 % of lines and branches, the rest 95 %."""

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

CORES = "/cores/"
FLOOR = 95.0


def main(path: str) -> int:
    """Read coverage's JSON report; print what falls short; 0 when nothing does."""
    files = json.loads(Path(path).read_text(encoding="utf-8"))["files"]
    holes = [f"{name}: {wanting(report)}" for name, report in files.items() if CORES in name and wanting(report)]
    rest = {name: report["summary"] for name, report in files.items() if CORES not in name}
    share = covered_share(rest.values())
    print(f"coverage: cores {'100 %' if not holes else 'below 100 %'}, the rest {share:.1f} % (floor {FLOOR:.0f} %)")
    for hole in holes:
        print(f"  not covered in {hole}")
    if share < FLOOR:
        print_lowest(rest)
    return 1 if holes or share < FLOOR else 0


def wanting(report: Mapping[str, Any]) -> str:
    """Return the lines and branches of a file that no test runs, as text; empty when there are none."""
    lines = ", ".join(map(str, report["missing_lines"]))
    branches = ", ".join(f"{start}->{end}" for start, end in report.get("missing_branches", []))
    return " ".join(part for part in (lines and f"lines {lines}", branches and f"branches {branches}") if part)


def covered_share(summaries: Iterable[Mapping[str, int]]) -> float:
    """Return the share of lines and branches covered, in per cent."""
    covered = total = 0
    for summary in summaries:
        covered += summary["covered_lines"] + summary.get("covered_branches", 0)
        total += summary["num_statements"] + summary.get("num_branches", 0)
    return 100.0 * covered / total if total else 100.0


def print_lowest(rest: Mapping[str, Mapping[str, int]]) -> None:
    """Print the files with most uncovered lines and branches."""
    missing = {name: summary["missing_lines"] + summary.get("missing_branches", 0) for name, summary in rest.items()}
    for name in sorted(missing, key=lambda name: -missing[name])[:25]:
        if missing[name]:
            print(f"  {missing[name]:5} not covered in {name}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
