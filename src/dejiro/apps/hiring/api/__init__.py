"""Openings, applications, scores and joint recruiting for programs: the same doors and services as the pages."""

from dejiro.apps.hiring.api.candidate import router as candidate
from dejiro.apps.hiring.api.joints import router as joints
from dejiro.apps.hiring.api.openings import router as openings
from dejiro.apps.hiring.api.reviewing import router as reviewing
from dejiro.foundation.api import Router

router = Router()
for part in (openings, reviewing, candidate, joints):
    router.add_router("", part)
