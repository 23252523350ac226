"""Times of the matching core: `python benchmarks/matching/run.py`."""

import sys
import time
from random import Random

from dejiro.cores.matching.check import check
from dejiro.cores.matching.model import Applicant, Post, Problem, Region
from dejiro.cores.matching.solve import solve

SIZES = ((300, 62, 6), (1000, 100, 10), (5000, 1741, 47), (20000, 1741, 47))
MOST_SECONDS = 30.0


def problem(people: int, posts: int, regions: int, seed: int = 1) -> Problem:
    """Short random lists of the applicants; a post ranks those who ask for it; caps bind at 60 % of the quotas."""
    random, names, offers = Random(seed), [f"p{at}" for at in range(people)], [f"x{at}" for at in range(posts)]
    wishes = [tuple(random.sample(offers, 8)) for _ in names]
    asked: dict[str, list[str]] = {offer: [] for offer in offers}
    for name, prefers in zip(names, wishes, strict=True):
        for offer in prefers:
            asked[offer].append(name)
    quota = max(1, round(people / posts))
    made = []
    for at, offer in enumerate(offers):
        random.shuffle(asked[offer])
        made.append(Post(offer, quota, tuple(asked[offer]), f"r{at % regions}"))
    caps = tuple(
        Region(f"r{at}", int(0.6 * quota * sum(place % regions == at for place in range(posts))))
        for at in range(regions)
    )
    return Problem(tuple(map(Applicant, names, wishes)), tuple(made), caps)


def main() -> int:
    print("| applicants x posts x regions | seconds | placed | faults |\n| --- | --- | --- | --- |")
    within = True
    for size in SIZES:
        case = problem(*size)
        start = time.perf_counter()
        matching = solve(case)
        seconds = time.perf_counter() - start
        faults = check(case, matching)
        placed = sum(placement.post is not None for placement in matching.placements)
        print(f"| {' x '.join(map(str, size))} | {seconds:.3f} | {placed} | {len(faults)} |", flush=True)
        within &= seconds < MOST_SECONDS and not faults
    return 0 if within else 1


if __name__ == "__main__":
    sys.exit(main())
