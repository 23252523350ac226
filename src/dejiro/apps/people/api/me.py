"""Operations on oneself: who calls, one's data, keys and notices."""

from typing import Any

from django.db.models import QuerySet
from ninja.responses import Status

from dejiro.apps.people import access, schemas, selectors
from dejiro.apps.people.services import erasure_grant, erasure_refuse, erasure_request
from dejiro.foundation.accounts import services
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.accounts.models import ApiToken, Role
from dejiro.foundation.accounts.selectors import organization_tokens, tokens_of
from dejiro.foundation.api import Id, Router, operation, paginate
from dejiro.foundation.notices.models import Notice, Preference
from dejiro.foundation.notices.selectors import notices_of, preference_of
from dejiro.foundation.notices.services import notice_read, notices_read, preference_set

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
@operation(door="person")
def me_update(request: Request, data: schemas.MeIn) -> dict[str, Any]:
    """Correct one's own name and number."""
    person = access.own_person(request.actor)
    services.person_update(actor=request.actor, user=person, **data.model_dump())
    return me(request)


@router.get("/me/data/", response=dict[str, Any])
@operation(door="person")
def me_data(request: Request) -> dict[str, Any]:
    """Everything that is kept about the caller."""
    return selectors.about(access.own_person(request.actor))


@router.post("/me/erasure/", response={202: schemas.DoneOut})
@operation(door="person")
def me_erasure(request: Request, data: schemas.ErasureIn) -> Status[dict[str, int]]:
    """Ask to be forgotten; the body's administrator answers."""
    erasure_request(actor=request.actor, reason=data.reason)
    return Status(202, {"count": 1})


@router.post("/erasures/{int:pk}/grant/", response=schemas.DoneOut)
@operation(door="administrator")
def erasure_give(request: Request, pk: Id) -> dict[str, int]:
    """Erase the person who asked for it; `pk` is that of the item on the desk."""
    erasure_grant(actor=request.actor, item=access.erasure_for_administrator(request.actor, pk))
    return {"count": 1}


@router.post("/erasures/{int:pk}/refuse/", response=schemas.DoneOut)
@operation(door="administrator")
def erasure_deny(request: Request, pk: Id, data: schemas.ErasureRefusalIn) -> dict[str, int]:
    """Say why the data must be kept; the person is told."""
    item = access.erasure_for_administrator(request.actor, pk)
    erasure_refuse(actor=request.actor, item=item, reason=data.reason)
    return {"count": 1}


@router.get("/tokens/", response=list[schemas.TokenOut])
@operation(door="person")
@paginate
def tokens_list(request: Request) -> list[ApiToken]:
    """The caller's keys in the acting body, and for an administrator the body's own."""
    organization = access.own_organization(request.actor)
    own = [token for token in tokens_of(access.own_person(request.actor), organization) if not token.for_organization]
    return [*own, *(organization_tokens(organization) if request.actor.has(Role.ADMINISTRATOR) else ())]


@router.post("/tokens/", response={201: schemas.IssuedOut})
@operation(door="person")
def token_create(request: Request, data: schemas.TokenIn) -> Status[services.IssuedToken]:
    """Make a key, in a browser session only. The answer alone holds the secret."""
    return Status(201, services.token_issue(actor=request.actor, **data.model_dump()))


@router.delete("/tokens/{int:pk}/", response={204: None})
@operation(door="person")
def token_delete(request: Request, pk: Id) -> Status[None]:
    """Make a key worthless."""
    services.token_revoke(actor=request.actor, token=access.token_for_own(request.actor, pk))
    return Status(204, None)


@router.get("/notices/", response=list[schemas.NoticeOut])
@operation(door="person")
@paginate
def notices_list(request: Request) -> QuerySet[Notice]:
    """What the caller was told, newest first."""
    return notices_of(request.actor)


@router.post("/notices/read/", response=schemas.DoneOut)
@operation(door="person")
def notices_read_all(request: Request) -> dict[str, int]:
    """Mark all of the caller's notices as read."""
    return {"count": notices_read(actor=request.actor)}


@router.post("/notices/{int:pk}/read/", response=schemas.NoticeOut)
@operation(door="person")
def notice_read_one(request: Request, pk: Id) -> Notice:
    """Mark a notice as read."""
    notice = access.notice_for_addressee(request.actor, pk)
    notice_read(actor=request.actor, notice=notice)
    notice.refresh_from_db()
    return notice


@router.get("/notices/preference/", response=schemas.PreferenceBoth)
@operation(door="person")
def preference(request: Request) -> Preference:
    """When mail comes."""
    return preference_of(request.actor)


@router.put("/notices/preference/", response=schemas.PreferenceBoth)
@operation(door="person")
def preference_update(request: Request, data: schemas.PreferenceBoth) -> Preference:
    """Choose when mail comes."""
    return preference_set(actor=request.actor, delivery=data.delivery)
