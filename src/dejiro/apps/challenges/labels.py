"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "challenges.challenge.create": _("募集を下書きしました"),
    "challenges.challenge.update": _("募集の内容を直しました"),
    "challenges.challenge.ask": _("募集の公開を求めました"),
    "challenges.challenge.return": _("募集を差し戻しました"),
    "challenges.challenge.publish": _("募集を公開しました"),
    "challenges.challenge.close": _("募集を締め切りました"),
    "challenges.challenge.conclude": _("募集の結果を公表しました"),
    "challenges.sponsor.joined": _("共同の募集に加わりました"),
    "challenges.sponsor.declined": _("共同の募集を見送りました"),
    "challenges.idea.submit": _("アイデアを出しました"),
    "challenges.idea.revise": _("アイデアを直しました"),
    "challenges.idea.withdraw": _("アイデアを取り下げました"),
    "challenges.idea.choose": _("アイデアを採択しました"),
    "challenges.idea.reject": _("アイデアを採択しませんでした"),
    "challenges.idea.merge": _("アイデアを統合しました"),
    "challenges.amendment.propose": _("アイデアの修正を提案しました"),
    "challenges.amendment.accept": _("修正の提案を受け入れました"),
    "challenges.amendment.refuse": _("修正の提案を見送りました"),
    "challenges.question.ask": _("質問を受け付けました"),
    "challenges.question.answer": _("質問に答えました"),
    "challenges.attempt.register": _("これまでの取り組みを登録しました"),
}
