"""Plans of whole engagements beside peers: `python benchmarks/engagements/run.py [NAME ...] [--seeds N] [--seconds S]`.

`value`, `floors` and `nash` are the engagement layer under fairness "none", "floor" and "nash"; greedy, the rounds of
assignments and CP-SAT look at value alone. Every plan is made in a process of its own. The figures are medians over
the seeds of the problem, the most over them for bodies with nothing and below their share. `MB` is the most memory at
once of that process and of its solvers, the problem and the fair shares included, what they share counted once; `most`
is that of the hungriest seed, and `in one` the resident memory of the largest process; `least served` is the least part
of its fair share that a body gets; `below` counts the bodies with less than their fair share less their largest
request. Fails when a plan does not pass its check; a goal that is missed is only told.
"""

import argparse
import json
import os
import statistics
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # started as a script

from benchmarks.engagements.one import FAIRNESS, PEERS, Figures
from benchmarks.engagements.peers import has_cp_sat
from benchmarks.engagements.usage import watched

HEAD = (
    "instance",
    "method",
    "value",
    "gap",
    "s",
    "processor s",
    "MB",
    "most",
    "in one",
    "least served",
    "nothing",
    "below",
    "check",
)
METHODS = (*PEERS, *FAIRNESS)
LARGE = {"nation": ("greedy", "value", "floors")}
"""Where not all methods come to an end in reasonable time or memory: those that do."""
SECONDS = {"nation": 300.0}


@dataclass(frozen=True)
class Row:
    """The median figures of a method on an instance.

    Attributes:
        figures: medians, and counts of the worst seed.
        megabytes: memory of all processes, the median.
        most: the same of the hungriest seed.
        largest: memory of the largest process, the median.
    """

    figures: Figures
    megabytes: float
    most: float
    largest: float


@dataclass(frozen=True)
class Goal:
    """What a method should reach on an instance.

    Attributes:
        gap: at most.
        seconds: by the clock, at most; None where the time limit is all that counts.
        megabytes: at most, if that counts.
        fair: nobody with nothing, and nobody below the share by more than the largest request.
    """

    instance: str
    method: str
    gap: float
    seconds: float | None = None
    megabytes: float | None = None
    fair: bool = False

    def __str__(self) -> str:
        parts = [f"gap at most {self.gap:.2%}"]
        if self.fair:
            parts.append("nobody with nothing, nobody below the share by more than a request")
        parts.append(f"in {self.seconds or SECONDS.get(self.instance, 60.0):.0f} s")
        if self.megabytes is not None:
            parts.append(f"with at most {self.megabytes:.0f} MB")
        return f"{self.instance}, {self.method}: {', '.join(parts)}"

    def misses(self, row: Row) -> Iterator[str]:
        """What is missing, in words."""
        found = row.figures
        if found.gap is None or found.gap > self.gap:
            yield f"gap {'unknown' if found.gap is None else f'{found.gap:.3%}'}"
        if self.seconds is not None and found.seconds > self.seconds:
            yield f"{found.seconds:.1f} s"
        if self.megabytes is not None and row.megabytes > self.megabytes:
            yield f"{row.megabytes:.0f} MB"
        if self.fair and (found.nothing or found.below):
            yield f"{found.nothing} with nothing, {found.below} below"


GOALS = (
    Goal("tokyo", "value", 1e-4, seconds=6.0, megabytes=300.0),
    Goal("tight", "value", 0.002),
    Goal("tight", "floors", 0.01, fair=True),
    Goal("tokyo1200", "value", 0.02),
    Goal("nation", "value", 0.02, megabytes=2000.0),
)


def measured(name: str, method: str, seeds: Sequence[int], seconds: float) -> Row:
    script = str(Path(__file__).with_name("one.py"))
    runs = [watched([sys.executable, script, name, method, str(seed), str(seconds)]) for seed in seeds]
    found = [Figures(**json.loads(run.output.splitlines()[-1])) for run in runs]
    memory = [run.megabytes for run in runs]
    return Row(summed_up(found), statistics.median(memory), max(memory), statistics.median(run.largest for run in runs))


def summed_up(found: Sequence[Figures]) -> Figures:
    """Medians; of counts the most."""
    gaps = [one.gap for one in found if one.gap is not None]
    return Figures(
        value=statistics.median(one.value for one in found),
        gap=statistics.median(gaps) if gaps else None,
        seconds=statistics.median(one.seconds for one in found),
        processor=statistics.median(one.processor for one in found),
        least=statistics.median(one.least for one in found),
        nothing=max(one.nothing for one in found),
        below=max(one.below for one in found),
        faults=max(one.faults for one in found),
    )


def row(*cells: object) -> None:
    print("| " + " | ".join(map(str, cells)) + " |", flush=True)


def shown(name: str, method: str, found: Row) -> None:
    one = found.figures
    gap = "" if one.gap is None else f"{one.gap:.3%}"
    times = (f"{one.seconds:.1f}", f"{one.processor:.0f}")
    memory = (f"{size:.0f}" for size in (found.megabytes, found.most, found.largest))
    served = (f"{one.least:.0%}", one.nothing, one.below)
    row(name, method, f"{one.value:,.0f}", gap, *times, *memory, *served, "fails" if one.faults else "")


def judged(rows: dict[tuple[str, str], Row]) -> None:
    """Say of every goal whether it is met."""
    for goal in GOALS:
        found = rows.get((goal.instance, goal.method))
        misses = [] if found is None else list(goal.misses(found))
        print(f"- {goal}: {'not run' if found is None else 'missed: ' + '; '.join(misses) if misses else 'met'}")


def methods_of(name: str, wanted: Sequence[str]) -> list[str]:
    able = LARGE.get(name, METHODS)
    return [method for method in wanted if method in able and (method != "CP-SAT" or has_cp_sat())]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=["tight"])
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="problems 1 to N of each size")
    parser.add_argument("--seconds", type=float, help="for each plan; 60, for the country 300")
    parser.add_argument("--methods", nargs="+", default=METHODS, choices=METHODS)
    options = parser.parse_args()
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    print(f"{os.cpu_count()} processors, load {load}; CP-SAT {'is there' if has_cp_sat() else 'is not installed'}\n")
    row(*HEAD)
    row(*["---"] * len(HEAD))
    rows = {}
    for name in options.names:
        for method in methods_of(name, options.methods):
            seconds = options.seconds or SECONDS.get(name, 60.0)
            rows[name, method] = measured(name, method, range(1, options.seeds + 1), seconds)
            shown(name, method, rows[name, method])
    print()
    judged(rows)
    return int(any(found.figures.faults for found in rows.values()))


if __name__ == "__main__":
    sys.exit(main())
