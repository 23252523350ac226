"""What can be wrong with a plan or with its data, said by place, fault and remedy."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MOST_SHOWN: Final = 20


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the input.

    Attributes:
        where: JSON path, or line and column of a file.
        problem: what is wrong.
        expected: what stands there in good input.
    """

    where: str
    problem: str
    expected: str

    def __str__(self) -> str:
        return f"{self.where}: {self.problem} → {self.expected}"


class TrialError(ValueError):
    """The input cannot be a plan or its data; `faults` says why, at most `MOST_SHOWN`."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        found = tuple(faults)
        self.faults = found[:MOST_SHOWN]
        more = len(found) - len(self.faults)
        super().__init__("\n".join([*map(str, self.faults), *([f"ほかに{more}件"] if more else [])]))
