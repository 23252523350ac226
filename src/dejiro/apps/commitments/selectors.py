"""Reads, with how many queries each makes."""

from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import Coalesce

from dejiro.apps.commitments.models import (
    Abstention,
    Adoption,
    Assembly,
    BudgetCycle,
    Commitment,
    Effect,
    Round,
)
from dejiro.apps.needs import public as needs
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.accounts.models import Role
from dejiro.foundation.ledger.selectors import EntryView, entries, view_of
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import in_place_of, municipalities_of

TIMELINE: Final = 30
# What a commitment says; who wrote it and its baseline are read with it alone.
TERMS: Final = (
    "quantity",
    "max_unit_price",
    "max_total",
    "starts",
    "min_members",
    "min_quantity",
    "only_with",
    "not_with",
    "condition_note",
    "authority",
    "status",
    "round",
)
BODY: Final = ("organization__code", "organization__name", "organization__population")
OPEN_FIRST: Final = Case(When(status=Round.Status.OPEN, then=F("closes_at")))


@dataclass(frozen=True)
class RoundFilter:
    """What a list of rounds is narrowed to; "" and None stand for all. `mine`: the reader's body has committed."""

    status: str = ""
    area: str = ""
    need: int | None = None
    mine: bool = False


def round_list(actor: Actor, wanted: RoundFilter = RoundFilter()) -> QuerySet[Round, Round]:  # frozen
    """Return the rounds that the actor may see: the open ones by closing date, then the others, the latest first.

    The annotations are `bodies` and `units` (in force) and `own` (the actor's body has a commitment in force). What
    the group would be stands in `outlook.summary`. One query.
    """
    own = Commitment.objects.filter(
        round=OuterRef("pk"), organization__in=actor.bodies, status=Commitment.Status.IN_FORCE
    )
    rows = Round.objects.filter(_visible(actor)).select_related("area", "need", "outlook")
    rows = rows.defer("outlook__problem", "outlook__answer")
    for field, value in (("status", wanted.status), ("need_id", wanted.need), ("area__code", wanted.area)):
        if value:
            rows = rows.filter(**{field: value})
    rows = rows.annotate(
        bodies=Coalesce("outlook__bodies", 0), units=Coalesce("outlook__units", 0), own=Exists(own)
    ).order_by(OPEN_FIRST.asc(nulls_last=True), "-closes_at", "-pk")
    return rows.filter(own=True) if wanted.mine else rows


def areas_of_rounds() -> QuerySet[Organization, Organization]:
    """Return the prefectures that have rounds, by code; one query."""
    public = Round.objects.exclude(status=Round.Status.DRAFT)
    return Organization.objects.filter(pk__in=public.values("area")).order_by("code")


def _visible(actor: Actor) -> Q:
    public = ~Q(status=Round.Status.DRAFT)
    if actor.has(Role.COORDINATOR):
        return public | Q(area=actor.area)
    return public


def timeline_of(subject: str) -> list[EntryView]:
    """Return the latest acts on a subject, oldest first; one query."""
    return [view_of(entry) for entry in reversed(entries(subject=subject)[:TIMELINE])]


def names_of(codes: Iterable[str]) -> dict[str, str]:
    """Return the newest names that bodies with these codes bear or bore, by code; one query."""
    rows = Organization.objects.filter(code__in=set(codes)).order_by("valid_from")
    return dict(rows.values_list("code", "name"))


def commitments_in_force(round_: Round) -> QuerySet[Commitment, Commitment]:
    """Return the commitments in force with their bodies, by code; one query."""
    rows = round_.commitments.filter(status=Commitment.Status.IN_FORCE).select_related("organization")
    return rows.only(*TERMS, *BODY).order_by("organization__code")


