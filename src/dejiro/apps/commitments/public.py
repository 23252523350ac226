"""Everything that other apps may use of commitments."""

from django.db.models import QuerySet

from dejiro.apps.commitments.labels import ACTIONS
from dejiro.apps.commitments.models import Commitment, Decision, Effect, Round
from dejiro.apps.commitments.selectors import waiting_by_round
from dejiro.apps.commitments.urls_of import commitment_url, round_url
from dejiro.foundation.organizations.models import Organization

__all__ = [
    "ACTIONS",
    "Commitment",
    "Decision",
    "Effect",
    "Round",
    "commitment_url",
    "decided_rounds",
    "open_rounds_of",
    "round_url",
    "rounds_of",
    "waiting_by_round",
]


def rounds_of(area: Organization) -> QuerySet[Round, Round]:
    """Return all rounds of a prefecture, drafts included, the latest closing first."""
    return Round.objects.filter(area=area).select_related("need")


def open_rounds_of(area: Organization) -> QuerySet[Round, Round]:
    """Return the rounds that take commitments, or wait to be decided, by closing date, without their texts."""
    rounds = Round.objects.filter(area=area, status=Round.Status.OPEN).only("title", "closes_at")
    return rounds.order_by("closes_at", "pk")


def decided_rounds() -> QuerySet[Decision, Decision]:
    """Return the public decisions of all prefectures, newest first."""
    return Decision.objects.select_related("round__area").order_by("-decided_at", "-pk")
