"""Polis's export files as statements and votes."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _

from dejiro.apps.lab.planning.tables import Cast
from dejiro.cores.opinion.faults import VotesError
from dejiro.cores.opinion.io import Export, Statement, read_comments, read_votes
from dejiro.foundation.exchange import CellFault, TableFault

MOST_VOTES: Final = 2_000_000
LONGEST: Final = 2000


@dataclass(frozen=True)
class Imported:
    """A conversation that took place elsewhere; `repeated` votes were overtaken by later ones of the same person."""

    statements: tuple[Statement, ...]
    cast: tuple[Cast, ...]
    repeated: int


def read_polis(votes: bytes, comments: bytes) -> Imported:
    """Read an export: votes.csv or participants-votes.csv, and comments.csv; plain or gzip.

    Raises:
        TableFault: with all faults by file, row and column.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = Path(folder, "votes"), Path(folder, "comments")
        for path, content in zip(paths, (votes, comments), strict=True):
            path.write_bytes(content)
        try:
            statements = read_comments(paths[1])
        except VotesError as error:
            raise TableFault(_faults(error, "comments.csv"), field="comments") from error
        _check_texts(statements)
        try:
            export = read_votes(*paths)
        except VotesError as error:
            raise TableFault(_faults(error, "votes.csv"), field="votes") from error
    _check_count(export.votes.count)
    return Imported(statements, _cast(export), export.repeated)


def _faults(error: VotesError, file: str) -> list[CellFault]:
    return [
        CellFault(fault.row, f"{file} {fault.column}".strip(), f"{fault.problem} → {fault.expected}")
        for fault in error.faults
    ]


def _check_texts(statements: Iterable[Statement]) -> None:
    """Refuse statements that the platform cannot show."""
    message = _("%(number)d番の意見が空か、2,000文字を超えています。")
    faults = [
        CellFault(0, "comments.csv comment-body", message % {"number": one.id})
        for one in statements
        if not 0 < len(one.text.strip()) <= LONGEST
    ]
    if faults:
        raise TableFault(faults, field="comments")


def _check_count(votes: int) -> None:
    if not votes:
        raise TableFault([CellFault(0, "votes.csv", _("投票が1件もありません。"))], field="votes")
    if votes > MOST_VOTES:
        message = _("投票が多すぎます。取り込めるのは200万件までです。")
        raise TableFault([CellFault(0, "votes.csv", message)], field="votes")


def _cast(export: Export) -> tuple[Cast, ...]:
    votes = export.votes
    who, what = votes.participants[votes.rows], votes.statements[votes.columns]
    return tuple(zip(who.tolist(), what.tolist(), votes.values.tolist(), strict=True))
