"""`dejiro demo`: the platform with a fictional cast, on this machine."""

import argparse
import os
import sys
from typing import Final

from django.conf import settings
from django.core.management import call_command

from dejiro.cli import server
from dejiro.demo.conversations import SCHOOL_TERMS
from dejiro.demo.conversing import codes_file
from dejiro.demo.load import load_demo
from dejiro.demo.people import PASSWORD, logins

GAP: Final = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--reset", action="store_true", help="デモのデータを消して作り直します")
    parser.add_argument("--no-serve", action="store_true", help="データを用意するだけで、サーバーは起動しません")
    server.add_address(parser)


def run(arguments: argparse.Namespace) -> int:
    """Prepare the database and the cast, print the logins, and serve until interrupted."""
    if not settings.DEMO:
        print("DEJIRO_MODE=production ではデモを開きません。DEJIRO_MODE を外してください。", file=sys.stderr)
        return 2
    fault = server.port_fault(arguments.host, arguments.port)
    if fault and not arguments.no_serve:
        print(fault, file=sys.stderr)
        return 2
    settings.BASE_URL = os.environ.get("DEJIRO_BASE_URL", f"http://{arguments.host}:{arguments.port}")
    call_command("migrate", verbosity=0, interactive=False)
    load_demo(reset=arguments.reset)
    print(welcome(), flush=True)
    if arguments.no_serve:
        return 0
    return server.run(f"{arguments.host}:{arguments.port}", workers=1, threads=8)


def welcome() -> str:
    """Return what the demo prints: where to look, whom to sign in as, and with which invitation."""
    rows = [(login.name, login.organization, login.roles, login.email) for login in logins()]
    widths = [max(map(columns, column)) + GAP for column in zip(*rows, strict=True)]
    lines = ["".join(map(padded, row, widths)).rstrip() for row in rows]
    return "\n".join(
        [
            "",
            "出城（Dejiro）デモ。人物・相談・課題・契約はすべて架空です。",
            "Dejiro demo. People, consultations, needs and contracts are fictional.",
            "",
            *(f"  {line}" for line in lines),
            "",
            f"  パスワード / password: {PASSWORD}",
            f"  データ / data:         {settings.DATABASES['default']['NAME']}",
            *invitations(),
            "",
            f"  {settings.BASE_URL}/        （終了 / stop: Ctrl+C）",
            "",
        ]
    )


def invitations() -> list[str]:
    """Return the line that says with which code the conversation by invitation is tried, and where the others stand."""
    file = codes_file()
    if not file.exists():
        return []
    first = file.read_text(encoding="utf-8-sig").splitlines()[1]
    return [f"  招待コード / code:     {first}（対話「{SCHOOL_TERMS.title}」。ほかのコード / more: {file}）"]


def padded(text: str, width: int) -> str:
    """Fill a text with spaces to a width in columns."""
    return text + " " * (width - columns(text))


def columns(text: str) -> int:
    """Return how many columns a text takes; a Japanese character takes two."""
    return sum(1 if character.isascii() else 2 for character in text)
