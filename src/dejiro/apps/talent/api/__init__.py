"""The pool, requests, proposals, engagements and plans for programs: the same doors and services as the pages."""

from dejiro.apps.talent.api.engagements import router as engagements
from dejiro.apps.talent.api.handovers import router as handovers
from dejiro.apps.talent.api.parts import router as parts
from dejiro.apps.talent.api.plans import router as plans
from dejiro.apps.talent.api.pool import router as pool
from dejiro.apps.talent.api.requests import router as requests
from dejiro.apps.talent.api.scenarios import router as scenarios
from dejiro.foundation.api import Router

router = Router()
for part in (pool, parts, requests, engagements, handovers, plans, scenarios):
    router.add_router("", part)
