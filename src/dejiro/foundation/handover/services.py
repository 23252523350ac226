"""Leaving and taking over: rights, desk, drafts and duties go together, in one transaction."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeAlias

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import ApiToken, Membership, TeamMembership, User
from dejiro.foundation.accounts.services.authority import check_manages, check_not_last_administrator
from dejiro.foundation.accounts.services.endings import (
    RightsEnded,
    end_memberships,
    open_memberships,
    received,
    sessions_end,
)
from dejiro.foundation.errors import Refusal
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import with_merged


@dataclass(frozen=True)
class Succession:
    """Who takes over from whom in which organization; `successor` is None when duties fall back to the organization."""

    predecessor: User
    successor: User | None
    organization: Organization
    at: datetime

    @cached_property
    def bodies(self) -> frozenset[int]:
        """The organization and those merged into it, by number: what a person holds there is theirs here too."""
        return with_merged(self.organization)


# Moves what an app keeps in a person's name (drafts, duties) and returns how many things it moved.
Mover: TypeAlias = Callable[[Succession], int]
# Erases what an app keeps of a person and returns how many things went.
Eraser: TypeAlias = Callable[[User], int]


@dataclass(frozen=True)
class Handover:
    """What a hand-over or a removal moved."""

    succession: Succession
    ended: RightsEnded
    inherited: tuple[Membership, ...] = ()
    desk_items: int = 0
    seats: int = 0
    tokens: int = 0
    moved: Mapping[str, int] = field(default_factory=dict)


def registered_movers() -> tuple[Mover, ...]:
    """Return the movers that settings name in `HANDOVER_MOVERS`, in that order."""
    paths: Sequence[str] = getattr(settings, "HANDOVER_MOVERS", ())
    return tuple(import_string(path) for path in paths)


def erase_in_apps(person: User) -> int:
    """Let every app erase what it keeps of a person, before their account is erased; return how many things went.

    Settings name who does it in `PERSON_ERASERS`. Call it inside the transaction that erases the account.
    """
    paths: Sequence[str] = getattr(settings, "PERSON_ERASERS", ())
    erasers: list[Eraser] = [import_string(path) for path in paths]
    return sum(erase(person) for erase in erasers)


def handover(
    *,
    actor: Actor,
    predecessor: User,
    successor: User,
    organization: Organization,
    at: datetime | None = None,
    movers: Iterable[Mover] | None = None,
) -> Handover:
    """Let a successor take over everything that a predecessor holds in an organization; the predecessor's rights end.

    The successor gets the roles in the same units, the desk, the seats in working groups, the organization's own API
    keys and what the apps move. What was lent by or to the predecessor, and their personal keys, end. The predecessor
    is signed out everywhere.

    Args:
        actor: an administrator of the organization, who may be the predecessor.
        predecessor: who leaves.
        successor: who takes over; they may be new to the organization.
        organization: where.
        at: aware, the moment of the change, today and not in the future; None means now.
        movers: None takes those that the apps registered.

    Raises:
        NotYours: if the actor does not administer the organization.
        Refusal: if there is nothing to hand over, the two are the same, the successor's account is off, or the moment
            is not of today's past.
    """
    check_manages(actor, organization)
    with transaction.atomic():
        succession = Succession(predecessor, successor, organization, _moment(at))
        held = _held(succession)
        _check_successor(predecessor, successor)
        inherited = [inherit(one, successor, succession.at, organization=organization, unit=one.unit) for one in held]
        heirs = dict(zip((membership.pk for membership in held), inherited, strict=True))
        seats, tokens = seats_pass_on(heirs), _keys_pass_on(heirs)
        ended = end_memberships(held, at=succession.at, also=received(predecessor, organization))
        result = Handover(
            succession=succession,
            ended=ended,
            inherited=tuple(inherited),
            desk_items=_desk(succession),
            seats=seats,
            tokens=tokens,
            moved=_move(succession, movers),
        )
        sessions_end(predecessor)
        _record(actor, "accounts.handover", result)
    return result


def person_remove_from_organization(
    *, actor: Actor, user: User, organization: Organization, movers: Iterable[Mover] | None = None
) -> Handover:
    """Take a person out of an organization with every right that rests on it, at once; their desk is everybody's there.

    Args:
        actor: an administrator of the organization, or the person themself.
        user: who leaves.
        organization: where.
        movers: None takes those that the apps registered.

    Raises:
        NotYours: if the actor is neither.
        Refusal: if the person does not belong there, or is its last administrator.
    """
    if actor.user is None or actor.user.pk != user.pk:
        check_manages(actor, organization)
    with transaction.atomic():
        succession = Succession(user, None, organization, clock.now())
        held = _held(succession)
        check_not_last_administrator(actor, user, organization, succession.at)
        result = Handover(
            succession=succession,
            ended=end_memberships(held, at=succession.at, also=received(user, organization)),
            desk_items=_desk(succession),
            moved=_move(succession, movers),
        )
        sessions_end(user)
        _record(actor, "accounts.removal", result)
    return result


def _moment(at: datetime | None) -> datetime:
    now = clock.now()
    if at is None:
        return now
    if at > now:
        message = _("引き継ぎの時刻がまだ来ていません。その時刻になってから行ってください。")
        raise Refusal(message, code="handover.early", field="at")
    if at.astimezone(clock.JST).date() != clock.today():
        raise Refusal(_("引き継ぎの時刻は、今日の時刻にしてください。"), code="handover.late", field="at")
    return at


def _held(succession: Succession) -> list[Membership]:
    held = open_memberships(succession.predecessor, succession.organization, clock.now())
    if not held:
        message = _("%(person)sさんは%(name)sに所属していません。") % {
            "person": succession.predecessor.name,
            "name": succession.organization.name,
        }
        raise Refusal(message, code="handover.nothing", field="predecessor")
    return held


def _check_successor(predecessor: User, successor: User) -> None:
    if predecessor.pk == successor.pk:
        raise Refusal(_("後任には、前任者とは別の人を選んでください。"), code="handover.self", field="successor")
    if not User.objects.select_for_update().filter(pk=successor.pk, is_active=True).exists():
        message = _("後任のアカウントは停止されています。先に再開してください。")
        raise Refusal(message, code="handover.inactive", field="successor")


def inherit(
    membership: Membership, successor: User, at: datetime, *, organization: Organization, unit: Unit | None
) -> Membership:
    """Return the membership by which somebody holds a role as long: their own, prolonged, or a new one.

    Callers check authority and write the ledger.

    Args:
        membership: the role as it was held.
        successor: who holds it from now on.
        at: from when.
        organization: where: the same body, or the one that has its place.
        unit: the section of a new one there.
    """
    begins, ends = max(membership.valid_from, at), membership.valid_to
    own = [
        one
        for one in open_memberships(successor, organization, at)
        if one.role == membership.role and _touch(one.valid_from, one.valid_to, begins, ends)
    ]
    if not own:
        return Membership.objects.create(
            user=successor,
            organization=organization,
            unit=unit,
            role=membership.role,
            valid_from=begins,
            valid_to=ends,
        )
    # At most one is without an end; prolonging another beside it would make two.
    heir = min(own, key=lambda one: one.valid_to is not None)
    heir.valid_from = min(heir.valid_from, begins)
    heir.valid_to = None if heir.valid_to is None or ends is None else max(heir.valid_to, ends)
    heir.save(update_fields=["valid_from", "valid_to"])
    return heir


def _touch(begins: datetime, ends: datetime | None, other_begins: datetime, other_ends: datetime | None) -> bool:
    return (ends is None or other_begins <= ends) and (other_ends is None or begins <= other_ends)


def seats_pass_on(heirs: Mapping[int, Membership]) -> int:
    """Move the seats in working groups that rest on memberships, by number, to their heirs; return how many."""
    seats = 0
    for key, heir in heirs.items():
        taken = set(TeamMembership.objects.filter(membership=heir).values_list("team", flat=True))
        seats += TeamMembership.objects.filter(membership=key).exclude(team__in=taken).update(membership=heir)
    return seats


def _keys_pass_on(heirs: Mapping[int, Membership]) -> int:
    """Move the organization's own keys to the heirs; return how many."""
    own = ApiToken.objects.filter(for_organization=True, revoked_at=None)
    return sum(own.filter(membership=key).update(membership=heir) for key, heir in heirs.items())


def _desk(succession: Succession) -> int:
    """Move open personal desk items to the successor, or to the whole organization; return how many."""
    items = DeskItem.objects.filter(person=succession.predecessor, organization__in=succession.bodies, closed_at=None)
    return items.update(person=succession.successor)


def _move(succession: Succession, movers: Iterable[Mover] | None) -> dict[str, int]:
    chosen = registered_movers() if movers is None else movers
    return {f"{mover.__module__}.{mover.__qualname__}": mover(succession) for mover in chosen}


def _record(actor: Actor, action: str, result: Handover) -> None:
    succession = result.succession
    record(
        actor=actor,
        action=action,
        subject=subject_of(succession.predecessor),
        data={
            "person": str(succession.predecessor.ref),
            "successor": str(succession.successor.ref) if succession.successor else "",
            "organization": succession.organization.code,
            "at": succession.at.isoformat(),
            "roles": [str(membership.role) for membership in result.inherited],
            "ended": result.ended.counts(),
            "passed_on": {"desk_items": result.desk_items, "seats": result.seats, "tokens": result.tokens},
            "moved": [{"by": name, "count": count} for name, count in result.moved.items()],
        },
    )
