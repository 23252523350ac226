"""Problems of the size of Tokyo and of the country: `instance("tokyo")`, "tight", "tokyo1200", "nation", "county"."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.model import Body, Capacity, Fit, Pair, Problem, Request, Specialist

WEEKS, ROLES, PREFECTURES = 52, 15, 47
# Thousand people in Tokyo's 62 municipalities, approximate and in no official order.
# fmt: off
POPULATIONS = (
    67, 169, 260, 350, 240, 211, 272, 524, 422, 288, 943, 243, 345, 591, 301, 355, 217, 585, 752, 695, 453, 697, 681,
    584, 184, 150, 195, 137, 263, 114, 242, 431, 126, 195, 190, 150, 129, 76, 85, 58, 116, 85, 75, 90, 148, 80, 54, 204,
    32, 17, 1.9, 4.8, 7.2, 0.3, 2.6, 1.8, 2.3, 0.3, 7.0, 0.17, 2.9, 0.2,
)
# fmt: on


@dataclass(frozen=True)
class Size:
    specialists: int
    bodies: int
    requests: int
    blocks: int = 1
    most_candidates: int | None = None


SIZES = {
    "county": Size(60, 30, 200),
    "tokyo": Size(300, 62, 400),
    "tight": Size(120, 62, 400),
    "tokyo1200": Size(300, 62, 1200),
    "nation": Size(5000, 1741, 11232, 8, 60),
}


def instance(name: str, seed: int = 1, **terms: Any) -> Problem:  # noqa: ANN401 - any term of a problem
    """One of the named problems; `terms` are further arguments of `Problem`."""
    size, random = SIZES[name], np.random.default_rng(seed)
    people = populations(size.bodies, random)
    supply = random.dirichlet([4.0] * ROLES)
    demand = 0.6 * supply + 0.4 * random.dirichlet([3.0] * ROLES)
    areas = np.sort(random.integers(PREFECTURES, size=size.bodies)) if size.blocks > 1 else np.zeros(size.bodies, int)
    weights = people / people.sum()
    bodies = tuple(
        Body(f"b{at:04d}", round(float(0.5 / size.bodies + 0.5 * part) * size.bodies, 6))
        for at, part in enumerate(weights)
    )
    by_area = [tuple(bodies[at].id for at in np.flatnonzero(areas == area)) for area in range(PREFECTURES)]
    specialists = tuple(_specialist(at, size, supply, by_area, random) for at in range(size.specialists))
    where = np.concatenate(
        [
            np.arange(size.bodies),
            random.choice(size.bodies, size.requests - size.bodies, p=np.sqrt(people) / np.sqrt(people).sum()),
        ]
    )
    requests = tuple(
        _request(at, bodies[where[at]].id, _block(int(areas[where[at]]), size), demand, random)
        for at in range(size.requests)
    )
    problem = Problem(WEEKS, specialists, bodies, requests)
    return _fitted(problem, size, random, terms)


def populations(count: int, random: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Thousand people per body."""
    if count == len(POPULATIONS):
        return np.array(POPULATIONS)
    return np.clip(np.exp(random.normal(3.0, 1.4, count)), 0.17, 3700)


def _block(area: int, size: Size) -> int:
    return area * size.blocks // PREFECTURES


def _specialist(
    at: int, size: Size, supply: np.ndarray[Any, Any], by_area: list[tuple[str, ...]], random: np.random.Generator
) -> Specialist:
    area = int(random.integers(PREFECTURES)) if size.blocks > 1 else 0
    block = _block(area, size)
    half_days = int(random.integers(6, 11) if random.random() < 0.35 else random.integers(2, 5))
    start = 0 if random.random() < 0.8 else int(random.integers(0, 26))
    end = WEEKS if random.random() < 0.85 else int(random.integers(30, WEEKS + 1))
    roles = random.choice(ROLES, int(random.integers(1, 4)), replace=False, p=supply)
    skills = {
        f"role{role:02d}@{block}": int(random.integers(2, 5) if place == 0 else random.integers(1, 4))
        for place, role in enumerate(roles)
    }
    present = bool(random.random() < 0.6)
    onsite: bool | tuple[str, ...] = by_area[area] if present and size.blocks > 1 else present
    return Specialist(f"s{at:05d}", (Capacity(start, end, half_days),), skills, onsite)


def _request(at: int, body: str, block: int, demand: np.ndarray[Any, Any], random: np.random.Generator) -> Request:
    weeks = int(random.choice([8, 13, 26, 39, 52], p=[0.15, 0.25, 0.3, 0.1, 0.2]))
    role = f"role{int(random.choice(ROLES, p=demand)):02d}@{block}"
    level = int(random.choice([1, 2, 3], p=[0.3, 0.5, 0.2]))
    half_days = int(random.choice([1, 2, 3, 4, 6], p=[0.2, 0.4, 0.1, 0.2, 0.1]))
    start = int(random.integers(0, WEEKS - weeks + 1))
    onsite, priority = bool(random.random() < 0.3), int(random.choice([1, 2, 3], p=[0.5, 0.35, 0.15]))
    return Request(f"r{at:05d}", body, role, level, half_days, start, start + weeks, onsite, priority)


def _fitted(problem: Problem, size: Size, random: np.random.Generator, terms: dict[str, Any]) -> Problem:
    """The problem with a fit for every candidate; candidates beyond the most that a request may have are forbidden."""
    found = candidates_of(problem)
    chance = random.random(len(found))
    kept = np.ones(len(found), dtype=np.bool_)
    if size.most_candidates is not None:
        for first, end in zip(found.first[:-1], found.first[1:], strict=True):
            kept[first + np.argsort(chance[first:end])[size.most_candidates :]] = False
    noise = np.minimum(1.0, np.round(found.fit + 0.1 * random.random(len(found)), 3))
    pairs = [
        (problem.specialists[who].id, problem.requests[what].id)
        for who, what in zip(found.specialist, found.request, strict=True)
    ]
    fits = tuple(Fit(*pair, float(fit)) for pair, fit, keep in zip(pairs, noise, kept, strict=True) if keep)
    forbidden = tuple(Pair(*pair) for pair, keep in zip(pairs, kept, strict=True) if not keep)
    parts = (problem.weeks, problem.specialists, problem.bodies, problem.requests)
    return Problem(*parts, fit=fits, forbidden=forbidden, **terms)
