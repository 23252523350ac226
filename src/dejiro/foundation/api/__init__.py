"""What every app's `api.py` is made of: doors, scopes, pages, entity tags and problem documents.

```python
router = Router(tags=["needs"])

@router.get("/needs/", response=list[NeedOut])
@operation(door="everyone")
@paginate
def needs_list(request: Request) -> QuerySet[Need]: ...

@router.patch("/needs/{int:pk}/", response=NeedOut)
@operation(door="coordinator")
def need_update(request: Request, pk: Id, data: NeedIn) -> Need:
    return need_edit(actor=request.actor, need=need_for_editor(request.actor, pk), version=seen_version(request), ...)
```
"""

from ninja import Router

from dejiro.foundation.api.etags import seen_version, with_etag
from dejiro.foundation.api.inputs import Id, In
from dejiro.foundation.api.knock import SessionAuth, TokenAuth, public
from dejiro.foundation.api.operations import operation
from dejiro.foundation.api.pages import Page, paginate

__all__ = [
    "Id",
    "In",
    "Page",
    "Router",
    "SessionAuth",
    "TokenAuth",
    "operation",
    "paginate",
    "public",
    "seen_version",
    "with_etag",
]
