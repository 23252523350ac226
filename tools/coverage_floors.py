"""Fail when less is covered by tests than the project promises: cores 100 % of lines and branches, the rest 95 %."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import slipcover

from tools.counted.sitecustomize import SOURCE, counter

CORES = "/cores/"
FLOOR = 95.0


def hold(folder: Path) -> bool:
    """Put together what the processes counted, print what falls short; true when nothing does."""
    files = counted(folder)
    holes = [f"{name}: {wanting(report)}" for name, report in files.items() if CORES in name and wanting(report)]
    rest = {name: report["summary"] for name, report in files.items() if CORES not in name}
    share = covered_share(rest.values())
    print(f"coverage: cores {'100 %' if not holes else 'below 100 %'}, the rest {share:.1f} % (floor {FLOOR:.0f} %)")
    for hole in holes:
        print(f"  not covered in {hole}")
    if share < FLOOR:
        print_lowest(rest)
    return not holes and share >= FLOOR


def counted(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return each file of the source with its lines and branches, those that nothing imported too."""
    everything = counter(SOURCE).get_coverage()
    for report in sorted(folder.glob("*.json")):
        slipcover.merge_coverage(everything, json.loads(report.read_text(encoding="utf-8")))
    files: Mapping[str, Mapping[str, Any]] = everything["files"]
    return files


def wanting(report: Mapping[str, Any]) -> str:
    """Return the lines and branches of a file that no test runs, as text; empty when there are none."""
    lines = ", ".join(map(str, report["missing_lines"]))
    branches = ", ".join(f"{start}->{end}" for start, end in report["missing_branches"])
    return " ".join(part for part in (lines and f"lines {lines}", branches and f"branches {branches}") if part)


def covered_share(summaries: Iterable[Mapping[str, int]]) -> float:
    """Return the share of lines and branches covered, in per cent."""
    covered = total = 0
    for summary in summaries:
        covered += summary["covered_lines"] + summary["covered_branches"]
        total += summary["missing_lines"] + summary["missing_branches"]
    total += covered
    return 100.0 * covered / total if total else 100.0


def print_lowest(rest: Mapping[str, Mapping[str, int]]) -> None:
    """Print the files with most uncovered lines and branches."""
    missing = {name: summary["missing_lines"] + summary["missing_branches"] for name, summary in rest.items()}
    for name in sorted(missing, key=lambda name: -missing[name])[:25]:
        if missing[name]:
            print(f"  {missing[name]:5} not covered in {name}")
