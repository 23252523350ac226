"""`dejiro trial`: how many it takes, what the registered rule says, and whether a verdict is right."""

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path

from dejiro.cores.trial.check import check
from dejiro.cores.trial.faults import TrialError
from dejiro.cores.trial.io import digest, plan_from_json, read_observations, verdict_from_json, verdict_to_json
from dejiro.cores.trial.judge import judge
from dejiro.cores.trial.model import Plan, Verdict
from dejiro.cores.trial.power import detectable, power, size_for

GOOD, WRONG, BAD_INPUT = 0, 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands to `dejiro trial`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    planning = commands.add_parser("power", help="計画の検出力と、必要な数を計算する")
    judging = commands.add_parser("judge", help="登録した規則をデータに当てて、採用・中止・不明を決める")
    checking = commands.add_parser("check", help="判定を計画とデータから検算する")
    for command in (planning, judging, checking):
        command.add_argument("plan", type=Path, metavar="PLAN.json")
    for command in (judging, checking):
        command.add_argument("data", type=Path, metavar="DATA.csv")
    judging.add_argument("--on", type=_day, default=None, metavar="DATE", help="判定する日（既定は今日）")
    checking.add_argument("verdict", type=Path, metavar="VERDICT.json")
    for command in (planning, judging):
        command.add_argument("-o", "--output", type=Path, metavar="OUT.json", help="書き込み先（なければ標準出力）")


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command.

    Returns:
        0 when done, whatever the outcome; 1 when a verdict is wrong; 2 for bad input.
    """
    commands = {"power": _power, "judge": _judge, "check": _check}
    try:
        return commands[arguments.command](arguments)
    except TrialError as error:
        return _complain(_by_line(str(error)), BAD_INPUT)
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror} → 読み書きできるファイル", BAD_INPUT)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"日付ではありません: {text!r} → 年-月-日") from None


def _by_line(text: str) -> str:
    """Entry n of the data is line n + 2 of the file."""
    return re.sub(r"^observations\[(\d+)\]\.?", lambda found: f"{int(found[1]) + 2}行目 ", text, flags=re.MULTILINE)


def _plan(arguments: argparse.Namespace) -> Plan:
    return plan_from_json(arguments.plan.read_bytes())


def _power(arguments: argparse.Namespace) -> int:
    plan = _plan(arguments)
    found = {
        "plan": digest(plan),
        "size": plan.size,
        "power": round(power(plan), 6),
        "power_at_worthwhile": round(power(plan, expected=plan.worthwhile), 6),
        "size_for_80": size_for(plan),
        "size_for_90": size_for(plan, 0.9),
        "detectable_80": detectable(plan),
    }
    return _write(json.dumps(found) + "\n", arguments.output)


def _judge(arguments: argparse.Namespace) -> int:
    on = arguments.on or date.today()  # noqa: DTZ011 - the day on the desk of who judges
    return _write(verdict_to_json(_judged(arguments, on)), arguments.output)


def _judged(arguments: argparse.Namespace, on: date) -> Verdict:
    return judge(_plan(arguments), read_observations(arguments.data), on=on)


def _check(arguments: argparse.Namespace) -> int:
    text = arguments.verdict.read_text("utf-8")
    verdict = verdict_from_json(text)
    faults = list(check(_plan(arguments), read_observations(arguments.data), verdict))
    if verdict_to_json(_judged(arguments, verdict.judged)) != text:
        faults.append("計算し直した判定と一字一句同じではありません → 同じ計画・データ・版で計算した判定")
    if faults:
        return _complain("\n".join(faults), WRONG)
    print("判定は、登録された計画とデータから計算し直したものと同じです。")
    return GOOD


def _write(text: str, path: Path | None) -> int:
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
    return GOOD


def _complain(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
