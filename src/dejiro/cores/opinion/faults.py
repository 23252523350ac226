"""What can be wrong with a file of votes, said by place, fault and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass

MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        row: line of the file, the header being 1; 0 where the file as a whole is meant.
        column: heading of the faulty cell; empty where the row as a whole is meant.
        problem: what is wrong.
        expected: what stands there in a good file.
    """

    row: int
    column: str
    problem: str
    expected: str

    def __str__(self) -> str:
        place = f"{self.row}行目" if self.row else "ファイル"
        return f"{place}{f' {self.column}' if self.column else ''}: {self.problem} → {self.expected}"


class VotesError(ValueError):
    """The input cannot be a set of votes; `faults` holds what is wrong, in order of place, at most `MOST_SHOWN`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = tuple(faults)
        self.faults = found[:MOST_SHOWN]
        more = len(found) - len(self.faults)
        super().__init__("\n".join([*map(str, self.faults), *([f"ほかに{more}件"] if more else [])]))
