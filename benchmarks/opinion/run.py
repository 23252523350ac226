"""Reference mode on real and synthetic conversations: processor time and peak memory, each size in its own process.

    python benchmarks/opinion/run.py [--small]

Synthetic votes: three camps on a circle, normal loadings, biased statements; activity and popularity follow gamma laws.
Goals: uberx in 25 ms, 100,000 x 1,000 in 0.6 s, 1,000,000 x 2,000 (95 million votes) in 7 s and 1.3 GB.
Where red-dwarf is installed, its `run_pipeline` is timed beside on the sizes that it can do; with abcvoting too, the
figures are compared (peers.py). The first line is a fixed loop, to compare machines by.
"""

import argparse
import importlib
import importlib.util
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.arrays import Real
from dejiro.cores.opinion.io import read_votes
from dejiro.cores.opinion.model import Votes

DATA = Path(__file__).parents[2] / "src/dejiro/cores/opinion/tests/data"
SIZES = {
    "1000x200": (1_000, 200, 0.05),
    "10000x500": (10_000, 500, 0.05),
    "100000x1000": (100_000, 1_000, 0.05),
    "1000000x2000": (1_000_000, 2_000, 0.05),
}
SMALL = ("uberx", "1000x200", "10000x500")
PEER_MOST = 10_000
BLOCK = 50_000


def synthetic(people: int, width: int, density: float) -> Votes:
    chance = np.random.default_rng(0)
    angle = 2 * np.pi * chance.integers(0, 3, people) / 3
    ideal = 1.2 * np.column_stack([np.cos(angle), np.sin(angle)]) + 0.45 * chance.normal(size=(people, 2))
    loadings, bias = chance.normal(size=(width, 2)), 0.6 * chance.normal(size=width) + 0.4
    popular = chance.gamma(4, size=width)
    active = np.clip(chance.gamma(1.3, size=people) / 1.3 * density * width, 1, width / 2).astype(np.int64)
    columns, values = np.empty(int(active.sum()), np.int32), np.empty(int(active.sum()), np.int8)
    end = 0
    for first in range(0, people, BLOCK):
        block = slice(first, first + BLOCK)
        what = drawn(active[block], popular, chance)
        who = np.repeat(np.arange(first, first + len(active[block])), [len(one) for one in what])
        flat = np.concatenate(what)
        score = (ideal[who] * loadings[flat]).sum(axis=1) + bias[flat] + 0.7 * chance.logistic(size=len(flat))
        start, end = end, end + len(flat)
        columns[start:end] = flat
        values[start:end] = (score > 0.45).astype(np.int8) - (score < -0.25).astype(np.int8)
        active[block] = [len(one) for one in what]
    return Votes(
        np.arange(people),
        np.arange(width),
        np.concatenate([[0], np.cumsum(active)]).astype(np.int64),
        columns[:end],
        values[:end],
        np.zeros(width, dtype=np.bool_),
        np.zeros(width, dtype=np.bool_),
        np.arange(width),
    )


def drawn(active: np.ndarray[tuple[int], np.dtype[np.int64]], popular: Real, chance: np.random.Generator) -> list[Real]:
    """Distinct statements for each, by popularity: what is drawn twice is dropped."""
    ends = np.cumsum(popular) / popular.sum()
    flat = np.minimum(np.searchsorted(ends, chance.random(int(active.sum()))), len(popular) - 1)
    return [np.unique(part) for part in np.split(flat, np.cumsum(active)[:-1])]


def votes_called(name: str) -> Votes:
    if name in SIZES:
        return synthetic(*SIZES[name])
    return read_votes(DATA / f"{name}.participants-votes.csv.gz", DATA / f"{name}.comments.csv.gz").votes


def measured(name: str) -> str:
    votes = votes_called(name)
    before = peak()
    runs = []
    for _ in range(10 if votes.count < 10**6 else 3):
        started = time.process_time()
        found = analyze(votes, mode="reference")
        runs.append(time.process_time() - started)
    rows = f"{votes.shape[0]:,} x {votes.shape[1]:,} ({votes.count:,} votes)"
    line = f"{name:<14} {rows:<40} {min(runs):8.3f} s  {before:6.0f} -> {peak():6.0f} MB  k = {found.clusters.number}"
    return line + peer(votes)


def peer(votes: Votes) -> str:
    if votes.shape[0] > PEER_MOST or importlib.util.find_spec("reddwarf") is None:
        return ""
    records = [
        {"participant_id": int(row), "statement_id": int(column), "vote": int(value)}
        for row, column, value in zip(votes.rows, votes.columns, votes.values, strict=True)
    ]
    pipeline = importlib.import_module("reddwarf.implementations.polis")
    started = time.process_time()
    pipeline.run_pipeline(votes=records, random_state=0)
    return f"   red-dwarf {time.process_time() - started:.2f} s, {peak():.0f} MB"


def loop() -> float:
    """The best of three runs of a loop that only the interpreter works on."""
    runs = []
    for _ in range(3):
        started, total = time.process_time(), 0
        for at in range(3_000_000):
            total += at
        runs.append(time.process_time() - started)
    return min(runs)


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--one")
    arguments = parser.parse_args()
    if arguments.one:
        print(measured(arguments.one), flush=True)
        return
    print(f"a fixed loop of 3,000,000 additions takes {loop():.3f} s here", flush=True)
    for name in SMALL if arguments.small else ("uberx", "biodiversity", *SIZES):
        subprocess.run([sys.executable, __file__, "--one", name], check=True)
    if all(importlib.util.find_spec(name) for name in ("reddwarf", "abcvoting")):
        subprocess.run([sys.executable, Path(__file__).with_name("peers.py")], check=True)


if __name__ == "__main__":
    main()
