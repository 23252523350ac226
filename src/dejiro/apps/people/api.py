"""The API of people, rights, keys and notices: every read and write that the pages offer."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from ninja.responses import Status

from dejiro.apps.people import access, schemas, selectors
from dejiro.apps.people.services import erasure_request
from dejiro.foundation import clock
from dejiro.foundation.accounts import services
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import ApiToken, Delegation, Membership, Role, User
from dejiro.foundation.accounts.selectors import organization_tokens, people_of, person_list, tokens_of
from dejiro.foundation.api import Id, Router, operation, paginate
from dejiro.foundation.handover.mergers import people_take_over, roles_waiting
from dejiro.foundation.handover.services import handover, person_remove_from_organization
from dejiro.foundation.notices.models import Notice, Preference
from dejiro.foundation.notices.selectors import notices_of, preference_of
from dejiro.foundation.notices.services import notice_read, notices_read, preference_set
from dejiro.foundation.organizations.models import Organization, Unit
from dejiro.foundation.organizations.selectors import units_of
from dejiro.foundation.organizations.services import rule_adopt
from dejiro.foundation.organizations.units import unit_add, unit_close, unit_rename

router = Router(tags=["people"])


@router.get("/me/", response=schemas.MeOut)
@operation(door="signed in")
def me(request: Request) -> dict[str, Any]:
    """Who calls, for whom, and what they may do."""
    actor, person = request.actor, access.own_person(request.actor)
    return {
        "name": person.name,
        "email": person.email,
        "organization": actor.organization_code,
        "roles": sorted(actor.roles),
        "choices": [body.code for body in actor.choices],
        "scopes": None if actor.scopes is None else sorted(actor.scopes),
    }


@router.put("/me/", response=schemas.MeOut)
@operation(door="signed in")
def me_update(request: Request, data: schemas.MeIn) -> dict[str, Any]:
    """Correct one's own name and number."""
    person = access.own_person(request.actor)
    services.person_update(actor=request.actor, user=person, **data.model_dump())
    return me(request)


@router.get("/me/data/", response=dict[str, Any])
@operation(door="signed in")
def me_data(request: Request) -> dict[str, Any]:
    """Everything that is kept about the caller."""
    return selectors.about(access.own_person(request.actor))


@router.post("/me/erasure/", response={202: schemas.DoneOut})
@operation(door="signed in")
def me_erasure(request: Request, data: schemas.ErasureIn) -> Status[dict[str, int]]:
    """Ask to be forgotten; the body's administrator answers."""
    erasure_request(actor=request.actor, reason=data.reason)
    return Status(202, {"count": 1})


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
@operation(door="signed in")
@paginate
def delegations_list(request: Request) -> QuerySet[Delegation]:
    """Loans that the caller gave or received; for an administrator all of the acting body."""
    everybody = request.actor.has(Role.ADMINISTRATOR)
    person = None if everybody else access.own_person(request.actor)
    return selectors.delegations_in(access.own_organization(request.actor), person)


@router.post("/delegations/", response={201: schemas.DelegationOut})
@operation(door="signed in")
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
@operation(door="signed in")
def delegation_end(request: Request, pk: Id) -> Delegation:
    """End a loan now."""
    loan = access.delegation_for_own(request.actor, pk)
    services.delegation_revoke(actor=request.actor, delegation=loan)
    return loan


@router.get("/units/", response=list[schemas.UnitOut])
@operation(door="signed in")
@paginate
def units_list(request: Request) -> QuerySet[Unit]:
    """The acting body's units of today."""
    return units_of(access.own_organization(request.actor))


@router.post("/units/", response={201: schemas.UnitOut})
@operation(door="administrator")
def unit_create(request: Request, data: schemas.NewUnitIn) -> Status[Unit]:
    """Add a unit."""
    values = {**data.model_dump(), "parent": unit_or_none(request, data.parent)}
    organization = access.own_organization(request.actor)
    return Status(201, unit_add(actor=request.actor, organization=organization, **values))


@router.put("/units/{int:pk}/", response=schemas.UnitOut)
@operation(door="administrator")
def unit_update(request: Request, pk: Id, data: schemas.UnitIn) -> Unit:
    """Correct a unit's name and number."""
    unit = access.unit_for_administrator(request.actor, pk)
    return unit_rename(actor=request.actor, unit=unit, **data.model_dump())


