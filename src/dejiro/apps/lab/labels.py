"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "lab.conversation.create": _("対話を下書きしました"),
    "lab.conversation.update": _("対話の内容を直しました"),
    "lab.conversation.open": _("対話を始めました"),
    "lab.conversation.close": _("対話を終えました"),
    "lab.conversation.import": _("対話を取り込みました"),
    "lab.conversation.publish": _("対話の結果を確定しました"),
    "lab.codes.issue": _("招待コードを発行しました"),
    "lab.statement.add": _("意見の追加を受け付けました"),
    "lab.statement.approve": _("意見を掲載しました"),
    "lab.statement.reject": _("意見を掲載しませんでした"),
    "lab.comments.take": _("寄せられた意見を取り込みました"),
    "lab.comments.cut": _("寄せられた意見から短い意見を切り出しました"),
    "lab.comments.aside": _("寄せられた意見を使うか、使わないかを決めました"),
    "lab.comments.undo": _("寄せられた意見の取込を取り消しました"),
}
