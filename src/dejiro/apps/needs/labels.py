"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "needs.voice.create": _("声を登録しました"),
    "needs.voice.decline": _("課題としないことにしました"),
    "needs.voice.reopen": _("声を整理待ちに戻しました"),
    "needs.consultation.ask": _("相談を受け付けました"),
    "needs.consultation.take": _("専門人材が担当になりました"),
    "needs.consultation.release": _("担当を外れました"),
    "needs.consultation.assign": _("担当を決めました"),
    "needs.consultation.answer": _("相談に回答しました"),
    "needs.consultation.rate": _("回答を評価しました"),
    "needs.need.create": _("課題を作りました"),
    "needs.need.update": _("課題の内容を直しました"),
    "needs.need.status": _("課題の状態が変わりました"),
    "needs.need.join": _("団体が加わりました"),
    "needs.need.merge_voices": _("声を統合しました"),
    "needs.need.unlink_voices": _("声を外しました"),
    "needs.need.link": _("声をつなぎました"),
    "needs.need.unlink": _("声を外しました"),
    "needs.need.merge_need": _("課題を統合しました"),
    "needs.need.split": _("課題を分けました"),
    "needs.need.close": _("課題を終了しました"),
    "needs.need.reopen": _("課題を再開しました"),
    "needs.need.follow": _("フォローした人がいます"),
    "needs.need.unfollow": _("フォローをやめた人がいます"),
    "needs.triage.undo": _("整理を取り消しました"),
    "needs.statement.write": _("発言がありました"),
    "needs.statement.submit": _("団体の見解を承認に回しました"),
    "needs.statement.approve": _("団体の見解が承認されました"),
    "needs.statement.return": _("団体の見解が差し戻されました"),
    "needs.solution.add": _("解決例が加わりました"),
    "needs.solution.update": _("解決例を直しました"),
    "needs.solution.remove": _("解決例を消しました"),
    "needs.contract.create": _("契約を登録しました"),
    "needs.contract.update": _("契約を直しました"),
    "needs.contract.delete": _("契約を消しました"),
    "needs.contract.decline_renewal": _("契約を共同では更新しないと答えました"),
    "needs.contract.import": _("契約台帳を取り込みました"),
}
