"""Plans and data that the tests vary."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

import numpy as np

from dejiro.cores.trial.model import Arm, Assumed, Design, Observation, Plan

REGISTERED: Final = date(2026, 4, 1)
START: Final = date(2026, 5, 1)
END: Final = date(2027, 4, 30)
DUE: Final = date(2027, 5, 31)
AFTER: Final = date(2027, 6, 1)

SHARES: Final = Plan(
    metric="オンラインで終わった手続きの割合",
    design="proportions",
    better="higher",
    adopt_above=0,
    worthwhile=0.1,
    registered=REGISTERED,
    start=START,
    end=END,
    due=DUE,
    size=200,
    assumed=Assumed(0.1, base=0.5),
)
MEANS: Final = replace(
    SHARES, metric="待ち時間（分）", design="means", better="lower", worthwhile=2, size=40, assumed=Assumed(2, spread=3)
)
CHANGES: Final = replace(
    MEANS,
    metric="窓口の件数",
    design="difference_in_differences",
    better="higher",
    size=20,
    compare_from=date(2025, 5, 1),
    assumed=Assumed(2, spread=3, correlation=0.5),
)
SERIES: Final = replace(
    CHANGES,
    design="interrupted",
    step="month",
    size=12,
    compare_from=date(2024, 5, 1),
    assumed=Assumed(5, spread=1, correlation=0.3),
)
PLANS: Final[dict[Design, Plan]] = {plan.design: plan for plan in (SHARES, MEANS, CHANGES, SERIES)}


def line(unit: str, arm: Arm, day: date, value: float | None, of: int = 1) -> Observation:
    return Observation(unit, arm, day, day + timedelta(days=3), value, of)


def shares(pilot: int, comparison: int, of: int = 200) -> list[Observation]:
    """So many successes of so many tries in both arms, in ten lines each."""
    parts: list[tuple[Arm, int]] = [("pilot", pilot), ("comparison", comparison)]
    return [
        line(f"{arm}{at}", arm, START + timedelta(days=at), done // 10 + (at < done % 10), of // 10)
        for arm, done in parts
        for at in range(10)
    ]


def values(pilot: Sequence[float], comparison: Sequence[float]) -> list[Observation]:
    parts: list[tuple[Arm, Sequence[float]]] = [("pilot", pilot), ("comparison", comparison)]
    return [line(f"{arm}{at}", arm, START, float(one)) for arm, part in parts for at, one in enumerate(part)]


def changes(pilot: Sequence[float], comparison: Sequence[float], *, seed: int = 0) -> list[Observation]:
    """Units that change by so much, each from its own level, with two days before and one from the start on."""
    level = np.random.default_rng(seed).normal(100, 20, len(pilot) + len(comparison)).tolist()
    found = []
    for one, own in zip(values(pilot, comparison), level, strict=True):
        assert one.value is not None
        found += [line(one.unit, one.arm, START - timedelta(days=back), own + 5 - back) for back in (4, 6)]
        found.append(line(one.unit, one.arm, START, own + one.value))
    return found


def months(series: Sequence[float], before: int = 24) -> list[Observation]:
    """One value on the tenth of each month."""
    first = 12 * START.year + START.month - 1 - before
    return [
        line("町", "pilot", date((first + at) // 12, (first + at) % 12 + 1, 10), float(one))
        for at, one in enumerate(series)
    ]


def data(design: Design, effect: float, *, seed: int = 0) -> list[Observation]:
    """Good data with so much effect towards the better of the design's plan."""
    chance = np.random.default_rng(seed)
    if design == "proportions":
        return shares(int(chance.binomial(200, 0.5 + effect)), int(chance.binomial(200, 0.5)))
    if design == "means":
        return values(chance.normal(20 - effect, 3, 40).tolist(), chance.normal(20, 3, 40).tolist())
    if design == "difference_in_differences":
        return changes(chance.normal(effect, 3, 20).tolist(), chance.normal(0, 3, 20).tolist(), seed=seed)
    return months(trend(36, effect, chance).tolist())


def trend(
    number: int, effect: float, chance: np.random.Generator, *, correlation: float = 0.3, before: int = 24
) -> np.ndarray:
    """A rising series with correlated errors of variance 1 that jumps by the effect."""
    noise = chance.normal(size=number)
    for at in range(1, number):
        noise[at] = correlation * noise[at - 1] + (1 - correlation**2) ** 0.5 * noise[at]
    return 50 + 0.2 * np.arange(number) + effect * (np.arange(number) >= before) + noise
