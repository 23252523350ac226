"""Plans: made by the coordinator, computed in the background, adjusted by pins, published as proposals."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.talent import access, planning
from dejiro.apps.talent.models import Credit, Pin, Plan, Request, Specialist
from dejiro.apps.talent.services.common import insist, monday_of, note, refuse_unless
from dejiro.apps.talent.services.proposals import proposal_make
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import SYSTEM, Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded
from dejiro.ui.signs import signs

Status = Plan.Status
CHANGEABLE = (Status.DRAFT, Status.READY, Status.FAILED)
LONGEST_FAILURE: Final = 4000


@transaction.atomic
def plan_create(
    *,
    actor: Actor,
    name: str,
    starts_on: date,
    weeks: int,
    seconds: int = 20,
    base: Plan | None = None,
    max_changes: int | None = None,
) -> Plan:
    """Begin a plan, or with a base a re-plan that keeps all but `max_changes` of its assignments.

    Raises:
        NotYours: if the actor coordinates no prefecture.
        Refusal: if the base is not computed, or changes are limited without a base.
    """
    area, user = actor.area, user_of(actor)
    insist(area and access.coordinates(actor, area.pk), _("計画を作れるのは、調整担当です。"))
    assert area is not None
    refuse_unless(
        base is None or (base.answer and base.area_id == area.pk and not base.hypothetical),
        _("もとの計画には、計算が済んだものを選んでください。"),
        code="base",
        field="base",
    )
    limited = max_changes is None or base is not None
    refuse_unless(limited, _("変えてよい数は、もとの計画があるときだけ書きます。"), code="changes", field="max_changes")
    plan = Plan.objects.create(
        area=area,
        name=name,
        starts_on=monday_of(starts_on),
        weeks=weeks,
        seconds=seconds,
        base=base,
        max_changes=max_changes,
        made_by=user,
        made_at=clock.now(),
    )
    facts: dict[str, Recorded] = {
        "name": name,
        "starts_on": plan.starts_on.isoformat(),
        "weeks": weeks,
        "base": base.pk if base else None,
        "max_changes": max_changes,
    }
    note(actor, "plan.create", plan, facts)
    return plan


@transaction.atomic
def pin_save(
    *,
    actor: Actor,
    plan: Plan,
    specialist: Specialist,
    request: Request,
    kind: str,
    reason: str,
    version: int | None = None,
) -> Pin:
    """Fix a pair in a plan, or rule it out; said again it replaces what was said. The plan is to be computed anew.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is being computed or is published.
        Conflict: if a colleague changed the plan meanwhile.
    """
    check_version(plan, version)
    change_allowed(actor, plan)
    said = {"kind": kind, "reason": reason, "starts_on": None, "ends_on": None}
    pin, _new = Pin.objects.update_or_create(plan=plan, specialist=specialist, request=request, defaults=said)
    _step(plan)
    note(actor, "plan.pin", plan, {"specialist": specialist.pk, "request": request.pk, "kind": kind})
    return pin


@transaction.atomic
def pin_remove(*, actor: Actor, pin: Pin, version: int | None = None) -> Plan:
    """Leave a pair to the computation again.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is being computed or is published.
        Conflict: if a colleague changed the plan meanwhile.
    """
    plan = pin.plan
    check_version(plan, version)
    change_allowed(actor, plan)
    facts: dict[str, Recorded] = {"specialist": pin.specialist_id, "request": pin.request_id, "kind": pin.kind}
    pin.delete()
    _step(plan)
    note(actor, "pin.remove", plan, facts)
    return plan


@transaction.atomic
def plan_start(*, actor: Actor, plan: Plan, version: int | None = None) -> Plan:
    """Take a plan into computation; the caller then has the task run.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is being computed or is published.
        Conflict: if a colleague was quicker.
    """
    check_version(plan, version)
    change_allowed(actor, plan)
    plan.status, plan.failure, plan.started_at = Status.COMPUTING, "", clock.now()
    plan.version += 1
    plan.save()
    note(actor, "plan.start", plan, {})
    return plan


def plan_compute(*, plan: Plan, stored: planning.Answers | None = None) -> Plan:
    """Compute a plan and keep the answer, or why there is none. The core runs outside the transaction.

    An answer that the independent check refuses is not kept. Whatever happens, the plan does not stay in computation.

    Args:
        plan: in computation.
        stored: where the core's earlier answers are kept; None has the core compute.
    """
    try:
        problem = planning.problem_of(plan)
        if stored is None:
            computed = planning.compute(problem, seconds=plan.seconds)
        else:
            computed = planning.accept(problem, stored(problem))
    except ValueError as error:
        return _finish(plan, Status.FAILED, failure=str(error)[:LONGEST_FAILURE])
    except Exception:
        _finish(plan, Status.FAILED, failure=planning.unexpected())
        raise
    plan.problem, plan.answer = computed.problem, computed.answer
    plan.verified, plan.edited = True, False
    return _finish(plan, Status.READY)


@transaction.atomic
def plan_publish(*, actor: Actor, plan: Plan, version: int | None = None) -> Plan:
    """Publish a plan: every assignment becomes a proposal. What is possible no more is named, not proposed.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if there is no answer to publish.
    """
    insist(access.coordinates(actor, plan.area_id), _("計画を公表できるのは、調整担当です。"))
    check_version(plan, version)
    refuse_unless(not plan.hypothetical, _("仮の案は公表できません。"), code="hypothetical")
    refuse_unless(plan.status == Status.READY, _("計算が済んだ案だけ、公表できます。"), code="not_ready")
    assert plan.answer is not None
    current = _keeps_pins(plan, plan.answer["assignments"])
    refuse_unless(
        current, _("固定・除外を変えたあと、まだ計算し直していません。計算してから公表してください。"), code="pins"
    )
    pairs = _pairs_of(plan, plan.answer["assignments"])
    refused = [words for request, specialist in pairs if (words := _propose(actor, request, specialist))]
    plan.status, plan.published_at, plan.refused = Status.PUBLISHED, clock.now(), refused
    plan.version += 1
    plan.save()
    note(actor, "plan.publish", plan, {"proposed": len(pairs) - len(refused), "refused": refused})
    _carry(actor, plan)
    return plan


def _carry(actor: Actor, plan: Plan) -> None:
    """Put down what the period owes each body, or gave it too much, in the place of what its earlier plans said."""
    Credit.objects.filter(plan__in=planning.bases_of(plan)).update(replaced=True)
    made = Credit.objects.bulk_create(planning.credits_of(plan))
    facts: dict[str, Recorded] = {row.organization.code: str(row.amount) for row in made}
    note(actor, "credit.carry", plan, facts)


def _step(plan: Plan) -> None:
    """Let who has a form of this plan open know that it is another one now."""
    plan.version += 1
    plan.save(update_fields=["version"])


def _keeps_pins(plan: Plan, assignments: Sequence[Mapping[str, str]]) -> bool:
    served = {(row["specialist"], row["request"]) for row in assignments}
    waiting = {str(one.pk) for one in planning.requests_of(plan)}
    return all(
        ((str(pin.specialist_id), str(pin.request_id)) in served) == (pin.kind == Pin.Kind.FIXED)
        for pin in plan.pins.all()
        if str(pin.request_id) in waiting
    )


def _pairs_of(plan: Plan, assignments: Sequence[Mapping[str, str]]) -> list[tuple[Request, Specialist]]:
    """Return the rows that an answer names, with what a proposal asks of them; ten queries."""
    parts = ("organization", "area", "prepared_by")
    rows = Request.objects.select_related(*parts).prefetch_related("proposals")
    requests = rows.in_bulk([int(row["request"]) for row in assignments])
    planning.narrowed(plan, list(requests.values()))
    people = Specialist.objects.select_related("user").prefetch_related(*planning.PARTS)
    known = people.in_bulk([int(row["specialist"]) for row in assignments])
    return [(requests[int(row["request"])], known[int(row["specialist"])]) for row in assignments]


def _propose(actor: Actor, request: Request, specialist: Specialist) -> str:
    """Propose one assignment; return why it cannot be, "" when it can, or is proposed already."""
    if any(one.is_open and one.specialist_id == specialist.pk for one in request.proposals.all()):
        return ""
    words = request.organization.name + signs("「{}」：").format(request.title) + f"{specialist.key} "
    if specialist.left_on is not None and specialist.left_on <= request.ends_on:
        return words + _("期間中に退任します。")
    try:
        with transaction.atomic():
            proposal_make(actor=actor, request=request, specialist=specialist)
    except Refusal as refusal:
        return words + refusal.message
    return ""


def change_allowed(actor: Actor, plan: Plan) -> None:
    """Go on only when the actor may change the plan now; others who want to, wait.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan is being computed or is published.
    """
    insist(access.coordinates(actor, plan.area_id), _("計画を変えられるのは、調整担当です。"))
    locked = Plan.objects.select_for_update().get(pk=plan.pk)
    message = _("計算中か公表した計画は、変えられません。")
    refuse_unless(locked.status in CHANGEABLE or locked.has_stopped(clock.now()), message, code="fixed")


@transaction.atomic
def _finish(plan: Plan, status: str, *, failure: str = "") -> Plan:
    plan.status, plan.failure = status, failure
    if failure:
        plan.answer, plan.verified = None, False
    plan.version += 1
    plan.save()
    answer = plan.answer or {}
    facts: dict[str, Recorded] = {
        "status": status,
        "assignments": len(answer.get("assignments", ())),
        "verified": plan.verified,
    }
    note(SYSTEM, "plan.compute", plan, facts)
    return plan
