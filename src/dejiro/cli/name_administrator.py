"""`dejiro name-administrator`: the first administrator of a body; everybody else is invited on the pages."""

import argparse
import sys

from dejiro.foundation.accounts.actors import SYSTEM
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.accounts.services import person_invite
from dejiro.foundation.errors import Refusal
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import organization_by_code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--body", required=True, help="団体コード（6桁）または法人番号（13桁）")
    parser.add_argument("--email", required=True, help="メールアドレス。パスワードを決めるためのリンクを送ります")
    parser.add_argument("--name", required=True, help="氏名")


def run(arguments: argparse.Namespace) -> int:
    """Invite the person; 1 with a sentence when it cannot be done."""
    body = organization_by_code(arguments.body)
    if body is None:
        print(
            f"{arguments.body}: この番号の団体はありません。先に登録してください。",
            file=sys.stderr,
        )
        return 1
    try:
        person_invite(actor=SYSTEM, organization=body, email=arguments.email, name=arguments.name, roles=roles_of(body))
    except Refusal as refusal:
        print(refusal.message, file=sys.stderr)
        return 1
    print(f"{arguments.email} を{body.name}の管理者にしました。メールのリンクからパスワードを決めてもらってください。")
    return 0


def roles_of(body: Organization) -> set[Role]:
    """Return the first administrator's roles; a prefecture's coordinates too, so that the area can begin."""
    if body.kind == Organization.Kind.PREFECTURE:
        return {Role.ADMINISTRATOR, Role.COORDINATOR}
    return {Role.ADMINISTRATOR}
