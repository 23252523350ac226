"""What is wrong with a table, all of it at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from dejiro.foundation.errors import Refusal
from dejiro.ui.signs import signs

SHOWN = 10


@dataclass(frozen=True, order=True)
class CellFault:
    """A fault in a cell: `row` is the sheet's own number from 1, 0 for the whole table; `column` its heading or ""."""

    row: int
    column: str
    message: str

    def __str__(self) -> str:
        place = _("%(row)d行目") % {"row": self.row} if self.row else ""
        place += signs("「{}」").format(self.column) if self.column else ""
        return place + signs("：") + self.message if place else self.message


class TableFault(Refusal):
    """A table that is not taken; `faults` are all that is wrong, in order of row; `field` names the file's input."""

    def __init__(self, faults: Sequence[CellFault], *, field: str = "file") -> None:
        self.faults = sorted(faults)
        super().__init__(self._summary(), code="exchange.table", field=field)

    def _summary(self) -> str:
        lines = [str(fault) for fault in self.faults[:SHOWN]]
        rest = len(self.faults) - len(lines)
        if rest:
            lines.append(_("ほかに%(rest)d件あります。") % {"rest": rest})
        return "\n".join(lines)


def table_fault(message: str) -> TableFault:
    """Return the fault of a table as a whole."""
    return TableFault([CellFault(0, "", message)])
