"""A body's commitment: prepared by one person, approved by another, changed or withdrawn until the closing date."""

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.commitments import outlooks, planning
from dejiro.apps.commitments.models import Abstention, Commitment, Round
from dejiro.apps.commitments.services.locking import lock_round
from dejiro.apps.commitments.services.telling import ask_again, ask_for_approval, ask_for_revision
from dejiro.apps.commitments.terms import CommitmentTerms, check_commitment
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role, User
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Personal, Recorded, record, subject_of
from dejiro.foundation.notices.services import desk_close
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of

PREPARED = (Commitment.Status.DRAFT, Commitment.Status.SUBMITTED, Commitment.Status.RETURNED)


@transaction.atomic
def commitment_save(*, actor: Actor, round_: Round, terms: CommitmentTerms, version: int | None = None) -> Commitment:
    """Write the body's draft: a new one, or the one that was being prepared or returned.

    What is in force stays in force until the draft is approved and supersedes it.

    Raises:
        Refusal: if the round takes no more commitments or the terms do not fit it.
        Conflict: if a colleague changed the draft meanwhile.
    """
    organization, user = _speaker(actor)
    _check_open(round_)
    _check_terms(terms, round_, organization)
    commitment = _draft(round_, organization, user)
    if commitment.pk:
        check_version(commitment, version)
        commitment.version += 1
    for field, value in terms.row().items():
        setattr(commitment, field, value)
    commitment.status = Commitment.Status.DRAFT
    commitment.prepared_by, commitment.prepared_at = user, clock.now()
    commitment.ending_reason = ""
    commitment.full_clean()
    commitment.save()
    _record(actor, "save", commitment)
    return commitment


def commitment_try(*, actor: Actor, round_: Round, terms: CommitmentTerms) -> Commitment:
    """Return what `commitment_save` would save, for a preview; nothing is written.

    Raises:
        Refusal: if the terms do not fit the round.
    """
    organization, _user = _speaker(actor)
    _check_terms(terms, round_, organization)
    return Commitment(round=round_, organization=organization, **terms.row())


@transaction.atomic
def commitment_submit(*, actor: Actor, commitment: Commitment, version: int | None = None) -> Commitment:
    """Ask for approval; an estimate of the person in charge needs none and is in force at once.

    Raises:
        Refusal: if it is no draft, or the closing date has passed.
    """
    _speaker(actor)
    _check_open(commitment.round)
    check_version(commitment, version)
    _require(commitment, Commitment.Status.DRAFT, _("下書きだけ、承認に回せます。"))
    if commitment.is_estimate:
        return _put_in_force(actor, commitment)
    _move(commitment, Commitment.Status.SUBMITTED)
    _record(actor, "submit", commitment)
    desk_close(subject=subject_of(commitment))
    ask_for_approval(commitment)
    return commitment


@transaction.atomic
def commitment_approve(*, actor: Actor, commitment: Commitment, version: int | None = None) -> Commitment:
    """Put a commitment in force in the name of the body; it supersedes the one before.

    Raises:
        Refusal: if it does not wait for approval, or the closing date has passed.
        NotYours: if the actor is no approver of the body, or prepared it.
        Conflict: if it was changed since the approver read it.
    """
    _organization, user = _speaker(actor)
    _check_open(commitment.round)
    if not actor.has(Role.APPROVER) or not actor.acts_for_body(commitment.organization_id):
        raise NotYours(_("約束を承認できるのは、その団体の承認者です。"), code="no_authority")
    if commitment.prepared_by_id == user.pk:
        raise NotYours(_("自分で作った約束は承認できません。別の承認者に依頼してください。"), code="own_commitment")
    check_version(commitment, version)
    _require(commitment, Commitment.Status.SUBMITTED, _("承認待ちの約束だけ、承認できます。"))
    return _put_in_force(actor, commitment)


@transaction.atomic
def commitment_return(*, actor: Actor, commitment: Commitment, reason: str, version: int | None = None) -> Commitment:
    """Give a commitment back to who prepared it, with a reason.

    Raises:
        Refusal: if it does not wait for approval, or the closing date has passed.
        NotYours: if the actor is no approver of the body.
    """
    _speaker(actor)
    _check_open(commitment.round)
    if not actor.has(Role.APPROVER) or not actor.acts_for_body(commitment.organization_id):
        raise NotYours(_("差し戻せるのは、その団体の承認者です。"), code="no_authority")
    check_version(commitment, version)
    _require(commitment, Commitment.Status.SUBMITTED, _("承認待ちの約束だけ、差し戻せます。"))
    commitment.ending_reason = reason
    _move(commitment, Commitment.Status.RETURNED)
    _record(actor, "return", commitment)
    desk_close(subject=subject_of(commitment))
    ask_for_revision(commitment)
    return commitment


