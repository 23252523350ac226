"""`dejiro allocation`: fair shares and their verification, plans and their check, from JSON files."""

import argparse
import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from dejiro.cores.allocation.candidates import candidates_of
from dejiro.cores.allocation.certificate import verify
from dejiro.cores.allocation.check import check
from dejiro.cores.allocation.division_io import division_from_json, division_to_json
from dejiro.cores.allocation.io import plan_from_json, problem_from_json
from dejiro.cores.allocation.planning import add_planning
from dejiro.cores.allocation.shares import fair_division
from dejiro.cores.documents.faults import Fault, ProblemError
from dejiro.cores.documents.reader import Document

GOOD, WRONG, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands to `dejiro allocation`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    sharing = _command(commands, "shares", _shares, "公平な持ち分と、その証明を求める")
    sharing.add_argument("-o", "--output", type=Path, metavar="SHARES.json", help="書き込み先 (なければ標準出力)")
    verifying = _command(commands, "verify", _verify, "持ち分の証明を、何も解かずに足し算だけで確かめる")
    verifying.add_argument("shares", type=Path, metavar="SHARES.json")
    checking = _command(commands, "check", _check, "計画を問題だけから検算する")
    checking.add_argument("plan", type=Path, metavar="PLAN.json")
    add_planning(partial(_written, commands))


def _written(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    work: Callable[[argparse.Namespace], Document],
    text: str,
) -> argparse.ArgumentParser:
    """A sub-command whose result is written as JSON."""

    def written(arguments: argparse.Namespace) -> int:
        _write(work(arguments), arguments.output)
        return GOOD

    parser = _command(commands, name, written, text)
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.json", help="書き込み先 (なければ標準出力)")
    return parser


def _command(
    commands: "argparse._SubParsersAction[argparse.ArgumentParser]",
    name: str,
    work: Callable[[argparse.Namespace], int],
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text)
    parser.add_argument("problem", type=Path, metavar="PROBLEM.json")
    parser.set_defaults(work=work)
    return parser


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command.

    Returns:
        0 when done, 1 when shares or a plan are wrong, 2 for bad input.
    """
    work: Callable[[argparse.Namespace], int] = arguments.work
    try:
        return work(arguments)
    except ProblemError as error:
        return _complain(error.faults, BAD_INPUT)
    except OSError as error:
        return _complain([Fault(str(error.filename), str(error.strerror), "読み書きできるファイル")], BAD_INPUT)


def _shares(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    _write(division_to_json(fair_division(candidates_of(problem))), arguments.output)
    return GOOD


def _verify(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    faults = verify(problem, division_from_json(arguments.shares.read_bytes()))
    return _verdict(faults, "持ち分は正しい。")


def _check(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    plan = plan_from_json(arguments.plan.read_bytes())
    return _verdict(check(problem, plan, fair_division(candidates_of(problem))), "計画は正しい。")


def _verdict(faults: Iterable[Fault], good: str) -> int:
    found = tuple(faults)
    if found:
        return _complain(found, WRONG)
    print(good)
    return GOOD


def _write(value: Document, output: Path | None) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    if output is None:
        print(text)
    else:
        output.write_text(text + "\n", encoding="utf-8")


def _complain(faults: Iterable[Fault], code: int) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return code
