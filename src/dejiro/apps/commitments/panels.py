"""What a body is told about a round: alone, in the group, when somebody leaves, and what it would have to change."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.commitments import planning, selectors
from dejiro.apps.commitments.models import Computed, Round
from dejiro.foundation.calendars import Month
from dejiro.ui.signs import signs

Json = dict[str, Any]
NAMED: Final = 12
LEAVERS: Final = 70
REASONS: Final[Mapping[str, Promise]] = {
    "price": gettext_lazy("単価が上限を超えた"),
    "total": gettext_lazy("支払額が上限を超えた"),
    "start": gettext_lazy("開始月が合わない"),
    "condition": gettext_lazy("参加の条件を満たさない"),
    "capacity": gettext_lazy("供給できる数量が足りない"),
    "exclusion": gettext_lazy("一緒には参加しない団体がある"),
}


@dataclass(frozen=True)
class Group:
    """The group that can start; sums are yen a month, `saving` is against buying alone, all bodies together."""

    size: int
    start: str
    unit_price: int | None
    quantity: int
    total: int
    saving: int
    proven: bool
    most: int | None

    @property
    def exists(self) -> bool:
        """True when some group can start."""
        return self.size > 0


@dataclass(frozen=True)
class WhatIf:
    """What happens when one other body leaves: how many stay, at what price, who else falls out, what the reader pays.

    `dearer` is how many yen a month the reader pays more than now, negative for less.
    """

    code: str
    name: str
    stay: int
    start: str
    unit_price: int | None
    falls_out: str
    share: Json | None
    dearer: int | None


@dataclass(frozen=True)
class Panel:
    """How the reader's body stands, in the order in which it asks.

    `others` are the bodies of the group that could leave, as choices; `falls_out` names who could not go on without
    the reader, and `price_without` is the unit price of those who stay.
    """

    standing: planning.Standing
    reason: str
    change: str
    falls_out: str
    stay: int
    price_without: int | None
    others: tuple[tuple[str, str], ...] = ()
    what_if: WhatIf | None = None

    @property
    def extra(self) -> int:
        """How many yen a month the group costs more than buying alone; 0 when it costs less."""
        return max(0, -((self.standing.share or {}).get("saving") or 0))


def group_of(basis: Computed) -> Group:
    """Return the group of an outlook or a decision."""
    found = basis.summary
    return Group(
        size=len(found["members"]),
        start=found["start"] or "",
        unit_price=found["unit_price"],
        quantity=found["quantity"],
        total=found["total"],
        saving=found["saving"],
        proven=found["proof"]["optimal"],
        most=found["proof"]["bound"],
    )


def panel_for(round_: Round, basis: Computed, code: str, *, leaver: str = "") -> Panel:
    """Return how a body stands whose commitment counts, and what happens when another leaves: `leaver`, or the largest.

    Where every answer takes seconds (capacity, exclusions), nobody leaves unless `leaver` says so.
    """
    standing = planning.standing_of(basis, code)
    outside, leaving = standing.outside or {}, standing.leaving or {}
    others = _others(basis, code) if standing.inside else []
    if not leaver and basis.summary["proof"]["method"] == "fixed-point":
        leaver = next((other for other in basis.summary["largest"] if other != code), "")
    can_leave = standing.inside and leaver != code and leaver in basis.summary["members"]
    after = planning.answer_without(basis, leaver, code) if can_leave else None
    names = selectors.names_of({leaver, *_mentioned(outside, leaving, after, others)})
    return Panel(
        standing=standing,
        reason=reason_text(outside.get("reason", "")),
        change=change_text(outside.get("change"), round_, names),
        falls_out=listed(leaving.get("falls_out", ()), names),
        stay=leaving.get("stay", 0),
        price_without=leaving.get("unit_price"),
        others=tuple((other, names.get(other, other)) for other in others),
        what_if=_what_if(leaver, after, standing, names) if after else None,
    )


def _others(basis: Computed, code: str) -> list[str]:
    """Return who else could leave: everybody in the group, of very many the largest."""
    members = basis.summary["members"] if len(basis.summary["members"]) <= LEAVERS else basis.summary["largest"]
    return [other for other in members if other != code]


def _mentioned(outside: Json, leaving: Json, after: Json | None, others: Sequence[str]) -> set[str]:
    change = outside.get("change") or {}
    named = [code for field in ("only_with", "not_with") for code in change.get(field, ())]
    fallen = [*leaving.get("falls_out", ())[:NAMED], *(after or {}).get("falls_out", ())[:NAMED]]
    return {*named, *fallen, *others}


def _what_if(leaver: str, after: Json, standing: planning.Standing, names: Mapping[str, str]) -> WhatIf:
    share = after["share"]
    return WhatIf(
        code=leaver,
        name=names.get(leaver, leaver),
        stay=after["stay"],
        start=after["start"] or "",
        unit_price=after["unit_price"],
        falls_out=listed(after["falls_out"], names),
        share=share,
        dearer=share["total"] - standing.share["total"] if share and standing.share else None,
    )


def listed(codes: Iterable[str], names: Mapping[str, str]) -> str:
    """Return bodies as a text; of many the first twelve and how many more there are."""
    known = list(codes)
    text = _("、").join(names.get(code, code) for code in known[:NAMED])
    if len(known) <= NAMED:
        return text
    return _("%(names)sほか%(more)d団体") % {"names": text, "more": len(known) - NAMED}


def reason_text(reason: str) -> str:
    """Return why the reader's body is outside, as a sentence."""
    return {
        "price": _("単価が、あなたの団体の上限を超えます。"),
        "total": _("支払額が、あなたの団体の総額の上限を超えます。"),
        "start": _("成立する開始月に、あなたの団体の開始できる月が入っていません。"),
        "condition": _("あなたの団体が付けた参加の条件が満たされません。"),
        "capacity": _("供給できる数量が足りません。"),
        "exclusion": _("一緒には参加しないとした団体があるためです。"),
    }.get(reason, "")


def reason_words(reason: str) -> str:
    """Return why some body is outside, in a few words."""
    return str(REASONS.get(reason, ""))


def change_text(change: Mapping[str, Any] | None, round_: Round, names: Mapping[str, str]) -> str:
    """Return the smallest change that lets the body in, as a sentence; "" when no single change does."""
    if not change:
        return ""
    ((field, value),) = change.items()
    texts = {
        "max_unit_price": _("単価の上限を%(value)s円（月、共通費用の分担を含む）にすると参加できます。"),
        "max_total": _("総額の上限を%(value)s円（月）にすると参加できます。"),
        "starts": _("開始できる月を%(value)sにすると参加できます。"),
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
        return signs("・").join(Month(start).label for start in value)
    return signs("・").join(names.get(code, code) for code in value) or _("なし")
