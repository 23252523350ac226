"""Tables of data, in and out."""

import unicodedata
from datetime import date
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.pilots.models import Observation
from dejiro.apps.pilots.services.data import HEADINGS, Line
from dejiro.foundation.exchange import CellFault, Column, Kind, Row, TableFault, read_table
from dejiro.foundation.exchange.reading import Upload

COLUMNS: Final = (
    Column("unit", HEADINGS["unit"], length=100),
    Column("arm", HEADINGS["arm"], Kind.CHOICE, choices=dict(Observation.Arm.choices)),
    Column("day", HEADINGS["day"], Kind.DATE),
    Column("value", HEADINGS["value"], required=False, length=40),
    Column("tries", HEADINGS["tries"], Kind.INTEGER, required=False, minimum=1, maximum=2**31 - 1, aliases=("of",)),
)
REGISTER: Final = (
    Column("product", gettext_lazy("製品・サービス")),
    Column("company_name", gettext_lazy("企業の名前")),
    Column("issuer", gettext_lazy("認定した団体")),
    Column("certified_on", gettext_lazy("認定日"), Kind.DATE),
    Column("expires_on", gettext_lazy("有効期限"), Kind.DATE),
    Column("state", gettext_lazy("状態")),
    Column("basis", gettext_lazy("根拠（要綱など）")),
    Column("purpose", gettext_lazy("政策目的")),
    Column("reused_from", gettext_lazy("活用した認定の団体")),
    Column("revoked_reason", gettext_lazy("取消の理由")),
)


def lines_from(upload: Upload) -> list[Line]:
    """Return the lines of a table.

    Raises:
        TableFault: with every fault by row and column.
    """
    faults: list[CellFault] = []
    lines = [_line(row, faults) for row in read_table(upload, COLUMNS).rows]
    if faults:
        raise TableFault(faults)
    return lines


def _line(row: Row, faults: list[CellFault]) -> Line:
    text = str(row.values["value"] or "")
    value = None
    try:
        value = decimal_of(text)
    except ValueError:
        message = _("数ではありません：%(text)s。値がないときは空にします。") % {"text": text[:40]}
        faults.append(CellFault(row.number, str(HEADINGS["value"]), message))
    day, tries = row.values["day"], row.values["tries"]
    assert isinstance(day, date)
    return Line(
        unit=str(row.values["unit"]),
        arm=str(row.values["arm"]),
        day=day,
        value=value,
        tries=tries if isinstance(tries, int) else 1,
        number=row.number,
    )


def decimal_of(text: str) -> float | None:
    """Return a number as it is written in offices; None for nothing.

    >>> decimal_of("１，２３４．５")
    1234.5
    """
    plain = unicodedata.normalize("NFKC", text).replace(",", "").strip()
    return float(plain) if plain else None
