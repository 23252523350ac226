"""Reads across the platform: what must be answered, what is stuck, and what came of it all."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _

from dejiro.apps.commitments import public as commitments
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import business_days_after
from dejiro.foundation.notices.models import DeskItem
from dejiro.foundation.notices.selectors import desk_for
from dejiro.foundation.organizations.models import Organization

SOON_DAYS: Final = 2
STALE_DAYS: Final = 5
SHOWN: Final = 30


@dataclass(frozen=True)
class Heap:
    """Desk items that are due in the same span, by due date."""

    label: str
    kind: str
    items: tuple[DeskItem, ...]

    @property
    def count_label(self) -> str:
        """Return how many there are, as shown."""
        return _("%(count)d件") % {"count": len(self.items)}


def heaps_for(actor: Actor) -> tuple[Heap, ...]:
    """Return the actor's desk in heaps: overdue, this week, later, without a date; one query."""
    now = clock.now()
    soon = business_days_after(clock.today(), SOON_DAYS)
    labels = {
        0: (_("期限を過ぎたもの"), "error"),
        1: (_("2開庁日以内"), "warning"),
        2: (_("その後"), "info"),
        3: (_("期限のないもの"), "neutral"),
    }

    def rank(item: DeskItem) -> int:
        if item.due_at is None:
            return 3
        if item.due_at < now:
            return 0
        return 1 if item.due_at.astimezone(clock.JST).date() <= soon else 2

    return tuple(Heap(*labels[which], items=tuple(items)) for which, items in groupby(desk_for(actor), key=rank))


@dataclass(frozen=True)
class Stuck:
    """Something that does not move: what, since when or until when, and whom to call."""

    title: str
    url: str
    detail: str
    since: datetime
    call: tuple[Organization, ...]


def stuck_of(area: Organization) -> dict[str, Sequence[Stuck]]:
    """Return what the coordinator of an area should look at today, by kind; queries do not grow with the rows."""
    return {
        _("期限を過ぎた相談・まもなく期限の相談"): _consultations(area),
        _("締切が近い募集と、まだ答えていない団体"): _rounds(area),
        _("整理を待っている声"): _voices(area),
        _("区市町村の机で止まっているもの"): _desks(area),
    }


def _consultations(area: Organization) -> list[Stuck]:
    rows = needs.consultations_open_of(area)[:SHOWN]
    return [
        Stuck(
            title=row.voice.title,
            url=f"/consultations/{row.pk}/",
            detail=row.expert.name if row.expert else _("担当者が決まっていません"),
            since=row.due_at,
            call=(),
        )
        for row in rows
    ]


def _rounds(area: Organization) -> list[Stuck]:
    return [
        Stuck(
            title=round_.title,
            url=commitments.round_url(round_),
            detail=_("締切"),
            since=round_.closes_at,
            call=tuple(bodies),
        )
        for round_, bodies in commitments.waiting_by_round(area)
    ]


def _voices(area: Organization) -> list[Stuck]:
    before = clock.now() - timedelta(days=STALE_DAYS)
    rows = needs.voices_new_of(area).filter(created_at__lt=before).select_related("organization")[:SHOWN]
    return [
        Stuck(title=row.title, url="/needs/triage/", detail=row.organization.name, since=row.created_at, call=())
        for row in rows
    ]


def _desks(area: Organization) -> list[Stuck]:
    overdue = DeskItem.objects.filter(organization__area=area, closed_at=None, due_at__lt=clock.now())
    rows = overdue.select_related("organization").order_by("due_at", "pk")[:SHOWN]
    return [
        Stuck(
            title=row.title,
            url="",
            detail=row.organization.name,
            since=row.due_at or row.opened_at,
            call=(row.organization,),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Numbers:
    """What the platform came to so far, in an area or everywhere."""

    bodies: int
    needs: int
    rounds_open: int
    decided: int
    taking_part: int
    adoptions: int


def numbers() -> Numbers:
    """Return the public figures of the front page; four queries."""
    rounds = commitments.Round.objects.aggregate(
        rounds_open=Count("pk", filter=Q(status=commitments.Round.Status.OPEN)),
        decided=Count("decision", filter=~Q(status=commitments.Round.Status.FAILED)),
        adoptions=Count("adoptions"),
    )
    bodies = Organization.objects.filter(kind=Organization.Kind.MUNICIPALITY, memberships__isnull=False)
    taking_part = commitments.Commitment.objects.filter(status=commitments.Commitment.Status.IN_FORCE)
    return Numbers(
        bodies=bodies.distinct().count(),
        needs=needs.Need.objects.exclude(status=needs.Need.Status.CLOSED).count(),
        rounds_open=rounds["rounds_open"],
        decided=rounds["decided"],
        taking_part=taking_part.values("organization").distinct().count(),
        adoptions=rounds["adoptions"],
    )


@dataclass(frozen=True)
class Portfolio:
    """One body's needs, commitments and money; sums are yen a year."""

    contracts: int
    contracts_amount: int
    renewals: Sequence[needs.Contract]
    commitments: Sequence[commitments.Commitment]
    deciding: Sequence[DeskItem]


def portfolio_of(actor: Actor) -> Portfolio:
    """Return what the body's CIO looks at: contracts, renewals, commitments, waiting decisions; 4 queries."""
    own = needs.Contract.objects.filter(organization=actor.organization)
    running = own.filter(ends_on__gte=clock.today())
    sums = running.aggregate(count=Count("pk"), amount=Sum("annual_amount"))
    in_force = commitments.Commitment.objects.filter(
        organization=actor.organization, status=commitments.Commitment.Status.IN_FORCE
    )
    return Portfolio(
        contracts=sums["count"],
        contracts_amount=sums["amount"] or 0,
        renewals=list(running.filter(ends_on__lt=clock.today() + timedelta(days=548))[:SHOWN]),
        commitments=list(in_force.select_related("round").order_by("-round__closes_at")[:SHOWN]),
        deciding=[item for item in desk_for(actor) if item.kind == "commitment.approve"],
    )
