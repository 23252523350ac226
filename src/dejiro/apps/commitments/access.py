"""The doors: the only way by which a page or the API gets a round, a commitment or a result."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import Http404
from django.utils.translation import gettext as _

from dejiro.apps.commitments.models import Assembly, Commitment, Decision, Round, Tier
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.organizations.models import Organization

OWN_ROLES = (Role.MEMBER, Role.APPROVER)
DECIDED = (Round.Status.DECIDED, Round.Status.FAILED, Round.Status.STARTED, Round.Status.MEASURED)


def coordinates(actor: Actor, area: Organization) -> bool:
    """True when the actor coordinates this prefecture."""
    return actor.has(Role.COORDINATOR) and actor.area is not None and actor.area.pk == area.pk


def takes_part(actor: Actor, round_: Round) -> bool:
    """True when the actor speaks for a municipality of the round's prefecture."""
    body = actor.organization
    return (
        body is not None
        and body.kind == Organization.Kind.MUNICIPALITY
        and body.area_id == round_.area_id
        and actor.has(*OWN_ROLES)
    )


def sees_bodies(actor: Actor, round_: Round) -> bool:
    """True when the actor may know who has committed, and to how much.

    Before the decision these are the coordinator and the bodies that may take part; then everybody. What a body would
    pay at most, and its conditions, are before the decision known to itself and to the coordinator alone.
    """
    return round_.status in DECIDED or coordinates(actor, round_.area) or takes_part(actor, round_)


def round_with_bodies(actor: Actor, pk: int) -> Round:
    """Return a round of which the actor may know who has committed.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may know only how many they are.
    """
    round_ = round_for_reader(actor, pk)
    if not sees_bodies(actor, round_):
        raise PermissionDenied(_("約束した団体の名前は、決定した後に公表します。"))
    return round_


def round_for_reader(actor: Actor, pk: int) -> Round:
    """Return a round that is public, or a draft for those who coordinate it; one query.

    Raises:
        Http404: if there is none that this actor may see.
    """
    round_ = _round(pk)
    if round_.status == Round.Status.DRAFT and not coordinates(actor, round_.area):
        raise Http404(_("この募集は見つかりません。"))
    return round_


def round_for_coordinator(actor: Actor, pk: int) -> Round:
    """Return a round that the actor coordinates.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may only read it.
    """
    round_ = round_for_reader(actor, pk)
    if not coordinates(actor, round_.area):
        raise PermissionDenied
    return round_


def round_for_participant(actor: Actor, pk: int) -> Round:
    """Return a round in which the actor's body may take part.

    Raises:
        Http404: if there is none that this actor may see.
        PermissionDenied: if the actor may only read it.
    """
    round_ = round_for_reader(actor, pk)
    if not takes_part(actor, round_):
        raise PermissionDenied
    return round_


def decision_for_reader(actor: Actor, pk: int) -> Decision:
    """Return the decision on a round.

    Raises:
        Http404: if there is none that this actor may see, or it is not decided yet.
    """
    round_ = round_for_reader(actor, pk)
    decision = Decision.objects.filter(round=round_).select_related("round__need").first()
    if decision is None:
        raise Http404(_("この募集は、まだ決定していません。"))
    return decision


def commitment_for_own(actor: Actor, pk: int) -> Commitment:
    """Return a commitment of the actor's own body.

    Raises:
        Http404: if there is none; other bodies' commitments do not exist for this actor.
    """
    rows = Commitment.objects.select_related("round__area", "round__need", "organization", "prepared_by", "approved_by")
    commitment = rows.filter(pk=pk, organization__in=actor.bodies).first() if actor.has(*OWN_ROLES) else None
    if commitment is None:
        raise Http404(_("この約束は見つかりません。"))
    return commitment


def commitment_for_approver(actor: Actor, pk: int) -> Commitment:
    """Return a commitment that the actor may approve for the body.

    Raises:
        Http404: if there is none.
        PermissionDenied: if the actor is no approver.
    """
    commitment = commitment_for_own(actor, pk)
    if not actor.has(Role.APPROVER):
        raise PermissionDenied
    return commitment


def assembly_for_own(actor: Actor, pk: int) -> Assembly:
    """Return a session of the actor's own body.

    Raises:
        Http404: if there is none.
    """
    assembly = Assembly.objects.filter(pk=pk, organization=actor.organization).first()
    if assembly is None or not actor.has(*OWN_ROLES):
        raise Http404(_("この会期は見つかりません。"))
    return assembly


def _round(pk: int) -> Round:
    tiers = Prefetch("tiers", Tier.objects.order_by("min_quantity"))
    rows = Round.objects.select_related("area", "need", "contact").prefetch_related(tiers)
    round_ = rows.filter(pk=pk).first()
    if round_ is None:
        raise Http404(_("この募集は見つかりません。"))
    return round_
