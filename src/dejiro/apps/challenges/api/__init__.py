"""Challenges, ideas, questions and attempts for programs: the same doors and services as the pages."""

from dejiro.apps.challenges.api import answering, reading, running
from dejiro.apps.challenges.api.routers import router

__all__ = ["answering", "reading", "router", "running"]
