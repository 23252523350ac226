"""What a prefecture's rounds came to: decisions, savings, effects, and which bodies took part. All of it is public."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q

from dejiro.apps.commitments.maps import Drawing, drawing_of
from dejiro.apps.commitments.models import Adoption, Decision, Effect, Round
from dejiro.apps.commitments.panels import Group, group_of
from dejiro.apps.commitments.selectors import names_of
from dejiro.foundation.organizations.models import Organization

BASELINE = F("commitment__baseline")
LESS, MORE = Q(value__lt=BASELINE), Q(value__gt=BASELINE)
LOWER_IS_BETTER = Q(commitment__round__direction=Round.Direction.LOWER)


@dataclass(frozen=True)
class Tally:
    """How many bodies measured better, the same and worse than before."""

    improved: int = 0
    unchanged: int = 0
    worsened: int = 0

    @property
    def measured(self) -> int:
        """All of them."""
        return self.improved + self.unchanged + self.worsened


@dataclass(frozen=True)
class Outcome:
    """One decided round, its group, its effects and how many bodies took the result over."""

    decision: Decision
    group: Group
    effects: Tally
    adoptions: int


@dataclass(frozen=True)
class Outcomes:
    """All decided rounds of a prefecture, newest first; `saving` is yen a month of those that go on."""

    rows: Sequence[Outcome]
    taking_part: Sequence[tuple[str, str, int]]
    drawing: Drawing
    saving: int
    effects: Tally

    @property
    def formed(self) -> int:
        """How many rounds found a group."""
        return sum(row.group.exists for row in self.rows)


def outcomes_of(area: Organization, *, own_code: str = "") -> Outcomes:
    """Return what the rounds of an area came to; four queries."""
    decisions = Decision.objects.filter(round__area=area).defer("problem", "answer", "reasons")
    decisions = decisions.select_related("round").order_by("-decided_at", "-pk")
    tallies, adoptions = _tallies(area), _adoptions(area)
    rows = [
        Outcome(decision, group_of(decision), tallies.get(decision.pk, Tally()), adoptions.get(decision.pk, 0))
        for decision in decisions
    ]
    times = Counter(code for row in rows for code in row.decision.summary["members"])
    names = names_of(times)
    return Outcomes(
        rows=rows,
        taking_part=[(code, names.get(code, code), times[code]) for code in sorted(times)],
        drawing=drawing_of(area, frozenset(times), own_code),
        saving=sum(row.group.saving for row in rows),
        effects=Tally(
            sum(tally.improved for tally in tallies.values()),
            sum(tally.unchanged for tally in tallies.values()),
            sum(tally.worsened for tally in tallies.values()),
        ),
    )


def _tallies(area: Organization) -> dict[int, Tally]:
    """Return the effects that count, by round; one query."""
    effects = Effect.objects.filter(commitment__round__area=area, superseded=False, commitment__baseline__isnull=False)
    rows = effects.values("commitment__round").annotate(
        improved=Count("pk", filter=(LOWER_IS_BETTER & LESS) | (~LOWER_IS_BETTER & MORE)),
        unchanged=Count("pk", filter=Q(value=BASELINE)),
        worsened=Count("pk", filter=(LOWER_IS_BETTER & MORE) | (~LOWER_IS_BETTER & LESS)),
    )
    return {
        row["commitment__round"]: Tally(row["improved"], row["unchanged"], row["worsened"]) for row in rows.order_by()
    }


def _adoptions(area: Organization) -> dict[int, int]:
    rows = Adoption.objects.filter(round__area=area).values("round").annotate(times=Count("pk")).order_by()
    return {row["round"]: row["times"] for row in rows}
