"""From a proposal to a decision, or to its end."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.commitments import outlooks, planning, tasks
from dejiro.apps.commitments.models import Commitment, Decision, Round, Tier
from dejiro.apps.commitments.services.locking import lock_round
from dejiro.apps.commitments.services.telling import (
    ask_for_commitments,
    ask_for_effects,
    ask_for_the_rest,
    tell_decision,
    tell_participants,
)
from dejiro.apps.commitments.terms import RoundTerms, check_round
from dejiro.apps.commitments.urls_of import round_url
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.calendars import Month
from dejiro.foundation.errors import Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.services import desk_close, desk_open
from dejiro.foundation.search.services import index
from dejiro.foundation.tasks import enqueue_after_commit


@transaction.atomic
def round_create(*, actor: Actor, need: needs.Need, terms: RoundTerms) -> Round:
    """Propose a joint purchase for a need, as a draft.

    Raises:
        Refusal: if the terms cannot stand.
    """
    check_round(terms, now=clock.now())
    round_ = Round(area=need.area, need=need, contact=actor.user, created_at=clock.now(), **terms.row())
    round_.full_clean()
    round_.save()
    _save_tiers(round_, terms)
    record(
        actor=actor, action="commitments.round.create", subject=subject_of(round_), data=planning.round_facts(round_)
    )
    return round_


@transaction.atomic
def round_update(*, actor: Actor, round_: Round, terms: RoundTerms, version: int | None = None) -> Round:
    """Change a draft; what bodies already answer to does not move under them.

    Raises:
        Refusal: if the round is open already, or the terms cannot stand.
        Conflict: if somebody else changed it meanwhile.
    """
    check_version(round_, version)
    _require(
        round_,
        Round.Status.DRAFT,
        _("募集を始めた後は、条件を変えられません。取りやめて、新しい募集を作ってください。"),
    )
    check_round(terms, now=clock.now())
    for field, value in terms.row().items():
        setattr(round_, field, value)
    round_.version += 1
    round_.full_clean()
    round_.save()
    _save_tiers(round_, terms)
    record(
        actor=actor, action="commitments.round.update", subject=subject_of(round_), data=planning.round_facts(round_)
    )
    return round_


@transaction.atomic
def round_open(*, actor: Actor, round_: Round) -> Round:
    """Ask the bodies of the need for their commitments until the closing date.

    Raises:
        Refusal: if the round is no draft, or its closing date has passed.
    """
    lock_round(round_)
    _require(round_, Round.Status.DRAFT, _("この募集は、もう始まっています。"))
    if round_.closes_at <= clock.now():
        raise Refusal(_("締切が過ぎています。締切を直してから始めてください。"), code="closed", field="closes_at")
    _move(round_, Round.Status.OPEN)
    record(actor=actor, action="commitments.round.open", subject=subject_of(round_), data=planning.round_facts(round_))
    outlooks.refresh(round_)
    needs.need_set_status(actor=actor, need=round_.need, status=needs.Need.Status.COMMITTED)
    ask_for_commitments(round_)
    _ask_to_close(round_)
    return round_


@transaction.atomic
def round_extend(*, actor: Actor, round_: Round, closes_at: datetime, reason: str) -> Round:
    """Give the bodies more time; the reason is public.

    Raises:
        Refusal: if the round is not open, or the new date is not later.
    """
    lock_round(round_)
    _require(round_, Round.Status.OPEN, _("募集中の募集だけ、締切を延ばせます。"))
    if closes_at <= max(round_.closes_at, clock.now()):
        raise Refusal(_("新しい締切は、今の締切より後にしてください。"), code="not_later", field="closes_at")
    if min(Month(start).starts_on for start in round_.starts) <= closes_at.date():
        raise Refusal(_("締切は、最初の開始月より前にしてください。"), code="close_after_start", field="closes_at")
    round_.closes_at = closes_at
    _move(round_, Round.Status.OPEN)
    facts = {"closes_at": closes_at.isoformat(), "reason": reason}
    record(actor=actor, action="commitments.round.extend", subject=subject_of(round_), data=facts)
    ask_for_the_rest(round_)
    _ask_to_close(round_)
    tell_participants(round_, title=_("締切が延びました：%(title)s") % {"title": round_.title}, body=reason)
    return round_


@transaction.atomic
def round_cancel(*, actor: Actor, round_: Round, reason: str) -> Round:
    """Give the round up before it is decided; the reason is public.

    Raises:
        Refusal: if it is decided already.
    """
    lock_round(round_)
    if round_.status not in {Round.Status.DRAFT, Round.Status.OPEN}:
        raise Refusal(_("決定した募集は取りやめられません。"), code="already_decided")
    round_.closing_reason = reason
    _move(round_, Round.Status.CANCELLED)
    record(actor=actor, action="commitments.round.cancel", subject=subject_of(round_), data={"reason": reason})
    desk_close(subject=subject_of(round_))
    tell_participants(round_, title=_("募集を取りやめました：%(title)s") % {"title": round_.title}, body=reason)
    return round_


@transaction.atomic
def round_close(*, actor: Actor, round_: Round, reason: str) -> Decision:
    """Decide the round from the commitments in force that have the authority asked for.

    The ledger gets the problem, the answer and the reason; from that moment on they are public.

    Raises:
        Refusal: if the round is not open or its closing date has not passed.
    """
    lock_round(round_)
    _require(round_, Round.Status.OPEN, _("募集中の募集だけ、締め切って決定できます。"))
    if clock.now() < round_.closes_at:
        raise Refusal(_("締切前です。締切を過ぎてから決定してください。"), code="not_closed_yet")
    assert actor.user is not None
    problem = planning.problem_of(round_, planning.counted(outlooks.in_force(round_)))
    decision = Decision(
        round=round_,
        reason=reason,
        decided_by=actor.user,
        decided_at=clock.now(),
        **planning.computed_of(problem),
    )
    decision.full_clean()
    decision.save(force_insert=True)
    _move(round_, Round.Status.DECIDED if decision.answer["members"] else Round.Status.FAILED)
    record(
        actor=actor,
        action="commitments.round.close",
        subject=subject_of(round_),
        data={"status": round_.status, "reason": reason, **planning.figure_of(decision).digests()},
    )
    _settle(round_, decision, actor)
    enqueue_after_commit(tasks.decision_explain, round_id=round_.pk)
    return decision


@transaction.atomic
def round_start(*, actor: Actor, round_: Round) -> Round:
    """Say that the contracts have begun; the bodies of the group are asked for their effects.

    Raises:
        Refusal: if the round is not decided, or its start month has not begun.
    """
    lock_round(round_)
    _require(round_, Round.Status.DECIDED, _("成立した募集だけ、開始を記録できます。"))
    start = Month(round_.decision.summary["start"])
    if clock.today() < start.starts_on:
        raise Refusal(
            _("開始月（%(month)s）になってから記録してください。") % {"month": start.label}, code="not_started_yet"
        )
    _move(round_, Round.Status.STARTED)
    record(actor=actor, action="commitments.round.start", subject=subject_of(round_), data={"start": start.text})
    ask_for_effects(round_, start)
    return round_


def _settle(round_: Round, decision: Decision, actor: Actor) -> None:
    drafts = Commitment.Status.DRAFT, Commitment.Status.SUBMITTED, Commitment.Status.RETURNED
    for commitment in round_.commitments.filter(status__in=drafts):
        desk_close(subject=subject_of(commitment))
    desk_close(subject=subject_of(round_))
    if round_.status == Round.Status.DECIDED:
        index(
            kind="adoption",
            key=round_.pk,
            area=round_.area,
            organization=None,
            public=True,
            title=round_.title,
            text=f"{round_.object}\n{round_.specification}\n{decision.reason}",
            url=round_url(round_),
        )
    else:
        needs.need_set_status(actor=actor, need=round_.need, status=needs.Need.Status.ADOPTED)
    tell_decision(round_, decision)


def _ask_to_close(round_: Round) -> None:
    desk_open(
        organization=round_.area,
        kind="round.close",
        subject=subject_of(round_),
        title=_("締め切って決定する：%(title)s") % {"title": round_.title},
        url=round_url(round_),
        due_at=round_.closes_at,
        role=Role.COORDINATOR,
    )


def _save_tiers(round_: Round, terms: RoundTerms) -> None:
    round_.tiers.all().delete()
    Tier.objects.bulk_create(
        Tier(round=round_, min_quantity=quantity, unit_price=price) for quantity, price in terms.tiers
    )


def _require(round_: Round, status: Round.Status, message: str) -> None:
    if round_.status != status:
        raise Refusal(message, code="wrong_status")


def _move(round_: Round, status: Round.Status) -> None:
    round_.status = status
    round_.version += 1
    round_.full_clean(validate_constraints=False)
    round_.save()
