"""Operations on plans."""

from typing import Any

from django.db.models import QuerySet

from dejiro.apps.talent import access
from dejiro.apps.talent.api.doors import READERS
from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.schemas import PlanOut, PlanRow, plan_row
from dejiro.apps.talent.selectors.plans import plan_list as plans_for
from dejiro.apps.talent.selectors.plans import plan_page
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate

router = Router(tags=["talent"])


@router.get("/talent/plans/", response=list[PlanRow])
@operation(door=READERS)
@paginate
def plan_list(request: Request) -> QuerySet[Plan]:
    """Published plans of the area, for the coordinator all; newest first."""
    return plans_for(request.actor)


@router.get("/talent/plans/{int:pk}/", response=PlanOut)
@operation(door=READERS)
def plan_detail(request: Request, pk: Id) -> dict[str, Any]:
    """What each body gets by a plan and why; a body's own unserved requests."""
    view = plan_page(request.actor, access.plan_for_reader(request.actor, pk))
    return {
        **plan_row(view.plan),
        "served": view.served,
        "asked": view.asked,
        "gap_percent": view.gap_percent,
        "bodies": [
            {name: getattr(row, name) for name in ("name", "entitlement", "demand", "fair_share", "delivered", "own")}
            | {"why": row.why}
            for row in view.bodies
        ],
        "unserved": [{"request": row.request.pk, "why": row.why} for row in view.unserved],
    }
