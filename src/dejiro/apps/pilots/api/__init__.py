"""Pilots and certifications for programs: public reads, and the writes of the pages by the same doors."""

from dejiro.apps.pilots.api import certifications, data, pilots
from dejiro.apps.pilots.api.routers import router

__all__ = ["certifications", "data", "pilots", "router"]
