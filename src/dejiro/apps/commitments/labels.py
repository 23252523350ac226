"""What the ledger's actions are called on pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dejiro.foundation.ledger.selectors import EntryView

ACTIONS: Final[dict[str, Promise]] = {
    "commitments.round.create": _("募集を下書きしました"),
    "commitments.round.update": _("募集の条件を直しました"),
    "commitments.round.open": _("募集を始めました"),
    "commitments.round.extend": _("締切を延ばしました"),
    "commitments.round.cancel": _("募集を取りやめました"),
    "commitments.round.close": _("締め切って決定しました"),
    "commitments.round.explain": _("団体ごとの理由を記録しました"),
    "commitments.round.start": _("実行を始めました"),
    "commitments.round.measure": _("効果の測定がそろいました"),
    "commitments.commitment.save": _("約束を下書きしました"),
    "commitments.commitment.submit": _("約束を承認に回しました"),
    "commitments.commitment.approve": _("約束が有効になりました"),
    "commitments.commitment.return": _("約束を差し戻しました"),
    "commitments.commitment.withdraw": _("約束を撤回しました"),
    "commitments.abstention.answer": _("参加しないと答えた団体があります"),
    "commitments.effect.enter": _("効果を入力しました"),
    "commitments.adoption.take": _("横展開の希望がありました"),
    "commitments.budget_cycle.save": _("予算日程を登録しました"),
    "commitments.assembly.save": _("議会日程を登録しました"),
    "commitments.assembly.delete": _("議会日程を消しました"),
}


@dataclass(frozen=True)
class Moment:
    """One recorded act in words."""

    index: int
    at: datetime
    label: str


def moments(entries: Iterable[EntryView]) -> list[Moment]:
    """Return recorded acts in words, in the order given."""
    return [Moment(entry.index, entry.at, str(ACTIONS.get(entry.action, entry.action))) for entry in entries]
