"""The doors of more than one operation."""

from typing import Final

READERS: Final = "member, approver, administrator"
SUPERIORS: Final = "approver, administrator"
KEEPERS: Final = "coordinator, administrator"
