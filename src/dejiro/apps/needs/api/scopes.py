"""The scopes that a key needs, and the doors of more than one operation."""

from typing import Final

READ: Final = "needs:read"
WRITE: Final = "needs:write"
SPEAKERS: Final = "member, approver, coordinator, company, resident"
OFFICERS: Final = "member, approver"
COORDINATOR: Final = "coordinator"
EXPERT: Final = "expert"
