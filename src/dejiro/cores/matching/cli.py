"""`dejiro matching`: solve, explain and check from JSON files."""

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

from dejiro.cores.documents.faults import Fault, ProblemError
from dejiro.cores.matching.check import check
from dejiro.cores.matching.explain import explain
from dejiro.cores.matching.io import (
    Json,
    changes_to_json,
    matching_from_json,
    matching_to_json,
    problem_from_json,
)
from dejiro.cores.matching.solve import solve

GOOD, WRONG, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands to `dejiro matching`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    solving = commands.add_parser("solve", help="安定な組合せと、断られた理由を求める")
    solving.add_argument("problem", type=Path, metavar="PROBLEM.json")
    solving.add_argument("-o", "--output", type=Path, metavar="MATCHING.json", help="書き込み先 (なければ標準出力)")
    explaining = commands.add_parser("explain", help="一人について、何が変われば断られなかったかを示す")
    explaining.add_argument("problem", type=Path, metavar="PROBLEM.json")
    explaining.add_argument("applicant", metavar="ID")
    checking = commands.add_parser("check", help="組合せが安定であることを名簿だけから確かめる")
    checking.add_argument("problem", type=Path, metavar="PROBLEM.json")
    checking.add_argument("matching", type=Path, metavar="MATCHING.json")


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command.

    Returns:
        0 when done, 1 when a matching is wrong, 2 for bad input.
    """
    commands = {"solve": _solve, "explain": _explain, "check": _check}
    try:
        return commands[arguments.command](arguments)
    except ProblemError as error:
        return _complain(error.faults, BAD_INPUT)
    except OSError as error:
        return _complain([Fault(str(error.filename), str(error.strerror), "読み書きできるファイル")], BAD_INPUT)


def _solve(arguments: argparse.Namespace) -> int:
    text = _text(matching_to_json(solve(problem_from_json(arguments.problem.read_bytes()))))
    if arguments.output is None:
        print(text)
    else:
        arguments.output.write_text(text + "\n", encoding="utf-8")
    return GOOD


def _explain(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    matching = solve(problem)
    try:
        changes = explain(problem, matching, arguments.applicant)
    except KeyError:
        fault = Fault("ID", f"知らない応募者です: {arguments.applicant!r}", "applicants にある id")
        return _complain([fault], BAD_INPUT)
    placements = matching_to_json(matching)["placements"]
    entry = next(entry for entry in placements if entry["applicant"] == arguments.applicant)
    print(_text({**entry, "changes": changes_to_json(changes)}))
    return GOOD


def _check(arguments: argparse.Namespace) -> int:
    problem = problem_from_json(arguments.problem.read_bytes())
    faults = check(problem, matching_from_json(arguments.matching.read_bytes()))
    if faults:
        return _complain(faults, WRONG)
    print("組合せは安定で、理由も正しい。")
    return GOOD


def _complain(faults: Iterable[Fault], code: int) -> int:
    for fault in faults:
        print(fault, file=sys.stderr)
    return code


def _text(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
