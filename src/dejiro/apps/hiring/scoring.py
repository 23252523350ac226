"""Scores of an opening: who still has to score, and weighted means and spreads once they may be seen."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from statistics import pstdev

from dejiro.apps.hiring.models import Choice, Conflict, Opening, Score
from dejiro.apps.hiring.models.reviews import Stage


@dataclass(frozen=True)
class Line:
    """An application's scores: the weighted mean, out of 5, and the spread; `number` is the one that reviewers see."""

    number: int
    choice: Choice
    mean: Fraction | None
    spread: float | None
    reviewers: int

    @property
    def mean_text(self) -> str:
        """The mean with two decimals."""
        return "" if self.mean is None else f"{float(self.mean):.2f}"

    @property
    def spread_text(self) -> str:
        """The spread with two decimals."""
        return "" if self.spread is None else f"{self.spread:.2f}"


def live_choices(opening: Opening) -> list[Choice]:
    """Return the applications that are judged in the present stage, in an order that tells nothing."""
    rows = opening.choices.filter(application__erased_at=None).select_related("application", "offer")
    if not opening.is_blind:
        rows = rows.filter(passed=True)
    return list(rows.order_by("pk"))


def missing(opening: Opening, stage: Stage) -> int:
    """Return how many sheets the named reviewers still owe; three queries."""
    reviewers = list(opening.reviewers.values_list("pk", flat=True))
    choices = {choice.pk for choice in live_choices(opening)}
    owed = {(reviewer, choice) for reviewer in reviewers for choice in choices}
    owed -= set(Conflict.objects.filter(reviewer__in=reviewers).values_list("reviewer", "choice"))
    given = Score.objects.filter(reviewer__in=reviewers, stage=stage)
    return len(owed - set(given.values_list("reviewer", "choice")))


def may_be_seen(opening: Opening) -> bool:
    """True when nobody can be swayed any more: all have scored the present stage, or the scores are closed."""
    if opening.status == Opening.Status.SCORED:
        return True
    stage = Stage.SCREEN if opening.is_blind else Stage.INTERVIEW
    return opening.takes_scores and opening.reviewers.exists() and missing(opening, stage) == 0


def lines(opening: Opening) -> list[Line]:
    """Return the applications with their scores, the best first; a constant number of queries."""
    totals = _sheets(opening)
    found = [
        _line(number, choice, totals.get(choice.pk, [])) for number, choice in enumerate(live_choices(opening), start=1)
    ]
    return sorted(found, key=lambda line: (line.mean is None, -(line.mean or 0), line.choice.pk))


def for_interview(opening: Opening) -> list[Line]:
    """Return the applications by number, for who says which of them go on; with scores once they may be seen."""
    if not opening.takes_scores:
        return []
    if may_be_seen(opening):
        return sorted(lines(opening), key=lambda line: line.number)
    return [Line(number, choice, None, None, 0) for number, choice in enumerate(live_choices(opening), start=1)]


def means(opening: Opening) -> dict[int, Fraction]:
    """Return the weighted mean of every application that passed and was scored; who was not scored has none."""
    return {line.choice.pk: line.mean for line in lines(opening) if line.mean is not None}


def unscored(opening: Opening) -> int:
    """Return how many applications of the present stage nobody has scored."""
    return sum(line.mean is None for line in lines(opening))


def sheets_for_bundle(opening: Opening, numbers: Mapping[int, str]) -> dict[str, object]:
    """Return an opening's criteria and all points, reviewers and candidates by number; three queries.

    Args:
        opening: one whose scores stand.
        numbers: the settlement's number of each application.
    """
    criteria = list(opening.criteria.all())
    places = {one.pk: at for at, one in enumerate(criteria)}
    reviewers = {pk: f"R{at}" for at, pk in enumerate(opening.reviewers.values_list("pk", flat=True), start=1)}
    sheets: dict[tuple[str, str, str], list[int | None]] = {}
    rows = Score.objects.filter(choice__opening=opening, choice__application__in=numbers)
    values = rows.values_list("choice__application", "reviewer", "stage", "criterion", "points")
    for application, reviewer, stage, criterion, points in values:
        key = (numbers[application], reviewers[reviewer], stage)
        sheets.setdefault(key, [None] * len(criteria))[places[criterion]] = points
    return {
        "criteria": [{"name": one.name, "weight": one.weight} for one in criteria],
        "sheets": [
            {"candidate": candidate, "reviewer": reviewer, "stage": stage, "points": points}
            for (candidate, reviewer, stage), points in sorted(sheets.items())
        ],
    }


def _sheets(opening: Opening) -> dict[int, list[Fraction]]:
    """Return the weighted mean of every reviewer's sheet (both stages count alike), by application."""
    weights = dict(opening.criteria.values_list("pk", "weight"))
    total = sum(weights.values())
    sheets: dict[tuple[int, int, str], Fraction] = defaultdict(Fraction)
    rows = Score.objects.filter(choice__opening=opening)
    for choice, reviewer, stage, criterion, points in rows.values_list(
        "choice", "reviewer", "stage", "criterion", "points"
    ):
        sheets[choice, reviewer, stage] += Fraction(points * weights[criterion], total)
    found: dict[int, list[Fraction]] = defaultdict(list)
    for (choice, _reviewer, _stage), value in sheets.items():
        found[choice].append(value)
    return found


def _line(number: int, choice: Choice, sheets: list[Fraction]) -> Line:
    if not sheets:
        return Line(number, choice, None, None, 0)
    mean = sum(sheets, Fraction(0)) / len(sheets)
    return Line(number, choice, mean, pstdev([float(one) for one in sheets]), len(sheets))
