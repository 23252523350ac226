"""The preferred group under capacity and exclusions."""

from dejiro.cores.coalition.groups import Group
from dejiro.cores.coalition.model import Proof
from dejiro.cores.coalition.table import Table


def staged(table: Table, found: list[Group], *, deadline: float | None) -> tuple[Group | None, Proof]:
    """Not there yet: capacity and exclusions."""
    raise NotImplementedError
