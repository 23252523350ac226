"""The one command. A sub-command's module is loaded only when it is asked for: the cores' run without Django."""

import argparse
import difflib
import importlib
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import Final, Protocol


@dataclass(frozen=True)
class Command:
    """A sub-command: the module that holds `add_arguments` and `run`, and whether it needs the platform's settings."""

    module: str
    help: str
    platform: bool = True


class Module(Protocol):
    """What a sub-command's module offers."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the arguments."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it; 0 when all is well."""


COMMANDS: Final[dict[str, Command]] = {
    "demo": Command("dejiro.cli.demo", "架空の配役でデモを開きます"),
    "serve": Command("dejiro.cli.serve", "本番用サーバーを起動します"),
    "migrate": Command("dejiro.cli.migrate", "データベースを現在の版に合わせます"),
    "check": Command("dejiro.cli.check", "設定と状態を点検し、何を直すかを示します"),
    "backup": Command("dejiro.cli.backup", "すべての表とファイルを一つの控えに保存します"),
    "restore": Command("dejiro.cli.restore", "控えから復元し、すべての表と記録の根が同じことを確かめます"),
    "worker": Command("dejiro.cli.worker", "メールの送信などの仕事を処理します"),
    "daily": Command("dejiro.cli.daily", "毎朝の仕事：更新の近い契約、署名、お知らせのまとめ、後片付け"),
    "load-bodies": Command("dejiro.cli.load_bodies", "全国の自治体の一覧を取り込み、変わったところを示します"),
    "change-ledger-key": Command("dejiro.cli.change_ledger_key", "台帳の署名の鍵を替えます"),
    "merge-bodies": Command("dejiro.cli.merge_bodies", "区市町村の合併を登録します"),
    "add-body": Command("dejiro.cli.add_body", "推進団体・企業・住民団体を登録します"),
    "name-administrator": Command("dejiro.cli.name_administrator", "団体の最初の管理者を決めます"),
    "verify": Command("dejiro.cores.bundle.cli", "公開の束を、通信もデータベースもなしに検証します", platform=False),
    "coalition": Command(
        "dejiro.cores.coalition.cli", "条件付きの参加から、始められる組と負担を計算します", platform=False
    ),
    "allocation": Command(
        "dejiro.cores.allocation.cli",
        "共同活用する人材の公平な持ち分と支援の割り当てを計算し、検算します",
        platform=False,
    ),
    "textmatch": Command("dejiro.cores.textmatch.cli", "似ている日本語の短文を探します", platform=False),
    "opinion": Command(
        "dejiro.cores.opinion.cli", "賛成・反対・パスの投票から、合意と立場の違いを計算します", platform=False
    ),
    "trial": Command(
        "dejiro.cores.trial.cli", "試行の必要な数を計算し、登録した規則で採用・中止を判定します", platform=False
    ),
    "matching": Command(
        "dejiro.cores.matching.cli", "一人が一つ受けるポストへ、地域の上限の中で安定に割り当てます", platform=False
    ),
    "merkle": Command("dejiro.cores.merkle.cli", "改ざんできない記録の証明を作り、検証します", platform=False),
}
USAGE_FAULT: Final = 2
INTERRUPTED: Final = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a sub-command and return its exit code; 2 when it was called wrongly."""
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["--help"]
    if name in {"-h", "--help"}:
        print(overview())
        return 0
    if name == "--version":
        print(f"dejiro {installed_version()}")
        return 0
    if name not in COMMANDS:
        return unknown(name)
    try:
        return run(name, rest)
    except KeyboardInterrupt:
        return INTERRUPTED


def run(name: str, arguments: Sequence[str]) -> int:
    """Load one sub-command, read its arguments and run it."""
    command = COMMANDS[name]
    if command.platform:
        fault = importlib.import_module("dejiro.cli.bring_up").prepare(name)
        if fault:
            print(fault, file=sys.stderr)
            return USAGE_FAULT
    module: Module = importlib.import_module(command.module)
    parser = argparse.ArgumentParser(prog=f"dejiro {name}", description=command.help)
    module.add_arguments(parser)
    return module.run(parser.parse_args(arguments))


def overview() -> str:
    """Return the list of sub-commands."""
    lines = [f"  {name:<12} {command.help}" for name, command in COMMANDS.items()]
    return "\n".join(["dejiro <コマンド> [引数]   （dejiro <コマンド> --help で説明）", "", *lines])


def unknown(name: str) -> int:
    """Say that there is no such sub-command, and which one may have been meant."""
    near = difflib.get_close_matches(name, COMMANDS, n=1)
    hint = f"「{near[0]}」のことですか。" if near else ""
    print(f"「{name}」というコマンドはありません。{hint}\n\n{overview()}", file=sys.stderr)
    return USAGE_FAULT


def installed_version() -> str:
    """Return the version that is installed, or "0" when the code runs from a plain copy."""
    try:
        return version("dejiro")
    except PackageNotFoundError:
        return "0"
