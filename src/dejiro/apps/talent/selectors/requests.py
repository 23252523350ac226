"""Reads of requests: lists, what is like a text, and the wizard's suggestions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, QuerySet

from dejiro.apps.talent import access
from dejiro.apps.talent.models import Handover, Proposal, Request
from dejiro.apps.talent.planning import Chance, Match, Rest, chances_of, matches_for, most_alike, rests_of
from dejiro.apps.talent.standards import Ask, Situation, role_label, situations
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.organizations.models import Organization

SUGGESTED: Final = 3
ALIKE: Final = 5
MATCHES: Final = 20
Status = Request.Status


@dataclass(frozen=True)
class Suggestion:
    """A situation that fits what was written, with the asks that usually serve it."""

    situation: Situation
    asks: Sequence[tuple[str, Ask, str]]


@dataclass(frozen=True)
class RequestPage:
    """Everything on a request's page for one reader; `chance` and `matches` only while it waits for somebody.

    `rests` are weeks that nobody supports, each with the part that can still be asked for; `followers` ask for them.
    `origin` is the request of which this one asks for the rest.
    """

    request: Request
    chance: Chance | None
    matches: Sequence[Match]
    proposals: Sequence[Proposal]
    handovers: Sequence[Handover]
    rests: Sequence[tuple[Rest, Rest | None]]
    origin: Request | None
    followers: Sequence[Request]
    is_own: bool
    may_approve: bool
    may_edit: bool
    may_withdraw: bool
    may_propose: bool


def request_list(actor: Actor, *, q: str = "", role: str = "", status: str = "") -> QuerySet[Request]:
    """Return the requests the actor may read, the earliest start first; with their bodies."""
    rows = access.requests_readable(actor).select_related("organization")
    if q:
        rows = rows.filter(title__icontains=q) | rows.filter(organization__name__icontains=q)
    if role:
        rows = rows.filter(role=role)
    return rows.filter(status=status) if status else rows


def suggestions_for(problem: str) -> list[Suggestion]:
    """Return the situations that fit a problem in plain words, the best first; all of them when none does."""
    known = situations()
    texts = [(key, f"{one.name['ja']}。{one.text}") for key, one in known.items()]
    found = most_alike(problem, texts, limit=SUGGESTED)
    return [_suggestion(known[key]) for key in found or known]


def requests_alike(area: Organization, text: str, *, but: int | None = None) -> list[Request]:
    """Return approved requests of the area that are like a text, best first; one query. Titles and amounts only."""
    rows = Request.objects.filter(area=area, status__in=[Status.APPROVED, Status.SERVED]).select_related("organization")
    by_key = {str(row.pk): row for row in rows if row.pk != but}
    texts = [(key, f"{row.title}。{row.problem}") for key, row in by_key.items()]
    return [by_key[key] for key in most_alike(text, texts, limit=ALIKE)]


def request_page(actor: Actor, request: Request) -> RequestPage:
    """Return a request's page; at most 25 queries."""
    coordinates = access.coordinates(actor, request.area_id)
    own = access.officer_of(actor, request.organization_id)
    proposals = list(request.proposals.select_related("specialist"))
    waits = request.status == Status.APPROVED
    looks = waits or (own and request.status in {Status.DRAFT, Status.RETURNED, Status.SUBMITTED})
    free = waits and not any(proposal.is_open for proposal in proposals)
    return RequestPage(
        request=request,
        chance=chances_of(request) if looks and (own or coordinates) else None,
        matches=matches_for(request)[:MATCHES] if coordinates and free else [],
        proposals=proposals if own or coordinates else [],
        handovers=_handovers(request) if own or coordinates else [],
        rests=_with_open_parts(rests_left(actor, request)),
        origin=request.rest_of if own or coordinates else None,
        followers=list(_followers(actor, request)) if own or coordinates else [],
        is_own=own,
        may_approve=request.status == Status.SUBMITTED and _approves(actor, request),
        may_edit=own and request.status in {Status.DRAFT, Status.RETURNED, Status.SUBMITTED},
        may_withdraw=own and request.status not in {Status.SERVED, Status.WITHDRAWN},
        may_propose=coordinates and free,
    )


def rests_left(actor: Actor, request: Request) -> list[Rest]:
    """Return the weeks of a served request that nobody supports and that no other request asks for; three queries.

    For the body, and for the coordinator, to whom a request that is not approved does not exist; others see none.
    Nothing is left over as long as the request waits for somebody as a whole.
    """
    reads = access.officer_of(actor, request.organization_id) or access.coordinates(actor, request.area_id)
    if request.status != Status.SERVED or not reads:
        return []
    asked_anew = _followers(actor, request).exclude(status=Status.WITHDRAWN)
    return rests_of(request, [*request.engagements.all(), *asked_anew])


def open_rests(actor: Actor, request: Request) -> list[Rest]:
    """Return of these the weeks that are not over."""
    return [part for _rest, part in _with_open_parts(rests_left(actor, request)) if part]


def _followers(actor: Actor, request: Request) -> QuerySet[Request]:
    return access.requests_readable(actor).filter(rest_of=request)


def _with_open_parts(rests: Sequence[Rest]) -> list[tuple[Rest, Rest | None]]:
    return [(rest, rest.since(clock.today())) for rest in rests]


def _handovers(request: Request) -> list[Handover]:
    rows = Handover.objects.filter(engagement__request=request)
    return list(rows.annotate(taken=Count("adoptions")))


def _approves(actor: Actor, request: Request) -> bool:
    approver = access.officer_of(actor, request.organization_id, Role.APPROVER)
    return approver and actor.user is not None and request.prepared_by_id != actor.user.pk


def _suggestion(situation: Situation) -> Suggestion:
    asks = [(f"{situation.key}:{at}", ask, role_label(ask.role)) for at, ask in enumerate(situation.asks)]
    return Suggestion(situation, asks)