@transaction.atomic
def commitment_withdraw(*, actor: Actor, commitment: Commitment, reason: str) -> Commitment:
    """Take a commitment back before the closing date; only the body itself learns the reason.

    Raises:
        Refusal: if the closing date has passed or it has ended already.
        NotYours: if it binds the body and the actor is no approver of it.
    """
    _speaker(actor)
    _check_open(commitment.round)
    check_version(commitment, None)
    if commitment.status not in {*PREPARED, Commitment.Status.IN_FORCE}:
        raise Refusal(_("この約束は、もう終わっています。"), code="ended")
    was_in_force = commitment.status == Commitment.Status.IN_FORCE
    if was_in_force and not commitment.is_estimate and not actor.has(Role.APPROVER):
        raise NotYours(_("承認された約束を撤回できるのは、承認者です。"), code="no_authority")
    commitment.ending_reason = reason
    _move(commitment, Commitment.Status.WITHDRAWN)
    _record(actor, "withdraw", commitment)
    desk_close(subject=subject_of(commitment))
    if was_in_force:
        ask_again(commitment.round, commitment.organization)
        outlooks.refresh(commitment.round)
    return commitment


@transaction.atomic
def abstention_answer(*, actor: Actor, round_: Round, reason: str) -> Abstention:
    """Answer that the body will not take part; a commitment made later takes the answer back.

    Raises:
        Refusal: if the closing date has passed or a commitment is in force.
    """
    organization, user = _speaker(actor)
    _check_open(round_)
    if round_.commitments.filter(organization=organization, status=Commitment.Status.IN_FORCE).exists():
        raise Refusal(_("有効な約束があります。先に約束を撤回してください。"), code="commitment_in_force")
    abstention, _created = Abstention.objects.update_or_create(
        round=round_,
        organization=organization,
        defaults={"reason": reason, "answered_by": user, "answered_at": clock.now()},
    )
    facts: Mapping[str, Recorded] = {"round": subject_of(round_), "reason": Personal(reason, organization.code)}
    record(actor=actor, action="commitments.abstention.answer", subject=subject_of(round_), data=facts)
    desk_close(subject=subject_of(round_), kind="round.answer", organization=organization)
    return abstention


def _speaker(actor: Actor) -> tuple[Organization, User]:
    if actor.organization is None or actor.user is None:
        raise NotYours(_("団体に所属している人だけが、団体の約束を扱えます。"), code="no_organization")
    return actor.organization, actor.user


def _check_terms(terms: CommitmentTerms, round_: Round, organization: Organization) -> None:
    codes = frozenset(municipalities_of(round_.area).values_list("code", flat=True))
    check_commitment(terms, round_, own_code=organization.code, codes=codes, today=clock.today())


def _check_open(round_: Round) -> None:
    lock_round(round_)
    if round_.status != Round.Status.OPEN:
        raise Refusal(_("この募集は、約束を受け付けていません。"), code="round_not_open")
    if clock.now() >= round_.closes_at:
        raise Refusal(
            _("締切を過ぎたため、約束の登録・変更・撤回はできません。事情があるときは調整担当に連絡してください。"),
            code="after_deadline",
        )


def _draft(round_: Round, organization: Organization, user: User) -> Commitment:
    rows = Commitment.objects.filter(round=round_, organization=organization)
    draft = rows.filter(status__in=PREPARED).first()
    if draft is None:
        return Commitment(round=round_, organization=organization, prepared_by=user, prepared_at=clock.now())
    if draft.status == Commitment.Status.SUBMITTED:
        raise Refusal(
            _("この約束は承認待ちです。直すには、承認者に差し戻してもらってください。"), code="waiting_for_approval"
        )
    return draft


def _put_in_force(actor: Actor, commitment: Commitment) -> Commitment:
    before = Commitment.objects.filter(
        round=commitment.round, organization=commitment.organization, status=Commitment.Status.IN_FORCE
    ).first()
    if before is not None:
        _move(before, Commitment.Status.SUPERSEDED)
        commitment.supersedes = before
    commitment.approved_by, commitment.approved_at = actor.user, clock.now()
    _move(commitment, Commitment.Status.IN_FORCE)
    _record(actor, "approve", commitment)
    Abstention.objects.filter(round=commitment.round, organization=commitment.organization).delete()
    desk_close(subject=subject_of(commitment))
    desk_close(subject=subject_of(commitment.round), kind="round.answer", organization=commitment.organization)
    outlooks.refresh(commitment.round)
    return commitment


def _require(commitment: Commitment, status: Commitment.Status, message: str) -> None:
    if commitment.status != status:
        raise Refusal(message, code="wrong_status")


def _move(commitment: Commitment, status: Commitment.Status) -> None:
    commitment.status = status
    commitment.version += 1
    commitment.save()


def _record(actor: Actor, verb: str, commitment: Commitment) -> None:
    """Record the act; the terms are sealed, since other bodies may learn them only when the round is decided."""
    record(
        actor=actor,
        action=f"commitments.commitment.{verb}",
        subject=subject_of(commitment),
        data={
            "round": subject_of(commitment.round),
            "status": commitment.status,
            "authority": commitment.authority,
            "terms": Personal(planning.terms_text(commitment), commitment.organization.code),
        },
    )
