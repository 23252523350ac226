"""Votes from Polis's export files: votes.csv, participants-votes.csv and comments.csv."""

import csv
import gzip
import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import compress
from pathlib import Path
from typing import NoReturn

import numpy as np

from dejiro.cores.opinion.arrays import Whole
from dejiro.cores.opinion.faults import MOST_SHOWN, Fault, VotesError
from dejiro.cores.opinion.model import Votes, votes_of
from dejiro.cores.opinion.plain import plain_columns

_VOTES = ("comment-id", "voter-id", "vote")
_COMMENTS = ("comment-id", "moderated", "comment-body")
_COHORTS = ("participant", "cohort")
_COUNTS = ("participant", "xid", "group-id", "n-comments", "n-votes", "n-agree", "n-disagree")
_MOST_DIGITS = 18
_LINE = re.compile(r"[^\r\n]+(?:\r\n?|\n)?|\r\n?|\n")  # io.StringIO would hold four bytes for every character
_VOTE_CODES = {"1": 1, "0": 0, "-1": -1}
_FLAGS = {"": False, "0": False, "false": False, "1": True, "true": True}


@dataclass(frozen=True, slots=True)
class Statement:
    """One line of comments.csv.

    Attributes:
        moderated: 1 accepted, 0 not yet looked at, -1 rejected.
        meta: about the conversation itself.
    """

    id: int
    text: str
    moderated: int
    meta: bool


@dataclass(frozen=True)
class Export:
    """What a file of votes holds.

    Attributes:
        votes: the last vote of everybody on everything.
        repeated: how many rows were overtaken by a later vote on the same statement.
        groups: group of a participant in the export itself, by id; empty where the file names none.
    """

    votes: Votes
    repeated: int = 0
    groups: dict[int, int] = field(default_factory=dict)


def read_comments(path: Path) -> tuple[Statement, ...]:
    """Read comments.csv, in the order of the file.

    Raises:
        VotesError: with row and column of what is wrong.
    """
    table = _Table(path, _COMMENTS)
    read: list[Statement] = []
    seen: set[int] = set()
    for cell in table:
        key = cell.number("comment-id")
        moderated = cell.one_of("moderated", _VOTE_CODES)
        meta = cell.one_of("is-meta", _FLAGS) if "is-meta" in table.place else False
        if key in seen:
            cell.fault("comment-id", f"重複しています: {key}", "意見ごとに別の番号")
        seen.add(key)
        read.append(Statement(key, cell.text("comment-body"), int(moderated), bool(meta)))
    table.refuse()
    return tuple(read)


def read_votes(path: Path, comments: Path | None = None) -> Export:
    """Read votes.csv or participants-votes.csv, told apart by the headings; either may be compressed (.gz).

    Args:
        path: the file of votes.
        comments: comments.csv, for what was rejected; a vote on a statement that it lacks is a fault.

    Raises:
        VotesError: with row and column of what is wrong.
    """
    statements = None if comments is None else read_comments(comments)
    plain = _plain_long(path, statements)
    if plain is not None:
        return plain
    table = _Table(path, ())
    is_wide = "participant" in table.place and not set(_VOTES) <= set(table.place)
    return _wide(table, statements) if is_wide else _long(table, statements)


def read_cohorts(path: Path) -> dict[int, str]:
    """Read the cohort of each participant from a CSV file with the columns `participant` and `cohort`.

    Raises:
        VotesError: with row and column of what is wrong.
    """
    table = _Table(path, _COHORTS)
    read: dict[int, str] = {}
    for cell in table:
        key = cell.number("participant")
        if key in read:
            cell.fault("participant", f"重複しています: {key}", "参加者ごとに1行")
        read[key] = cell.text("cohort").strip()
    table.refuse()
    return read


class _Cells:
    """One row, read cell by cell; faults are noted with their place and a stand-in is returned."""

    def __init__(self, table: "_Table", row: int, cells: Sequence[str]) -> None:
        self.table, self.row, self.cells = table, row, cells

    def fault(self, column: str, problem: str, expected: str) -> None:
        self.table.fault(Fault(self.row, column, problem, expected))

    def text(self, column: str) -> str:
        return self.cells[self.table.place[column]]

    def number(self, column: str) -> int:
        text = self.text(column)
        if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
            return int(text)
        self.fault(column, f"番号ではありません: {text[:40]!r}", "0以上の整数")
        return 0

    def one_of(self, column: str, codes: dict[str, int] | dict[str, bool]) -> int:
        text = self.text(column).strip().lower()
        if text in codes:
            return codes[text]
        self.fault(column, f"読めない値です: {text[:40]!r}", "、".join(filter(None, codes)) + " のいずれか")
        return 0


