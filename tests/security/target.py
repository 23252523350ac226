"""What stands in an address's place for a parameter."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """What stands in an address's place for a parameter: a word for the table, and the value."""

    word: str
    value: object
