"""Everything that other apps may use of hiring."""

from dejiro.apps.hiring.labels import ACTIONS
from dejiro.apps.hiring.services.erasing import applications_erase_due

__all__ = ["ACTIONS", "applications_erase_due"]
