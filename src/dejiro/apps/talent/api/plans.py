"""Operations on plans."""

from dataclasses import asdict
from typing import Any

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import COORDINATOR, READERS
from dejiro.apps.talent.api.plan_parts import request_of, specialist_of
from dejiro.apps.talent.api.plan_schemas import EntitlementOut, PinIn, PinOut, PlanIn, PlanOut, PlanRow, plan_row
from dejiro.apps.talent.models import Pin, Plan
from dejiro.apps.talent.schemas import Percent
from dejiro.apps.talent.selectors.plans import PlanPage, entitlement_rows, plan_page
from dejiro.apps.talent.selectors.plans import plan_list as plans_for
from dejiro.apps.talent.tasks import plan_compute
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.tasks import enqueue_after_commit

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
    names = ("max_changes", "seconds", "verified", "edited", "failure", "published_at")
    answer = view.plan.answer or {}
    return {
        **plan_row(view.plan),
        **{name: getattr(view.plan, name) for name in names},
        **{
            name: getattr(view, name)
            for name in ("served", "asked", "gap_percent", "ended", "pins", "merged", "envies")
        },
        "kept": answer.get("kept"),
        "changed": answer.get("changed"),
        "refused": view.plan.refused if view.may_coordinate else [],
        **_rows(view),
    }


@router.post("/talent/plans/", response={201: PlanRow})
@operation(door=COORDINATOR)
def plan_create(request: Request, data: PlanIn) -> Plan:
    """Begin a plan, or a re-plan from one that is computed; it is a draft until it is computed."""
    access.area_of_coordinator(request.actor)
    base = access.plan_for_coordinator(request.actor, data.base) if data.base else None
    return services.plan_create(actor=request.actor, base=base, **data.model_dump(exclude={"base"}))


@router.post("/talent/plans/{int:pk}/compute/", response={202: PlanRow})
@operation(door=COORDINATOR)
def plan_start(request: Request, pk: Id) -> Plan:
    """Have a plan computed in the background; its `status` tells when that is done."""
    found = access.plan_for_coordinator(request.actor, pk)
    started = services.plan_start(actor=request.actor, plan=found, version=seen_version(request))
    enqueue_after_commit(plan_compute, plan_id=started.pk)
    return started


@router.post("/talent/plans/{int:pk}/publish/", response=PlanRow)
@operation(door=COORDINATOR)
def plan_publish(request: Request, pk: Id) -> Plan:
    """Publish a computed plan: every assignment becomes a proposal, and the bodies read who gets what."""
    found = access.plan_for_coordinator(request.actor, pk)
    return services.plan_publish(actor=request.actor, plan=found, version=seen_version(request))


@router.post("/talent/plans/{int:pk}/pins/", response={201: PinOut})
@operation(door=COORDINATOR)
def pin_save(request: Request, pk: Id, data: PinIn) -> Pin:
    """Fix a pair, or rule it out; said again it replaces what was said. If-Match takes the plan's ETag."""
    found = access.plan_for_coordinator(request.actor, pk)
    return services.pin_save(
        actor=request.actor,
        plan=found,
        specialist=specialist_of(found, data.specialist),
        request=request_of(found, data.request),
        kind=data.kind,
        reason=data.reason,
        version=seen_version(request),
    )


@router.delete("/talent/pins/{int:pk}/", response={204: None})
@operation(door=COORDINATOR)
def pin_remove(request: Request, pk: Id) -> None:
    """Leave a pair to the computation again. If-Match takes the plan's ETag."""
    found = access.pin_for_coordinator(request.actor, pk)
    services.pin_remove(actor=request.actor, pin=found, version=seen_version(request))


@router.get("/talent/entitlement/", response=EntitlementOut)
@operation(door="signed in")
def entitlement(request: Request, equal: Percent | None = None) -> dict[str, Any]:
    """The rule that shares specialists, and what sharing `equal` parts of a hundred equally would change."""
    rule, rows = entitlement_rows(access.area_of_member(request.actor), equal)
    return {"rule": asdict(rule), "bodies": rows}


def _rows(view: PlanPage) -> dict[str, Any]:
    return {
        "bodies": [asdict(row) for row in view.bodies],
        "unserved": [{"request": row.request.pk, "why": row.why, "ways": row.ways} for row in view.unserved],
        "supposed": [{"id": number, "text": text} for number, text in view.changes],
    }
