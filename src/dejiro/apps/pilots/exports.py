"""The bundle with which anybody can check a verdict, and the register as a table."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.pilots import planning, selectors
from dejiro.apps.pilots.models import Certification, Pilot

STAMP: Final = (1980, 1, 1, 0, 0, 0)


def bundle_of(pilot: Pilot) -> bytes:
    """Return plan.json, data.csv and verdict.json in one archive; the same pilot gives the same bytes."""
    parts = {
        "plan.json": pilot.plan_document,
        "data.csv": planning.data_text(selectors.lines_of(pilot)),
        "verdict.json": pilot.verdict_document,
        "README.txt": "dejiro trial check plan.json data.csv verdict.json\n",
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, STAMP), text.encode())
    return buffer.getvalue()


def register_rows(rows: Iterable[Certification]) -> list[dict[str, object]]:
    """Return the register's lines by column."""
    return [
        {
            "product": row.product,
            "company_name": row.company_name,
            "issuer": row.issuer.name,
            "certified_on": row.certified_on,
            "expires_on": row.expires_on,
            "state": state_label(row),
            "basis": row.basis,
            "purpose": row.purpose,
            "reused_from": row.reused_from.issuer.name if row.reused_from else "",
            "revoked_reason": row.revoked_reason,
        }
        for row in rows
    ]


def state_label(row: Certification) -> str:
    """Return how a certification stands, in words."""
    return {"in_force": _("有効"), "expired": _("期限切れ"), "revoked": _("取消")}[row.state]
