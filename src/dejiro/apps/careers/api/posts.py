"""Operations on the posts of the caller's body, on who holds them, and on its map."""

from django.db.models import QuerySet
from ninja import Status

from dejiro.apps.careers import access, outlook, selectors, services
from dejiro.apps.careers.api.doors import READERS, SUPERIORS
from dejiro.apps.careers.models import Post
from dejiro.apps.careers.outlook import MapRow
from dejiro.apps.careers.schemas import HoldingIn, ItemMapOut, MapOut, PostIn, PostOut
from dejiro.apps.careers.terms import PostTerms
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["careers"])


@router.get("/careers/body/", response=list[MapOut])
@operation(door=READERS)
def body_map(request: Request) -> list[MapRow]:
    """Return the map of the caller's body."""
    return outlook.body_map(access.body_for_reader(request.actor))


@router.get("/careers/body/items/", response=list[ItemMapOut])
@operation(door=READERS)
def body_items(request: Request) -> list[dict[str, object]]:
    """Return every skill item with the people of the caller's body."""
    rows = outlook.item_map(access.body_for_reader(request.actor))
    return [{"item": row.item.code, "people": row.people} for row in rows]


@router.get("/careers/posts/", response=list[PostOut])
@operation(door=READERS)
@paginate
def post_list(request: Request) -> QuerySet[Post]:
    """Posts of the caller's body with their people."""
    return selectors.post_list(access.body_for_reader(request.actor))


@router.post("/careers/posts/", response={201: PostOut})
@operation(door=SUPERIORS)
def post_create(request: Request, data: PostIn) -> Post:
    """Enter a post."""
    access.body_for_superior(request.actor)
    return services.post_save(actor=request.actor, terms=PostTerms(**data.dict()))


@router.get("/careers/posts/{int:pk}/", response=PostOut)
@operation(door=READERS)
def post_detail(request: Request, pk: Id) -> Post:
    """One post with its people."""
    return access.post_for_reader(request.actor, pk)


@router.put("/careers/posts/{int:pk}/", response=PostOut)
@operation(door=SUPERIORS)
def post_update(request: Request, pk: Id, data: PostIn) -> Post:
    """Change a post."""
    found = access.post_for_superior(request.actor, pk)
    terms = PostTerms(**data.dict())
    return services.post_save(actor=request.actor, terms=terms, post=found, version=seen_version(request))


@router.post("/careers/posts/{int:pk}/holders/", response={201: PostOut})
@operation(door=SUPERIORS)
def holding_create(request: Request, pk: Id, data: HoldingIn) -> Post:
    """Plan who holds a post."""
    found = access.post_for_superior(request.actor, pk)
    person = access.person_of_body(request.actor, data.person)
    return services.holding_save(
        actor=request.actor, post=found, person=person, starts_on=data.starts_on, ends_on=data.ends_on
    )


@router.put("/careers/holdings/{int:pk}/", response=PostOut)
@operation(door=SUPERIORS)
def holding_update(request: Request, pk: Id, data: HoldingIn) -> Post:
    """Change who holds a post, or the period."""
    held = access.holding_for_superior(request.actor, pk)
    return services.holding_save(
        actor=request.actor,
        post=held.post,
        person=access.person_of_body(request.actor, data.person),
        starts_on=data.starts_on,
        ends_on=data.ends_on,
        holding=held,
    )


@router.delete("/careers/holdings/{int:pk}/", response={204: None})
@operation(door=SUPERIORS)
def holding_remove(request: Request, pk: Id) -> Status[None]:
    """Take a period away that was entered by mistake."""
    services.holding_remove(actor=request.actor, holding=access.holding_for_superior(request.actor, pk))
    return Status(204, None)
