"""Operations on requests."""

from typing import Any

from django.db.models import QuerySet
from ninja import File, UploadedFile

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import APPROVER, COORDINATOR, OFFICERS
from dejiro.apps.talent.api.request_schemas import (
    OutlookOut,
    ProblemIn,
    RequestReasonIn,
    RequestsImportedOut,
    SuggestionsOut,
)
from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.planning import Rest
from dejiro.apps.talent.requests_table import request_lines
from dejiro.apps.talent.schemas import RequestIn, RequestOut, RestOut
from dejiro.apps.talent.selectors.requests import request_list as requests_for
from dejiro.apps.talent.selectors.requests import request_page, requests_alike, rests_left, suggestions_for
from dejiro.apps.talent.services.requests import RequestsImported
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["talent"])


@router.get("/talent/requests/", response=list[RequestOut])
@operation(door="signed in")
@paginate
def request_list(request: Request, q: str = "", role: str = "", status: str = "") -> QuerySet[TalentRequest]:
    """Requests that the caller may read, the earliest start first; `q` stands in the title or the body's name."""
    return requests_for(request.actor, q=q[:100], role=role, status=status)


@router.get("/talent/requests/{int:pk}/", response=RequestOut)
@operation(door="signed in")
def request_detail(request: Request, pk: Id) -> TalentRequest:
    """One request."""
    return access.request_for_reader(request.actor, pk)


@router.get("/talent/requests/{int:pk}/rests/", response=list[RestOut])
@operation(door="signed in")
def request_rests(request: Request, pk: Id) -> list[Rest]:
    """Weeks of a request that is served, but not in full: nobody supports them, and no other request asks for them."""
    return rests_left(request.actor, access.request_for_reader(request.actor, pk))


@router.get("/talent/requests/{int:pk}/outlook/", response=OutlookOut)
@operation(door="signed in")
def request_outlook(request: Request, pk: Id) -> dict[str, Any]:
    """How many could serve a request and who, what would help, and what is like it: as much as its page tells."""
    found = access.request_for_reader(request.actor, pk)
    view = request_page(request.actor, found)
    words = f"{found.title} {found.problem}"
    return {
        "people": view.chance.now if view.chance else None,
        "changes": [
            {"change": change, "people": people} for change, people in (view.chance.changes if view.chance else ())
        ],
        "matches": [
            {
                "specialist": match.specialist.pk,
                "name": match.specialist.name,
                "employment": match.specialist.employment,
                "fit": match.fit,
                "missing": match.missing,
            }
            for match in view.matches
        ],
        "alike": requests_alike(found.area, words, but=found.pk) if view.is_own else [],
        "handovers": [note.pk for note in view.handovers],
        "followers": [follower.pk for follower in view.followers],
    }


@router.post("/talent/requests/suggest/", response=SuggestionsOut)
@operation(door=OFFICERS, scope="talent:read")
def request_suggest(request: Request, data: ProblemIn) -> dict[str, Any]:
    """Say in plain words what troubles the body: which roles usually help, and what like requests ask for."""
    area = access.area_of_municipality(request.actor)
    situations = [suggestion.situation for suggestion in suggestions_for(data.problem)]
    return {"situations": situations, "alike": requests_alike(area, data.problem)}


@router.post("/talent/requests/import/", response={201: RequestsImportedOut})
@operation(door=COORDINATOR)
def requests_import(request: Request, file: File[UploadedFile]) -> RequestsImported:
    """Enter requests that bodies have sent as a table, CSV or XLSX, as approved by them; all or none.

    The headings are those of the page's template. What stands there already is not entered again.
    """
    area = access.area_of_coordinator(request.actor)
    return services.requests_import(actor=request.actor, lines=request_lines(file, area))


@router.post("/talent/requests/", response={201: RequestOut})
@operation(door=OFFICERS)
def request_create(request: Request, data: RequestIn) -> TalentRequest:
    """Write a request; it is a draft until it is submitted and approved."""
    return services.request_save(actor=request.actor, terms=Terms(**data.dict()))


@router.put("/talent/requests/{int:pk}/", response=RequestOut)
@operation(door=OFFICERS)
def request_update(request: Request, pk: Id, data: RequestIn) -> TalentRequest:
    """Write a request anew while it is being prepared; it is a draft then. The situation it began with stays."""
    found = access.request_for_officer(request.actor, pk)
    terms = Terms(**{**data.dict(), "situation": found.situation})
    return services.request_save(actor=request.actor, terms=terms, request=found, version=seen_version(request))


@router.post("/talent/requests/{int:pk}/submit/", response=RequestOut)
@operation(door=OFFICERS)
def request_submit(request: Request, pk: Id) -> TalentRequest:
    """Send a draft to the body's approvers."""
    found = access.request_for_officer(request.actor, pk)
    return services.request_submit(actor=request.actor, request=found, version=seen_version(request))


@router.post("/talent/requests/{int:pk}/approve/", response=RequestOut)
@operation(door=APPROVER)
def request_approve(request: Request, pk: Id) -> TalentRequest:
    """Send a request in the name of the body; from now on the coordinator sees it."""
    found = access.request_for_approver(request.actor, pk)
    return services.request_approve(actor=request.actor, request=found, version=seen_version(request))


@router.post("/talent/requests/{int:pk}/return/", response=RequestOut)
@operation(door=APPROVER)
def request_return(request: Request, pk: Id, data: RequestReasonIn) -> TalentRequest:
    """Give a request back to who wrote it, with a reason."""
    found = access.request_for_approver(request.actor, pk)
    return services.request_return(
        actor=request.actor, request=found, reason=data.reason, version=seen_version(request)
    )


@router.post("/talent/requests/{int:pk}/withdraw/", response=RequestOut)
@operation(door=OFFICERS)
def request_withdraw(request: Request, pk: Id, data: RequestReasonIn) -> TalentRequest:
    """Take a request back, with a reason, while nobody serves it."""
    found = access.request_for_officer(request.actor, pk)
    return services.request_withdraw(
        actor=request.actor, request=found, reason=data.reason, version=seen_version(request)
    )
