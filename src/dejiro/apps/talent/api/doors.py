"""The doors of more than one operation."""

from typing import Final

APPROVER: Final = "approver"
COORDINATOR: Final = "coordinator"
OFFICERS: Final = "member, approver"
READERS: Final = "member, approver, coordinator"
