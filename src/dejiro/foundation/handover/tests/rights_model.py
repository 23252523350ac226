"""The oracle of the rights machine: seats, loans and keys as plain periods."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dejiro.foundation.accounts.models import Role
from dejiro.foundation.clock import JST

HOUR = timedelta(hours=1)
FOREVER = datetime(9999, 1, 1, tzinfo=JST)


@dataclass
class Period:
    """From a moment up to, not including, another."""

    begins: datetime
    ends: datetime

    def holds(self, at: datetime) -> bool:
        return self.begins <= at < self.ends

    def not_over(self, at: datetime) -> bool:
        return self.ends > max(self.begins, at)

    def end(self, at: datetime) -> None:
        self.ends = max(self.begins, at)


@dataclass
class Seat(Period):
    """A role of a person in a body."""

    key: int
    person: int
    body: int
    role: Role


@dataclass
class Loan(Period):
    """A seat lent to a colleague."""

    key: int
    seat: Seat
    person: int


@dataclass
class Token(Period):
    """An API key and the seat it rests on."""

    key: int
    seat: Seat
    secret: str
    bodys: bool
