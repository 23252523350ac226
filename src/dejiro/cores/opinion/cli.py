"""`dejiro opinion`: analyse votes, show the result on a page, and check a published result."""

import argparse
import json
import sys
from pathlib import Path

from dejiro.cores.opinion.analysis import analyze
from dejiro.cores.opinion.approvals import approvals
from dejiro.cores.opinion.check import check
from dejiro.cores.opinion.faults import VotesError
from dejiro.cores.opinion.io import read_cohorts, read_comments, read_votes
from dejiro.cores.opinion.positions import model_of
from dejiro.cores.opinion.reliability import reliability_of
from dejiro.cores.opinion.report import report
from dejiro.cores.opinion.result import FORMAT, Json, to_json
from dejiro.cores.opinion.robustness import robustness_of
from dejiro.cores.opinion.slate import Claim, Slate, choose
from dejiro.cores.opinion.space import in_conversation

GOOD, WRONG, BAD_INPUT = 0, 1, 2
_MOST_SLATE = 50


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the sub-commands to `dejiro opinion`."""
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    analyzing = commands.add_parser("analyze", help="投票から、合意・立場・グループとその確かさを計算する")
    analyzing.add_argument("--mode", choices=("model", "reference"), default="model", help="既定は model")
    analyzing.add_argument("--seed", type=_seed, default=0, metavar="N", help="乱数の種（既定は0）")
    analyzing.add_argument("--slate", type=_size, default=7, metavar="K", help="全体を代表する意見の数（既定は7）")
    analyzing.add_argument("-o", "--output", type=Path, metavar="RESULT.json", help="書き込み先（なければ標準出力）")
    reporting = commands.add_parser("report", help="計算の結果を一つのHTMLファイルにする（通信なし）")
    reporting.add_argument("result", type=Path, metavar="RESULT.json")
    reporting.add_argument("--title", default="意見の地図", help="見出し")
    reporting.add_argument("-o", "--output", type=Path, metavar="REPORT.html", help="書き込み先（なければ標準出力）")
    checking = commands.add_parser("check", help="公開された結果を投票から計算し直し、代表の証明を検算する")
    for command in (analyzing, checking):
        command.add_argument("votes", type=Path, metavar="VOTES.csv")
        command.add_argument(
            "--cohorts", type=Path, metavar="COHORTS.csv", help="参加者ごとの属性（participant,cohort）"
        )
    checking.add_argument("result", type=Path, metavar="RESULT.json")
    for command in (analyzing, reporting, checking):
        command.add_argument("--comments", type=Path, metavar="COMMENTS.csv", help="意見の文と採否")


def run(arguments: argparse.Namespace) -> int:
    """Run a sub-command.

    Returns:
        0 when done, 1 when a published result is wrong, 2 for bad input.
    """
    commands = {"analyze": _analyze, "report": _report, "check": _check}
    try:
        return commands[arguments.command](arguments)
    except VotesError as error:
        return _complain(str(error), BAD_INPUT)
    except OSError as error:
        return _complain(f"{error.filename}: {error.strerror} → 読み書きできるファイル", BAD_INPUT)


def _seed(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    raise argparse.ArgumentTypeError(f"0以上の整数ではありません: {text!r}")


def _size(text: str) -> int:
    if text.isascii() and text.isdigit() and 1 <= int(text) <= _MOST_SLATE:
        return int(text)
    raise argparse.ArgumentTypeError(f"1以上{_MOST_SLATE}以下の整数ではありません: {text!r}")


def _computed(arguments: argparse.Namespace, *, mode: str, seed: int, size: int) -> str:
    votes = read_votes(arguments.votes, arguments.comments).votes
    found = analyze(votes, mode="reference" if mode == "reference" else "model", seed=seed)
    model = found.model or model_of(votes, seed=seed)
    slate = choose(approvals(votes, found.inside, model.factors), size)
    cohorts = None if arguments.cohorts is None else read_cohorts(arguments.cohorts)
    return to_json(found, reliability_of(found), slate, robustness_of(found, model.factors, slate, cohorts))


def _analyze(arguments: argparse.Namespace) -> int:
    text = _computed(arguments, mode=arguments.mode, seed=arguments.seed, size=arguments.slate)
    return _write(text, arguments.output)


def _report(arguments: argparse.Namespace) -> int:
    result = _result(arguments.result)
    texts = {} if arguments.comments is None else {one.id: one.text for one in read_comments(arguments.comments)}
    return BAD_INPUT if result is None else _write(report(result, texts, title=arguments.title), arguments.output)


def _check(arguments: argparse.Namespace) -> int:
    result = _result(arguments.result)
    if result is None:
        return BAD_INPUT
    votes = read_votes(arguments.votes, arguments.comments).votes
    seed, slate = result["seed"], _slate(result["slate"])
    ballots = approvals(votes, in_conversation(votes), model_of(votes, seed=seed).factors)
    faults = list(check(ballots, slate))
    if _computed(arguments, mode=result["mode"], seed=seed, size=slate.size) != arguments.result.read_text("utf-8"):
        faults.append("計算し直した結果と一字一句同じではありません → 同じ投票・種・版で計算した結果")
    if faults:
        return _complain("\n".join(faults), WRONG)
    print("結果は投票から計算し直したものと同じで、代表の証明も正しい。")
    return GOOD


def _slate(raw: Json) -> Slate:
    claims = tuple(Claim(one["statement"], tuple(one["short"])) for one in raw["claims"])
    return Slate(raw["people"], raw["size"], tuple(raw["statements"]), raw["owed"], claims)


def _result(path: Path) -> Json:
    """The document of a result; None, with a complaint, if it is something else."""
    try:
        result = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        result = None
    if isinstance(result, dict) and result.get("format") == FORMAT and result.get("slate") is not None:
        return result
    _complain(f"{path}: 結果のファイルではありません → dejiro opinion analyze が書いたJSON", BAD_INPUT)
    return None


def _write(text: str, path: Path | None) -> int:
    if path is None:
        print(text, end="")
    else:
        path.write_text(text, encoding="utf-8")
    return GOOD


def _complain(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code
