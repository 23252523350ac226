"""What a body is told about a round: alone, in the group, when somebody leaves, and what it would have to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dejiro.apps.commitments import planning
from dejiro.apps.commitments.models import Round
from dejiro.foundation.calendars import Month

Json = dict[str, Any]


@dataclass(frozen=True)
class Group:
    """The group that an answer describes, with names; sums are yen a month."""

    members: tuple[tuple[str, str], ...]
    start: str
    unit_price: int | None
    quantity: int
    total: int
    proven: bool
    most: int | None

    @property
    def exists(self) -> bool:
        """True when some group can start."""
        return bool(self.members)


@dataclass(frozen=True)
class WhatIf:
    """What happens when one body leaves: who is left, at what price, who else falls out, what the reader pays then."""

    name: str
    group: Group
    falls_out: tuple[str, ...]
    share: Json | None


@dataclass(frozen=True)
class Panel:
    """How the reader's body stands, in the order in which it asks."""

    group: Group
    standing: planning.Standing
    reason: str
    change: str
    if_we_leave: tuple[str, ...]


def group_of(answer: Json, names: Mapping[str, str]) -> Group:
    """Return an answer's group with the names of its bodies."""
    return Group(
        members=tuple((code, names.get(code, code)) for code in answer["members"]),
        start=answer["start"] or "",
        unit_price=answer["unit_price"],
        quantity=answer["quantity"],
        total=answer["total"],
        proven=answer["proof"]["optimal"],
        most=answer["proof"]["bound"],
    )


def panel_for(round_: Round, problem: Json, answer: Json, code: str, names: Mapping[str, str]) -> Panel | None:
    """Return how a body stands in a round, or None when it has made no commitment that counts."""
    standing = planning.standing_of(problem, answer, code)
    if standing is None:
        return None
    outside = standing.outside or {}
    leaving = standing.leaving or {}
    return Panel(
        group=group_of(answer, names),
        standing=standing,
        reason=reason_text(outside.get("reason", "")),
        change=change_text(outside.get("change"), round_, names),
        if_we_leave=tuple(names.get(other, other) for other in leaving.get("falls_out", ())),
    )


def what_if(problem: Json, answer: Json, leaver: str, reader: str, names: Mapping[str, str]) -> WhatIf | None:
    """Return what happens when a body of the group leaves, or None when it is not in it."""
    if leaver not in answer["members"]:
        return None
    after = planning.answer_without(problem, leaver)
    fallen = set(answer["members"]) - set(after["members"]) - {leaver}
    return WhatIf(
        name=names.get(leaver, leaver),
        group=group_of(after, names),
        falls_out=tuple(names.get(code, code) for code in sorted(fallen)),
        share=next((share for share in after["shares"] if share["id"] == reader), None),
    )


def reason_text(reason: str) -> str:
    """Return why a body is outside, as a sentence."""
    return {
        "price": _("単価が、あなたの団体の上限を超えます。"),
        "total": _("支払額が、あなたの団体の総額の上限を超えます。"),
        "start": _("成立する開始月に、あなたの団体の開始できる月が入っていません。"),
        "condition": _("あなたの団体が付けた参加の条件が満たされません。"),
        "capacity": _("供給できる数量が足りません。"),
        "exclusion": _("一緒には参加しないとした団体があるためです。"),
    }.get(reason, "")


def change_text(change: Mapping[str, Any] | None, round_: Round, names: Mapping[str, str]) -> str:
    """Return the smallest change that lets the body in, as a sentence; "" when no single change does."""
    if not change:
        return ""
    ((field, value),) = change.items()
    texts = {
        "max_unit_price": _("単価の上限を%(value)s円にすると参加できます。"),
        "max_total": _("総額の上限を%(value)s円にすると参加できます。"),
        "starts": _("開始できる月に%(value)sを加えると参加できます。"),
        "min_members": _("参加団体数の条件を%(value)s団体以下にすると参加できます。"),
        "min_quantity": _("総数量の条件を%(value)s以下にすると参加できます。"),
        "only_with": _("参加を条件とする団体を%(value)sにすると参加できます。"),
        "not_with": _("一緒には参加しない団体を%(value)sにすると参加できます。"),
        "quantity": _("数量を%(value)sにすると参加できます。"),
    }
    return texts[field] % {"value": _value_text(field, value, round_, names)}


def _value_text(field: str, value: int | Sequence[str], round_: Round, names: Mapping[str, str]) -> str:
    if isinstance(value, int):
        return f"{value:,}{round_.unit}" if field in {"quantity", "min_quantity"} else f"{value:,}"
    if field == "starts":
        return "・".join(Month(start).label for start in value)
    return "・".join(names.get(code, code) for code in value) or _("なし")
