"""Conversations for programs: the same doors, policies, limits and services as the pages."""

from dejiro.apps.lab.api import comments, importing, reading, running, taking_part
from dejiro.apps.lab.api.routers import router

__all__ = ["comments", "importing", "reading", "router", "running", "taking_part"]
