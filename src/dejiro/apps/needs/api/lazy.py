"""Lists whose rows are made into answers only for the part that is asked for."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, overload

from django.db.models import Model, QuerySet

Out = TypeVar("Out")


class Mapped(Sequence[Out], Generic[Out]):
    """A queryset seen through a function that makes a list of rows into a list of answers."""

    def __init__(self, rows: QuerySet[Any], answers: Callable[[list[Any]], list[Out]]) -> None:
        self.rows = rows
        self.answers = answers

    def __len__(self) -> int:
        return self.rows.count()

    @overload
    def __getitem__(self, part: int) -> Out: ...

    @overload
    def __getitem__(self, part: slice) -> list[Out]: ...

    def __getitem__(self, part: int | slice) -> Out | list[Out]:
        if isinstance(part, slice):
            return self.answers(list(self.rows[part]))
        row: Model = self.rows[part]
        return self.answers([row])[0]
