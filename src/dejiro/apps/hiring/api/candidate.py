"""Operations of a candidate: one application, its ranks, answers, and their own data."""

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse
from ninja import File, Status, UploadedFile

from dejiro.apps.hiring import access, selectors, services
from dejiro.apps.hiring.api.inputs import ApplicationIn, OfferAnswerIn, RanksIn, once
from dejiro.apps.hiring.api.own_schemas import ApplicationOut, LookOut, OfferOut, OwnDataOut, PlacementOut
from dejiro.apps.hiring.api.schemas import PaperOut
from dejiro.apps.hiring.models import Application, Look, Offer, Placement
from dejiro.apps.hiring.terms import ApplicationTerms
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version
from dejiro.foundation.errors import Refusal
from dejiro.foundation.files.downloads import download
from dejiro.foundation.files.models import Attachment

router = Router(tags=["hiring"])


@router.get("/hiring/mine/", response=ApplicationOut)
@operation(door="person")
def own_application(request: Request) -> Application:
    """Return the caller's own application, and where it was sent."""
    return access.application_for_candidate(request.actor)


@router.put("/hiring/mine/", response=ApplicationOut)
@operation(door="person")
def application_save(request: Request, data: ApplicationIn) -> Application:
    """Write the caller's one application, or change it; not while a body is looking at it."""
    terms = ApplicationTerms(**data.model_dump())
    return services.application_save(actor=request.actor, terms=terms, version=seen_version(request))


@router.delete("/hiring/mine/", response={204: None})
@operation(door="person")
def application_erase(request: Request) -> Status[None]:
    """Erase all that the caller wrote, with the papers; this cannot be undone."""
    found = access.application_for_candidate(request.actor)
    services.application_erase(actor=request.actor, application=found)
    return Status(204, None)


@router.get("/hiring/mine/export/", response=OwnDataOut)
@operation(door="person")
def application_export(request: Request) -> dict[str, object]:
    """All that is kept of the caller, to be taken along."""
    return selectors.own_data(access.application_for_candidate(request.actor))


@router.get("/hiring/mine/looks/", response=list[LookOut])
@operation(door="person")
@paginate
def own_looks(request: Request) -> QuerySet[Look]:
    """Who looked at the caller's application, the latest first."""
    found = access.application_for_candidate(request.actor)
    return found.looks.select_related("user", "opening__organization")


@router.get("/hiring/mine/placements/", response=list[PlacementOut])
@operation(door="person")
def own_placements(request: Request) -> list[Placement]:
    """What joint recruiting brought the caller, and why; no other candidate is named."""
    return selectors.placements_of(access.application_for_candidate(request.actor))


@router.put("/hiring/mine/ranks/", response=ApplicationOut)
@operation(door="person")
def choices_send(request: Request, data: RanksIn) -> Application:
    """Send the application to the ranked openings; what is past its deadline stays as it was sent."""
    found = access.application_for_candidate(request.actor)
    ranks = once([(one.opening, one.rank) for one in data.ranks], "ranks")
    try:
        return services.choices_send(actor=request.actor, application=found, ranks=ranks)
    except Refusal as refusal:
        # A program knows its list, not the fields of the page.
        at = [f"opening_{number}" for number in ranks].index(refusal.field) if refusal.field else None
        field = "ranks" if at is None else f"ranks.{at}"
        raise Refusal(refusal.message, code=refusal.code, field=field) from refusal


@router.delete("/hiring/mine/choices/{int:pk}/", response={204: None})
@operation(door="person")
def choice_withdraw(request: Request, pk: Id) -> Status[None]:
    """Take back the application to one opening, until its deadline."""
    services.choice_withdraw(actor=request.actor, choice=access.choice_for_candidate(request.actor, pk))
    return Status(204, None)


@router.post("/hiring/mine/papers/", response={201: PaperOut})
@operation(door="person")
def paper_attach(request: Request, file: File[UploadedFile]) -> Attachment:
    """Add a PDF to the application, three at most; not while a body is looking at it."""
    found = access.application_for_candidate(request.actor)
    return services.paper_attach(actor=request.actor, application=found, upload=file)


@router.get("/hiring/mine/papers/{int:pk}/", response=None)
@operation(door="person")
def own_paper(request: Request, pk: Id) -> FileResponse:
    """Save one of the caller's own papers."""
    return download(access.paper_of(access.application_for_candidate(request.actor), pk))


@router.delete("/hiring/mine/papers/{int:pk}/", response={204: None})
@operation(door="person")
def paper_remove(request: Request, pk: Id) -> Status[None]:
    """Take a PDF off the application; not while a body is looking at it."""
    found = access.application_for_candidate(request.actor)
    services.paper_remove(actor=request.actor, application=found, paper=access.paper_of(found, pk))
    return Status(204, None)


@router.get("/hiring/mine/offers/", response=list[OfferOut])
@operation(door="person")
def own_offers(request: Request) -> list[Any]:
    """Offers made to the caller, by the rank that they gave the openings."""
    found = access.application_for_candidate(request.actor)
    return [choice.offer for choice in selectors.choices_of(found) if hasattr(choice, "offer")]


@router.get("/hiring/offers/{int:pk}/", response=OfferOut)
@operation(door="person")
def offer_detail(request: Request, pk: Id) -> Offer:
    """One offer, for whom it was made to."""
    return access.offer_for_candidate(request.actor, pk)


@router.post("/hiring/offers/{int:pk}/answer/", response=OfferOut)
@operation(door="person")
def offer_answer(request: Request, pk: Id, data: OfferAnswerIn) -> Offer:
    """Accept an offer, or decline it with a reason; once, until the day that it names."""
    found = access.offer_for_candidate(request.actor, pk)
    return services.offer_answer(actor=request.actor, offer=found, **data.model_dump())
