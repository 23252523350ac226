"""Openings, applications, scores that stand alone, offers, and joint recruiting."""

from dejiro.apps.hiring.models.applications import Application, Choice, Look
from dejiro.apps.hiring.models.offers import Offer, Placement, Settlement
from dejiro.apps.hiring.models.openings import Cap, Criterion, Joint, Opening
from dejiro.apps.hiring.models.reviews import Conflict, Reviewer, Score

__all__ = [
    "Application",
    "Cap",
    "Choice",
    "Conflict",
    "Criterion",
    "Joint",
    "Look",
    "Offer",
    "Opening",
    "Placement",
    "Reviewer",
    "Score",
    "Settlement",
]
