"""Voices, consultations, needs and contracts for programs: the same doors and services as the pages."""

from dejiro.apps.needs.api.contracts import router as contracts
from dejiro.apps.needs.api.needs import router as needs
from dejiro.apps.needs.api.statements import router as statements
from dejiro.apps.needs.api.triage import router as triage
from dejiro.apps.needs.api.voices import router as voices
from dejiro.foundation.api import Router

router = Router()
for part in (voices, triage, needs, statements, contracts):
    router.add_router("", part)
