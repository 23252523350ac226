"""The doors of more than one operation."""

from typing import Final

SPEAKERS: Final = "member, approver, coordinator, company, resident"
OFFICERS: Final = "member, approver"
COORDINATOR: Final = "coordinator"
EXPERT: Final = "expert"
