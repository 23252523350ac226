"""Generalised assignment: instances from published files, instances made by the published recipes, best known values.

Agents have a capacity, every job goes whole to one agent, cost and use of capacity differ by pair, cost is minimised.
The published files are nobody's here and are not kept in the repository: types A to D of Chu and Beasley stand at
https://people.brunel.ac.uk/~mastjjb/jeb/orlib/gapinfo.html, those of Yagiura, Ibaraki and Glover (C to E) at
http://www.al.cm.is.nagoya-u.ac.jp/~yagiura/gap/, all of them under the names used here in `data/` of
https://github.com/fontanf/generalizedassignmentsolver, whose `data/data.csv` (commit 5b12ef6) has the best values.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

Whole: TypeAlias = npt.NDArray[np.int64]
Kind: TypeAlias = Literal["a", "b", "c", "d", "e"]


@dataclass(frozen=True)
class Instance:
    """Attributes: `cost` and `use`, both (agents, jobs); `capacity`, (agents,)."""

    name: str
    cost: Whole
    use: Whole
    capacity: Whole

    @property
    def size(self) -> tuple[int, int]:
        agents, jobs = self.cost.shape
        return agents, jobs


def read(path: Path) -> list[Instance]:
    """The instances of a file: one, or their number and then one after the other."""
    numbers = np.array(path.read_text(encoding="ascii").split(), dtype=np.int64)
    if _length(numbers) == len(numbers):
        return [_cut(path.name, numbers)]
    found, rest = list[Instance](), numbers[1:]
    for at in range(int(numbers[0])):
        found.append(_cut(_name(path.stem, at, rest), rest))
        rest = rest[_length(rest) :]
    if len(rest):
        message = f"{path}: {len(rest)} numbers after the last instance"
        raise ValueError(message)
    return found


def _length(numbers: Whole) -> int:
    agents, jobs = map(int, numbers[:2])
    return 2 + 2 * agents * jobs + agents


def _cut(name: str, numbers: Whole) -> Instance:
    agents, jobs = map(int, numbers[:2])
    cost, use, capacity = np.split(numbers[2 : _length(numbers)], [agents * jobs, 2 * agents * jobs])
    return Instance(name, cost.reshape(agents, jobs), use.reshape(agents, jobs), capacity)


def _name(stem: str, at: int, numbers: Whole) -> str:
    """The third of `gapc.txt` is c10100 when it has 10 agents and 100 jobs; the first of `gap12.txt` is gap12-0."""
    kind = stem.removeprefix("gap")
    return f"{kind}{numbers[0]:02d}{numbers[1]}" if kind.isalpha() else f"{stem}-{at}"


def made(kind: Kind, agents: int, jobs: int, seed: int) -> Instance:
    """An instance of our own by the recipe of a type; uses and costs of type E are rounded to whole numbers.

    Source: P. C. Chu and J. E. Beasley, "A genetic algorithm for the generalised assignment problem", Computers &
    Operations Research 24 (1997) 17-23, for A to D; M. Laguna et al., "Tabu search for the multilevel
    generalized assignment problem", European Journal of Operational Research 82 (1995) 176-189, for E.
    """
    random, shape = np.random.default_rng(seed), (agents, jobs)
    if kind == "e":
        use = np.floor(1 - 10 * np.log(1 - random.random(shape))).astype(np.int64)
        cost = np.maximum(np.round(1000 / use - 10 * random.random(shape)), 0).astype(np.int64)
    elif kind == "d":
        use = random.integers(1, 101, shape)
        cost = 111 - use + random.integers(-10, 11, shape)
    else:
        use, cost = random.integers(5, 26, shape), random.integers(10, 51, shape)
    return Instance(f"own-{kind}{agents:02d}{jobs}-{seed}", cost, use, _room(kind, cost, use))


def _room(kind: Kind, cost: Whole, use: Whole) -> Whole:
    agents, jobs = cost.shape
    if kind in "cde":
        return np.array(4 * use.sum(axis=1) // (5 * agents), dtype=np.int64)
    cheapest = cost.argmin(axis=0)
    load = np.bincount(cheapest, weights=use[cheapest, np.arange(jobs)], minlength=agents).max()
    room = 0.6 * 15 * jobs / agents + 0.4 * load
    return np.full(agents, int(room if kind == "a" else 0.7 * room))


_SIZES = {
    "abcde": ("05100", "10100", "20100", "05200", "10200", "20200"),
    "cde": ("10400", "20400", "40400", "15900", "30900", "60900", "201600", "401600", "801600"),
}
# fmt: off
_BEST = {
    "a": (1698, 1360, 1158, 3235, 2623, 2339),
    "b": (1843, 1407, 1166, 3552, 2827, 2339),
    "c": (1931, 1402, 1243, 3456, 2806, 2391, 5597, 4782, 4244, 11340, 9982, 9326, 18802, 17145, 16285),
    "d": (6353, 6347, 6185, 12742, 12430, 12244, 24961, 24582, 24401, 55404, 54838, 54554, 97825, 97105, 97035),
    "e": (12681, 11577, 8436, 24930, 23307, 22379, 45746, 44877, 44561, 102421, 100427, 100149, 180645, 178293, 176820),
}
_SMALL = {  # of gap1 to gap12, as costs to minimise
    1: (261, 269, 256, 274, 251), 2: (277, 269, 260, 269, 267), 3: (438, 415, 446, 430, 411),
    4: (423, 424, 426, 395, 406), 5: (403, 389, 383, 384, 396), 6: (525, 527, 519, 516, 521),
    7: (646, 662, 662, 645, 649), 8: (797, 783, 800, 789, 792), 9: (482, 476, 496, 497, 488),
    10: (638, 638, 654, 635, 639), 11: (573, 583, 589, 578, 581), 12: (974, 956, 941, 954, 945),
}
# fmt: on


def _named() -> Iterator[tuple[str, int]]:
    for kind, values in _BEST.items():
        sizes = [size for kinds, names in _SIZES.items() if kind in kinds for size in names]
        yield from ((f"{kind}{size}", value) for size, value in zip(sizes, values, strict=True))
    for group, values in _SMALL.items():
        yield from ((f"gap{group}-{at}", value) for at, value in enumerate(values))


BEST_KNOWN = dict(_named())
"""By the name of the instance."""
OPEN = {"c801600", "d20200", "d20400", "d40400", "d30900", "d60900", "d201600", "d401600", "d801600"}
"""Where less than the best known value may still be found."""
