"""Tables of the pool, of requests, of proposals and of the work that follows."""

from dejiro.apps.talent.models.calendars import CalendarKey
from dejiro.apps.talent.models.consulting import ConsultationTime
from dejiro.apps.talent.models.engagements import Engagement, Log, Proposal
from dejiro.apps.talent.models.handovers import Adoption, Handover
from dejiro.apps.talent.models.plans import Change, Credit, Pin, Plan
from dejiro.apps.talent.models.pool import Absence, Capacity, Conflict, Look, Paper, Skill, Specialist
from dejiro.apps.talent.models.requests import Request

__all__ = [
    "Absence",
    "Adoption",
    "CalendarKey",
    "Capacity",
    "Change",
    "Conflict",
    "ConsultationTime",
    "Credit",
    "Engagement",
    "Handover",
    "Log",
    "Look",
    "Paper",
    "Pin",
    "Plan",
    "Proposal",
    "Request",
    "Skill",
    "Specialist",
]
