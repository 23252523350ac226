"""Everything that is done to pilots and certifications."""

from dejiro.apps.pilots.services.certifications import (
    Product,
    certification_create,
    certification_renew,
    certification_reuse,
    certification_revoke,
)
from dejiro.apps.pilots.services.data import HEADINGS, Line, observation_correct, observations_add
from dejiro.apps.pilots.services.pilots import (
    pilot_amend,
    pilot_create,
    pilot_delete,
    pilot_register,
    pilot_submit,
    pilot_update,
)
from dejiro.apps.pilots.services.reminding import pilots_remind
from dejiro.apps.pilots.services.verdicts import adopted, decision_depart, pilot_raise, verdict_publish

__all__ = [
    "HEADINGS",
    "Line",
    "Product",
    "adopted",
    "certification_create",
    "certification_renew",
    "certification_reuse",
    "certification_revoke",
    "decision_depart",
    "observation_correct",
    "observations_add",
    "pilot_amend",
    "pilot_create",
    "pilot_delete",
    "pilot_raise",
    "pilot_register",
    "pilot_submit",
    "pilot_update",
    "pilots_remind",
    "verdict_publish",
]
