"""What the ledger's actions are called on pages."""

from collections.abc import Iterable, Mapping, Sequence
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


SCHEMES: Final[Mapping[str, Promise]] = {
    "A": _("A 共通仕様で各団体が契約：仕様と単価だけをそろえ、契約と支払いは団体ごとに行います。"),
    "B": _("B 都道府県に事務委託して契約：都道府県がまとめて契約します。事務委託の議決が必要です。"),
    "C": _("C 推進団体がサービスとして提供：推進団体が調達し、各団体は利用料を払います。"),
    "D": _("D 基本契約と個別契約：基本契約を一度結び、各団体が必要なときに注文します。"),
}
WITH_BODY: Final = frozenset({"commitments.effect.enter", "commitments.adoption.take"})


@dataclass(frozen=True)
class Moment:
    """One recorded act in words; `detail` is the public reason, or the body that acted."""

    index: int
    at: datetime
    label: str
    detail: str


def moments(entries: Sequence[EntryView], names: Mapping[str, str]) -> list[Moment]:
    """Return recorded acts in words, in the order given; `names` are those of bodies by code."""
    return [
        Moment(entry.index, entry.at, str(ACTIONS.get(entry.action, entry.action)), _detail(entry, names))
        for entry in entries
    ]


def bodies_in(entries: Iterable[EntryView]) -> set[str]:
    """Return the codes of the bodies that these acts name."""
    return {entry.organization_code for entry in entries if entry.action in WITH_BODY}


def _detail(entry: EntryView, names: Mapping[str, str]) -> str:
    """Return what stands beside the act; a sealed reason is not for everybody's eyes."""
    reason = entry.data.get("reason")
    if isinstance(reason, str):
        return reason
    return names.get(entry.organization_code, "") if entry.action in WITH_BODY else ""
