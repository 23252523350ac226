"""Rounds, the commitments made in them, how they were decided, what came of it, and when bodies can decide at all."""

from dejiro.apps.commitments.models.calendars import Assembly, BudgetCycle
from dejiro.apps.commitments.models.commitments import Abstention, Authority, Commitment
from dejiro.apps.commitments.models.results import Adoption, Computed, Decision, Effect, Outlook
from dejiro.apps.commitments.models.rounds import Round, Tier

__all__ = [
    "Abstention",
    "Adoption",
    "Assembly",
    "Authority",
    "BudgetCycle",
    "Commitment",
    "Computed",
    "Decision",
    "Effect",
    "Outlook",
    "Round",
    "Tier",
]
