"""Writes: working groups across bodies."""

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import SYSTEM, Actor, membership_in_force
from dejiro.foundation.accounts.models import Membership, Role, Team, TeamMembership
from dejiro.foundation.errors import NotYours, Refusal
from dejiro.foundation.ledger.services import record, subject_of
from dejiro.foundation.organizations.models import Organization

KEEPERS = (Role.MEMBER, Role.COORDINATOR, Role.ADMINISTRATOR)


def team_create(*, actor: Actor, organization: Organization, name: str) -> Team:
    """Start a working group that an organization keeps.

    Raises:
        NotYours: if the actor does not act for the organization.
        Refusal: if it keeps a group of that name.
    """
    _check_keeper(actor, organization)
    with transaction.atomic():
        _check_name(organization, name)
        team = Team.objects.create(organization=organization, name=name)
        _record(actor, "create", team)
    return team


def team_rename(*, actor: Actor, team: Team, name: str) -> Team:
    """Give a working group another name.

    Raises:
        NotYours: if the actor does not act for the organization that keeps it.
        Refusal: if it keeps another group of that name.
    """
    _check_keeper(actor, team.organization)
    with transaction.atomic():
        if name != team.name:
            _check_name(team.organization, name)
        team.name = name
        team.save(update_fields=["name"])
        _record(actor, "rename", team)
    return team


def team_close(*, actor: Actor, team: Team) -> None:
    """End a working group with all its seats.

    Raises:
        NotYours: if the actor does not act for the organization that keeps it.
    """
    _check_keeper(actor, team.organization)
    with transaction.atomic():
        _record(actor, "close", team)
        team.delete()


def team_join(*, actor: Actor, team: Team, membership: Membership) -> TeamMembership:
    """Give somebody a seat; it counts as long as the membership does. Asked again, the same seat is returned.

    Raises:
        NotYours: if the actor does not act for the organization that keeps the group.
        Refusal: if the membership does not count now.
    """
    _check_keeper(actor, team.organization)
    with transaction.atomic():
        if not Membership.objects.filter(membership_in_force(clock.now()), pk=membership.pk).exists():
            message = _("今その団体に所属している人だけが、作業部会に入れます。")
            raise Refusal(message, code="team.membership", field="membership")
        seat, is_new = TeamMembership.objects.get_or_create(team=team, membership=membership)
        if is_new:
            _record(actor, "join", team, membership)
    return seat


def team_leave(*, actor: Actor, team: Team, membership: Membership) -> None:
    """Take a seat away; everybody may give up their own.

    Raises:
        NotYours: if it is somebody else's seat and the actor does not act for the organization that keeps the group.
        Refusal: if there is no such seat.
    """
    if actor.user is None or actor.user.pk != membership.user_id:
        _check_keeper(actor, team.organization)
    with transaction.atomic():
        if not TeamMembership.objects.filter(team=team, membership=membership).delete()[0]:
            raise Refusal(_("この人は、作業部会に入っていません。"), code="team.seat")
        _record(actor, "leave", team, membership)


def _check_keeper(actor: Actor, organization: Organization) -> None:
    if actor is not SYSTEM and not (actor.acts_for(organization) and actor.has(*KEEPERS)):
        message = _("作業部会を変えられるのは、事務局である%(name)sの人だけです。") % {"name": organization.name}
        raise NotYours(message, code="not_keeper")


def _check_name(organization: Organization, name: str) -> None:
    if Team.objects.filter(organization=organization, name=name).exists():
        message = _("「%(name)s」という作業部会は、すでにあります。別の名前にしてください。") % {"name": name}
        raise Refusal(message, code="team.name", field="name")


def _record(actor: Actor, verb: str, team: Team, membership: Membership | None = None) -> None:
    data = {"organization": team.organization.code, "name": team.name}
    if membership is not None:
        data |= {"person": str(membership.user.ref), "member_of": membership.organization.code}
    record(actor=actor, action=f"accounts.team.{verb}", subject=subject_of(team), data=data)