class _Table:
    """A CSV file with headings; UTF-8 (with or without BOM) or Shift_JIS, plain or gzip."""

    def __init__(self, path: Path, required: Sequence[str]) -> None:
        self.faults: list[Fault] = []
        self._reader = csv.reader(line[0] for line in _LINE.finditer(_decoded(path)))
        try:
            self.headings = next(self._reader, [])
        except csv.Error as error:
            self._unreadable(error)
        self.place = {name.strip(): at for at, name in enumerate(self.headings)}
        self.counts = sum(name in _COUNTS for name in self.place)
        self.need(required)

    def need(self, required: Sequence[str]) -> None:
        missing = [name for name in required if name not in self.place]
        if missing:
            self._stop(Fault(1, "、".join(missing), "列がありません", "Polisのエクスポートと同じ見出し"))

    def __iter__(self) -> Iterator[_Cells]:
        width = len(self.headings)
        try:
            for cells in self._reader:
                if len(cells) == width:
                    yield _Cells(self, self._reader.line_num, cells)
                elif cells:
                    self.fault(
                        Fault(self._reader.line_num, "", f"セルが{len(cells)}個あります", f"見出しと同じ{width}個")
                    )
        except csv.Error as error:
            self._unreadable(error)

    def _unreadable(self, error: csv.Error) -> NoReturn:
        self._stop(Fault(self._reader.line_num, "", f"CSVとして読めません: {error}", "引用符の閉じたCSV"))

    def fault(self, fault: Fault) -> None:
        """Note a fault; there is no use in noting thousands."""
        self.faults.append(fault)
        if len(self.faults) > MOST_SHOWN:
            self.refuse()

    def refuse(self) -> None:
        if self.faults:
            raise VotesError(self.faults)

    def _stop(self, fault: Fault) -> NoReturn:
        raise VotesError([*self.faults, fault])


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError) as error:
            raise VotesError([Fault(0, "", f"展開できません: {error}", "壊れていないgzip")]) from error
    for encoding in ("utf-8-sig", "cp932"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise VotesError([Fault(0, "", "文字として読めません", "UTF-8またはShift_JISのCSV")])


def _plain_long(path: Path, statements: tuple[Statement, ...] | None) -> Export | None:
    """A file of votes without anything unusual; None where each cell has to be looked at."""
    read = plain_columns(path, _VOTES, ("timestamp",))
    if read is None:
        return None
    what, who, vote = (read[name] for name in _VOTES)
    when = read.get("timestamp")
    if any((column < 0).any() for name, column in read.items() if name != "vote") or (np.abs(vote) > 1).any():
        return None
    if not all(map(_known(statements), np.unique(what).tolist())):
        return None
    votes = _with_moderation(who, what, vote, when, statements)
    return Export(votes, len(who) - votes.count)


def _long(table: _Table, statements: tuple[Statement, ...] | None) -> Export:
    table.need(_VOTES)
    who, what, vote, when = (array("q") for _ in range(4))
    timed = "timestamp" in table.place
    known = _known(statements)
    for cell in table:
        statement = cell.number("comment-id")
        if not known(statement):
            cell.fault("comment-id", f"知らない意見です: {statement}", "comments.csvにある番号")
        what.append(statement)
        who.append(cell.number("voter-id"))
        vote.append(cell.one_of("vote", _VOTE_CODES))
        if timed:
            when.append(cell.number("timestamp"))
    table.refuse()
    votes = _with_moderation(who, what, vote, when if timed else None, statements)
    return Export(votes, len(who) - votes.count)


def _wide(table: _Table, statements: tuple[Statement, ...] | None) -> Export:
    who, what, vote = (array("q") for _ in range(3))
    columns = _statement_columns(table, statements)
    groups: dict[int, int] = {}
    seen: set[int] = set()
    for cell in table:
        participant = cell.number("participant")
        if participant in seen:
            cell.fault("participant", f"重複しています: {participant}", "参加者ごとに一行")
        seen.add(participant)
        if "group-id" in table.place and cell.text("group-id"):
            groups[participant] = cell.number("group-id")
        for heading, statement in compress(columns, cell.cells[table.counts :]):
            who.append(participant)
            what.append(statement)
            vote.append(cell.one_of(heading, _VOTE_CODES))
    table.refuse()
    return Export(_with_moderation(who, what, vote, None, statements), 0, groups)


def _statement_columns(table: _Table, statements: tuple[Statement, ...] | None) -> list[tuple[str, int]]:
    known = _known(statements)
    columns = list(table.place)[table.counts :]
    for name in columns:
        if not (name.isascii() and name.isdigit() and len(name) <= _MOST_DIGITS and known(int(name))):
            table.fault(Fault(1, name[:40], "意見の列ではありません", "意見の番号"))
    if len(table.place) < len(table.headings):
        table.fault(Fault(1, "", "同じ見出しが二つあります", "意見ごとに一列"))
    table.refuse()
    return [(name, int(name)) for name in columns]


def _known(statements: tuple[Statement, ...] | None) -> Callable[[int], bool]:
    if statements is None:
        return lambda _: True
    return {statement.id for statement in statements}.__contains__


def _with_moderation(
    who: Sequence[int] | Whole,
    what: Sequence[int] | Whole,
    vote: Sequence[int] | Whole,
    when: Sequence[int] | Whole | None,
    statements: tuple[Statement, ...] | None,
) -> Votes:
    given = statements or ()
    return votes_of(
        np.asarray(who),
        np.asarray(what),
        np.asarray(vote),
        None if when is None else np.asarray(when),
        rejected=[statement.id for statement in given if statement.moderated < 0],
        meta=[statement.id for statement in given if statement.meta],
    )
