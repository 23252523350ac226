"""What a table's columns are called and hold."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from django.utils.functional import Promise

from dejiro.foundation.calendars.periods import Month

Value = str | int | date | Month | None


class Kind(Enum):
    """What a cell holds: text (str), a whole number (int), a day (date), a month (Month), or one of `choices` (str)."""

    TEXT = "text"
    INTEGER = "integer"
    DATE = "date"
    MONTH = "month"
    CHOICE = "choice"


@dataclass(frozen=True)
class Column:
    """A column.

    `key` is its name in the program, `heading` the one people see; `aliases` are other headings that mean the same.
    `choices` maps stored values to what people see; both are understood. `minimum` and `maximum` bound a number,
    `length` a text. An optional column may be missing, and its cells blank (None).
    """

    key: str
    heading: str | Promise
    kind: Kind = Kind.TEXT
    required: bool = True
    aliases: tuple[str, ...] = ()
    choices: Mapping[str, str | Promise] = field(default_factory=dict)
    minimum: int | None = None
    maximum: int | None = None
    length: int = 1000

    @property
    def names(self) -> frozenset[str]:
        """Every heading under which the column is known, folded."""
        return frozenset(folded(str(name)) for name in (self.heading, self.key, *self.aliases))


def folded(text: str) -> str:
    """Return a heading or choice as it is compared: widths, cases, spaces, and a unit in brackets do not count.

    >>> folded("数　量（台）") == folded("数量")
    True
    """
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    return plain.partition("(")[0] or plain
