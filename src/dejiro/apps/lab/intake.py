"""A table of public comments, read to the one column of texts that is wanted."""

import hashlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.conf import settings
from django.utils.translation import gettext as _

from dejiro.foundation.exchange import CellFault, Column, TableFault, read_table
from dejiro.foundation.exchange.columns import folded
from dejiro.foundation.exchange.reading import HEADING_ROWS
from dejiro.foundation.exchange.sources import rows_of
from dejiro.foundation.exchange.values import text_of

MOST: Final = 2_000
LONGEST_COMMENT: Final = 10_000
KNOWN: Final = (
    "意見",
    "ご意見",
    "意見の内容",
    "ご意見の内容",
    "意見内容",
    "内容",
    "コメント",
    "自由記述",
    "自由意見",
    "comment",
    "comment-body",
    "body",
    "text",
)
SHOWN: Final = 20


@dataclass(frozen=True)
class Comments:
    """What was read: texts by row of the sheet, the column's heading, how many rows had no text, the file's hash."""

    texts: dict[int, str]
    column: str
    blank: int
    sha256: str


def read_comments(content: bytes, column: str = "") -> Comments:
    """Return the texts of a table of comments; what the other columns hold is not even returned.

    Args:
        content: CSV (UTF-8, UTF-16 or Shift_JIS) or XLSX with headings.
        column: heading of the column of texts; "" looks for one of the usual names, or takes the only column.

    Raises:
        TableFault: with every fault by row and column; when no column fits, with the headings that there are.
    """
    heading = _heading(_top(content), column.strip())
    wanted = Column("comment", heading, required=False, length=LONGEST_COMMENT)
    table = read_table(io.BytesIO(content), [wanted], limit=MOST)
    texts = {row.number: str(row.values["comment"]) for row in table.rows if row.values["comment"]}
    if not texts:
        raise TableFault([CellFault(0, heading, _("この列には、文が1つもありません。"))])
    return Comments(texts, heading, len(table.rows) - len(texts), hashlib.sha256(content).hexdigest())


def _top(content: bytes) -> list[list[str]]:
    """Return the filled cells of the first rows, among which the headings are."""
    if len(content) > settings.MAXIMUM_UPLOAD_BYTES:
        return []  # The reader says how large a file may be.
    rows = (cells for _number, cells in islice(rows_of(content), HEADING_ROWS))
    return [[text_of(cell) for cell in cells if text_of(cell)] for cells in rows]


def _heading(top: Sequence[Sequence[str]], column: str) -> str:
    names = {folded(column)} if column else {folded(name) for name in KNOWN}
    for cells in top:
        found = [cell for cell in cells if folded(cell) in names]
        if len(found) == 1:
            return found[0]
        if found:
            message = _("意見の列がどれか分かりません（%(headings)s）。「意見の列」に、見出しを書いてください。")
            raise TableFault([CellFault(1, "", message % {"headings": _("、").join(found)})])
    if top and not column and max(len(cells) for cells in top) == 1:
        return top[0][0]
    headings = _("、").join(max(top, key=len)[:SHOWN]) if top else ""
    message = _(
        "意見の列が見つかりません。このファイルの見出し：%(headings)s。「意見の列」に、このどれかを書いてください。"
    )
    raise TableFault([CellFault(1, column, message % {"headings": headings})])
