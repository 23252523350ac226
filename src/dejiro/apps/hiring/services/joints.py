"""Joint recruiting: opened with its caps and a sealed lot, settled once, by a checked stable matching."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from dejiro.apps.hiring import access, planning, scoring
from dejiro.apps.hiring.models import Application, Cap, Choice, Joint, Offer, Opening, Placement, Settlement
from dejiro.apps.hiring.services.common import insist, insist_mine
from dejiro.apps.hiring.services.offering import offer_place
from dejiro.foundation import clock
from dejiro.foundation.accounts.acting import user_of
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.errors import Conflict
from dejiro.foundation.forms import check_version
from dejiro.foundation.ledger.services import Recorded, record, subject_of


@dataclass(frozen=True)
class Entrants:
    """Who takes part in a settlement: numbers by application, and the applications to the openings, by rank."""

    numbers: dict[int, str]
    choices: Sequence[Choice]


def commitment_of(joint: Joint) -> str:
    """Return the SHA-256 of the lot's seed, which is public from the first day."""
    return sha256(joint.secret.encode()).hexdigest()


@transaction.atomic
def joint_create(
    *, actor: Actor, title: str, deadline: datetime, caps: Sequence[tuple[str, int]], secret: str = ""
) -> Joint:
    """Begin a joint recruiting; its caps and the seal of its lot stand from now on.

    Raises:
        Refusal: if the deadline is past, or a region is named twice.
    """
    area = actor.area
    insist_mine(allowed=area is not None and access.coordinates(actor, area.pk))
    insist(deadline > clock.now(), _("応募の締切を、これからの日時にしてください。"), code="late", field="deadline")
    names = [name for name, _most in caps]
    insist(len(set(names)) == len(names), _("同じ地域が2度あります。"), code="twice", field="caps")
    joint = Joint(
        area=area,
        title=title,
        deadline=deadline,
        secret=secret or secrets.token_hex(32),
        created_by=user_of(actor),
        created_at=clock.now(),
    )
    joint.full_clean()
    joint.save()
    Cap.objects.bulk_create(Cap(joint=joint, region=name, most=most) for name, most in caps)
    data: dict[str, Recorded] = {"title": title, "lot": commitment_of(joint), "caps": dict(caps)}
    record(actor=actor, action="hiring.joint.create", subject=subject_of(joint), data=data)
    return joint


@transaction.atomic
def joint_settle(*, actor: Actor, joint: Joint, answer_by: datetime, version: int | None = None) -> Joint:
    """Find the stable matching, have it checked, keep it, and offer everybody their place.

    Raises:
        Refusal: if an opening's scores do not stand yet, or nobody takes part.
        Conflict: if another coordinator settled it meanwhile.
    """
    insist_mine(allowed=access.coordinates(actor, joint.area_id))
    held = Joint.objects.select_for_update().get(pk=joint.pk)
    if held.status == Joint.Status.SETTLED:
        raise Conflict(_("この共同採用は、ほかの調整担当がもう決定しました。"), code="settled")
    check_version(joint, version)
    openings = list(joint.openings.exclude(status=Opening.Status.DRAFT).order_by("pk"))
    late = _("、").join(opening.title for opening in openings if opening.status != Opening.Status.SCORED)
    insist(
        bool(openings) and not late, _("採点が終わっていない求人があります：%(titles)s") % {"titles": late}, code="open"
    )
    entrants = _entrants(joint, openings)
    insist(bool(entrants.numbers), _("応募がありません。"), code="nobody")
    settlement = _settle(joint, openings, entrants)
    _offer(actor, settlement, entrants, answer_by)
    joint.status = Joint.Status.SETTLED
    joint.version += 1
    joint.save()
    placed = settlement.placements.exclude(opening=None).count()
    data: dict[str, Recorded] = {"seed": joint.secret, "applicants": len(entrants.numbers), "placed": placed}
    record(actor=actor, action="hiring.joint.settle", subject=subject_of(joint), data=data)
    return joint


def _entrants(joint: Joint, openings: Sequence[Opening]) -> Entrants:
    """Number the candidates by lot, so that a number tells nothing of who it is."""
    rows = Choice.objects.filter(opening__in=openings, application__erased_at=None)
    choices = list(rows.select_related("application__user", "opening").order_by("rank"))
    tickets = {choice.application_id: _ticket(joint, choice.application) for choice in choices}
    drawn = sorted(tickets, key=lambda pk: tickets[pk])
    return Entrants({pk: f"C{at:03}" for at, pk in enumerate(drawn, start=1)}, choices)


def _ticket(joint: Joint, application: Application) -> str:
    return sha256(f"{joint.secret}|{application.pk}|{application.created_at.isoformat()}".encode()).hexdigest()


def _settle(joint: Joint, openings: Sequence[Opening], entrants: Entrants) -> Settlement:
    wishes: dict[str, list[str]] = {number: [] for number in entrants.numbers.values()}
    for choice in entrants.choices:
        wishes[entrants.numbers[choice.application_id]].append(str(choice.opening_id))
    caps = dict(joint.caps.values_list("region", "most"))
    places = [_place(opening, entrants) for opening in openings]
    problem, matching = planning.settle(joint.secret, wishes, places, caps)
    settlement = Settlement.objects.create(joint=joint, problem=problem, matching=matching, settled_at=clock.now())
    got = planning.places_of(matching)
    Placement.objects.bulk_create(
        Placement(settlement=settlement, application_id=pk, number=number, opening_id=int(got[number] or 0) or None)
        for pk, number in entrants.numbers.items()
    )
    return settlement


def _place(opening: Opening, entrants: Entrants) -> planning.Place:
    means = scoring.means(opening)
    scores = {
        entrants.numbers[choice.application_id]: means[choice.pk]
        for choice in entrants.choices
        if choice.opening_id == opening.pk and choice.pk in means
    }
    return planning.Place(str(opening.pk), opening.posts, opening.region, scores)


def _offer(actor: Actor, settlement: Settlement, entrants: Entrants, answer_by: datetime) -> list[Offer]:
    got = dict(settlement.placements.values_list("application", "opening"))
    return [
        offer_place(actor=actor, choice=choice, pay=choice.opening.pay_low, answer_by=answer_by)
        for choice in entrants.choices
        if got[choice.application_id] == choice.opening_id
    ]
