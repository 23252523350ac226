"""Object doors: what an actor may not see does not exist for them; what they may see but not touch is refused."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404

M = TypeVar("M", bound=Model)


def or_404(found: M | None, *, visible: bool = True) -> M:
    """Return the object; somebody who may not see it learns no more than that there is nothing.

    Raises:
        Http404: if there is none, or it is not visible.
    """
    if found is None or not visible:
        raise Http404
    return found


def one_or_404(rows: QuerySet[M], **wanted: object) -> M:
    """Return the one row that is wanted among those that the actor may see.

    Raises:
        Http404: if it is not among them.
    """
    # One row has no order; a model's own may join tables, and composing it takes longer than the rest.
    return or_404(next(iter(rows.filter(**wanted).order_by()), None))


def or_403(*, allowed: bool) -> None:
    """Refuse an actor who sees the object but may not do this to it.

    Raises:
        PermissionDenied: unless allowed.
    """
    if not allowed:
        raise PermissionDenied
