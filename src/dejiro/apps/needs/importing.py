"""A contract list from a file: what it would change, before anything is changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from dejiro.apps.needs.contract_forms import COLUMNS
from dejiro.apps.needs.models import Category, Contract
from dejiro.apps.needs.services import ContractRow
from dejiro.apps.needs.services.contracts import contracts_by_key, row_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.exchange import CellFault, Row, TableFault, read_table
from dejiro.foundation.exchange.reading import Upload
from dejiro.foundation.organizations.models import Organization

DAYS = ("starts_on", "ends_on")


@dataclass(frozen=True)
class Difference:
    """A field that an import changes, as shown."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class PreviewRow:
    """A row of the file beside the list: "new", "changed" or "unchanged"."""

    number: int
    row: ContractRow
    state: str
    differences: list[Difference]


@dataclass(frozen=True)
class Preview:
    """What an import would do; `kept` contracts of the list are not in the file and stay."""

    rows: list[PreviewRow]
    versions: dict[str, int]
    kept: int
    ignored: tuple[str, ...]

    def count(self, state: str) -> int:
        """Return how many rows are in a state."""
        return sum(row.state == state for row in self.rows)

    @property
    def made(self) -> int:
        """How many contracts are new."""
        return self.count("new")

    @property
    def changed(self) -> int:
        """How many contracts change."""
        return self.count("changed")

    @property
    def unchanged(self) -> int:
        """How many contracts stay as they are."""
        return self.count("unchanged")


def preview_of(upload: Upload, actor: Actor) -> Preview:
    """Read a file and compare it with the body's list; one query.

    Raises:
        TableFault: with every fault by row and column, those between rows and columns included.
    """
    table = read_table(upload, COLUMNS)
    faults = _faults(table.rows)
    if faults:
        raise TableFault(faults)
    own = contracts_by_key(actor, Contract.objects.all())
    rows = [_preview(row, own) for row in table.rows]
    keys = {row.row.key for row in rows}
    versions = {key: contract.version for key, contract in own.items() if key in keys}
    return Preview(rows, versions, len(own.keys() - keys), table.ignored)


def seal(preview: Preview, salt: str) -> str:
    """Return the preview's rows and versions as a sealed text that the confirmation sends back."""
    rows = [{**asdict(row.row), **{name: getattr(row.row, name).isoformat() for name in DAYS}} for row in preview.rows]
    return signing.dumps({"rows": rows, "versions": preview.versions}, salt=salt, compress=True)


def unsealed(payload: Mapping[str, Any]) -> tuple[list[ContractRow], dict[str, int]]:
    """Return rows and versions from what `seal` made."""
    rows = [ContractRow(**{**row, **{name: date.fromisoformat(row[name]) for name in DAYS}}) for row in payload["rows"]]
    return rows, payload["versions"]


def salt_of(organization: Organization) -> str:
    """Return the salt that binds a preview to its body."""
    return f"needs.contracts.{organization.pk}"


def contract_row(row: Row) -> ContractRow:
    """Return a file's row as a contract; blank cells of optional texts are ""."""
    texts = {field.name for field in fields(ContractRow) if field.default == ""}
    values: dict[str, Any] = {
        name: "" if value is None and name in texts else value for name, value in row.values.items()
    }
    return ContractRow(**values)


def _faults(rows: tuple[Row, ...]) -> list[CellFault]:
    """Return what is wrong between the columns of a row and between rows."""
    seen: dict[object, int] = {}
    faults = [] if rows else [CellFault(0, "", _("契約が1件もありません。見出しの下に1行以上入力してください。"))]
    for row in rows:
        key = row.values["key"]
        if key in seen:
            message = _("契約番号「%(key)s」は%(row)d行目にもあります。") % {"key": key, "row": seen[key]}
            faults.append(CellFault(row.number, _label("key"), message))
        seen.setdefault(key, row.number)
        starts_on, ends_on = row.values["starts_on"], row.values["ends_on"]
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
            faults.append(CellFault(row.number, _label("ends_on"), _("開始日より前の日です。")))
    return faults


def _preview(row: Row, own: Mapping[str, Contract]) -> PreviewRow:
    after = contract_row(row)
    contract = own.get(after.key)
    if contract is None:
        return PreviewRow(row.number, after, "new", [])
    before = row_of(contract)
    differences = [
        Difference(_label(column.key), _shown(column.key, before), _shown(column.key, after))
        for column in COLUMNS
        if getattr(before, column.key) != getattr(after, column.key)
    ]
    return PreviewRow(row.number, after, "changed" if differences else "unchanged", differences)


def _label(key: str) -> str:
    return next(str(column.heading) for column in COLUMNS if column.key == key)


def _shown(key: str, row: ContractRow) -> str:
    value = getattr(row, key)
    if key == "category":
        return str(Category(value).label)
    return f"{value:,}" if isinstance(value, int) else str("" if value is None else value)