@router.post("/units/{int:pk}/close/", response=schemas.UnitOut)
@operation(door="administrator")
def unit_end(request: Request, pk: Id) -> Unit:
    """Close a unit today."""
    return unit_close(actor=request.actor, unit=access.unit_for_administrator(request.actor, pk))


@router.get("/tokens/", response=list[schemas.TokenOut])
@operation(door="signed in")
@paginate
def tokens_list(request: Request) -> list[ApiToken]:
    """The caller's keys in the acting body, and for an administrator the body's own."""
    organization = access.own_organization(request.actor)
    own = [token for token in tokens_of(access.own_person(request.actor), organization) if not token.for_organization]
    return [*own, *(organization_tokens(organization) if request.actor.has(Role.ADMINISTRATOR) else ())]


@router.post("/tokens/", response={201: schemas.IssuedOut})
@operation(door="signed in")
def token_create(request: Request, data: schemas.TokenIn) -> Status[services.IssuedToken]:
    """Make a key, in a browser session only. The answer alone holds the secret."""
    return Status(201, services.token_issue(actor=request.actor, **data.model_dump()))


@router.delete("/tokens/{int:pk}/", response={204: None})
@operation(door="signed in")
def token_delete(request: Request, pk: Id) -> Status[None]:
    """Make a key worthless."""
    services.token_revoke(actor=request.actor, token=access.token_for_own(request.actor, pk))
    return Status(204, None)


@router.get("/notices/", response=list[schemas.NoticeOut])
@operation(door="signed in")
@paginate
def notices_list(request: Request) -> QuerySet[Notice]:
    """What the caller was told, newest first."""
    return notices_of(request.actor)


@router.post("/notices/read/", response=schemas.DoneOut)
@operation(door="signed in")
def notices_read_all(request: Request) -> dict[str, int]:
    """Mark all of the caller's notices as read."""
    return {"count": notices_read(actor=request.actor)}


@router.post("/notices/{int:pk}/read/", response=schemas.NoticeOut)
@operation(door="signed in")
def notice_read_one(request: Request, pk: Id) -> Notice:
    """Mark a notice as read."""
    notice = access.notice_for_addressee(request.actor, pk)
    notice_read(actor=request.actor, notice=notice)
    notice.refresh_from_db()
    return notice


@router.get("/notices/preference/", response=schemas.PreferenceBoth)
@operation(door="signed in")
def preference(request: Request) -> Preference:
    """When mail comes."""
    return preference_of(request.actor)


@router.put("/notices/preference/", response=schemas.PreferenceBoth)
@operation(door="signed in")
def preference_update(request: Request, data: schemas.PreferenceBoth) -> Preference:
    """Choose when mail comes."""
    return preference_set(actor=request.actor, delivery=data.delivery)


@router.get("/organizations/", response=list[schemas.OrganizationOut])
@operation(door="everyone")
@paginate
def organizations_list(request: Request, area: str = "", kind: str = "") -> QuerySet[Organization]:  # noqa: ARG001  # ninja's signature
    """Bodies of today with their figures, in order of code; of a prefecture or kind if asked."""
    return selectors.organizations_public(area=area, kind=kind)


@router.get("/organizations/{code}/", response=schemas.OrganizationOut)
@operation(door="everyone")
def organization_detail(request: Request, code: str) -> Organization:  # noqa: ARG001  # ninja's signature
    """One body with its figures."""
    return access.organization_for_everyone(code)


@router.get("/organizations/{code}/rules/", response=list[schemas.RuleOut])
@operation(door="everyone")
@paginate
def rules_list(request: Request, code: str) -> list[dict[str, Any]]:  # noqa: ARG001  # ninja's signature
    """The rules of a prefecture, each beside its text, with all versions."""
    area = access.organization_for_everyone(code)
    views = selectors.rules_of(area, on=clock.today())
    return [
        {"key": view.key, "versions": view.versions}
        | {name: getattr(view.now, name) for name in ("label", "value", "text", "since")}
        for view in views
    ]


@router.post("/rules/", response={201: schemas.RuleVersionOut})
@operation(door="coordinator, administrator")
def rule_create(request: Request, data: schemas.RuleIn) -> Status[Any]:
    """Record a new version of a rule of the caller's prefecture."""
    area = access.area_for_adopting(request.actor)
    return Status(201, rule_adopt(actor=request.actor, area=area, **data.model_dump()))


def unit_or_none(request: Request, pk: int | None) -> Unit | None:
    """Return the unit of the acting body, if one was named."""
    return None if pk is None else access.unit_for_administrator(request.actor, pk)
