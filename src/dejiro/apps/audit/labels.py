"""What recorded actions are called, across all apps."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dejiro.apps.careers import public as careers
from dejiro.apps.challenges import public as challenges
from dejiro.apps.commitments import public as commitments
from dejiro.apps.hiring import public as hiring
from dejiro.apps.lab import public as lab
from dejiro.apps.needs import public as needs
from dejiro.apps.pilots import public as pilots
from dejiro.apps.talent import public as talent

FOUNDATION: Final[dict[str, Promise]] = {
    "accounts.delegation.grant": _("代行を頼みました"),
    "accounts.delegation.revoke": _("代行を終えました"),
    "accounts.handover": _("仕事を引き継ぎました"),
    "accounts.membership.end": _("役割を終えました"),
    "accounts.membership.grant": _("役割を加えました"),
    "accounts.membership.move": _("課・係を変えました"),
    "accounts.merger.finish": _("合併した団体の役割を終えました"),
    "accounts.merger.take_over": _("合併した団体から人を引き継ぎました"),
    "accounts.person.invite": _("利用者を招待しました"),
    "accounts.person.update": _("利用者の登録を直しました"),
    "accounts.removal": _("団体から外しました"),
    "accounts.team.close": _("作業部会を閉じました"),
    "accounts.team.create": _("作業部会を作りました"),
    "accounts.team.join": _("作業部会に加わりました"),
    "accounts.team.leave": _("作業部会から抜けました"),
    "accounts.team.rename": _("作業部会の名前を変えました"),
    "accounts.token.issue": _("APIの鍵を発行しました"),
    "accounts.token.revoke": _("APIの鍵を失効させました"),
    "files.attachment.add": _("ファイルを添付しました"),
    "files.attachment.remove": _("添付ファイルを消しました"),
    "ledger.person.erase": _("個人の情報を消しました"),
    "organizations.bodies.load": _("団体の一覧を取り込みました"),
    "organizations.body.add": _("団体を登録しました"),
    "organizations.body.close": _("団体が廃止されました"),
    "organizations.body.figures": _("団体の人口などの数字が変わりました"),
    "ledger.key.change": _("署名の鍵を替えました"),
    "organizations.body.merge": _("団体の合併を登録しました"),
    "organizations.body.rename": _("団体の名称が変わりました"),
    "organizations.rule.adopt": _("規則を決めました"),
    "organizations.unit.add": _("組織を登録しました"),
    "organizations.unit.close": _("組織を廃止しました"),
    "organizations.unit.rename": _("組織の名称を変えました"),
    "people.erasure.refuse": _("消去の申出を断りました"),
    "people.erasure.request": _("消去の申出を受け付けました"),
}
ACTIONS: Final[dict[str, Promise]] = {
    **FOUNDATION,
    **needs.ACTIONS,
    **commitments.ACTIONS,
    **lab.ACTIONS,
    **pilots.ACTIONS,
    **challenges.ACTIONS,
    **talent.ACTIONS,
    **hiring.ACTIONS,
    **careers.ACTIONS,
}


def label_of(action: str) -> str:
    """Return an action in words, or its own name when nobody gave it any."""
    return str(ACTIONS.get(action, action))


def actions_by_label() -> list[tuple[str, str]]:
    """Return every known action with its words, in order of the words."""
    return sorted(((action, str(label)) for action, label in ACTIONS.items()), key=lambda pair: pair[1])
