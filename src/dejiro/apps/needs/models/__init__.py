"""Voices, the consultations among them, the needs they become, what is said about needs, and the contract list."""

from dejiro.apps.needs.models.contracts import Category, Contract
from dejiro.apps.needs.models.needs import Need, NeedLink, NeedVoice, TriageAct
from dejiro.apps.needs.models.statements import Follow, Solution, Statement
from dejiro.apps.needs.models.voices import Consultation, Voice

__all__ = [
    "Category",
    "Consultation",
    "Contract",
    "Follow",
    "Need",
    "NeedLink",
    "NeedVoice",
    "Solution",
    "Statement",
    "TriageAct",
    "Voice",
]
