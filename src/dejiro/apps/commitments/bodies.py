"""The bodies of a round as a table: what each commits to, where it stands, what it pays. For pages and files alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Commitment, Computed, Decision, Round
from dejiro.apps.commitments.panels import reason_words
from dejiro.apps.commitments.selectors import names_of
from dejiro.foundation.calendars import Month
from dejiro.foundation.exchange import Column

Json = dict[str, Any]
SUMS: Final = ("goods", "fixed", "total", "alone", "saving")
NO_SHARE: Final[Mapping[str, int | None]] = dict.fromkeys(SUMS)


@dataclass(frozen=True)
class BodyRow:
    """One body. `share` is empty outside the group and before the decision; `reason` says why a body stayed outside.

    `commitment` holds terms that only the coordinator may see before the decision.
    """

    code: str
    name: str
    quantity: int
    inside: bool
    counts: bool
    reason: str
    share: Mapping[str, int | None]
    commitment: Commitment
    conditions: str

    @property
    def place(self) -> str:
        """Where the body stands, in a word."""
        if self.inside:
            return _("入っている")
        return _("入っていない") if self.counts else _("決裁の段階が足りない")


def body_rows(basis: Computed, commitments: Sequence[Commitment]) -> list[BodyRow]:
    """Return commitments of a round as rows, in the order given; one query for the names in conditions."""
    inside = set(basis.summary["members"])
    decision = basis if isinstance(basis, Decision) else None
    shares = planning.shares_of(decision) if decision else {}
    reasons = planning.recorded_of(decision) if decision else {}
    named = {code for row in commitments for code in (*row.only_with, *row.not_with)}
    names = names_of(named) if named else {}
    return [
        BodyRow(
            code=row.organization.code,
            name=row.organization.name,
            quantity=row.quantity,
            inside=row.organization.code in inside,
            counts=row.counts,
            reason=reason_words(reasons.get(row.organization.code, {}).get("reason", "")),
            share=shares.get(row.organization.code, NO_SHARE),
            commitment=row,
            conditions=conditions_text(row, names),
        )
        for row in commitments
    ]


def conditions_text(commitment: Commitment, names: Mapping[str, str]) -> str:
    """Return what the body makes a condition, a line each; "" without any."""
    unit = commitment.round.unit
    only_with, not_with = _joined(commitment.only_with, names), _joined(commitment.not_with, names)
    lines = (
        _("%(count)d団体以上が参加") % {"count": commitment.min_members} if commitment.min_members > 1 else "",
        _("合計%(count)s%(unit)s以上") % {"count": f"{commitment.min_quantity:,}", "unit": unit}
        if commitment.min_quantity
        else "",
        _("%(names)sが参加するとき") % {"names": only_with} if only_with else "",
        _("%(names)sとは一緒に参加しない") % {"names": not_with} if not_with else "",
        commitment.condition_note,
    )
    return "\n".join(line for line in lines if line)


def _joined(codes: Sequence[str], names: Mapping[str, str]) -> str:
    return _("、").join(names.get(code, code) for code in codes) if codes else ""


def columns_for(round_: Round, *, decided: bool, terms: bool) -> list[Column]:
    """Return the columns of a file: for everybody after the decision, with all terms for the coordinator."""
    columns = [
        Column("code", _("団体コード")),
        Column("name", _("団体")),
        Column("quantity", _("数量（%(unit)s）") % {"unit": round_.unit}),
        Column("place", _("成立する組")),
    ]
    if decided:
        columns += [
            Column("reason", _("入らなかった理由")),
            Column("goods", _("調達費（円・月）")),
            Column("fixed", _("共通費用の分担（円・月）")),
            Column("total", _("支払い（円・月）")),
            Column("alone", _("単独の場合（円・月）")),
            Column("saving", _("差額（円・月）")),
        ]
    if terms:
        columns += [
            Column("max_unit_price", _("単価の上限（円・月）")),
            Column("max_total", _("総額の上限（円・月）")),
            Column("starts", _("開始できる月")),
            Column("conditions", _("参加の条件")),
            Column("authority", _("決裁の段階")),
        ]
    return columns


def values_of(row: BodyRow) -> Json:
    """Return a row's cells by the columns' keys."""
    commitment = row.commitment
    return {
        "code": row.code,
        "name": row.name,
        "quantity": row.quantity,
        "place": row.place,
        "reason": row.reason,
        **{key: row.share[key] for key in SUMS},
        "max_unit_price": commitment.max_unit_price,
        "max_total": commitment.max_total,
        "starts": _("、").join(Month(start).label for start in commitment.starts),
        "conditions": row.conditions,
        "authority": commitment.get_authority_display(),
    }
