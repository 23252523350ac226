"""One body's contracts, commitments and money, as its CIO shows them to the assembly."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, Sum

from dejiro.apps.commitments import public as commitments
from dejiro.apps.needs import public as needs
from dejiro.foundation import clock
from dejiro.foundation.accounts.actors import Actor
from dejiro.foundation.calendars import Month
from dejiro.foundation.notices.models import DeskItem

AHEAD_MONTHS: Final = 18
SHOWN: Final = 30
YEAR: Final = 12
HELD: Final = ("decided", "started", "measured")


@dataclass(frozen=True)
class Result:
    """What a decided round came to for one body; sums are yen a year, `saving` is against buying alone.

    `saving` is None where the body alone would reach no price tier. `change` is measured less baseline, `better` says
    whether it went the way it should; both are None as long as nothing was measured.
    """

    commitment: commitments.Commitment
    round: commitments.Round
    pays: int
    alone: int | None
    saving: int | None
    effect: commitments.Effect | None

    @property
    def change(self) -> Decimal | None:
        """Return the measured value less the baseline."""
        if self.effect is None or self.commitment.baseline is None:
            return None
        return self.effect.value - self.commitment.baseline

    @property
    def better(self) -> bool | None:
        """True when the effect is good, False when it is bad or nothing changed."""
        if self.change is None:
            return None
        return self.change < 0 if self.round.direction == self.round.Direction.LOWER else self.change > 0


@dataclass(frozen=True)
class Portfolio:
    """One body's needs, commitments and money; sums are yen a year."""

    contracts: int
    contracts_amount: int
    renewals: Sequence[needs.Contract]
    results: Sequence[Result]
    commitments: Sequence[commitments.Commitment]
    deciding: Sequence[DeskItem]

    @property
    def saving(self) -> int:
        """What the joint purchases save the body a year, against buying alone."""
        return sum(result.saving or 0 for result in self.results)


def portfolio_of(actor: Actor) -> Portfolio:
    """Return what the body's CIO looks at; six queries."""
    running = needs.Contract.objects.filter(organization__in=actor.bodies, ends_on__gte=clock.today())
    sums = running.aggregate(count=Count("pk"), amount=Sum("annual_amount"))
    in_force = commitments.Commitment.objects.filter(
        organization__in=actor.bodies, status=commitments.Commitment.Status.IN_FORCE
    )
    waiting = DeskItem.objects.filter(organization__in=actor.bodies)
    return Portfolio(
        contracts=sums["count"],
        contracts_amount=sums["amount"] or 0,
        renewals=_renewals(actor),
        results=_results(in_force),
        commitments=list(
            in_force.filter(round__status=commitments.Round.Status.OPEN)
            .select_related("round")
            .order_by("round__closes_at", "pk")[:SHOWN]
        ),
        deciding=list(waiting.open().filter(kind__endswith=".approve")),
    )


def _renewals(actor: Actor) -> Sequence[needs.Contract]:
    """Return the body's contracts that end within 18 months, the next to end first; one query."""
    last = Month.of(clock.today()).plus(AHEAD_MONTHS).ends_on
    rows = needs.Contract.objects.filter(organization__in=actor.bodies)
    return list(rows.filter(ends_on__gte=clock.today(), ends_on__lte=last).order_by("ends_on", "pk")[:SHOWN])


def _results(in_force: Any) -> list[Result]:  # noqa: ANN401  # a queryset of commitments
    rows = in_force.filter(round__status__in=HELD).select_related("round__decision", "organization")
    held = list(rows.defer("round__decision__problem", "round__decision__reasons").order_by("-round__closes_at", "pk"))
    effects = commitments.Effect.objects.filter(Q(superseded=False), commitment__in=held)
    by_commitment = {effect.commitment_id: effect for effect in effects}
    return [
        _result(row, share, by_commitment.get(row.pk))
        for row in held
        for share in row.round.decision.answer["shares"]
        if share["id"] == row.organization.code
    ]


def _result(row: commitments.Commitment, share: dict[str, Any], effect: commitments.Effect | None) -> Result:
    alone, saving = (None if share[name] is None else share[name] * YEAR for name in ("alone", "saving"))
    return Result(
        commitment=row,
        round=row.round,
        pays=share["total"] * YEAR,
        alone=alone,
        saving=saving,
        effect=effect,
    )
