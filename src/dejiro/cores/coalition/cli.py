"""`dejiro coalition`: solve, explain and check from JSON files."""

import argparse
import ctypes
import json
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dejiro.cores.coalition.check import check
from dejiro.cores.coalition.explain import explain, explain_member
from dejiro.cores.coalition.io import Json, answer_from_json, answer_to_json, explanation_to_json, problem_from_json
from dejiro.cores.coalition.model import Answer, Problem
from dejiro.cores.coalition.solve import solve
from dejiro.cores.documents.faults import Fault, ProblemError

GOOD, WRONG, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands to `dejiro coalition`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    solving = commands.add_parser("solve", help="始められる最大の組を求める")
    solving.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solving.add_argument("-o", "--output", type=Path, metavar="ANSWER.json", help="書き込み先 (なければ標準出力)")
    solving.add_argument("--time-limit", type=float, metavar="SECONDS", help="この秒数で打ち切り、限界値を示す")
    solving.add_argument("--no-explanations", action="store_true", help="outside と if_leaves を計算しない")
    explaining = commands.add_parser("explain", help="一団体の理由、または全団体の説明を文で示す")
    explaining.add_argument("problem", type=Path, metavar="PROBLEM.json")
    explaining.add_argument("member", nargs="?", metavar="ID", help="この団体だけを JSON で")
    checking = commands.add_parser("check", help="回答を問題だけから検算する")
    checking.add_argument("problem", type=Path, metavar="PROBLEM.json")
    checking.add_argument("answer", type=Path, metavar="ANSWER.json")


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command.

    Returns:
        0 when done (also when no group is possible), 1 when an answer is wrong, 2 for bad input.
    """
    commands = {"solve": _solve, "explain": _explain, "check": _check}
    try:
        return commands[arguments.command](arguments)
    except ProblemError as error:
        return _complain(error.faults, BAD_INPUT)
    except OSError as error:
        return _complain([Fault(str(error.filename), str(error.strerror), "読み書きできるファイル")], BAD_INPUT)


def _solve(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    with _quiet():
        answer = solve(problem, time_limit=arguments.time_limit)
        answer = answer if arguments.no_explanations else explain(problem, answer)
    text = _text(answer_to_json(answer))
    if arguments.output is None:
        print(text)
    else:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    return GOOD


def _explain(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    with _quiet():
        answer = solve(problem)
        if arguments.member is None:
            answer = explain(problem, answer)
    if arguments.member is None:
        print("\n".join(_sentences(problem, answer)))
        return GOOD
    try:
        with _quiet():
            explanation = explain_member(problem, answer, arguments.member)
    except KeyError:
        return _complain([Fault("ID", f"知らない団体です: {arguments.member!r}", "members にある id")], BAD_INPUT)
    print(_text(explanation_to_json(explanation)))
    return GOOD


def _check(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    faults = check(problem, answer_from_json(arguments.answer.read_bytes()))
    if faults:
        return _complain(faults, WRONG)
    print("回答は正しい。")
    return GOOD


def _complain(faults: Iterable[Fault], code: int) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return code


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _sentences(problem: Problem, answer: Answer) -> Iterator[str]:
    if answer.start is None:
        yield "始められる組はありません。"
    else:
        size, price = len(answer.members), answer.unit_price
        yield f"{answer.start} から {size} 団体、単価 {price:,} 円、総額 {answer.total:,} 円。"
    for share in answer.shares:
        saving = "単独では価格段階に届かない" if share.saving is None else f"単独より {share.saving:,} 円少ない"
        yield f"{share.id}: {share.total:,} 円 (うち共通費 {share.fixed:,} 円)。{saving}。"
    for leaving in answer.if_leaves or ():
        others = "、".join(leaving.falls_out) or "なし"
        yield f"{leaving.id} が抜けると {len(leaving.members)} 団体。ほかに外れる団体: {others}。"
    for outsider in answer.outside or ():
        if outsider.change is None:
            yield f"{outsider.id}: 外 ({outsider.reason})。一つの変更では入れません。"
        else:
            field, value = outsider.change.field, outsider.change.value
            before = getattr(problem.member(outsider.id), field)
            yield f"{outsider.id}: 外 ({outsider.reason})。{field} を {before} から {value} にすれば入れます。"


@contextmanager
def _quiet() -> Iterator[None]:
    """Send to the error output what HiGHS may print on the output, which belongs to JSON."""
    sys.stdout.flush()
    output = os.dup(1)
    os.dup2(2, 1)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)
        os.dup2(output, 1)
        os.close(output)
