"""`dejiro merge-bodies`: municipalities that merge into another from a day on; tell it before the table is loaded."""

import argparse
import sys
from datetime import date

from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.selectors import organization_by_code
from dejiro.foundation.organizations.services import organization_merge


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("codes", nargs="+", metavar="CODE", help="合併でなくなる団体の6桁のコード")
    parser.add_argument("--into", required=True, metavar="CODE", help="承継する団体の6桁のコード")
    parser.add_argument("--on", required=True, type=date.fromisoformat, metavar="YYYY-MM-DD", help="合併の日")


def run(arguments: argparse.Namespace) -> int:
    """Record the merger; 1 with a sentence when it cannot be."""
    found = {code: organization_by_code(code) for code in (*arguments.codes, arguments.into)}
    bodies = {code: body for code, body in found.items() if body is not None}
    if missing := [code for code in found if code not in bodies]:
        print(f"{'、'.join(missing)}: このコードの団体はありません。", file=sys.stderr)
        return 1
    try:
        organization_merge(
            actor=SYSTEM,
            predecessors=[bodies[code] for code in arguments.codes],
            successor=bodies[arguments.into],
            on=arguments.on,
        )
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    names = "、".join(bodies[code].name for code in arguments.codes)
    heir = bodies[arguments.into].name
    print(f"{names}が{arguments.on.isoformat()}に{heir}に合併することを登録しました。")
    print(f"その日から、{heir}の管理者が「人と組織」の「合併した団体」で、人を引き継げます。")
    return 0
