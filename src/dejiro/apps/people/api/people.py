"""Operations on people and their rights: roles, hand-over, mergers, loans."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja.responses import Status

from dejiro.apps.people import access, schemas, selectors
from dejiro.apps.people.api.organizations import unit_or_none
from dejiro.foundation.accounts import services
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import Delegation, Membership, Role, User
from dejiro.foundation.accounts.selectors import people_of, person_list
from dejiro.foundation.api import Id, Router, operation, paginate
from dejiro.foundation.handover.mergers import people_take_over, roles_waiting
from dejiro.foundation.handover.services import handover, person_remove_from_organization

router = Router(tags=["people"])


@router.get("/people/", response=list[schemas.PersonOut])
@operation(door="signed in")
@paginate
def people_list(request: Request) -> list[dict[str, Any]]:
    """Colleagues in the acting body, by reading."""
    views = person_list(access.own_organization(request.actor))
    fields = ("id", "name", "kana", "email", "phone")
    return [{name: getattr(view.user, name) for name in fields} | {"memberships": view.memberships} for view in views]


@router.post("/people/", response={201: schemas.InvitedOut})
@operation(door="administrator")
def person_invite(request: Request, data: schemas.InviteIn) -> Status[User]:
    """Invite somebody into the acting body."""
    organization = access.own_organization(request.actor)
    values = {**data.model_dump(), "unit": unit_or_none(request, data.unit)}
    return Status(201, services.person_invite(actor=request.actor, organization=organization, **values))


@router.post("/organizations/{code}/administrator/", response={201: schemas.InvitedOut})
@operation(door="administrator, coordinator")
def first_administrator(request: Request, code: str, data: schemas.FirstAdministratorIn) -> Status[User]:
    """Invite the first administrator of a body of the own prefecture."""
    body = access.body_for_first_administrator(request.actor, code)
    roles = [Role.ADMINISTRATOR]
    invited = services.person_invite(actor=request.actor, organization=body, roles=roles, **data.model_dump())
    return Status(201, invited)


@router.post("/people/{int:pk}/memberships/", response={201: schemas.MembershipOut})
@operation(door="administrator")
def membership_grant(request: Request, pk: Id, data: schemas.GrantIn) -> Status[Membership]:
    """Give a person of the acting body one more role."""
    person, organization = access.person_for_administrator(request.actor, pk), access.own_organization(request.actor)
    values = {**data.model_dump(), "unit": unit_or_none(request, data.unit)}
    granted = services.membership_grant(actor=request.actor, user=person, organization=organization, **values)
    return Status(201, granted)


@router.post("/memberships/{int:pk}/end/", response=schemas.MembershipOut)
@operation(door="administrator")
def membership_end(request: Request, pk: Id, data: schemas.EndIn) -> Membership:
    """End a role and what rests on it."""
    membership = access.membership_for_administrator(request.actor, pk)
    services.membership_end(actor=request.actor, membership=membership, at=data.at)
    membership.refresh_from_db()
    return membership


@router.post("/memberships/{int:pk}/move/", response=schemas.MembershipOut)
@operation(door="administrator")
def membership_move(request: Request, pk: Id, data: schemas.MoveIn) -> Membership:
    """Let a person sit in another unit."""
    membership, unit = access.membership_for_administrator(request.actor, pk), unit_or_none(request, data.unit)
    return services.membership_move(actor=request.actor, membership=membership, unit=unit)


@router.post("/people/{int:pk}/remove/", response=schemas.DoneOut)
@operation(door="administrator")
def person_remove(request: Request, pk: Id) -> dict[str, int]:
    """Take a person out of the acting body with every right there."""
    person, organization = access.person_for_administrator(request.actor, pk), access.own_organization(request.actor)
    result = person_remove_from_organization(actor=request.actor, user=person, organization=organization)
    return {"count": result.ended.memberships}


@router.post("/handovers/", response={201: schemas.HandoverOut})
@operation(door="administrator")
def handover_create(request: Request, data: schemas.HandoverIn) -> Status[dict[str, int]]:
    """Let a successor take over everything, in one transaction."""
    organization = access.own_organization(request.actor)
    predecessor = access.person_for_administrator(request.actor, data.predecessor)
    successor = User.objects.filter(email__iexact=data.successor_email).first()
    if successor is None:
        raise Http404
    result = handover(
        actor=request.actor, predecessor=predecessor, successor=successor, organization=organization, at=data.at
    )
    counts = {"desk_items": result.desk_items, "seats": result.seats, "tokens": result.tokens}
    return Status(201, {"roles": len(result.inherited), **counts})


@router.get("/mergers/", response=list[schemas.MergerOut])
@operation(door="administrator, coordinator")
@paginate
def merger_list(request: Request) -> list[selectors.Merger]:
    """Merged bodies whose people can go over to the successor now."""
    return selectors.mergers_waiting(request.actor)


@router.get("/mergers/{int:pk}/memberships/", response=list[schemas.MembershipOut])
@operation(door="administrator, coordinator")
@paginate
def merger_memberships(request: Request, pk: Id) -> list[Membership]:
    """The roles of a merged body's people that can go over, by reading."""
    return roles_waiting(*access.merger_for_administrator(request.actor, pk))


@router.post("/mergers/{int:pk}/take-over/", response=schemas.TakenOverOut)
@operation(door="administrator, coordinator")
def merger_take_over(request: Request, pk: Id, data: schemas.MergerIn) -> dict[str, int]:
    """Let people of a merged body have these roles in its successor, in one transaction; the others end only."""
    body, successor = access.merger_for_administrator(request.actor, pk)
    done = people_take_over(actor=request.actor, predecessor=body, successor=successor, memberships=data.memberships)
    ended = {"roles_ended": done.ended.memberships, "keys_ended": done.ended.tokens}
    return {"people": len(done.people), "left_out": len(done.left_out), **ended}


@router.get("/delegations/", response=list[schemas.DelegationOut])
@operation(door="person")
@paginate
def delegations_list(request: Request) -> QuerySet[Delegation]:
    """Loans that the caller gave or received; for an administrator all of the acting body."""
    everybody = request.actor.has(Role.ADMINISTRATOR)
    person = None if everybody else access.own_person(request.actor)
    return selectors.delegations_in(access.own_organization(request.actor), person)


@router.post("/delegations/", response={201: schemas.DelegationOut})
@operation(door="person")
def delegation_grant(request: Request, data: schemas.DelegationIn) -> Status[Delegation]:
    """Lend one's own role to a colleague."""
    organization = access.own_organization(request.actor)
    own = selectors.lendable(access.own_person(request.actor), organization).filter(pk=data.membership).first()
    colleague = next((user for user in people_of(organization) if user.pk == data.person), None)
    if own is None or colleague is None:
        raise Http404
    loan = services.delegation_grant(
        actor=request.actor, membership=own, user=colleague, valid_to=data.valid_to, valid_from=data.valid_from
    )
    return Status(201, loan)


@router.post("/delegations/{int:pk}/end/", response=schemas.DelegationOut)
@operation(door="person")
def delegation_end(request: Request, pk: Id) -> Delegation:
    """End a loan now."""
    loan = access.delegation_for_own(request.actor, pk)
    services.delegation_revoke(actor=request.actor, delegation=loan)
    return loan
