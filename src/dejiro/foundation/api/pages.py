"""Lists in pages: how many there are, a part of them, and where the next part is."""

from collections.abc import Callable
from typing import Any, Final, Generic, TypeVar

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Schema
from ninja.pagination import PaginationBase
from ninja.pagination import paginate as ninja_paginate
from pydantic import Field

from dejiro.foundation.api.inputs import BIGGEST

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., object])
DEFAULT_LIMIT: Final = 50
MAXIMUM_LIMIT: Final = 100


class Page(Schema, Generic[T]):
    """A part of a list."""

    count: int
    next: str | None
    items: list[T]


class HousePagination(PaginationBase):
    """Turns a queryset or a list into a page."""

    class Input(PaginationBase.Input):
        """Which part of a list."""

        limit: int = Field(DEFAULT_LIMIT, ge=1, le=MAXIMUM_LIMIT, description="How many at most.")
        offset: int = Field(0, ge=0, le=BIGGEST - MAXIMUM_LIMIT, description="How many to leave out first.")

    class Output(PaginationBase.Output):
        count: int
        next: str | None
        items: list[object]

    def paginate_queryset(
        self, queryset: QuerySet[Any], pagination: Input, request: HttpRequest, **_parameters: object
    ) -> dict[str, object]:
        """Return the part that was asked for, and the address of the next one."""
        count = self._items_count(queryset)
        end = pagination.offset + pagination.limit
        return {"count": count, "next": next_url(request, end, count), "items": list(queryset[pagination.offset : end])}


def next_url(request: HttpRequest, offset: int, count: int) -> str | None:
    """Return the absolute address of the part that starts at `offset`, or None behind the end."""
    if offset >= count:
        return None
    query = request.GET.copy()
    query["offset"] = str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def paginate(function: F) -> F:
    """Have an operation that returns a list or a queryset answer in pages; stands under `operation`."""
    paged: F = ninja_paginate(HousePagination)(function)
    return paged
