"""Does the rule keep its promises? Simulated pilots of the planned size; shares of 2,000 (series: 500), and the time.

    python benchmarks/trial/run.py

Promised: a pilot that does nothing is adopted at most once in forty times, one that is worth it is stopped at most once
in forty times, and one with the hoped effect is adopted as often as `power` says. Intervals of 95 % cover 95 %.
"""

import time
from collections.abc import Callable

import numpy as np

from dejiro.cores.trial.effects import Effect, of_interruption, of_means, of_proportions

Draw = Callable[[np.random.Generator, float], Effect]


def of_shares(chance: np.random.Generator, effect: float) -> Effect:
    done = int(chance.binomial(388, 0.5 + effect)), int(chance.binomial(388, 0.5))
    return of_proportions(done, (388, 388), confidence=0.95)


def of_values(chance: np.random.Generator, effect: float) -> Effect:
    return of_means(chance.normal(effect, 1, 17), chance.normal(0, 1, 17), confidence=0.95)


def of_series(before: int, after: int, correlation: float) -> Draw:
    period = np.arange(-before, after)

    def draw(chance: np.random.Generator, effect: float) -> Effect:
        noise = chance.normal(size=len(period))
        for at in range(1, len(noise)):
            noise[at] = correlation * noise[at - 1] + (1 - correlation**2) ** 0.5 * noise[at]
        return of_interruption(period, 0.2 * period + effect * (period >= 0) + noise, confidence=0.95)

    return draw


def measured(name: str, draw: Draw, worth: float, number: int) -> str:
    started = time.perf_counter()
    nothing = [draw(np.random.default_rng(seed), 0) for seed in range(number)]
    hoped = [draw(np.random.default_rng(seed), worth) for seed in range(number)]
    each = (time.perf_counter() - started) / number / 2 * 1e3
    covered = np.mean([one.low <= worth <= one.high for one in hoped])
    false_adopt = np.mean([one.low > 0 and one.high >= worth for one in nothing])
    false_stop = np.mean([one.high < worth for one in hoped])
    adopted = np.mean([one.low > 0 and one.high >= worth for one in hoped])
    return f"{name:<34} {covered:7.3f} {false_adopt:12.3f} {false_stop:11.3f} {adopted:8.3f} {each:9.3f}"


def main() -> None:
    print(f"{'design':<34} {'covers':>7} {'adopts none':>12} {'stops good':>11} {'adopts':>8} {'ms each':>9}")
    print(measured("shares .5 and .6, 388 each", of_shares, 0.1, 2000), flush=True)
    print(measured("means 1 sd apart, 17 each", of_values, 1, 2000), flush=True)
    for before, after in ((24, 12), (48, 24)):
        for correlation in (0.0, 0.3, 0.6):
            name = f"series {before}+{after}, correlation {correlation}"
            print(measured(name, of_series(before, after, correlation), 3, 500), flush=True)


if __name__ == "__main__":
    main()
