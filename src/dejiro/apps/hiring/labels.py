"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "hiring.opening.create": _("求人を下書きしました"),
    "hiring.opening.update": _("求人を直しました"),
    "hiring.opening.publish": _("求人を公開しました"),
    "hiring.opening.interview": _("面接に進む人を決めました"),
    "hiring.opening.close": _("採点を終えました"),
    "hiring.reviewers.name": _("評価者を決めました"),
    "hiring.joint.create": _("共同採用を始めました"),
    "hiring.joint.settle": _("共同採用の行き先を決めました"),
    "hiring.application.save": _("応募書類を保存しました"),
    "hiring.application.send": _("応募先を保存しました"),
    "hiring.application.withdraw": _("応募を取り下げました"),
    "hiring.application.erase": _("応募書類を消去しました"),
    "hiring.application.look": _("応募書類を見ました"),
    "hiring.score.give": _("点数を登録しました"),
    "hiring.conflict.declare": _("利害関係を申告しました"),
    "hiring.offer.make": _("採用を申し出ました"),
    "hiring.offer.answer": _("採用の申し出に返事しました"),
    "hiring.offer.withdraw": _("採用の申し出を取り消しました"),
}
