"""Plays the joint purchases: proposed, promised, decided, started, measured, and taken over."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial

from dejiro.apps.commitments import services as commitments
from dejiro.apps.commitments.explaining import decision_explain
from dejiro.apps.commitments.models import Commitment
from dejiro.apps.commitments.terms import CommitmentTerms
from dejiro.demo.rounds import PURCHASES, SIGNING, Promise, Purchase, day
from dejiro.demo.stage import Script, Stage
from dejiro.foundation import clock


def write_purchases(script: Script, stage: Stage) -> None:
    """Write down every purchase, as far as the cast has taken it."""
    for purchase in PURCHASES:
        _write(script, stage, purchase, "coordinator")
    _write(script, stage, SIGNING, "tottori_coordinator")
    script.at(day(2026, 9, 25, 14), partial(_abstain, stage, "tablets", "mizuho", "令和8年3月に更新したばかりのため。"))
    script.at(day(2026, 9, 29, 11), partial(_withdraw, stage, "tablets", "hachijo"))
    script.at(day(2026, 10, 1, 16), partial(_return, stage, "tablets", "fussa"))


def _write(script: Script, stage: Stage, purchase: Purchase, coordinator: str) -> None:
    script.at(purchase.opened, partial(_open, stage, purchase, coordinator))
    for place, promise in enumerate(purchase.promises):
        at = promise.at or purchase.opened + timedelta(days=2 * place + 1, hours=3)
        script.at(at, partial(_promise, stage, purchase.story, promise))
        if promise.approved:
            script.at(at + timedelta(hours=2), partial(_approve, stage, purchase.story, promise.who))
    if purchase.decided:
        script.at(purchase.decided, partial(_decide, stage, purchase, coordinator))
    if purchase.started:
        script.at(purchase.started, partial(_start, stage, purchase, coordinator))
    if purchase.measured:
        script.at(purchase.measured, partial(_measure, stage, purchase, purchase.measured))


def _open(stage: Stage, purchase: Purchase, coordinator: str) -> None:
    actor = stage.actor(coordinator)
    round_ = commitments.round_create(actor=actor, need=stage.need(purchase.story), terms=purchase.terms)
    stage.rounds[purchase.story] = commitments.round_open(actor=actor, round_=round_)


def _promise(stage: Stage, key: str, promise: Promise) -> None:
    actor, round_ = stage.actor(promise.who), stage.round(key)
    saved = commitments.commitment_save(actor=actor, round_=round_, terms=_terms(stage, promise))
    commitments.commitment_submit(actor=actor, commitment=saved)


def _terms(stage: Stage, promise: Promise) -> CommitmentTerms:
    organization = stage.actor(promise.who).organization
    assert organization is not None
    count = promise.quantity
    measured_on = clock.today() if promise.baseline else None
    return CommitmentTerms(
        quantity=count if isinstance(count, int) else count(organization.population or 0),
        starts=promise.starts,
        authority=promise.authority,
        max_unit_price=promise.cap,
        min_members=promise.min_members,
        baseline=Decimal(promise.baseline) if promise.baseline else None,
        baseline_on=measured_on,
        baseline_source="担当課の集計（架空）" if promise.baseline else "",
    )


def _prepared(stage: Stage, key: str, who: str, status: str = Commitment.Status.SUBMITTED) -> Commitment:
    rows = Commitment.objects.select_related("round", "organization", "prepared_by")
    return rows.get(round=stage.round(key), organization=stage.actor(who).organization, status=status)


def _approve(stage: Stage, key: str, who: str) -> None:
    commitments.commitment_approve(actor=stage.chief(who), commitment=_prepared(stage, key, who))


def _return(stage: Stage, key: str, who: str) -> None:
    commitments.commitment_return(
        actor=stage.chief(who),
        commitment=_prepared(stage, key, who),
        reason="台数の根拠を、窓口ごとの内訳で示してください。",
    )


def _withdraw(stage: Stage, key: str, who: str) -> None:
    commitments.commitment_withdraw(
        actor=stage.chief(who),
        commitment=_prepared(stage, key, who, Commitment.Status.IN_FORCE),
        reason="支所の統合を検討することになり、必要な台数が決まらないため。",
    )


def _abstain(stage: Stage, key: str, who: str, reason: str) -> None:
    commitments.abstention_answer(actor=stage.actor(who), round_=stage.round(key), reason=reason)


def _decide(stage: Stage, purchase: Purchase, coordinator: str) -> None:
    decision = commitments.round_close(
        actor=stage.actor(coordinator), round_=stage.round(purchase.story), reason=purchase.reason
    )
    decision_explain(decision=decision)


def _start(stage: Stage, purchase: Purchase, coordinator: str) -> None:
    commitments.round_start(actor=stage.actor(coordinator), round_=stage.round(purchase.story))


def _measure(stage: Stage, purchase: Purchase, at: datetime) -> None:
    for who, value, source in purchase.effects:
        commitments.effect_enter(
            actor=stage.actor(who),
            commitment=_prepared(stage, purchase.story, who, Commitment.Status.IN_FORCE),
            value=Decimal(value),
            measured_on=at.date() - timedelta(days=7),
            source=source,
        )
    if purchase.adopted_by:
        commitments.adoption_take(
            actor=stage.actor(purchase.adopted_by),
            round_=stage.round(purchase.story),
            note="令和9年度から、年間50時間ほどの利用を考えています。",
        )
