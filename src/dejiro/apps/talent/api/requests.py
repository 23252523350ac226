"""Operations on requests."""

from django.db.models import QuerySet

from dejiro.apps.talent import access, services
from dejiro.apps.talent.api.doors import OFFICERS
from dejiro.apps.talent.entries import Terms
from dejiro.apps.talent.models import Request as TalentRequest
from dejiro.apps.talent.planning import Rest
from dejiro.apps.talent.schemas import RequestIn, RequestOut, RestOut
from dejiro.apps.talent.selectors.requests import request_list as requests_for
from dejiro.apps.talent.selectors.requests import rests_left
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
    terms = Terms(**data.dict(), situation=found.situation)
    return services.request_save(actor=request.actor, terms=terms, request=found, version=seen_version(request))


@router.post("/talent/requests/{int:pk}/submit/", response=RequestOut)
@operation(door=OFFICERS)
def request_submit(request: Request, pk: Id) -> TalentRequest:
    """Send a draft to the body's approvers."""
    found = access.request_for_officer(request.actor, pk)
    return services.request_submit(actor=request.actor, request=found, version=seen_version(request))
