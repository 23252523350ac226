"""Writes: a role lent to a colleague for a time (代決)."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, membership_in_force
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.accounts.services.authority import check_manages, check_period, starting
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import record, subject_of

LONGEST: Final = timedelta(days=366)
# Rights over others and over the books are not lent.
NEVER_LENT: Final = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})


def delegation_grant(
    *, actor: Actor, membership: Membership, user: User, valid_to: datetime, valid_from: datetime | None = None
) -> Delegation:
    """Lend a role to a colleague, from now or later until a moment, a year at most.

    Args:
        actor: the one who holds the role, or an administrator of the organization.
        membership: what is lent; it cannot be lent on.
        user: a colleague: somebody with a role of their own in the same organization.
        valid_to: aware; not later than the end of the membership.
        valid_from: aware; None means now.

    Raises:
        NotYours: if the role is not the actor's and they do not administer the organization.
        Refusal: if the role or the period cannot be lent, or the person is no colleague.
    """
    _check_lender(actor, membership)
    begins = starting(valid_from)
    check_period(begins, valid_to)
    if valid_to - begins > LONGEST:
        raise Refusal(_("代行の期間は1年までです。"), code="delegation.long", field="valid_to")
    with transaction.atomic():
        held = Membership.objects.select_for_update(of=("self",)).select_related("organization", "user")
        membership = held.get(pk=membership.pk)
        _check_lendable(membership, begins, valid_to)
        _check_colleague(membership, user, begins, valid_to)
        delegation = Delegation.objects.create(membership=membership, user=user, valid_from=begins, valid_to=valid_to)
        _record(actor, "grant", delegation)
    return delegation


def delegation_revoke(*, actor: Actor, delegation: Delegation) -> None:
    """End a loan now; one that has not begun never does.

    Raises:
        NotYours: if the actor is neither lender, borrower nor administrator.
        Refusal: if it has ended.
    """
    if actor.user is None or actor.user.pk != delegation.user_id:
        _check_lender(actor, delegation.membership)
    with transaction.atomic():
        now = clock.now()
        ending = Delegation.objects.filter(pk=delegation.pk, valid_to__gt=Greatest(F("valid_from"), now))
        if not ending.update(valid_to=Greatest(F("valid_from"), now)):
            raise Refusal(_("この代行は、すでに終わっています。"), code="delegation.ended")
        delegation.refresh_from_db()
        _record(actor, "revoke", delegation)


def _check_lender(actor: Actor, membership: Membership) -> None:
    is_holder = actor.user is not None and actor.user.pk == membership.user_id
    if not (is_holder and actor.acts_for(membership.organization)):
        check_manages(actor, membership.organization)


def _check_lendable(membership: Membership, begins: datetime, ends: datetime) -> None:
    if membership.role in NEVER_LENT:
        message = _("%(role)sの役割は代行できません。") % {"role": Role(membership.role).label}
        raise Refusal(message, code="delegation.role", field="membership")
    if not Membership.objects.filter(membership_in_force(begins), pk=membership.pk).exists():
        message = _("代行が始まる時に、委任する人がこの役割を持っていません。")
        raise Refusal(message, code="delegation.membership", field="membership")
    if membership.valid_to is not None and ends > membership.valid_to:
        day = membership.valid_to.astimezone(clock.JST).strftime("%Y-%m-%d %H:%M")
        message = _("委任元の役割は%(day)sまでです。代行は、それより後まで続けられません。") % {"day": day}
        raise Refusal(message, code="delegation.outlives", field="valid_to")


def _check_colleague(membership: Membership, user: User, begins: datetime, ends: datetime) -> None:
    own = Membership.objects.filter(membership_in_force(begins), user=user, organization=membership.organization)
    if user.pk == membership.user_id or not own.exists():
        message = _("代行者は、代行が始まる時に同じ団体に所属する別の人から選んでください。")
        raise Refusal(message, code="delegation.colleague", field="user")
    overlapping = Q(valid_from__lt=ends) & Q(valid_to__gt=Greatest(F("valid_from"), begins))
    if Delegation.objects.filter(overlapping, membership=membership, user=user).exists():
        message = _("この人は、この期間にすでに代行者になっています。")
        raise Refusal(message, code="delegation.twice", field="user")


def _record(actor: Actor, verb: str, delegation: Delegation) -> None:
    record(
        actor=actor,
        action=f"accounts.delegation.{verb}",
        subject=subject_of(delegation),
        data={
            "lender": str(delegation.membership.user.ref),
            "person": str(delegation.user.ref),
            "organization": delegation.membership.organization.code,
            "role": str(delegation.membership.role),
            "from": delegation.valid_from.isoformat(),
            "to": delegation.valid_to.isoformat(),
        },
    )
