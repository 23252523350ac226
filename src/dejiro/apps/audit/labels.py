"""What recorded actions are called, across all apps."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dejiro.apps.commitments import public as commitments
from dejiro.apps.needs import public as needs

FOUNDATION: Final[dict[str, Promise]] = {
    "accounts.person.invite": _("利用者を招待しました"),
    "accounts.person.update": _("利用者の登録を直しました"),
    "files.attachment.add": _("ファイルを添付しました"),
    "ledger.person.erase": _("個人の情報を消しました"),
    "organizations.bodies.load": _("団体の一覧を取り込みました"),
    "organizations.body.add": _("団体を登録しました"),
    "organizations.body.merge": _("団体の合併を登録しました"),
    "organizations.rule.adopt": _("規則を決めました"),
    "organizations.unit.add": _("組織を登録しました"),
    "organizations.unit.close": _("組織を廃止しました"),
    "organizations.unit.rename": _("組織の名称を変えました"),
    "people.erasure.refuse": _("消去の申出を断りました"),
    "people.erasure.request": _("消去の申出を受け付けました"),
}
ACTIONS: Final[dict[str, Promise]] = {**FOUNDATION, **needs.ACTIONS, **commitments.ACTIONS}


def label_of(action: str) -> str:
    """Return an action in words, or its own name when nobody gave it any."""
    return str(ACTIONS.get(action, action))
