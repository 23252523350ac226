"""`dejiro add-body`: a platform body, company or resident group. Governments come with load-bodies."""

import argparse
import sys

from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import organization_by_code
from dejiro.foundation.organizations.services import organization_add

KINDS = (Organization.Kind.PLATFORM, Organization.Kind.COMPANY, Organization.Kind.RESIDENTS)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--kind", required=True, choices=[str(kind) for kind in KINDS], help="種別")
    parser.add_argument("--code", required=True, help="13桁の法人番号")
    parser.add_argument("--name", required=True, help="名称")
    parser.add_argument("--kana", default="", help="よみ")
    parser.add_argument("--area", required=True, help="参加する都道府県の6桁のコード")


def run(arguments: argparse.Namespace) -> int:
    """Add it; 1 with a sentence when it cannot be added."""
    area = organization_by_code(arguments.area)
    if area is None or area.kind != Organization.Kind.PREFECTURE:
        print(
            f"{arguments.area}: この都道府県がありません。先に dejiro load-bodies で取り込んでください。",
            file=sys.stderr,
        )
        return 1
    try:
        body = organization_add(
            actor=SYSTEM,
            kind=Organization.Kind(arguments.kind),
            code=arguments.code,
            name=arguments.name,
            kana=arguments.kana,
            area=area,
        )
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    print(f"{body.name}（{body.code}）を登録しました。次に dejiro name-administrator で管理者を決めてください。")
    return 0
