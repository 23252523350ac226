"""The doors of more than one operation."""

from typing import Final

OFFICERS: Final = "member, approver"
READERS: Final = "member, approver, coordinator"
