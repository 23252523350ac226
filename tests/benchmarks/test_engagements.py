import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.allocation.instances import instance
from benchmarks.engagements.one import PEERS, Figures, _served, figures
from benchmarks.engagements.run import GOALS, Goal, Row, judged, methods_of, summed_up
from benchmarks.engagements.usage import watched
from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.shares import fair_division

GOOD = Figures(value=1e4, gap=0.001, seconds=5.0, processor=8.0, least=0.8, nothing=0, below=0, faults=0)
GOAL = Goal("tight", "floors", 0.002, seconds=6.0, megabytes=300.0, fair=True)
HUNGRY = "a = bytearray(90_000_000); import time; time.sleep(0.4)"


def test_memory_is_counted_over_all_processes_that_a_command_starts() -> None:
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {HUNGRY!r}]); print('done')"
    alone = watched([sys.executable, "-c", HUNGRY])
    together = watched([sys.executable, "-c", f"b = bytearray(90_000_000); {child}"])

    assert together.output == "done\n"
    assert alone.megabytes > 90
    assert together.megabytes > together.largest + 80


def test_a_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        watched([sys.executable, "-c", "raise SystemExit(3)"])


@pytest.mark.parametrize(
    ("found", "megabytes", "missed"),
    [
        (GOOD, 300, []),
        (replace(GOOD, gap=0.0021), 300, ["gap 0.210%"]),
        (replace(GOOD, gap=None), 300, ["gap unknown"]),
        (replace(GOOD, seconds=6.1), 301, ["6.1 s", "301 MB"]),
        (replace(GOOD, nothing=1), 300, ["1 with nothing, 0 below"]),
        (replace(GOOD, below=2), 300, ["0 with nothing, 2 below"]),
    ],
)
def test_a_goal_says_what_is_missing(found: Figures, megabytes: float, missed: list[str]) -> None:
    assert list(GOAL.misses(Row(found, megabytes, 400, 200))) == missed


def test_all_goals_that_were_run_are_judged(capsys: pytest.CaptureFixture[str]) -> None:
    near = Row(replace(GOOD, gap=0.0), 250, 400, 200)

    judged({("tokyo", "value"): near})
    judged({("tokyo", "value"): near, ("tight", "value"): Row(replace(GOOD, gap=0.003), 250, 400, 200)})
    told = capsys.readouterr().out.splitlines()
    assert len(told) == 2 * len(GOALS)
    assert told[0] == "- tokyo, value: gap at most 0.01%, in 6 s, with at most 300 MB: met"
    assert told[len(GOALS) + 1] == "- tight, value: gap at most 0.20%, in 60 s: missed: gap 0.300%"
    assert told[-1].endswith("not run")


def test_figures_of_seeds_are_medians_and_counts_are_the_worst() -> None:
    others = [replace(GOOD, seconds=9.0, gap=None, nothing=2), replace(GOOD, seconds=6.0, gap=0.003, below=1)]

    assert summed_up([GOOD, *others]) == replace(GOOD, seconds=6.0, gap=0.002, nothing=2, below=1)


def test_the_country_is_left_to_the_methods_that_come_to_an_end() -> None:
    assert methods_of("nation", ["greedy", "CP-SAT", "value"]) == ["greedy", "value"]
    assert methods_of("tight", ["nash"]) == ["nash"]


@pytest.mark.parametrize("method", [*sorted(set(PEERS) - {"CP-SAT"}), "floors"])
def test_a_plan_comes_with_its_figures(method: str) -> None:
    found = figures("county", method, 1, 2.0)

    assert found.value > 0
    assert found.faults == 0
    assert (found.gap is None) == (method != "floors")


def test_whoever_gets_nothing_counts_as_the_least_served() -> None:
    candidates = candidates_of(instance("county"))
    division, nothing = fair_division(candidates), np.zeros(len(candidates))
    asking = int((candidates.demand > 0).sum())
    least, empty, below = _served(candidates, division, nothing)

    assert (least, empty) == (0.0, asking)
    assert 0 < below < asking
    assert _served(candidates, division, nothing + 1)[1:] == (0, 0)
