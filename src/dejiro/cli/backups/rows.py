"""Rows as lines of JSON that say the same on every database, so that SQLite's can be restored into PostgreSQL."""

import base64
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Collate

BATCH: Final = 1000
BYTEWISE: Final = {"sqlite": "BINARY", "postgresql": "C"}
type_of_model = type[models.Model]


class RowFault(ValueError):  # noqa: N818  # a fault of what was handed in
    """A line of a backup is not a row of its table; the message says where."""


def tables() -> list[type_of_model]:
    """Return every model that has a table of its own, in order of the table's name."""
    found = [
        model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy
    ]
    return sorted(found, key=table_name)


def table_name(model: type_of_model) -> str:
    """Return the name of a model's table."""
    return model._meta.db_table


def columns(model: type_of_model) -> list[models.Field[Any, Any]]:
    """Return the fields that are stored, in order of their column's name."""
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    return sorted(fields, key=lambda field: field.column or "")


def lines(model: type_of_model) -> Iterator[bytes]:
    """Yield each row as a line, in order of the primary key; memory does not grow with the table."""
    names = [field.attname for field in columns(model)]
    rows = model._base_manager.using("default").order_by(primary_key_order(model)).values_list(*names)
    for row in rows.iterator(chunk_size=BATCH):
        yield (
            json.dumps(list(map(plain, row)), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
            + b"\n"
        )


def primary_key_order(model: type_of_model) -> str | Collate:
    """Return an order that is the same on every database: text keys go by their bytes, not by a language's habits."""
    key = model._meta.pk
    return Collate("pk", BYTEWISE[connection.vendor]) if isinstance(key, models.CharField) else "pk"


def plain(value: object) -> object:
    """Return a database value as JSON holds it."""
    for kind, write in WRITERS.items():
        if isinstance(value, kind):
            return write(value)
    return value


def moment(value: datetime) -> str:
    """Return a moment in UTC, to the microsecond."""
    return value.astimezone(UTC).isoformat(timespec="microseconds")


WRITERS: Final[dict[type | tuple[type, ...], Callable[[Any], object]]] = {
    (bytes, memoryview): lambda value: base64.b64encode(bytes(value)).decode(),
    datetime: moment,
    (date, time): lambda value: value.isoformat(),
    timedelta: lambda value: [value.days, value.seconds, value.microseconds],
    (Decimal, UUID): str,
}
READERS: Final[dict[type, Callable[[Any], object]]] = {
    models.BinaryField: base64.b64decode,
    models.DateTimeField: datetime.fromisoformat,
    models.DateField: date.fromisoformat,
    models.TimeField: time.fromisoformat,
    models.DurationField: lambda value: timedelta(*value),
    models.DecimalField: Decimal,
    models.UUIDField: UUID,
}


def readers(fields: Sequence[models.Field[Any, Any]]) -> list[Callable[[Any], object]]:
    """Return for each field what turns the JSON value into what the database wants."""
    return [reader(target(field)) for field in fields]


def target(field: models.Field[Any, Any]) -> models.Field[Any, Any]:
    """Return the field itself, or the key that a relation points to."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    return field


def reader(field: models.Field[Any, Any]) -> Callable[[Any], object]:
    """Return the reader of one field; the nearest class decides, so that a date-time is not read as a date."""
    found = (READERS[kind] for kind in type(field).__mro__ if kind in READERS)
    return next(found, lambda value: value)


class Inserter:
    """Writes lines into one table as they come, without the models' own defaults, clocks and signals."""

    def __init__(self, model: type_of_model) -> None:
        self.model = model
        self.fields = columns(model)
        self.readers = readers(self.fields)
        self.statement = self._statement()

    def _statement(self) -> str:
        quote = connection.ops.quote_name
        names = ", ".join(quote(field.column or "") for field in self.fields)
        marks = ", ".join(["%s"] * len(self.fields))
        return f"INSERT INTO {quote(table_name(self.model))} ({names}) VALUES ({marks})"  # noqa: S608  # names are the models' own, quoted

    def write(self, batch: Sequence[bytes]) -> None:
        """Insert some lines.

        Raises:
            RowFault: if a line is not a row of this table.
        """
        with connection.cursor() as cursor:
            cursor.executemany(self.statement, [self.row(line) for line in batch])

    def row(self, line: bytes) -> list[Any]:
        """Return a line as the database driver takes it."""
        try:
            values = json.loads(line)
            read = [None if value is None else read(value) for value, read in zip(values, self.readers, strict=True)]
        except (ValueError, TypeError, ArithmeticError) as error:
            raise RowFault(f"{table_name(self.model)}: 行を読めません（{error}）。") from error
        return [field.get_db_prep_save(value, connection) for field, value in zip(self.fields, read, strict=True)]


def digest_of(model: type_of_model) -> tuple[int, str]:
    """Return how many rows a table has and the SHA-256 of its lines."""
    digest, count = sha256(), 0
    for line in lines(model):
        digest.update(line)
        count += 1
    return count, digest.hexdigest()
