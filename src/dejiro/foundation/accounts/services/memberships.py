"""Writes: roles that people hold in organizations."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor, not_ended
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.accounts.services.authority import (
    ROLES_OF_KIND,
    check_in_force,
    check_manages,
    check_not_last_administrator,
    check_period,
    check_unit,
    starting,
)
from dejiro.foundation.accounts.services.endings import end_memberships, open_memberships, received
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.organizations.models import Organization, Unit


def membership_grant(
    *,
    actor: Actor,
    user: User,
    organization: Organization,
    role: Role,
    unit: Unit | None = None,
    valid_from: datetime | None = None,
    valid_to: datetime | None = None,
) -> Membership:
    """Give a person a role in an organization, from now or a later moment on.

    Args:
        actor: an administrator of the organization.
        user: who gets the role.
        organization: where it holds.
        role: one that fits the kind of organization.
        unit: the section they sit in, if any.
        valid_from: aware; None means now.
        valid_to: aware, the first moment at which it holds no more; None means until further notice.

    Raises:
        NotYours: if the actor does not administer the organization.
        Refusal: if the body is closed, the role does not fit it, or the person holds the role in that period already.
    """
    check_manages(actor, organization)
    begins = starting(valid_from)
    check_period(begins, valid_to)
    check_in_force(organization, begins)
    check_unit(unit, organization)
    if role not in ROLES_OF_KIND[Organization.Kind(organization.kind)]:
        message = _("%(role)sという役割は、この種別の団体にはありません。") % {"role": role.label}
        raise Refusal(message, code="role.kind", field="role")
    with transaction.atomic():
        _check_person(user)
        _check_free(user, organization, role, begins, valid_to)
        membership = Membership.objects.create(
            user=user, organization=organization, role=role, unit=unit, valid_from=begins, valid_to=valid_to
        )
        _record(actor, "grant", membership)
    return membership


def membership_end(*, actor: Actor, membership: Membership, at: datetime | None = None) -> None:
    """End a role now or at a later moment; loans, seats and API keys that rest on it end with it.

    With a person's last role in an organization what was lent to them there ends too.

    Raises:
        NotYours: if the actor does not administer the organization.
        Refusal: if the role has ended or ends earlier anyway, the moment is past, or the person is the last
            administrator.
    """
    check_manages(actor, membership.organization)
    with transaction.atomic():
        membership = _open(membership)
        now = clock.now()
        ends = at or now
        if ends < now:
            raise Refusal(_("終わりの時刻は、今より前にできません。"), code="period.past", field="at")
        if membership.role == Role.ADMINISTRATOR:
            check_not_last_administrator(actor, membership.user, membership.organization, now)
        if membership.valid_to is not None and ends > membership.valid_to:
            day = membership.valid_to.astimezone(clock.JST).strftime("%Y-%m-%d %H:%M")
            message = _("この役割は、すでに%(day)sまでと決まっています。") % {"day": day}
            raise Refusal(message, code="membership.shorter", field="at")
        if ends > now:
            _end_later(membership, ends)
        else:
            _end_now(membership, ends)
        membership.refresh_from_db()
        _record(actor, "end", membership)


def membership_move(*, actor: Actor, membership: Membership, unit: Unit | None) -> Membership:
    """Let a person sit in another unit of the same organization; their role, loans, seats and keys stay.

    Raises:
        NotYours: if the actor does not administer the organization.
        Refusal: if the unit is another body's or closed, or the role has ended.
    """
    check_manages(actor, membership.organization)
    check_unit(unit, membership.organization)
    with transaction.atomic():
        membership = _open(membership)
        membership.unit = unit
        membership.save(update_fields=["unit"])
        _record(actor, "move", membership)
    return membership


def _open(membership: Membership) -> Membership:
    rows = Membership.objects.select_for_update(of=("self",)).select_related("user", "organization", "unit")
    fresh = rows.get(pk=membership.pk)
    if fresh.valid_to is not None and fresh.valid_to <= max(clock.now(), fresh.valid_from):
        raise Refusal(_("この役割は、すでに終わっています。"), code="membership.ended")
    return fresh


def _end_now(membership: Membership, ends: datetime) -> None:
    user, organization = membership.user, membership.organization
    is_last = open_memberships(user, organization, ends) == [membership]
    end_memberships([membership], at=ends, also=received(user, organization) if is_last else None)


def _end_later(membership: Membership, ends: datetime) -> None:
    check_period(membership.valid_from, ends)
    Membership.objects.filter(pk=membership.pk).update(valid_to=ends)
    # A loan cannot outlive what was lent; one that would begin later never begins.
    loans = Delegation.objects.filter(membership=membership)
    loans.filter(valid_from__gte=ends).update(valid_to=F("valid_from"))
    loans.filter(valid_from__lt=ends, valid_to__gt=ends).update(valid_to=ends)


def _check_person(user: User) -> None:
    if not User.objects.select_for_update().filter(pk=user.pk, is_active=True).exists():
        message = _("この人のアカウントは停止されています。先に再開してください。")
        raise Refusal(message, code="person.inactive", field="user")


def _check_free(user: User, organization: Organization, role: Role, begins: datetime, ends: datetime | None) -> None:
    overlapping = Membership.objects.filter(
        not_ended(begins),
        user=user,
        organization=organization,
        role=role,
    )
    if ends is not None:
        overlapping = overlapping.filter(valid_from__lt=ends)
    if overlapping.exists():
        message = _("この人は、この期間に同じ役割をすでに持っています。")
        raise Refusal(message, code="membership.twice", field="role")


def _record(actor: Actor, verb: str, membership: Membership) -> None:
    record(
        actor=actor,
        action=f"accounts.membership.{verb}",
        subject=subject_of(membership),
        data={
            "person": str(membership.user.ref),
            "organization": membership.organization.code,
            "role": str(membership.role),
            "unit": membership.unit.name if membership.unit else "",
            "from": membership.valid_from.isoformat(),
            "to": membership.valid_to.isoformat() if membership.valid_to else "",
        },
    )
