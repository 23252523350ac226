"""Operations on what-if plans, on a re-plan's curve, and on the board."""

from dataclasses import asdict
from typing import Any

from ninja import Query

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import COORDINATOR
from dejiro.apps.talent.api.plan_parts import request_of, specialist_of
from dejiro.apps.talent.api.plan_schemas import PlanRow, SupposedOut
from dejiro.apps.talent.api.scenario_schemas import (
    BoardOut,
    ComparisonOut,
    CurveOut,
    CurvePointIn,
    EditIn,
    ScenarioIn,
    SlotOut,
    SupposeIn,
)
from dejiro.apps.talent.models import Plan
from dejiro.apps.talent.selectors.board import Filters, may_edit, slot_of, work_on
from dejiro.apps.talent.selectors.scenarios import Column, change_text, comparison_of, curve_points
from dejiro.apps.talent.tasks import plan_compute, plan_curve
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, seen_version
from dejiro.foundation.tasks import enqueue_after_commit

router = Router(tags=["talent"])


@router.get("/talent/plans/{int:pk}/scenarios/", response=ComparisonOut)
@operation(door=COORDINATOR)
def scenario_list(request: Request, pk: Id, beside: Query[tuple[Id, ...]] = ()) -> dict[str, Any]:
    """Put a plan beside hypothetical ones: what each changes, brings and costs.

    `beside` are the numbers of three at most; the newest ones when none is named.
    """
    view = comparison_of(access.plan_for_coordinator(request.actor, pk), beside)
    return {
        "columns": [_column(one) for one in view.columns],
        "bodies": [
            {
                "name": name,
                "plans": [{"plan": plan, "fair_share": share, "delivered": given} for plan, share, given in cells],
            }
            for name, cells in view.bodies
        ],
        "waiting": view.waiting,
        "offered": view.offered,
    }


@router.post("/talent/plans/{int:pk}/scenarios/", response={201: PlanRow})
@operation(door=COORDINATOR)
def scenario_create(request: Request, pk: Id, data: ScenarioIn) -> Plan:
    """Begin a hypothetical plan over the weeks of a plan that is computed."""
    found = access.plan_for_coordinator(request.actor, pk)
    return services.scenario_create(actor=request.actor, plan=found, name=data.name)


@router.post("/talent/plans/{int:pk}/changes/", response={201: SupposedOut})
@operation(door=COORDINATOR)
def change_save(request: Request, pk: Id, data: SupposeIn) -> dict[str, Any]:
    """Suppose one thing more in a hypothetical plan, which is to be computed anew."""
    found = access.plan_for_coordinator(request.actor, pk)
    supposed = services.Supposed(
        **data.model_dump(exclude={"specialist", "request"}),
        specialist=specialist_of(found, data.specialist) if data.specialist else None,
        request=request_of(found, data.request) if data.request else None,
    )
    change = services.change_save(actor=request.actor, plan=found, supposed=supposed)
    return {"id": change.pk, "text": change_text(change)}


@router.delete("/talent/changes/{int:pk}/", response={204: None})
@operation(door=COORDINATOR)
def change_remove(request: Request, pk: Id) -> None:
    """Suppose it no longer; the plan is to be computed anew."""
    services.change_remove(actor=request.actor, change=access.change_for_coordinator(request.actor, pk))


@router.get("/talent/plans/{int:pk}/curve/", response=CurveOut)
@operation(door=COORDINATOR)
def plan_curve_detail(request: Request, pk: Id) -> dict[str, Any]:
    """Read what each number of changes would bring to a re-plan."""
    found = access.plan_for_coordinator(request.actor, pk)
    known = {"status": "", "failure": "", **(found.curve or {})}
    points = [{**asdict(point), "max_changes": int(point.key) if point.key else None} for point in curve_points(found)]
    return {"status": known["status"], "failure": known["failure"], "points": points, "version": found.version}


@router.post("/talent/plans/{int:pk}/curve/", response={202: PlanRow})
@operation(door=COORDINATOR)
def curve_start(request: Request, pk: Id) -> Plan:
    """Have the curve of a re-plan computed in the background."""
    found = access.plan_for_coordinator(request.actor, pk)
    started = services.curve_start(actor=request.actor, plan=found)
    enqueue_after_commit(plan_curve, plan_id=started.pk)
    return started


@router.post("/talent/plans/{int:pk}/curve/pick/", response={202: PlanRow})
@operation(door=COORDINATOR)
def point_pick(request: Request, pk: Id, data: CurvePointIn) -> Plan:
    """Take a point of the curve: the re-plan is computed in the background with its number of changes."""
    found = access.plan_for_coordinator(request.actor, pk)
    started = services.point_pick(
        actor=request.actor, plan=found, max_changes=data.max_changes, version=seen_version(request)
    )
    enqueue_after_commit(plan_compute, plan_id=started.pk)
    return started


@router.get("/talent/plans/{int:pk}/board/", response=BoardOut)
@operation(door=COORDINATOR)
def plan_board(request: Request, pk: Id, role: str = "", body: str = "", month: str = "") -> dict[str, Any]:
    """Who serves whom and when by a plan, beside what runs already; of a role, a body's code or a month as 2027-04."""
    found = access.board_for_coordinator(request.actor, pk)
    work = work_on(found, Filters(role=role, body=body, month=month))
    return {"may_edit": may_edit(found), "work": work, "version": found.version}


@router.get("/talent/plans/{int:pk}/board/{int:asked_for}/", response=SlotOut)
@operation(door=COORDINATOR)
def board_slot(request: Request, pk: Id, asked_for: Id) -> dict[str, Any]:
    """Read who serves a request by a plan, and who else could."""
    found = access.plan_for_coordinator(request.actor, pk)
    slot = slot_of(found, access.request_for_coordinator(request.actor, asked_for))
    crew = [
        {"specialist": one.specialist.pk, "key": one.specialist.key, "name": one.specialist.name}
        | {"level": one.level, "free": one.free}
        for one in slot.crew
    ]
    return {
        "request": slot.request.pk,
        "holder": slot.holder.pk if slot.holder else None,
        **{name: getattr(slot, name) for name in ("starts_on", "ends_on", "pinned")},
        "crew": crew,
        "version": found.version,
    }


@router.post("/talent/plans/{int:pk}/board/{int:asked_for}/", response=PlanRow)
@operation(door=COORDINATOR)
def board_edit(request: Request, pk: Id, asked_for: Id, data: EditIn) -> Plan:
    """Fix, move, shorten, rule out or free one engagement of a computed plan; what comes out is a checked plan."""
    found = access.plan_for_coordinator(request.actor, pk)
    asked = access.request_for_coordinator(request.actor, asked_for)
    person = specialist_of(found, data.specialist) if data.specialist else None
    edit = services.Edit(**data.model_dump(exclude={"specialist"}), specialist=person)
    return services.board_edit(actor=request.actor, plan=found, request=asked, edit=edit, version=seen_version(request))


def _column(column: Column) -> dict[str, Any]:
    return {**vars(column), "id": column.plan.pk, "name": column.plan.name}
