"""What-if plans: made from a plan, with named changes of the pool and the requests; and the curve of a re-plan."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, planning
from dejiro.apps.talent.models import Change, Plan, Request, Specialist
from dejiro.apps.talent.services.common import insist, note, refuse_unless
from dejiro.apps.talent.services.plans import change_allowed, plan_start
from dejiro.apps.talent.standards import check_role
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.ledger.services import Recorded

Kind = Change.Kind
COMPUTING, DONE = "computing", "done"


@dataclass(frozen=True)
class Supposed:
    """A change as entered: of more people their role, level, number and half-days; or a specialist, or a request."""

    kind: str
    role: str = ""
    level: int | None = None
    people: int | None = None
    half_days: int | None = None
    specialist: Specialist | None = None
    request: Request | None = None
    starts_on: date | None = None


@transaction.atomic
def scenario_create(*, actor: Actor, plan: Plan, name: str) -> Plan:
    """Begin a hypothetical plan over the weeks of a plan that is computed; what it changes is counted against that.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is not computed, or is hypothetical itself.
    """
    insist(access.coordinates(actor, plan.area_id), _("仮の案を作れるのは、調整担当です。"))
    real = plan.answer is not None and not plan.hypothetical
    refuse_unless(real, _("計算が済んだ計画からだけ、仮の案を作れます。"), code="base")
    made = Plan.objects.create(
        area=plan.area,
        name=name,
        starts_on=plan.starts_on,
        weeks=plan.weeks,
        seconds=plan.seconds,
        base=plan,
        hypothetical=True,
        made_by=user_of(actor),
        made_at=clock.now(),
    )
    note(actor, "scenario.create", made, {"name": name, "base": plan.pk})
    return made


@transaction.atomic
def change_save(*, actor: Actor, plan: Plan, supposed: Supposed) -> Change:
    """Suppose one thing more in a hypothetical plan, which is to be computed anew.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is no hypothetical one, or what is supposed is not whole.
    """
    change_allowed(actor, plan)
    refuse_unless(plan.hypothetical, _("変更を仮定できるのは、仮の案だけです。"), code="real")
    _check(supposed)
    more = supposed.kind == Kind.MORE
    change = Change.objects.create(
        plan=plan,
        kind=supposed.kind,
        role=supposed.role if more else "",
        level=supposed.level if more else None,
        people=supposed.people if more else None,
        half_days=supposed.half_days if more else None,
        specialist=supposed.specialist if supposed.kind == Kind.WITHOUT else None,
        request=supposed.request if supposed.kind == Kind.DROPPED else None,
        starts_on=None if supposed.kind == Kind.DROPPED else supposed.starts_on,
    )
    facts: dict[str, Recorded] = {
        "kind": change.kind,
        "role": change.role,
        "level": change.level,
        "people": change.people,
        "half_days": change.half_days,
        "specialist": change.specialist_id,
        "request": change.request_id,
        "starts_on": change.starts_on.isoformat() if change.starts_on else None,
    }
    note(actor, "scenario.suppose", plan, facts)
    return change


@transaction.atomic
def change_remove(*, actor: Actor, change: Change) -> Plan:
    """Suppose it no longer.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is being computed.
    """
    plan = change.plan
    change_allowed(actor, plan)
    facts: dict[str, Recorded] = {"number": change.pk, "kind": change.kind}
    change.delete()
    note(actor, "scenario.unsuppose", plan, facts)
    return plan


@transaction.atomic
def curve_start(*, actor: Actor, plan: Plan) -> Plan:
    """Take a re-plan's curve into computation; the caller then has the task run.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is no re-plan, or cannot be changed now.
    """
    change_allowed(actor, plan)
    again = plan.base_id is not None and not plan.hypothetical
    refuse_unless(again, _("もとの計画がある組み直しだけで、変える数を比べられます。"), code="no_base")
    plan.curve = {"status": COMPUTING, "points": [], "failure": ""}
    plan.version += 1
    plan.save()
    note(actor, "curve.start", plan, {})
    return plan


def curve_compute(*, plan: Plan) -> Plan:
    """Compute what each number of changes brings, and keep it. The core runs outside the transaction."""
    points, failure = [], ""
    try:
        points = planning.curve_of(planning.problem_of(plan), seconds=plan.seconds)
    except ValueError as error:
        failure = str(error)
    except Exception:
        _keep_curve(plan, [], planning.unexpected())
        raise
    return _keep_curve(plan, points, failure)


@transaction.atomic
def point_pick(*, actor: Actor, plan: Plan, max_changes: int | None, version: int | None = None) -> Plan:
    """Take a point of the curve: the re-plan is computed with its number of changes.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the curve has no such plan, or the plan cannot be changed now.
        Conflict: if a colleague was quicker.
    """
    points = [point for point in (plan.curve or {}).get("points", ()) if "value" in point]
    known = max_changes in [point["max_changes"] for point in points]
    refuse_unless(known, _("その数で計算できた案がありません。"), code="no_point", field="max_changes")
    started = plan_start(actor=actor, plan=plan, version=version)
    started.max_changes = max_changes
    started.save(update_fields=["max_changes"])
    note(actor, "curve.pick", plan, {"max_changes": max_changes})
    return started


def _check(supposed: Supposed) -> None:
    if supposed.kind == Kind.MORE:
        whole = supposed.role and supposed.level and supposed.people and supposed.half_days
        words = _("人材を増やすときは、役割・レベル・人数・週の半日数を入れてください。")
        refuse_unless(whole, words, code="more", field="role")
        check_role(supposed.role, supposed.level or 0)
    elif supposed.kind == Kind.WITHOUT:
        refuse_unless(supposed.specialist, _("人材番号を入れてください。"), code="who", field="specialist")
    else:
        refuse_unless(supposed.request, _("依頼の番号を入れてください。"), code="which", field="request")


@transaction.atomic
def _keep_curve(plan: Plan, points: list[planning.Json], failure: str) -> Plan:
    current = Plan.objects.select_for_update().get(pk=plan.pk)
    current.curve = {"status": DONE, "points": points, "failure": failure}
    current.version += 1
    current.save(update_fields=["curve", "version"])
    note(SYSTEM, "curve.compute", current, {"points": len(points)})
    return current
