"""`dejiro allocation solve | explain | compare`: plans of whole engagements, from JSON files."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from dejiro.cores.allocation.candidates import Candidates, candidates_of
from dejiro.cores.allocation.engagements import Progress, solve
from dejiro.cores.allocation.explain import explain, explain_body, explain_request
from dejiro.cores.allocation.io import plan_from_json, plan_to_json, problem_from_json
from dejiro.cores.allocation.model import Plan, Problem
from dejiro.cores.allocation.prices import demand_of, prices_of
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.documents.faults import Fault, ProblemError
from dejiro.cores.documents.reader import Document

Command = Callable[[str, Callable[[argparse.Namespace], Document], str], argparse.ArgumentParser]
_EVERY = 2.0
"""Seconds between two lines of progress."""
_BELOW = {
    "impossible": "すべての団体が下限に届く計画はないと証明済み",
    "not-in-time": "時間内に見つからなかった。届く計画がないとは言えない",
}


def add_planning(command: Command) -> None:
    """Add the sub-commands, each by `command(name, work, help)`; what `work` returns is to be written as JSON."""
    solving = command("solve", _solve, "支援の割り当てを求め、値・上界・差を示す (Ctrl-C でそれまでの最良)")
    _add_limits(solving)
    solving.add_argument("--no-explanations", action="store_true", help="would_take を計算しない")
    explaining = command("explain", _explain, "団体・未対応の要望・専門人材を説明する。ID なしは半日の価値")
    explaining.add_argument("plan", type=Path, metavar="PLAN.json")
    explaining.add_argument("id", nargs="?", metavar="ID")
    comparing = command("compare", _compare, "計画を並べる。--changes は変更の数ごとに解いて並べる")
    comparing.add_argument("plans", nargs="*", type=Path, metavar="PLAN.json")
    comparing.add_argument("--changes", type=_numbers, default=(), metavar="0,2,5", help="current からの変更の上限")
    _add_limits(comparing)


def _add_limits(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--time-limit", type=float, default=60.0, metavar="SECONDS", help="打ち切るまでの秒数 (60)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="探索の種 (0)")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _problem(arguments: argparse.Namespace) -> Problem:
    return problem_from_json(arguments.problem.read_bytes())


def _plan(problem: Problem, candidates: Candidates, path: Path) -> Plan:
    """The plan in a file.

    Raises:
        ProblemError: it is no plan, or one of its pairs is no candidate of the problem.
    """
    plan = plan_from_json(path.read_bytes())
    people, requests = ({one.id for one in part} for part in (problem.specialists, problem.requests))
    known = [pair for pair in plan.assignments if pair.specialist in people and pair.request in requests]
    if len(known) < len(plan.assignments) or (candidates.find(known) < 0).any():
        raise ProblemError([Fault("$.assignments", "この問題の候補ではない組があります", "check で合格する計画")])
    return plan


def _solved(problem: Problem, candidates: Candidates, arguments: argparse.Namespace) -> Plan:
    shares = np.array([share.fair_share for share in fair_division(candidates).shares], dtype=np.float64)
    terms = {"seed": arguments.seed, "time_limit": arguments.time_limit}
    return solve(problem, shares=shares, progress=_Line(), **terms)


class _Line:
    """Tells how far the search is, every two seconds."""

    def __init__(self) -> None:
        self.last = 0.0

    def __call__(self, progress: Progress) -> None:
        if progress.seconds < self.last + _EVERY:
            return
        self.last = progress.seconds
        gap = (progress.bound - progress.best) / abs(progress.best) if progress.best else float("inf")
        figures = f"{progress.best:,.1f} / {progress.bound:,.1f} ({gap:.2%})"
        sys.stderr.write(f"{progress.seconds:5.0f} s {progress.stage}: {figures}\n")


def _solve(arguments: argparse.Namespace) -> Document:
    problem = _problem(arguments)
    candidates = candidates_of(problem)
    plan = _solved(problem, candidates, arguments)
    for status, words in _BELOW.items():
        below = [body.id for body in plan.bodies if body.floor_status == status]
        if below:
            sys.stderr.write(f"下限に届かない団体 ({words}): {'、'.join(below)}\n")
    return plan_to_json(plan if arguments.no_explanations else explain(candidates, plan))


def _explain(arguments: argparse.Namespace) -> Document:
    problem = _problem(arguments)
    candidates = candidates_of(problem)
    plan = _plan(problem, candidates, arguments.plan)
    if arguments.id is None:
        return {"prices": [asdict(price) for price in prices_of(candidates)]}
    ways: Mapping[str, Callable[[Candidates, Plan, str], object]] = {
        "body": explain_body,
        "request": explain_request,
        "specialist": _demands,
    }
    for name, way in ways.items():
        try:
            return {name: json.loads(json.dumps(way(candidates, plan, arguments.id), default=asdict))}
        except KeyError:
            continue
    expected = "団体、計画が応えていない要望、専門人材のいずれかの id"
    raise ProblemError([Fault("ID", f"知らないか、すでに支援されています: {arguments.id!r}", expected)])


def _demands(candidates: Candidates, plan: Plan, name: str) -> object:
    return demand_of(candidates, plan, name)


def _compare(arguments: argparse.Namespace) -> Document:
    problem = _problem(arguments)
    candidates = candidates_of(problem)
    rows = [_row(str(path), _plan(problem, candidates, path)) for path in arguments.plans]
    for changes in arguments.changes:
        stated = replace(problem, max_changes=changes)
        rows.append(_row(f"max_changes {changes}", _solved(stated, candidates_of(stated), arguments)))
    return {"plans": rows}


def _row(name: str, plan: Plan) -> dict[str, Document]:
    return {
        "plan": name,
        "value": plan.value,
        "upper_bound": plan.upper_bound,
        "gap": plan.gap,
        "served": len(plan.assignments),
        "delivered": sum(body.delivered for body in plan.bodies),
        "bodies_with_nothing": sum(body.demand > 0 and body.delivered == 0 for body in plan.bodies),
        "below_floor": [body.id for body in plan.bodies if body.delivered < body.floor],
        "kept": plan.kept,
        "changed": plan.changed,
        "status": plan.status,
    }
