"""The list of rounds and what came of them: what a reader asks for, as a page and as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.utils.translation import gettext_lazy as _

from dejiro.apps.commitments.models import Round
from dejiro.apps.commitments.panels import Group, group_of
from dejiro.apps.commitments.selectors import RoundFilter
from dejiro.foundation import clock
from dejiro.foundation.calendars import Month
from dejiro.foundation.clock import JST
from dejiro.foundation.exchange import Column, Kind

DIGITS_OF_A_KEY: Final = 9
CODE_LENGTH: Final = 6
COLUMNS: Final = (
    Column("id", _("番号")),
    Column("area", _("都道府県")),
    Column("title", _("件名")),
    Column("need", _("課題")),
    Column("scheme", _("契約の方式"), Kind.CHOICE, choices=dict(Round.Scheme.choices)),
    Column("status", _("状態"), Kind.CHOICE, choices=dict(Round.Status.choices)),
    Column("closes_on", _("締切日"), Kind.DATE),
    Column("unit", _("単位")),
    Column("bodies", _("約束した団体数")),
    Column("units", _("約束した数量")),
    Column("members", _("成立する団体数")),
    Column("quantity", _("成立する数量")),
    Column("unit_price", _("単価（円・月）")),
    Column("start", _("開始月")),
    Column("saving", _("単独との差額の計（円・月）")),
)


@dataclass(frozen=True)
class Listed:
    """A round in a list, with how it stands."""

    round: Round
    group: Group | None
    bodies: int
    units: int
    own: bool

    @property
    def is_late(self) -> bool:
        """True when the closing date has passed and nobody has decided yet."""
        return self.round.status == Round.Status.OPEN and self.round.closes_at <= clock.now()


def wanted_of(query: Mapping[str, str]) -> RoundFilter:
    """Return what an address asks for; what it does not understand counts as not said."""
    status, area, need = query.get("status", ""), query.get("area", ""), query.get("need", "")
    return RoundFilter(
        status=status if status in Round.Status.values else "",
        area=area if area.isdecimal() and len(area) == CODE_LENGTH else "",
        need=int(need) if need.isdecimal() and len(need) <= DIGITS_OF_A_KEY else None,
        mine=query.get("mine") == "1",
    )


def query_of(wanted: RoundFilter) -> str:
    """Return the address's query that asks for the same."""
    asked = {"status": wanted.status, "area": wanted.area, "need": wanted.need, "mine": "1" if wanted.mine else ""}
    return urlencode({name: value for name, value in asked.items() if value})


def listed(round_: Round) -> Listed:
    """Return a row of `selectors.round_list` with its group."""
    outlook = getattr(round_, "outlook", None)
    group = group_of(outlook) if outlook else None
    figures = vars(round_)
    return Listed(round_, group, figures["bodies"], figures["units"], figures["own"])


def values_of(row: Listed) -> dict[str, Any]:
    """Return a row's cells by the columns' keys."""
    round_, group = row.round, row.group if row.group and row.group.exists else None
    return {
        "id": round_.pk,
        "area": round_.area.name,
        "title": round_.title,
        "need": round_.need.title,
        "scheme": round_.scheme,
        "status": round_.status,
        "closes_on": round_.closes_at.astimezone(JST).date(),
        "unit": round_.unit,
        "bodies": row.bodies,
        "units": row.units,
        "members": group.size if group else 0,
        "quantity": group.quantity if group else 0,
        "unit_price": group.unit_price if group else None,
        "start": Month(group.start).label if group else "",
        "saving": group.saving if group else None,
    }
