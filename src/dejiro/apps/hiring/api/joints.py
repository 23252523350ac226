"""Operations on joint recruiting: public facts, settling, and all from which anybody recomputes it."""

from typing import Any

from django.db.models import QuerySet

from dejiro.apps.hiring import access, selectors, services
from dejiro.apps.hiring.api.doors import WRITERS
from dejiro.apps.hiring.api.inputs import JointIn, SettleIn
from dejiro.apps.hiring.api.joint_schemas import BundleOut, JointOut, JointRow, ResultOut
from dejiro.apps.hiring.models import Joint, Opening
from dejiro.apps.hiring.planning import Seat
from dejiro.foundation.accounts.middleware import Request
from dejiro.foundation.api import Id, Router, operation, paginate, seen_version

router = Router(tags=["hiring"])


@router.get("/hiring/joint/", response=list[JointRow])
@operation(door="everyone")
@paginate
def joint_list(request: Request) -> QuerySet[Joint]:  # noqa: ARG001  # the same for everybody
    """All joint recruiting, the latest first."""
    return Joint.objects.select_related("area")


@router.post("/hiring/joint/", response={201: JointOut})
@operation(door="coordinator")
def joint_create(request: Request, data: JointIn) -> dict[str, Any]:
    """Begin a joint recruiting; its deadline, its caps and the seal of its lot stand from then on."""
    caps = [(one.region, one.most) for one in data.caps]
    made = services.joint_create(actor=request.actor, title=data.title, deadline=data.deadline, caps=caps)
    return _joint(request, made)


@router.get("/hiring/joint/{int:pk}/", response=JointOut)
@operation(door="everyone")
def joint_detail(request: Request, pk: Id) -> dict[str, Any]:
    """One joint recruiting: openings, caps, the seal of the lot, and how many were placed."""
    return _joint(request, access.joint_for_reader(pk))


@router.post("/hiring/joint/{int:pk}/settle/", response=JointOut)
@operation(door="coordinator")
def joint_settle(request: Request, pk: Id, data: SettleIn) -> dict[str, Any]:
    """Find the stable matching, have it checked, and offer everybody their place; once."""
    found = access.joint_for_coordinator(request.actor, pk)
    version = seen_version(request)
    services.joint_settle(actor=request.actor, joint=found, answer_by=data.answer_by, version=version)
    return _joint(request, found)


@router.get("/hiring/joint/{int:pk}/bundle/", response=BundleOut)
@operation(door="coordinator, auditor")
def joint_bundle(request: Request, pk: Id) -> dict[str, object]:
    """Return the problem, the answer, the seed and all points of a settlement, without personal data."""
    return selectors.bundle_of(access.settlement_for_checker(request.actor, pk))


@router.get("/openings/{int:pk}/result/", response=ResultOut)
@operation(door=WRITERS)
def opening_result(request: Request, pk: Id) -> dict[str, Any]:
    """What joint recruiting brought an opening, and why, for its body; where others went is not told."""
    found, settlement = access.settlement_for_owner(request.actor, pk)
    result = selectors.result_of(found, settlement)
    outcome = result.outcome
    return {
        "posts": found.posts,
        "seats": [_seat(result, seat) for seat in outcome.seats],
        "unscored": result.unscored,
        "empty": outcome.empty,
        "why_empty": outcome.why_empty,
        "next": outcome.next_number,
    }


def _joint(request: Request, found: Joint) -> dict[str, Any]:
    facts = selectors.joint_facts(request.actor, found)
    own = {name: getattr(found, name) for name in ("id", "title", "deadline", "status", "version")}
    return own | {
        "area": found.area.code,
        "caps": facts.caps,
        "commitment": facts.commitment,
        "seed": found.secret if facts.settlement else None,
        "people": facts.people,
        "placed": facts.placed,
        "checked": facts.checked,
        "openings": [_opening(one, placed) for one, placed in facts.rows],
    }


def _opening(found: Opening, placed: int) -> dict[str, Any]:
    own = {name: getattr(found, name) for name in ("id", "title", "region", "posts")}
    return own | {"organization": found.organization.code, "placed": placed}


def _seat(result: selectors.Result, seat: Seat) -> dict[str, Any]:
    person = result.people.get(seat.number)
    return {
        "rank": seat.rank,
        "number": seat.number,
        "name": person.name if person else "",
        "placed": seat.placed,
        "reason": seat.reason,
    }
