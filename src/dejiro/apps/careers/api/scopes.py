"""The scopes that a key needs, and the doors of more than one operation."""

from typing import Final

READ: Final = "careers:read"
WRITE: Final = "careers:write"
READERS: Final = "member, approver, administrator"
SUPERIORS: Final = "approver, administrator"
KEEPERS: Final = "coordinator, administrator"
