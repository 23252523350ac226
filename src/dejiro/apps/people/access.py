"""The doors to people, their rights, keys and notices. Whatever is not behind one's own door does not exist (404)."""

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, User
from dejiro.foundation.accounts.selectors import memberships_open
from dejiro.foundation.accounts.services.authority import manages
from dejiro.foundation.notices.models import DeskItem, Notice
from dejiro.foundation.notices.selectors import notices_of
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import in_place_of, organizations_in_force, units_of

M = TypeVar("M", bound=Model)
ERASURE = "people.erasure"


def own_organization(actor: Actor) -> Organization:
    """Return the body for which the actor acts.

    Raises:
        PermissionDenied: if they belong to none.
    """
    if actor.organization is None:
        raise PermissionDenied(_("どの団体にも所属していません。団体の管理者に登録を頼んでください。"))
    return actor.organization


def own_person(actor: Actor) -> User:
    """Return the person who acts.

    Raises:
        PermissionDenied: if nobody is signed in.
    """
    if actor.user is None:
        raise PermissionDenied
    return actor.user


def person_for_administrator(actor: Actor, pk: int) -> User:
    """Return somebody who belongs to the actor's body now or later."""
    here = memberships_open(own_organization(actor)).values("user")
    return _found(User.objects.filter(pk__in=here), pk)


def membership_for_administrator(actor: Actor, pk: int) -> Membership:
    """Return an open membership in the actor's body."""
    return _found(memberships_open(own_organization(actor)).select_related("user", "organization", "unit"), pk)


def delegation_for_own(actor: Actor, pk: int) -> Delegation:
    """Return a loan in the actor's body that they gave or received, or any of it as its administrator."""
    here = Delegation.objects.filter(membership__organization=own_organization(actor))
    delegation = _found(here.select_related("membership__user", "membership__organization", "user"), pk)
    sides = {delegation.user_id, delegation.membership.user_id}
    if own_person(actor).pk not in sides and not actor.has(Role.ADMINISTRATOR):
        raise Http404
    return delegation


def token_for_own(actor: Actor, pk: int) -> ApiToken:
    """Return one's own key in the acting body, or any key of that body as its administrator."""
    keys = ApiToken.objects.filter(membership__organization=own_organization(actor))
    if not actor.has(Role.ADMINISTRATOR):
        keys = keys.filter(membership__user=own_person(actor), for_organization=False)
    return _found(keys.select_related("membership__user", "membership__organization"), pk)


def unit_for_administrator(actor: Actor, pk: int) -> Unit:
    """Return a unit of the actor's body that exists today."""
    return _found(units_of(own_organization(actor)).select_related("organization"), pk)


def notice_for_addressee(actor: Actor, pk: int) -> Notice:
    """Return a notice to the actor."""
    return _found(notices_of(actor), pk)


def organization_for_everyone(code: str) -> Organization:
    """Return a body that exists today."""
    organization = organizations_in_force().filter(code=code).select_related("area").first()
    if organization is None:
        raise Http404
    return organization


def area_for_rules(actor: Actor, code: str = "") -> Organization:
    """Return the prefecture whose rules are asked for: by code, or the actor's own."""
    if not code and actor.area is not None:
        return actor.area
    return organization_for_everyone(code)


def may_adopt_rules(actor: Actor, area: Organization) -> bool:
    """True for the prefecture's own coordinators and administrators."""
    return actor.acts_for(area) and actor.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def area_for_adopting(actor: Actor) -> Organization:
    """Return the actor's own prefecture, whose rules they may set.

    Raises:
        PermissionDenied: if they act for another kind of body or in another role.
    """
    area = own_organization(actor)
    if area.kind != Organization.Kind.PREFECTURE or not may_adopt_rules(actor, area):
        raise PermissionDenied(_("規則を決められるのは、都道府県の調整担当と管理者です。"))
    return area


def area_for_first_administrators(actor: Actor) -> Organization:
    """Return the actor's own prefecture, whose bodies' first administrators they may name.

    Raises:
        PermissionDenied: if they act for another kind of body.
    """
    area = own_organization(actor)
    if area.kind != Organization.Kind.PREFECTURE:
        raise PermissionDenied(_("最初の管理者を決められるのは、都道府県の調整担当と管理者です。"))
    return area


def body_for_first_administrator(actor: Actor, code: str) -> Organization:
    """Return a body of the actor's prefecture that has no administrator yet.

    Raises:
        Http404: if there is none, or it has one already: then its own administrators let people in.
    """
    body = organizations_in_force().filter(code=code, area=area_for_first_administrators(actor)).first()
    if body is None or not manages(actor, body):
        raise Http404(_("この地域に、管理者のいないこの団体はありません。"))
    return body


def merger_for_administrator(actor: Actor, pk: int) -> tuple[Organization, Organization]:
    """Return a merged body and the one that has its place today, in which the actor may let people in.

    Raises:
        Http404: if there is none.
    """
    merged = Organization.objects.filter(successor__isnull=False, valid_to__lte=clock.today())
    body = _found(merged.select_related("successor__area"), pk)
    successor = in_place_of(body)
    if not manages(actor, successor):
        raise Http404(_("引き継げる合併はありません。"))
    return body, successor


def erasure_for_administrator(actor: Actor, pk: int) -> DeskItem:
    """Return an open request to be forgotten that waits on the desk of the actor's body."""
    waiting = DeskItem.objects.filter(organization__in=actor.bodies, kind=ERASURE, closed_at=None)
    return _found(waiting.select_related("organization"), pk)


def _found(rows: QuerySet[M], pk: int) -> M:
    row = rows.filter(pk=pk).first()
    if row is None:
        raise Http404
    return row
