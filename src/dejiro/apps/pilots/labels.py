"""What the ledger's actions and the reasons of a verdict are called on pages."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ACTIONS: Final[dict[str, Promise]] = {
    "pilots.pilot.create": _("実証を下書きしました"),
    "pilots.pilot.update": _("実証の下書きを直しました"),
    "pilots.pilot.submit": _("実証の登録を承認者に頼みました"),
    "pilots.pilot.register": _("実証の計画を登録しました"),
    "pilots.pilot.amend": _("登録した計画を変更しました"),
    "pilots.pilot.delete": _("実証の下書きを消しました"),
    "pilots.pilot.raise": _("採用した実証を課題にしました"),
    "pilots.data.add": _("実証のデータを入れました"),
    "pilots.data.correct": _("実証のデータを訂正しました"),
    "pilots.verdict.publish": _("実証の判定を公表しました"),
    "pilots.decision.depart": _("判定と異なる決定を公表しました"),
    "pilots.certification.create": _("認定を登録しました"),
    "pilots.certification.reuse": _("ほかの団体の認定を活用しました"),
    "pilots.certification.renew": _("認定を更新しました"),
    "pilots.certification.revoke": _("認定を取り消しました"),
}
REASONS: Final[dict[str, Promise]] = {
    "above": _("効果の範囲の全体が、採用の線より上にあります。"),
    "too_small": _("効果の範囲の全体が、意味のある最小の効果より下にあります。"),
    "between": _("効果の範囲が線をまたいでいます。採用とも中止とも言えません。"),
    "not_over": _("データの締切がまだ過ぎていません。"),
    "too_few": _("計画した数のデータがありません。"),
    "too_many_missing": _("欠けたデータや遅れたデータが多すぎます。"),
    "no_spread": _("値がすべて同じで、ばらつきが分かりません。"),
}
