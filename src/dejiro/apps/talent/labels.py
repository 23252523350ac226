"""What the ledger's actions are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "talent.specialist.create": _("人材を登録しました"),
    "talent.specialist.update": _("人材の登録を変えました"),
    "talent.specialist.leave": _("退任日を記録しました"),
    "talent.skill.save": _("スキルを登録しました"),
    "talent.skill.remove": _("スキルを消しました"),
    "talent.capacity.save": _("稼働できる量を登録しました"),
    "talent.capacity.remove": _("稼働できる量を消しました"),
    "talent.absence.save": _("不在を登録しました"),
    "talent.absence.remove": _("不在を消しました"),
    "talent.conflict.save": _("利益相反を記録しました"),
    "talent.conflict.remove": _("利益相反を消しました"),
    "talent.paper.save": _("書類を記録しました"),
    "talent.paper.remove": _("書類を消しました"),
    "talent.profile.look": _("人材の紹介を見ました"),
    "talent.pool.import": _("人材プールを取り込みました"),
    "talent.request.save": _("人材の依頼を書きました"),
    "talent.request.submit": _("人材の依頼を承認に回しました"),
    "talent.request.approve": _("人材の依頼を承認しました"),
    "talent.request.return": _("人材の依頼を差し戻しました"),
    "talent.request.withdraw": _("人材の依頼を取り下げました"),
    "talent.request.import": _("人材の依頼を取り込みました"),
    "talent.proposal.make": _("人材を提案しました"),
    "talent.proposal.answer": _("人材の提案に返事をしました"),
    "talent.proposal.withdraw": _("人材の提案を取り消しました"),
    "talent.plan.create": _("人材の計画を作りました"),
    "talent.plan.pin": _("計画の組を決めました"),
    "talent.plan.start": _("計画の計算を始めました"),
    "talent.plan.compute": _("計画の計算が終わりました"),
    "talent.plan.publish": _("計画を公表しました"),
    "talent.scenario.create": _("仮の案を作りました"),
    "talent.scenario.suppose": _("仮の案の変更を加えました"),
    "talent.scenario.unsuppose": _("仮の案の変更を消しました"),
    "talent.curve.start": _("変える数ごとの比較を始めました"),
    "talent.curve.compute": _("変える数ごとの比較が終わりました"),
    "talent.curve.pick": _("変える数を選びました"),
    "talent.pin.remove": _("固定・除外を消しました"),
    "talent.log.save": _("支援の週の記録を書きました"),
    "talent.engagement.rate": _("支援を評価しました"),
    "talent.engagement.extend": _("支援の期間を延ばしました"),
    "talent.engagement.end": _("支援を終えました"),
}
