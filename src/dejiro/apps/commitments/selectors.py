"""Reads, with how many queries each makes."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

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
from dejiro.foundation.organizations.models import Organization
from dejiro.foundation.organizations.selectors import municipalities_of

IN_FORCE = Q(commitments__status=Commitment.Status.IN_FORCE)


def round_list(actor: Actor, *, status: str = "", need: int | None = None, area: str = "") -> QuerySet[Round, Round]:
    """Return the rounds that the actor may see, the latest closing first, with how many bodies and units are in.

    The annotations are `bodies`, `units` and `own` (the actor's body has a commitment in force). One query.
    """
    own = Commitment.objects.filter(
        round=OuterRef("pk"), organization=actor.organization, status=Commitment.Status.IN_FORCE
    )
    rows = Round.objects.filter(_visible(actor)).select_related("area", "need")
    if status:
        rows = rows.filter(status=status)
    if need is not None:
        rows = rows.filter(need_id=need)
    if area:
        rows = rows.filter(area__code=area)
    return rows.annotate(
        bodies=Count("commitments", filter=IN_FORCE),
        units=Sum("commitments__quantity", filter=IN_FORCE),
        own=Exists(own),
    )


def _visible(actor: Actor) -> Q:
    public = ~Q(status=Round.Status.DRAFT)
    if actor.has(Role.COORDINATOR):
        return public | Q(area=actor.area)
    return public


def commitments_in_force(round_: Round) -> QuerySet[Commitment, Commitment]:
    """Return the commitments in force with their bodies, by code; one query."""
    rows = round_.commitments.filter(status=Commitment.Status.IN_FORCE)
    return rows.select_related("organization", "approved_by").order_by("organization__code")


def commitments_of(actor: Actor, round_: Round) -> list[Commitment]:
    """Return all versions of the own body's commitment in a round, newest first; one query."""
    if actor.organization is None:
        return []
    rows = round_.commitments.filter(organization=actor.organization)
    return list(rows.select_related("prepared_by", "approved_by", "organization"))


def commitment_list(actor: Actor) -> QuerySet[Commitment, Commitment]:
    """Return the own body's commitments that are prepared or in force, newest first; one query."""
    hidden = (Commitment.Status.SUPERSEDED, Commitment.Status.WITHDRAWN)
    rows = Commitment.objects.filter(organization=actor.organization).exclude(status__in=hidden)
    return rows.select_related("round", "prepared_by", "approved_by")


def abstentions_of(round_: Round) -> QuerySet[Abstention, Abstention]:
    """Return the bodies that answered no, by code; one query."""
    return round_.abstentions.select_related("organization").order_by("organization__code")


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
    """Return the bodies of the need that have neither committed nor abstained, by code; three queries."""
    answered = set(round_.abstentions.values_list("organization_id", flat=True)) | set(
        round_.commitments.filter(status=Commitment.Status.IN_FORCE).values_list("organization_id", flat=True)
    )
    return [body for body in needs.bodies_of(round_.need) if body.pk not in answered]


def waiting_by_round(area: Organization) -> list[tuple[Round, list[Organization]]]:
    """Return an area's open rounds by closing date, each with who has not answered; four queries."""
    rounds = list(Round.objects.filter(area=area, status=Round.Status.OPEN).order_by("closes_at", "pk"))
    bodies = needs.bodies_by_need([round_.need_id for round_ in rounds])
    answered = set(Abstention.objects.filter(round__in=rounds).values_list("round_id", "organization_id"))
    in_force = Commitment.objects.filter(round__in=rounds, status=Commitment.Status.IN_FORCE)
    answered |= set(in_force.values_list("round_id", "organization_id"))
    return [
        (round_, [body for body in bodies.get(round_.need_id, ()) if (round_.pk, body.pk) not in answered])
        for round_ in rounds
    ]
