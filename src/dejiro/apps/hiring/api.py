"""Public openings for programs: the same doors as the pages."""

from datetime import date, datetime

from django.db.models import QuerySet
from ninja import Schema

from dejiro.apps.hiring import access, selectors
from dejiro.apps.hiring.models import Opening
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate

router = Router(tags=["hiring"])


class OpeningOut(Schema):
    """An opening; pay in yen a year or a day, as `unit` says, in the pay system `system`."""

    id: int
    title: str
    organization: str
    role: str
    duties: str
    place: str
    system: str
    unit: str
    pay_low: int
    pay_high: int
    legal_basis: str
    starts_on: date
    ends_on: date
    posts: int
    deadline: datetime
    status: str

    @staticmethod
    def resolve_organization(found: Opening) -> str:
        """Return the code of the body that recruits."""
        return found.organization.code


@router.get("/openings/", response=list[OpeningOut])
@operation(door="everyone")
@paginate
def opening_list(request: Request, state: str = "", role: str = "") -> QuerySet[Opening]:
    """Openings; `state` is "open" or empty, `role` a code of デジタルスキル標準 or empty."""
    return selectors.opening_list(request.actor, state=state, role=role)


@router.get("/openings/{int:pk}/", response=OpeningOut)
@operation(door="everyone")
def opening_detail(request: Request, pk: Id) -> Opening:
    """One opening."""
    return access.opening_for_reader(request.actor, pk)
