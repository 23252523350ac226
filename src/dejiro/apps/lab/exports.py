"""What leaves the platform about a conversation, in the columns of Polis's exports, so that other programs read it."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dejiro.apps.lab.models import Statement
from dejiro.foundation.exchange import Column, Kind

MODERATED: Final = {Statement.Status.APPROVED: 1, Statement.Status.WAITING: 0, Statement.Status.REJECTED: -1}
COLUMNS: Final = (
    Column("number", _("番号"), Kind.INTEGER),
    Column("text", _("意見"), length=2000),
    Column("seen", _("答えた人"), Kind.INTEGER),
    Column("agree", _("賛成"), Kind.INTEGER, required=False),
    Column("disagree", _("反対"), Kind.INTEGER, required=False),
    Column("pass", _("パス"), Kind.INTEGER, required=False),
)


def votes_csv(cast: Iterable[tuple[int, int, int]]) -> bytes:
    """Return votes.csv: everybody's last vote on everything, with neither time nor name."""
    return _table(("comment-id", "voter-id", "vote"), ((what, who, vote) for who, what, vote in cast))


def comments_csv(statements: Iterable[Statement]) -> bytes:
    """Return comments.csv: the statements with what became of them; the text of one not taken stays out."""
    rows = (
        (
            one.number,
            MODERATED[Statement.Status(one.status)],
            int(one.meta),
            one.text if one.status == Statement.Status.APPROVED else "",
        )
        for one in statements
    )
    return _table(("comment-id", "moderated", "is-meta", "comment-body"), rows)


def codes_csv(codes: Iterable[str]) -> bytes:
    """Return invitations as the file in which they are handed out: the only place where they can be read."""
    lines = [gettext("招待コード"), *(f"{code[:5]}-{code[5:]}" for code in codes), ""]
    return b"\xef\xbb\xbf" + "\r\n".join(lines).encode()


def statement_rows(document: Mapping[str, Any], texts: Mapping[int, str]) -> list[Mapping[str, object]]:
    """Return the table of statements with their counts; empty cells where fewer than five have answered."""
    return [{"text": texts[one["number"]], **one} for one in document["statements"] if one["number"] in texts]


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows(rows)
    return out.getvalue().encode()
