"""The log's hot path in plain SQL: through the ORM an append takes several times as long, and all writers wait for it.

`benchmarks/ledger` measures it.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.db import connection, models, transaction

from dejiro.cores.merkle.tree import Frontier, first_place
from dejiro.foundation.ledger.models import Entry, Head, Node

_ENTRY: Final = ("index", "at", "action", "subject", "actor_ref", "organization_code", "leaf", "leaf_hash")


def append(entry: Entry) -> None:
    """Give the entry the next number and write it, the nodes it completes and the head.

    The lock on the head lasts until the transaction ends.
    """
    database = transaction.get_connection()
    sql = _statements(database.vendor)
    with database.cursor() as cursor:
        cursor.execute(sql.head)
        found = cursor.fetchone()
        if found is None:
            head, _ = Head.objects.select_for_update().get_or_create(pk=1)
            found = head.size, head.frontier
        tree = Frontier.from_bytes(found[0], bytes(found[1]))
        entry.index, place = tree.size, first_place(tree.size)
        made = tree.append(bytes(entry.leaf_hash))
        row = [getattr(entry, name) for name in _ENTRY]
        row[1] = database.ops.adapt_datetimefield_value(entry.at)
        cursor.execute(sql.entry, row)
        for level, item in enumerate(made):
            cursor.execute(sql.node, (place + level, item))
        cursor.execute(sql.move, (tree.size, tree.to_bytes()))


@dataclass(frozen=True)
class _Statements:
    head: str
    entry: str
    node: str
    move: str


@cache
def _statements(vendor: str) -> _Statements:
    """Return the statements for a database; the names are the models' own, the values go as parameters."""
    lock = "" if vendor == "sqlite" else " FOR UPDATE"
    head = _names(Head, "size", "frontier", "id")
    return _Statements(
        head=f"SELECT {head[1]}, {head[2]} FROM {head[0]} WHERE {head[3]} = 1{lock}",  # noqa: S608  # the models' names
        entry=_insert(Entry, *_ENTRY),
        node=_insert(Node, "place", "hash"),
        move=f"UPDATE {head[0]} SET {head[1]} = %s, {head[2]} = %s WHERE {head[3]} = 1",  # noqa: S608  # the same
    )


def _insert(model: type[models.Model], *fields: str) -> str:
    table, *columns = _names(model, *fields)
    values = ", ".join(["%s"] * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values})"  # noqa: S608  # the models' names


def _names(model: type[models.Model], *fields: str) -> list[str]:
    options = model._meta  # noqa: SLF001  # Django documents it as public
    columns = [options.get_field(field).name for field in fields]
    return [connection.ops.quote_name(name) for name in (options.db_table, *columns)]
