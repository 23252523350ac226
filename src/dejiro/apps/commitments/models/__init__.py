"""Rounds, the commitments made in them, how they were decided, what came of it, and when bodies can decide at all."""

from dejiro.apps.commitments.models.calendars import Assembly, BudgetCycle
from dejiro.apps.commitments.models.commitments import Authority, Commitment
from dejiro.apps.commitments.models.results import Adoption, Decision, Effect
from dejiro.apps.commitments.models.rounds import Round, Tier

__all__ = ["Adoption", "Assembly", "Authority", "BudgetCycle", "Commitment", "Decision", "Effect", "Round", "Tier"]
