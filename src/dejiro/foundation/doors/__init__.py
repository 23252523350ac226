"""Doors: the rule that every view and API operation declares, and the refusals that object doors raise."""

from dejiro.foundation.doors.guards import open_to, open_to_everyone, open_to_signed_in
from dejiro.foundation.doors.objects import one_or_404, or_403, or_404
from dejiro.foundation.doors.rules import Door, declared_door

__all__ = [
    "Door",
    "declared_door",
    "one_or_404",
    "open_to",
    "open_to_everyone",
    "open_to_signed_in",
    "or_403",
    "or_404",
]
