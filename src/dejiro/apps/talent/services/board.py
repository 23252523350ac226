"""The planning board: one engagement of a plan fixed, ruled out, moved or shortened by hand, and checked at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dejiro.apps.talent import planning
from dejiro.apps.talent.models import Pin, Plan, Request, Specialist
from dejiro.apps.talent.services.common import monday_of, note, refuse_unless, sunday_of
from dejiro.apps.talent.services.plans import change_allowed
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded
from dejiro.ui.formats import jdate


class Act(models.TextChoices):
    """What is done with a request on the board."""

    FIX = "fix", gettext_lazy("いまの人に決める（計算し直しても動かさない）")
    MOVE = "move", gettext_lazy("別の人にする")
    PERIOD = "period", gettext_lazy("支援の期間を、依頼の期間の中で短くする")
    FORBID = "forbid", gettext_lazy("この人にはしない（計画から外す）")
    FREE = "free", gettext_lazy("固定をやめて、計算に任せる")


@dataclass(frozen=True)
class Edit:
    """An act as entered: a move names the specialist, a shorter period its first and last day."""

    act: str
    reason: str
    specialist: Specialist | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def board_edit(*, actor: Actor, plan: Plan, request: Request, edit: Edit, version: int | None = None) -> Plan:
    """Change one engagement of a computed plan. What comes out is a checked plan, or nothing is changed.

    Raises:
        NotYours: if the actor does not coordinate the area.
        Refusal: if the plan cannot be changed now, or what comes out is no plan: with a sentence for each clash.
        Conflict: if a colleague was quicker.
    """
    check_version(plan, version)
    change_allowed(actor, plan)
    open_ = plan.status == Plan.Status.READY and not plan.hypothetical
    refuse_unless(open_, _("表で直せるのは、計算が済んで、まだ公表していない計画だけです。"), code="not_ready")
    assert plan.answer is not None
    rows = {row["request"]: row["specialist"] for row in plan.answer["assignments"]}
    holder = _holder(rows.get(str(request.pk)))
    taker = _taker(edit, holder)
    _pin(plan, request, edit, holder, taker)
    rows.pop(str(request.pk), None)
    if taker is not None:
        _check_taker(plan, request, taker)
        rows[str(request.pk)] = str(taker.pk)
    _keep(plan, [(person, asked) for asked, person in rows.items()])
    facts: dict[str, Recorded] = {
        "act": edit.act,
        "request": request.pk,
        "from": holder.pk if holder else None,
        "to": taker.pk if taker else None,
    }
    note(actor, "plan.edit", plan, facts)
    return plan


def _holder(number: str | None) -> Specialist | None:
    return None if number is None else Specialist.objects.get(pk=int(number))


def _taker(edit: Edit, holder: Specialist | None) -> Specialist | None:
    """Who serves the request afterwards; None for nobody."""
    if edit.act == Act.MOVE:
        message = _("だれにするかを選んでください。")
        refuse_unless(edit.specialist, message, code="specialist", field="specialist")
        return edit.specialist
    refuse_unless(
        holder, _("まだだれも受けていない依頼です。「別の人にする」で人を選んでください。"), code="nobody", field="act"
    )
    return None if edit.act == Act.FORBID else holder


def _pin(plan: Plan, request: Request, edit: Edit, holder: Specialist | None, taker: Specialist | None) -> None:
    """Write down what the act says of the pair, in the place of what was fixed before."""
    old = plan.pins.filter(request=request, kind=Pin.Kind.FIXED)
    kept = old.filter(specialist=taker).first() if edit.act == Act.FIX and taker else None
    period = (kept.starts_on, kept.ends_on) if kept else (None, None)
    if edit.act == Act.PERIOD:
        period = _period(request, edit)
    old.delete()
    if edit.act == Act.FREE:
        return
    forbids = edit.act == Act.FORBID
    Pin.objects.update_or_create(
        plan=plan,
        specialist=holder if forbids else taker,
        request=request,
        defaults={
            "kind": Pin.Kind.FORBIDDEN if forbids else Pin.Kind.FIXED,
            "reason": edit.reason,
            "starts_on": period[0],
            "ends_on": period[1],
        },
    )


def _period(asked: Request, edit: Edit) -> tuple[date, date]:
    request = Request.objects.get(pk=asked.pk)
    starts_on = monday_of(edit.starts_on) if edit.starts_on else request.starts_on
    ends_on = sunday_of(edit.ends_on) if edit.ends_on else request.ends_on
    refuse_unless(starts_on < ends_on, _("終わりの日が、始まりの日より前です。"), code="period", field="ends_on")
    words = {"start": jdate(request.starts_on), "end": jdate(request.ends_on)}
    message = _("団体が頼んだ期間（%(start)s〜%(end)s）の中にしてください。") % words
    refuse_unless(request.starts_on <= starts_on, message, code="period", field="starts_on")
    refuse_unless(ends_on <= request.ends_on, message, code="period", field="ends_on")
    return starts_on, ends_on


def _check_taker(plan: Plan, request: Request, taker: Specialist) -> None:
    [asked] = planning.narrowed(plan, [Request.objects.select_related("organization", "area").get(pk=request.pk)])
    obstacles = planning.obstacles_between(asked, taker)
    refuse_unless(not obstacles, " ".join(obstacles), code="cannot_serve", field="specialist")


def _keep(plan: Plan, pairs: Sequence[tuple[str, str]]) -> None:
    try:
        computed = planning.by_hand(plan, pairs)
    except ValueError as error:
        raise Refusal(" ".join(str(error).split("\n")), code="clash") from error
    plan.problem, plan.answer, plan.edited = computed.problem, computed.answer, True
    plan.version += 1
    plan.save()
