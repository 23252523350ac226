"""Requests as a table: columns, what is wrong between them, and rows as terms."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext_lazy

from dejiro.apps.talent.bodies import bodies_by_word
from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.models import Request
from dejiro.apps.talent.standards import role_names
from dejiro.foundation.exchange import CellFault, Column, Kind, Row, TableFault, read_table
from dejiro.foundation.exchange.reading import Upload
from dejiro.foundation.organizations.models import Organization

ROW_LIMIT: Final = 20_000
PLAIN: Final = (
    "title",
    "problem",
    "role",
    "level",
    "half_days",
    "starts_on",
    "weeks",
    "supervisor",
    "share_percent",
    "travel_percent",
)
PLACE: Final = {"yes": gettext_lazy("来てほしい"), "no": gettext_lazy("リモート")}
PRIORITY: Final = {str(value): label for value, label in Request.Priority.choices}


def request_columns() -> tuple[Column, ...]:
    """Return the columns of the table of requests."""
    return (
        Column("organization", gettext_lazy("団体"), length=20),
        Column("title", gettext_lazy("件名"), length=100),
        Column("problem", gettext_lazy("困っていること"), length=2000),
        Column("role", gettext_lazy("役割"), Kind.CHOICE, choices=role_names()),
        Column("level", gettext_lazy("レベル"), Kind.INTEGER, minimum=1, maximum=4),
        Column("half_days", gettext_lazy("週の半日数"), Kind.INTEGER, minimum=1, maximum=10),
        Column("starts_on", gettext_lazy("いつから"), Kind.DATE),
        Column("weeks", gettext_lazy("何週間"), Kind.INTEGER, minimum=1, maximum=104),
        Column("onsite", gettext_lazy("場所"), Kind.CHOICE, choices=PLACE),
        Column("priority", gettext_lazy("優先度"), Kind.CHOICE, choices=PRIORITY),
        Column("supervisor", gettext_lazy("受け入れる責任者"), length=100),
        Column("share_percent", gettext_lazy("団体が負担する割合（％）"), Kind.INTEGER, minimum=0, maximum=100),
        Column(
            "travel_percent",
            gettext_lazy("団体が負担する旅費の割合（％）"),
            Kind.INTEGER,
            required=False,
            minimum=0,
            maximum=100,
        ),
        Column("status", gettext_lazy("状態"), required=False),
    )


def request_lines(upload: Upload, area: Organization) -> list[tuple[Organization, Terms]]:
    """Read the table of requests; one query.

    Raises:
        TableFault: with every fault by row and column.
    """
    table = read_table(upload, request_columns(), limit=ROW_LIMIT)
    known = bodies_by_word(area)
    faults = [
        CellFault(row.number, str(gettext_lazy("団体")), str(gettext_lazy("この名前か番号の区市町村はありません。")))
        for row in table.rows
        if row.values["organization"] not in known
    ]
    if faults:
        raise TableFault(faults)
    return [_line(row, known) for row in table.rows]


def request_values(request: Request) -> dict[str, object]:
    """Return a request as a row of the table."""
    return {
        "organization": request.organization.name,
        **{name: getattr(request, name) for name in PLAIN},
        "onsite": "yes" if request.onsite else "no",
        "priority": str(request.priority),
        "status": request.get_status_display(),
    }


def _line(row: Row, known: Mapping[str, Organization]) -> tuple[Organization, Terms]:
    values: dict[str, Any] = dict(row.values)
    organization = known[values.pop("organization")]
    values.pop("status")
    values["onsite"] = values["onsite"] == "yes"
    values["priority"] = int(values["priority"])
    if values["travel_percent"] is None:
        del values["travel_percent"]
    return organization, Terms(**values)
