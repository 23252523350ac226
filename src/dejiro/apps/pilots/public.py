"""Everything that other apps may use of pilots."""

from dejiro.apps.pilots.labels import ACTIONS
from dejiro.apps.pilots.services.reminding import pilots_remind

__all__ = ["ACTIONS", "pilots_remind"]
