"""Computes a figure again and compares."""

from collections.abc import Mapping
from typing import Final

from dejiro.cores.bundle.effect import EffectFault, effect_summary, rows_from_json
from dejiro.cores.bundle.figures import Figure
from dejiro.cores.coalition.faults import ProblemError
from dejiro.cores.coalition.io import answer_to_json, problem_from_json
from dejiro.cores.coalition.solve import solve
from dejiro.cores.merkle.canonical import Json

# What an answer says of itself and of others; the group, its price and its shares are the figure.
_COMPARED: Final = ("start", "members", "quantity", "unit_price", "total", "shares")


def recompute(figure: Figure, *, time_limit: float) -> list[str]:
    """Return what is wrong with a figure's answer, in sentences; nothing when it comes out the same again."""
    compute = {"coalition": _coalition, "effect": _effect}[figure.kind]
    return compute(figure, time_limit)


def _effect(figure: Figure, _time_limit: float) -> list[str]:
    try:
        again = effect_summary(rows_from_json(figure.problem))
    except EffectFault as error:
        return [f"入力が読めません（{error}）。"]
    return _differences(again, figure.answer, tuple(again))


def _coalition(figure: Figure, time_limit: float) -> list[str]:
    try:
        again = answer_to_json(solve(problem_from_json(figure.problem), time_limit=time_limit))
    except ProblemError as error:
        return [f"入力が読めません（{line}）。" for line in str(error).splitlines()]
    return _differences(again, figure.answer, _COMPARED)


def _differences(again: Mapping[str, Json], answer: Json, names: tuple[str, ...]) -> list[str]:
    if not isinstance(answer, Mapping):
        return ["結果が連想配列（{…}）ではありません。"]
    return [
        f"{name} が、計算し直した結果と違います（束: {_short(answer.get(name))}、計算: {_short(again[name])}）。"
        for name in names
        if answer.get(name) != again[name]
    ]


def _short(value: Json) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004  # a line of a terminal