def commitments_of(actor: Actor, round_: Round) -> list[Commitment]:
    """Return all versions of the own body's commitment in a round, newest first, then those that it inherited.

    What a body that was merged into this one had committed to comes last. One query.
    """
    if actor.organization is None:
        return []
    rows = round_.commitments.filter(organization__in=actor.bodies).select_related("organization")
    own = actor.organization.pk
    return sorted(rows, key=lambda row: row.organization_id != own)


def commitment_list(actor: Actor) -> QuerySet[Commitment, Commitment]:
    """Return the own body's commitments that are prepared or in force, newest first; one query."""
    hidden = (Commitment.Status.SUPERSEDED, Commitment.Status.WITHDRAWN)
    rows = Commitment.objects.filter(organization__in=actor.bodies).exclude(status__in=hidden)
    return rows.select_related("round", "prepared_by", "approved_by")


def abstentions_of(round_: Round) -> QuerySet[Abstention, Abstention]:
    """Return the bodies that answered no, by code; one query."""
    return round_.abstentions.select_related("organization").order_by("organization__code")


def abstention_of(actor: Actor, round_: Round) -> Abstention | None:
    """Return the own body's answer that it takes no part; one query."""
    return round_.abstentions.filter(organization__in=actor.bodies).first()


def adoptions_of(round_: Round) -> QuerySet[Adoption, Adoption]:
    """Return the bodies that took the result over, newest first; one query."""
    return round_.adoptions.select_related("organization", "voice")


def effects_of(round_: Round) -> QuerySet[Effect, Effect]:
    """Return the effects that count, by body's code; one query."""
    rows = Effect.objects.filter(commitment__round=round_, superseded=False)
    return rows.select_related("commitment__organization").order_by("commitment__organization__code")


def municipality_names(area: Organization) -> dict[str, str]:
    """Return the names of an area's municipalities in force today, by code; one query."""
    return dict(municipalities_of(area).values_list("code", "name"))


@dataclass(frozen=True)
class Calendar:
    """A body's dates."""

    cycles: Sequence[BudgetCycle]
    assemblies: Sequence[Assembly]


def calendar_of(organization: Organization) -> Calendar:
    """Return the body's budget cycles and assembly sessions in order of time; two queries."""
    return Calendar(list(organization.budget_cycles.all()), list(organization.assemblies.all()))


def waiting_bodies(round_: Round) -> list[Organization]:
    """Return the bodies of the need that have neither committed nor abstained, by code; three queries.

    A body that was merged has its successor's answer.
    """
    answered = set(round_.abstentions.values_list("organization_id", flat=True)) | set(
        round_.commitments.filter(status=Commitment.Status.IN_FORCE).values_list("organization_id", flat=True)
    )
    return _unanswered(needs.bodies_of(round_.need), answered)


def waiting_by_round(area: Organization) -> list[tuple[Round, list[Organization]]]:
    """Return an area's open rounds by closing date, each with who has not answered; four queries.

    In the place of a body that was merged stands its successor.
    """
    rounds = list(Round.objects.filter(area=area, status=Round.Status.OPEN).order_by("closes_at", "pk"))
    bodies = needs.bodies_by_need([round_.need_id for round_ in rounds])
    abstained = Abstention.objects.filter(round__in=rounds).values_list("round_id", "organization_id")
    committed = Commitment.objects.filter(round__in=rounds, status=Commitment.Status.IN_FORCE)
    answered = defaultdict[int, set[int]](set)
    for number, body in chain(abstained, committed.values_list("round_id", "organization_id")):
        answered[number].add(body)
    waiting = [_unanswered(bodies.get(round_.need_id, ()), answered[round_.pk]) for round_ in rounds]
    return [(round_, list(dict.fromkeys(map(in_place_of, rest)))) for round_, rest in zip(rounds, waiting, strict=True)]


def _unanswered(bodies: Iterable[Organization], answered: Container[int]) -> list[Organization]:
    """Return the bodies of which neither they nor who stands in their place are among those who answered."""
    return [body for body in bodies if body.pk not in answered and in_place_of(body).pk not in answered]
