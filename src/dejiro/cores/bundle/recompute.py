"""Computes a figure again and compares."""

from collections.abc import Mapping
from dataclasses import dataclass

from dejiro.cores.bundle.effect import EffectFault, effect_summary, rows_from_json
from dejiro.cores.bundle.figures import Figure
from dejiro.cores.coalition.check import check
from dejiro.cores.coalition.io import answer_from_json, problem_from_json
from dejiro.cores.coalition.solve import solve
from dejiro.cores.documents.faults import ProblemError
from dejiro.cores.merkle.canonical import Json


@dataclass(frozen=True)
class Recomputation:
    """What is wrong with a figure's answer, in sentences; and, when nothing is, what was not shown about it."""

    faults: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()


def recompute(figure: Figure, *, time_limit: float) -> Recomputation:
    """Return the outcome of computing a figure again.

    Args:
        figure: problem and answer.
        time_limit: seconds for a joint purchase with capacity or exclusions, which can take long.
    """
    if figure.kind == "effect":
        return _effect(figure)
    return _coalition(figure, time_limit)


def _effect(figure: Figure) -> Recomputation:
    try:
        again = effect_summary(rows_from_json(figure.problem))
    except EffectFault as error:
        return Recomputation((f"入力が読めません（{error}）。",))
    answer = figure.answer
    if not isinstance(answer, Mapping):
        return Recomputation(("結果が連想配列（{…}）ではありません。",))
    return Recomputation(
        tuple(_difference(name, answer.get(name), again[name]) for name in again if answer.get(name) != again[name])
    )


def _coalition(figure: Figure, time_limit: float) -> Recomputation:
    try:
        problem, answer = problem_from_json(figure.problem), answer_from_json(figure.answer)
    except ProblemError as error:
        return Recomputation(tuple(f"入力か結果が読めません（{fault}）。" for fault in error.faults))
    if faults := check(problem, answer):
        return Recomputation(tuple(f"検算と違います（{fault}）。" for fault in faults))
    again = solve(problem, time_limit=time_limit)
    same = (again.start, again.members) == (answer.start, answer.members)
    if answer.proof.optimal and again.proof.optimal and not same:
        return Recomputation((_difference("members", list(answer.members), list(again.members)),))
    if answer.proof.optimal and again.proof.optimal:
        return Recomputation()
    return Recomputation(unproven=("最も良い組み合わせであることまでは示されていません（条件と金額は検算と同じです）",))


def _difference(name: str, stated: Json, again: Json) -> str:
    return f"{name} が、計算し直した結果と違います（束: {_short(stated)}、計算: {_short(again)}）。"


def _short(value: Json) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:60]}…"  # noqa: PLR2004  # a line of a terminal
